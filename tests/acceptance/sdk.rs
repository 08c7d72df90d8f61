//! What the official Flyte SDK and command line make of what was applied.

use std::fs;

use flyte_mock::{Codec, Mock};
use serde_json::json;
use test_support::differences::RECORDS;

use crate::code::bundle;
use crate::harness::backend::mock;
use crate::harness::plan::differences;
use crate::harness::sdk::{Sdk, comparable, comparable_but_for};
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;
use crate::harness::{EVERYTHING, environment};

/// The environment of `examples/quickstart` in Python.
const QUICKSTART: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="fast_env",
    image="IMAGE",
    reusable=flyte.ReusePolicy(replicas=(1, 3), concurrency=2),
)


@env.task
async def work() -> None:
    pass
"#;

/// A backend to which the quickstart was applied.
fn applied() -> (Mock, Workspace) {
    let mock = mock();
    let mut workspace = Workspace::bare();
    let example = project().join("examples/quickstart/main.tf");
    workspace.write(&fs::read_to_string(example).unwrap());
    workspace.variable("FLYTE_ADMIN_ENDPOINT", &mock.url());
    workspace.variable("FLYTE_ADMIN_INSECURE", "true");
    workspace.apply_for_good();
    (mock, workspace)
}

#[test]
fn the_command_line_shows_the_environment() {
    let (mock, _workspace) = applied();
    let sdk = Sdk::new(&mock);
    let version = mock
        .versions("flytesnacks", "development", "fast_env")
        .remove(0);
    let table = sdk.cli(&["get", "task", "fast_env"]);
    let row = table.lines().find(|line| line.contains("fast_env"));
    let row = row.unwrap_or_else(|| panic!("no row of the environment:\n{table}"));
    for cell in ["flytesnacks", "development", version.as_str()] {
        assert!(row.contains(cell), "`{cell}` is not in the row:\n{table}");
    }
}

#[test]
fn the_sdk_reads_the_policy_that_was_written() {
    let (mock, _workspace) = applied();
    let policy = Sdk::new(&mock).ask(&["policy", "fast_env"], "");
    assert_eq!(
        policy,
        json!({
            "minReplicas": 1,
            "maxReplicas": 3,
            "concurrency": 2,
            "idleTtl": "30s",
            "scaledownTtl": "30s",
        })
    );
}

/// What Flyte's services were asked, as `sdk.py strict` reads it.
pub(crate) fn requests(mock: &Mock) -> Vec<String> {
    let mut requests = mock.requests();
    // A bundle goes to the store, which is none of Flyte's services.
    requests.retain(|request| request.method != "put");
    let lines = requests.iter().map(|request| {
        assert_eq!(request.codec, Codec::Json, "{}", request.path);
        let (service, method) = request.path[1..].split_once('/').unwrap();
        json!({ "service": service, "method": method, "body": request.text() }).to_string()
    });
    lines.collect()
}

#[test]
fn every_request_parses_with_the_official_messages() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    for configuration in [EVERYTHING, &EVERYTHING.replace("sleep = {", "rest = {")] {
        workspace.write(configuration);
        workspace.apply_for_good();
    }
    workspace.destroy();

    let lines = requests(&mock);
    for method in ["DeployTask", "GetTaskDetails", "ListTasks"] {
        assert!(mock.count(method) > 0, "{method} was never called");
    }
    let count = Sdk::new(&mock).ask(&["strict"], &lines.join("\n"));
    assert_eq!(count, lines.len());
}

#[test]
fn the_quickstart_is_what_the_sdk_deploys() {
    let (ours, workspace) = applied();
    let theirs = mock();
    let state = workspace.state();
    let image = state.get("flyte_task_environment.fast_env", "image");
    let code = QUICKSTART.replace("IMAGE", image.as_str().unwrap());
    Sdk::new(&theirs).deploy("work", &code);
    let ours = comparable_but_for(&ours, "fast_env", &[&RECORDS]);
    let theirs = comparable_but_for(&theirs, "fast_env.work", &[&RECORDS]);
    let differences = differences(&ours, &theirs);
    assert_eq!(differences, [""; 0], "{ours:#}\n{theirs:#}");
}

#[test]
fn a_python_task_is_what_the_sdk_deploys() {
    let [ours, theirs] = [mock(), mock()];
    Sdk::new(&theirs).deploy_with_code("work", TASK_THERE);
    let (uri, _) = bundle(&theirs, "fast_env.work").unwrap();
    let workspace = Workspace::new(&ours);
    let code = format!("code = {{ uri = \"{uri}\" }}");
    workspace.write(&environment(&format!("{code}\n{TASK_HERE}")));
    workspace.apply_for_good();
    let [ours, theirs] = [ours, theirs].map(|mock| comparable(&mock, "fast_env.work"));
    let differences = differences(&ours, &theirs);
    assert_eq!(differences, [""; 0], "{ours:#}\n{theirs:#}");
}

const TASK_HERE: &str = r#"
env_vars = { A = "1" }
resources = {
  cpu    = [1, 2]
  memory = "1Gi"
}
secrets = [{ key = "token" }]
reusable {
  replicas    = [1, 3]
  concurrency = 2
}
tasks = {
  work = {
    module   = "work"
    async    = true
    inputs   = { n = "int", names = "list[str]" }
    outputs  = { o0 = "str" }
    defaults = { n = 3 }
    retries  = { count = 2 }
  }
}
"#;

/// The same in Python.
const TASK_THERE: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="fast_env",
    image="ghcr.io/acme/app:1",
    env_vars={"A": "1"},
    resources=flyte.Resources(cpu=(1, 2), memory="1Gi"),
    secrets="token",
    reusable=flyte.ReusePolicy(replicas=(1, 3), concurrency=2),
)


@env.task(retries=2)
async def work(names: list[str], n: int = 3) -> str:
    return ""
"#;
