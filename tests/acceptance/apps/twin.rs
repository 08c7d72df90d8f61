//! Apps beside the same of the SDK, which sends what this provider sends.

use serde_json::{Value, json};

use crate::apps::{app, everything};
use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;

/// What the SDK sends of the apps `least` and `full`.
const TWINS: &str = r#"
import json
from google.protobuf import json_format
import flyte
import flyte.app
from flyte.app._runtime import translate_app_env_to_idl
from flyte.models import SerializationContext

common = dict(name="web", image="acme/web:1", command=["serve"])
least = flyte.app.AppEnvironment(**common)
full = flyte.app.AppEnvironment(
    **common,
    args=["--x", ""],
    port=flyte.app.Port(9000, "h2c"),
    env_vars={"A": "", "B": "2"},
    resources=flyte.Resources(cpu="500m", memory=("1Gi", "2Gi"), gpu="A100:2", disk="10Gi", shm="auto"),
    secrets=[
        flyte.Secret("db-password", as_env_var="DB_PASSWORD"),
        flyte.Secret("tok", mount="/etc/flyte/secrets"),
    ],
    service_account="web",
    scaling=flyte.app.Scaling(replicas=(1, 3), metric=flyte.app.Scaling.Concurrency(10), scaledown_after=300),
    timeouts=flyte.app.Timeouts(request=90),
    requires_auth=False,
    domain=flyte.app.Domain(subdomain="mine", custom_domain="web.example.com"),
    links=[
        flyte.app.Link("/docs", "Docs", is_relative=True),
        flyte.app.Link("https://a.b", ""),
    ],
    cluster_pool="gpus",
    type="fastapi",
    description="What for",
)
context = SerializationContext(project="flytesnacks", domain="development", version="v1", org="")
twins = {}
for name, env in [("least", least), ("full", full)]:
    idl = translate_app_env_to_idl(env, context)
    twins[name] = json_format.MessageToDict(idl)
print(json.dumps(twins))
"#;

#[test]
fn what_is_sent_is_what_the_sdk_sends() {
    let mock = mock();
    let sdk = Sdk::new(&mock);
    let twins: Value = serde_json::from_str(&sdk.python(TWINS)).unwrap();
    let workspace = Workspace::new(&mock);
    for (name, body) in [("least", String::new()), ("full", everything())] {
        workspace.write(&app(&body));
        mock.clear_requests();
        workspace.apply_for_good();
        let requests = mock.requests();
        let sent = requests.iter().find(|it| {
            let written = ["Create", "Update"];
            written.contains(&it.method.as_str())
        });
        let sent: Value = serde_json::from_slice(&sent.unwrap().body).unwrap();
        let (mut ours, mut theirs) = (sent["app"].clone(), twins[name].clone());
        for app in [&mut ours, &mut theirs] {
            let spec = app["spec"].as_object_mut().unwrap();
            let runtime = spec.remove("runtimeMetadata").unwrap();
            assert_eq!(runtime["type"], "FLYTE_SDK");
        }
        theirs["metadata"]
            .as_object_mut()
            .unwrap()
            .remove("sourceCode");
        assert_eq!(ours, theirs, "{name}");
    }
    // The official classes take every request.
    let requests = mock.requests();
    let lines = requests.iter().filter_map(|it| {
        let (service, method) = it.path.trim_start_matches('/').split_once('/')?;
        let line = json!({ "service": service, "method": method, "body": it.text() });
        (service == "flyteidl2.app.AppService").then(|| line.to_string() + "\n")
    });
    let lines: String = lines.collect();
    let parsed = sdk.ask(&["strict"], &lines);
    assert!(parsed.as_u64().unwrap() > 2, "{parsed}");
    workspace.destroy();
}

/// Every parameter of the SDK's classes, with the attribute that stands for it, or the reason why none
/// does, in brackets.
const PARAMETERS: [(&str, &[(&str, &str)]); 7] = [
    (
        "app.AppEnvironment",
        &[
            ("name", "name"),
            ("depends_on", "(Terraform knows what depends on what)"),
            ("pod_template", "(a pod of one's own: not yet)"),
            ("description", "description"),
            ("secrets", "secrets"),
            ("env_vars", "env_vars"),
            ("resources", "resources"),
            ("interruptible", "(the SDK sends nothing of it for apps)"),
            ("image", "image"),
            ("include", "(files of Python code)"),
            ("service_account", "service_account"),
            ("type", "type"),
            ("port", "port"),
            ("args", "args"),
            ("command", "command"),
            ("requires_auth", "requires_auth"),
            ("scaling", "scaling"),
            ("domain", "subdomain"),
            ("links", "links"),
            ("parameters", "(the SDK finds them out when it deploys)"),
            ("cluster_pool", "cluster_pool"),
            (
                "cluster",
                "(the open-source server drops it: every plan would change it)",
            ),
            ("timeouts", "request_timeout"),
        ],
    ),
    (
        "app.Scaling",
        &[
            ("replicas", "scaling"),
            ("metric", "scaling"),
            ("scaledown_after", "scaling"),
        ],
    ),
    ("app.Port", &[("port", "port"), ("name", "port_name")]),
    (
        "app.Link",
        &[
            ("path", "links"),
            ("title", "links"),
            ("is_relative", "links"),
        ],
    ),
    (
        "app.Domain",
        &[
            ("subdomain", "subdomain"),
            ("custom_domain", "custom_domain"),
        ],
    ),
    ("app.Timeouts", &[("request", "request_timeout")]),
    (
        "app.Subdomain",
        &[
            ("app_name", "(a name that the SDK makes up when it deploys)"),
            ("project_domain_suffix", "(the same)"),
            ("function", "(the same)"),
        ],
    ),
];

#[test]
fn every_parameter_of_the_sdk_stands_in_the_table() {
    let sdk = Sdk::new(&mock());
    let classes = PARAMETERS.map(|(class, _)| class);
    let told = sdk.ask(&[&["parameters"][..], &classes].concat(), "");
    let schema = std::fs::read_to_string(project().join("tests/docs/schema.json")).unwrap();
    for (class, rows) in PARAMETERS {
        let ours: Vec<_> = rows.iter().map(|(name, _)| *name).collect();
        assert_eq!(told[class], json!(ours), "{class}");
        for (name, stands) in rows {
            let is_there = stands.starts_with('(') || schema.contains(&format!("\"{stands}\""));
            assert!(is_there, "{class}, {name}: there is no `{stands}`");
        }
    }
}
