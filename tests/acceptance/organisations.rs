//! The organisation that requests carry where nobody names one: the first label of the host's name,
//! as the Flyte SDK has it.

use flyte_mock::{Options, Proxy, ProxyOptions, Tls};
use serde_json::{Value, json};

use crate::harness::backend::unused;
use crate::harness::sdk::cli_in;
use crate::harness::secured::Secured;
use crate::harness::{IT, environment};

/// A backend under a name of which a proxy alone knows where it leads.
struct Named {
    secured: Secured,
    proxy: Proxy,
    /// The first label of its name.
    org: String,
}

impl Named {
    /// One that wants an organisation with every call, if it is `strict`.
    fn new(strict: bool) -> Self {
        let org = unused("acme");
        let mut tls = Tls::default();
        tls.names.push(host(&org));
        let secured = Secured::with(Options {
            strict,
            tls: Some(tls),
            ..Options::default()
        });
        let hosts = vec![(host(&org), secured.mock.address())];
        let proxy = Proxy::start(ProxyOptions {
            hosts,
            ..ProxyOptions::default()
        });
        Self {
            secured,
            proxy: proxy.unwrap(),
            org,
        }
    }

    /// Its host and port.
    fn authority(&self) -> String {
        format!("{}:{}", host(&self.org), self.secured.mock.address().port())
    }

    /// Writes a provider block that leads there, with these lines.
    fn lead_there(&self, lines: &str) {
        let lines = format!("proxy_url = {:?}\n  {IMAGE}\n  {lines}", self.proxy.url());
        let endpoint = format!("https://{}", self.authority());
        self.secured.at(&endpoint, &lines);
    }

    /// The organisations of all requests so far, each once; there is one in each.
    #[track_caller]
    fn sent(&self) -> Vec<String> {
        let mut all = Vec::new();
        for request in self.secured.mock.requests() {
            if request.method == "GetPublicClientConfig" {
                continue;
            }
            let body: Value = serde_json::from_str(&request.text()).unwrap();
            let before = all.len();
            organisations(&body, &mut all);
            assert!(all.len() > before, "{}: {body}", request.method);
        }
        all.sort();
        all.dedup();
        all
    }
}

fn host(org: &str) -> String {
    format!("{org}.flyte.invalid")
}

const IMAGE: &str = "default_image = \"ghcr.io/acme/app:1\"";

/// Every organisation in a body, with the empty ones.
fn organisations(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(org) if ["org", "organization"].contains(&name.as_str()) => {
                        found.push(org.clone());
                    }
                    member => organisations(member, found),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|it| organisations(it, found)),
        _ => {}
    }
}

const TASKS: &str = "env_vars = { A = \"1\" }\n  tasks = {\n    work = {\n      command = [\"x\"]\n      \
    inputs = { n = \"int\" }\n      triggers = { nightly = { cron = \"@daily\", inputs = { n = 1 } } }\n    \
    }\n  }";

#[test]
fn every_request_carries_the_one_of_the_host_and_no_state_has_it() {
    let named = Named::new(true);
    let Named { secured, org, .. } = &named;
    named.lead_there("");
    let workspace = &secured.workspace;
    let project = unused("org");
    let rest = format!(
        "data \"flyte_project\" \"it\" {{}}\n\
         data \"flyte_projects\" \"all\" {{}}\n\
         data \"flyte_task_environments\" \"all\" {{}}\n\
         resource \"flyte_project\" \"it\" {{\n  project_id = \"{project}\"\n}}\n"
    );
    workspace.write(&(environment(TASKS) + &rest));
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "id"), "flytesnacks/development/fast_env");
    assert!(state.get(IT, "org").is_null());
    assert!(state.get("flyte_project.it", "org").is_null());

    workspace.write(&(environment(&TASKS.replace("\"1\"", "\"2\"")) + &rest));
    workspace.apply_for_good();
    workspace.try_import("flyte_project.other", "x");
    workspace.destroy();
    assert_eq!(named.sent(), [org.as_str()]);
}

/// What was there before requests carried one.
#[test]
fn what_is_there_without_one_stays_as_it_is() {
    let named = Named::new(false);
    let Named { secured, org, .. } = &named;
    let workspace = &secured.workspace;
    secured.provider(IMAGE);
    workspace.write(&environment(TASKS));
    workspace.apply_for_good();
    for request in secured.mock.requests() {
        assert!(!request.text().contains(org), "{}", request.text());
    }
    let deploys = secured.mock.count("DeployTask");
    let version = workspace.state().get(IT, "version").clone();

    secured.mock.clear_requests();
    named.lead_there("");
    // It is in another Flyte by its address, and the same by its owner.
    workspace.assert_settled();
    assert_eq!(secured.mock.count("DeployTask"), 0);
    assert_eq!(*workspace.state().get(IT, "version"), version);
    assert_eq!(named.sent(), [org.as_str()]);

    workspace.write(&environment(&TASKS.replace("\"1\"", "\"2\"")));
    workspace.apply_for_good();
    assert_eq!(secured.mock.count("DeployTask"), deploys);
    secured.provider(IMAGE);
    workspace.assert_settled();
    workspace.destroy();
}

#[test]
fn one_that_is_named_is_used_instead() {
    let named = Named::new(true);
    let Named { secured, .. } = &named;
    let workspace = &secured.workspace;
    named.lead_there("org = \"beta\"");
    workspace.write(&environment(""));
    workspace.apply_for_good();
    assert_eq!(
        workspace.state().get(IT, "id"),
        "beta/flytesnacks/development/fast_env"
    );
    assert_eq!(named.sent(), ["beta"]);
}

#[test]
fn settings_have_it_in_their_key() {
    let named = Named::new(true);
    let Named { secured, org, .. } = &named;
    let workspace = &secured.workspace;
    named.lead_there("");
    let settings = "resource \"flyte_settings\" \"it\" {\n  pod_template_name = \"a\"\n}\n";
    workspace.write(settings);
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get("flyte_settings.it", "id"), org);
    assert_eq!(state.get("flyte_settings.it", "org"), org);
    workspace
        .terraform(&["state", "rm", "flyte_settings.it"])
        .succeeded();
    workspace.try_import("flyte_settings.it", "/").succeeded();
    workspace.assert_settled();
    assert_eq!(named.sent(), [org.as_str()]);
}

#[test]
fn it_has_to_be_allowed() {
    let named = Named::new(true);
    let Named { secured, org, .. } = &named;
    let workspace = &secured.workspace;
    workspace.write(&environment(""));
    named.lead_there("allowed_orgs = [\"\", \"beta\"]");
    secured.mock.clear_requests();
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        format!("Organisation `{org}` is not allowed")
    );
    assert!(error.detail.contains("first label"), "{}", error.detail);
    assert!(secured.mock.requests().is_empty());
    named.lead_there(&format!("allowed_orgs = [{org:?}]"));
    workspace.apply_for_good();
    assert!(workspace.state().get(IT, "org").is_null());
}

const CODE: &str = "import flyte\n\nenv = flyte.TaskEnvironment(name=\"fast_env\", \
                    image=\"ghcr.io/acme/app:1\")\n\n\n@env.task\ndef work(n: int) -> int:\n    \
                    return n\n";

/// The command and Terraform, with the same endpoint and without an organisation, speak of the same.
#[test]
fn the_flyte_command_and_terraform_address_the_same() {
    let named = Named::new(true);
    let Named { secured, org, .. } = &named;
    let workspace = &secured.workspace;
    let authority = workspace.path().join("tls/ca.pem");
    let authority = authority.to_str().unwrap();
    let file = json!({
        "admin": {
            "endpoint": format!("dns:///{}", named.authority()),
            "caCertFilePath": authority,
        },
        "task": { "project": "flytesnacks", "domain": "development" },
    });
    workspace.file("sdk/.flyte/config.yaml", &file.to_string());
    workspace.file("sdk/app.py", CODE);
    workspace.file("sdk/settings.yaml", "run.default_queue: gpu\n");
    // The SDK uses `httpProxyURL` for tokens alone.
    let way = named.proxy.url();
    let cli = |arguments: &[&str]| {
        let variables = [("SSL_CERT_FILE", authority), ("HTTPS_PROXY", way.as_str())];
        cli_in(&workspace.path().join("sdk"), &variables, arguments)
    };
    cli(&["edit", "settings", "--from-file", "settings.yaml"]);
    let deploy = ["deploy", "--copy-style", "none", "--version", "v1"];
    cli(&[
        &deploy[..],
        &["--no-sync-local-sys-paths", "--all", "app.py"],
    ]
    .concat());
    // The SDK's messages are binary.
    for method in ["DeployTask", "GetSettingsForEdit", "CreateSettings"] {
        let requests = secured.mock.requests();
        let mut theirs = requests.iter().filter(|it| it.method == method);
        let theirs = theirs.next().expect("it was called");
        assert!(theirs.text().contains(org), "{method}");
    }

    named.lead_there("");
    let settings = "resource \"flyte_settings\" \"it\" {\n  run = { default_queue = \"gpu\" }\n}\n";
    let task = "tasks = { work = { module = \"app\", inputs = { n = \"int\" }, outputs = { o0 = \
                \"int\" } } }";
    workspace.write(&(environment(task) + settings));
    workspace.try_import("flyte_settings.it", "/").succeeded();
    workspace
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    assert_eq!(
        plan.change(IT).differing(),
        ["deployed_at", "revision", "version"]
    );
    workspace.apply_plan();
    workspace.assert_settled();
    let told = cli(&["get", "settings"]);
    assert!(told.contains("run.default_queue"), "{told}");
}
