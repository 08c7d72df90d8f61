//! The same in Python: what the real SDK deploys of it, what it makes of our code for it, and taking
//! over what it has deployed.

use flyte_mock::Mock;
use serde_json::Value;

use crate::code::bundle;
use crate::harness::backend::{self, mock};
use crate::harness::plan::differences;
use crate::harness::sdk::{Sdk, comparable};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::pods::POD;

/// What [`POD`] is in Python.
const PYTHON: &str = r#"
import flyte
from kubernetes.client import (
    V1Container,
    V1EmptyDirVolumeSource,
    V1EnvVar,
    V1EnvVarSource,
    V1ObjectFieldSelector,
    V1PodSpec,
    V1ResourceRequirements,
    V1Volume,
    V1VolumeMount,
)

env = flyte.TaskEnvironment(
    name="fast_env",
    image="ghcr.io/acme/app:1",
    env_vars={"A": "1", "B": "2"},
    resources=flyte.Resources(cpu=(1, 2), memory="1Gi"),
    pod_template=flyte.PodTemplate(
        primary_container_name="main",
        labels={"kueue.x-k8s.io/queue-name": "training"},
        annotations={"other": "é", "note": ""},
        pod_spec=V1PodSpec(
            containers=[
                V1Container(
                    name="main",
                    env=[
                        V1EnvVar(
                            name="HOST",
                            value_from=V1EnvVarSource(
                                field_ref=V1ObjectFieldSelector(field_path="status.hostIP")
                            ),
                        )
                    ],
                    volume_mounts=[V1VolumeMount(name="cache", mount_path="/cache")],
                    resources=V1ResourceRequirements(
                        limits={"smarter-devices/fuse": "1"},
                        requests={"smarter-devices/fuse": "1", "cpu": "9"},
                    ),
                ),
                V1Container(name="proxy", image="envoy:1"),
            ],
            volumes=[V1Volume(name="cache", empty_dir=V1EmptyDirVolumeSource())],
            termination_grace_period_seconds=600,
        ),
    ),
    REUSABLE
)


@env.task
async def work(n: int = 1) -> str:
    return ""
"#;

const WARM: &str = "reusable=flyte.ReusePolicy(replicas=(1, 3), concurrency=2),";
const TASK: &str = "  tasks = {\n    work = {\n      module = \"work\"\n      async = true\n      \
                    inputs = { n = \"int\" }\n      outputs = { o0 = \"str\" }\n      defaults = { \
                    n = 1 }\n    }\n  }\n";
const REUSABLE: &str = "  reusable {\n    replicas = [1, 3]\n    concurrency = 2\n  }\n";

fn python(reusable: &str) -> String {
    PYTHON.replace("REUSABLE", reusable)
}

/// A backend that the SDK has deployed to, and what is written for that by hand.
fn deployed(reusable: &str, block: &str) -> (Mock, String) {
    let mock = mock();
    Sdk::new(&mock).deploy_with_code("work", &python(reusable));
    let (uri, _) = bundle(&mock, "fast_env.work").unwrap();
    let code = format!("  code = {{ uri = \"{uri}\" }}\n");
    (mock, environment(&format!("{code}{POD}{TASK}{block}")))
}

#[test]
fn a_pod_is_what_the_sdk_deploys() {
    for (reusable, block) in [("", ""), (WARM, REUSABLE)] {
        let (theirs, configuration) = deployed(reusable, block);
        let ours = mock();
        let workspace = Workspace::new(&ours);
        workspace.write(&configuration);
        workspace.apply_for_good();
        let [one, other] = [&ours, &theirs].map(|mock| comparable(mock, "fast_env.work"));
        assert_eq!(differences(&one, &other), [""; 0], "{one:#}\n{other:#}");
        let pool = &other["taskTemplate"]["custom"]["version"];
        assert_eq!(pool.is_string(), !block.is_empty());
        let record = comparable(&ours, "fast_env");
        assert_eq!(record["taskTemplate"]["custom"]["version"], *pool);
    }
}

/// Whatever can stand in a template or in the environment is told alike.
#[test]
fn what_the_sdk_deployed_is_taken_over_as_it_is() {
    for (reusable, block) in [("", ""), (WARM, REUSABLE)] {
        let (mock, configuration) = deployed(reusable, block);
        let lasting = || {
            let task = mock.latest("flytesnacks", "development", "fast_env.work");
            backend::lasting(&task.unwrap())
        };
        let before = lasting();
        let workspace = Workspace::new(&mock);
        workspace.write(&configuration);
        let import = "import {\n  to = flyte_task_environment.it\n  id = \
                      \"flytesnacks/development/fast_env\"\n}\n";
        workspace.file("import.tf", import);
        let plan = workspace.plan();
        let shown = plan.change(IT).differing();
        assert_eq!(shown, ["deployed_at", "revision", "version"]);
        workspace.apply_for_good();
        let after = lasting();
        assert_eq!(
            differences(&before, &after),
            [""; 0],
            "{before:#}\n{after:#}"
        );
    }
}

#[test]
fn generated_configuration_is_what_was_deployed() {
    let (mock, _) = deployed(WARM, REUSABLE);
    let workspace = Workspace::new(&mock);
    let import = "import {\n  to = flyte_task_environment.it\n  id = \
                  \"flytesnacks/development/fast_env\"\n}\n";
    workspace.file("import.tf", import);
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    let shown = plan.change(IT).differing();
    assert_eq!(shown, ["deployed_at", "revision", "version"]);
    workspace.apply_for_good();
}

/// A task of the SDK's with a template of its own, beside one without.
#[test]
fn a_template_of_one_task_becomes_that_tasks() {
    let mock = mock();
    let code = "import flyte\n\nenv = flyte.TaskEnvironment(name=\"fast_env\", image=\"app:1\", \
                env_vars={\"A\": \"1\"})\n\n\n@env.task\nasync def plain() -> None:\n    \
                pass\n\n\n@env.task(pod_template=flyte.PodTemplate(labels={\"a\": \"b\"}))\nasync \
                def own() -> None:\n    pass\n";
    Sdk::new(&mock).deploy_with_code("work", code);
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    workspace
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    let state = workspace.state();
    assert!(state.get(IT, "pod").is_null());
    assert!(state.get(IT, "tasks.plain.pod").is_null());
    assert_eq!(state.get(IT, "tasks.own.pod.labels.a"), "b");
    assert!(state.get(IT, "tasks.own.pod.spec").is_null());
    assert_eq!(state.get(IT, "env_vars.A"), "1");
}

/// The code of `task_environment_python`, run by the SDK.
#[test]
fn the_code_that_the_function_writes_deploys_the_same() {
    let containers = "  tasks = {\n    rest = {\n      command = [\"sleep\", \"5\"]\n      pod = { \
                      labels = { a = \"b\" } }\n    }\n  }\n";
    let own = "  tasks = {\n    work = {\n      module = \"work\"\n      async = true\n      pod = \
               {\n        spec = jsonencode({ hostIPC = false, priority = 5, containers = [{ name \
               = \"primary\" }], initContainers = [{ name = \"a\", image = \"b\" }] })\n      }\n    \
               }\n  }\n";
    for (body, name) in [
        (format!("{POD}{TASK}"), "fast_env.work"),
        (format!("{POD}{TASK}{REUSABLE}"), "fast_env.work"),
        (own.to_owned(), "fast_env.work"),
        (containers.to_owned(), "fast_env.rest"),
        (
            format!("{POD}{}", containers.replace("pod = {", "#")),
            "fast_env.rest",
        ),
    ] {
        let (ours, theirs) = (mock(), mock());
        let workspace = Workspace::new(&ours);
        let output = "output \"code\" {\n  value = \
                      provider::flyte::task_environment_python(flyte_task_environment.it)\n}\n";
        workspace.write(&format!("{}{output}", environment(&body)));
        workspace.apply_for_good();
        let state = workspace.state();
        let code = state.output("code").as_str().unwrap().to_owned();
        Sdk::new(&theirs).deploy("work", &code);
        let [one, other] = [&ours, &theirs].map(|mock| comparable(mock, name));
        let differing = differences(&one, &other);
        assert_eq!(differing, [""; 0], "{one:#}\n{other:#}\n{code}");
        assert!(code.contains("flyte.PodTemplate("), "{code}");
    }
}

/// Everything sent parses with the official messages.
#[test]
fn the_official_messages_take_it() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(&format!("{POD}{TASK}")));
    workspace.apply_for_good();
    let requests: Vec<Value> = (mock.requests().iter())
        .filter(|request| request.path.ends_with("DeployTask"))
        .map(|request| {
            let service = "flyteidl2.task.TaskService";
            serde_json::json!({"service": service, "method": "DeployTask", "body": request.text()})
        })
        .collect();
    let lines: Vec<_> = requests.iter().map(Value::to_string).collect();
    let count = Sdk::new(&mock).ask(&["strict"], &lines.join("\n"));
    assert_eq!(count, 2);
}
