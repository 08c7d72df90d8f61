//! Tasks that others deploy into an environment with a warm pool.

use flyte_mock::Mock;
use serde_json::{Value, json};

use crate::harness::backend::mock;
use crate::harness::environment;
use crate::harness::run::Run;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

const APART: &str = "keep a second warm pool";
const REFUSED: &str = "cannot run in the warm pool";

const OURS: &str =
    "image = \"ghcr.io/acme/app:1\"\nreusable {}\ntasks = {\n  work = { module = \"work\" }\n}";

/// Another task of the same environment, with its code uploaded.
const THEIRS: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="fast_env", image="ghcr.io/acme/app:1", reusable=flyte.ReusePolicy()
)


@env.task
def other() -> None:
    pass
"#;

fn applied() -> (Mock, Workspace) {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(OURS));
    workspace.apply_for_good();
    (mock, workspace)
}

/// Applies the environment with this description.
fn changed(workspace: &Workspace, description: &str) -> Run {
    workspace.write(&environment(&format!(
        "{OURS}\ndescription = {description:?}"
    )));
    workspace.try_apply(&[]).succeeded()
}

#[test]
fn another_bundle_is_another_pool() {
    let (mock, workspace) = applied();
    Sdk::new(&mock).deploy_with_code("other", THEIRS);
    // Who changes nothing does not look at what others do.
    let plan = workspace.plan();
    plan.assert_empty();
    assert_eq!(plan.run().warnings().count(), 0);
    let run = changed(&workspace, "first");
    let warning = run.warning(APART);
    assert!(
        warning.detail.contains("`fast_env.other`"),
        "{}",
        warning.detail
    );
    // Containers of their own, for a task that is not reused, are nobody's concern.
    let alone = THEIRS.replace(", reusable=flyte.ReusePolicy()", "");
    Sdk::new(&mock).deploy_as("v2", "other", &alone);
    assert_eq!(changed(&workspace, "second").warnings().count(), 0);
    // A plan with new tasks looks.
    Sdk::new(&mock).deploy_with_code_as("v3", "other", THEIRS);
    workspace.write(&environment(
        &OURS.replace("tasks = {", "tasks = {\n  more = { module = \"work\" }"),
    ));
    workspace.plan().run().warning(APART);
}

#[test]
fn another_bundle_under_the_version_of_our_pool_cannot_run() {
    let (mock, workspace) = applied();
    let task = mock.latest("flytesnacks", "development", "fast_env.work");
    let task = serde_json::to_value(task.unwrap()).unwrap();
    let deploy = |version: &str, change: &dyn Fn(&mut Value)| {
        let (mut id, mut spec) = (task["taskId"].clone(), task["spec"].clone());
        (id["name"], id["version"]) = (json!("fast_env.other"), json!(version));
        spec["taskTemplate"]["metadata"]["tags"] = json!({});
        spec["taskTemplate"]["id"] = id.clone();
        change(&mut spec["taskTemplate"]["container"]["args"]);
        mock.deploy_json(json!({ "taskId": id, "spec": spec }))
            .unwrap();
    };
    deploy("v1", &|_| {});
    let run = changed(&workspace, "first");
    assert_eq!(run.warnings().count(), 0, "all share one bundle");
    deploy("v2", &|args| {
        let args = args.as_array_mut().unwrap();
        let option = args.iter().position(|word| word == "--tgz").unwrap();
        args[option + 1] = json!("s3://elsewhere/code.tgz");
    });
    let run = changed(&workspace, "second");
    let warning = run.warning(REFUSED);
    assert!(
        warning.detail.contains("Task TGZ does not match"),
        "{}",
        warning.detail
    );
}
