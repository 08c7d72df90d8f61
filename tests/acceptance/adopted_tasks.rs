//! A task that others deployed is replaced only with the user's word.

use flyte_mock::Mock;
use serde_json::{Value, json};

use crate::harness::backend::{metadata, mock, versions_of};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

const IT: &str = "flyte_task_environment.e";
const TASK: &str = "e.main";
const BELONGS: &str = "Task `e.main` belongs to others";

/// What a colleague deploys into the environment.
const THEIRS: &str = r#"
import flyte

env = flyte.TaskEnvironment("e", image="ghcr.io/acme/theirs:1")


@env.task(triggers=flyte.Trigger("nightly", flyte.Cron("0 2 * * *", timezone="UTC")))
async def main() -> None:
    pass
"#;

fn configuration(lines: &str) -> String {
    format!(
        "resource \"flyte_task_environment\" \"e\" {{\n  name = \"e\"\n  \
         image = \"ghcr.io/acme/a:1\"\n{lines}\n}}\n"
    )
}

const MAIN: &str = "tasks = {\n main = { command = [\"true\"] }\n}";

fn triggers(mock: &Mock) -> usize {
    mock.triggers("flytesnacks", "development", TASK).len()
}

/// Makes sure that neither plan nor apply replaces the colleague's task.
#[track_caller]
fn assert_guarded(mock: &Mock, workspace: &Workspace) {
    for options in [&[][..], &["-refresh=false"]] {
        let run = workspace.try_plan(options);
        let error = run.error();
        assert_eq!(error.summary, BELONGS, "{}", run.report());
        assert!(error.detail.contains("Version `v1`"), "{}", error.detail);
        assert!(error.detail.contains("deployed at 20"), "{}", error.detail);
        assert!(
            error.detail.contains("adopt_tasks = true"),
            "{}",
            error.detail
        );
    }
    assert_eq!(versions_of(mock, TASK), ["v1"]);
    assert_eq!(triggers(mock), 1);
}

#[test]
fn a_new_name_in_an_update() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    Sdk::new(&mock).deploy("main", THEIRS);
    workspace.plan().assert_empty();
    workspace.write(&configuration(MAIN));
    assert_guarded(&mock, &workspace);

    workspace.write(&configuration(&format!("{MAIN}\nadopt_tasks = true")));
    let plan = workspace.plan();
    let warning = plan
        .run()
        .warning("Task `e.main` is taken over from others");
    assert!(
        warning.detail.contains("taskTemplate.metadata.runtime"),
        "what stays is named: {}",
        warning.detail
    );
    workspace.apply_plan();
    workspace.plan().assert_empty();
    assert_eq!(versions_of(&mock, TASK).len(), 2);
    assert_eq!(triggers(&mock), 0, "the configuration has none");
    // For a task of the state it means nothing.
    workspace.write(&configuration(MAIN));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).differing(), ["adopt_tasks"]);
    workspace.apply_plan();
    assert_eq!(versions_of(&mock, TASK).len(), 2);
}

#[test]
fn a_create_after_a_deprecated_record() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    workspace.destroy();
    Sdk::new(&mock).deploy("main", THEIRS);
    workspace.write(&configuration(MAIN));
    assert_guarded(&mock, &workspace);
    workspace.write(&configuration(&format!("{MAIN}\nadopt_tasks = true")));
    workspace.apply_for_good();
    assert_eq!(versions_of(&mock, TASK).len(), 2);
}

#[test]
fn a_create_beside_tasks_without_a_record() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    Sdk::new(&mock).deploy("main", THEIRS);
    workspace.write(&configuration(MAIN));
    let run = workspace.try_plan(&[]);
    assert_eq!(
        run.error().summary,
        "Task environment `flytesnacks/development/e` already exists"
    );
    workspace.write(&configuration(&format!("{MAIN}\nadopt_tasks = true")));
    workspace.apply_for_good();
    assert_eq!(versions_of(&mock, TASK).len(), 2);
}

#[test]
fn a_plan_that_could_not_see_is_refused_by_the_apply() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    workspace.write(&configuration(MAIN));
    workspace.plan();
    Sdk::new(&mock).deploy("main", THEIRS);
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert_eq!(run.error().summary, BELONGS, "{}", run.report());
    assert_eq!(versions_of(&mock, TASK), ["v1"]);
    assert_eq!(versions_of(&mock, "e").len(), 1, "nothing was deployed");
}

#[test]
fn what_no_configuration_expresses_is_refused_all_the_same() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    let trigger = "inputs={\"at\": flyte.TriggerTime}, automation=flyte.Cron(\"0 2 * * *\")";
    let theirs = THEIRS
        .replace(
            "\"nightly\", flyte.Cron(\"0 2 * * *\", timezone=\"UTC\")",
            &format!("name=\"nightly\", {trigger}"),
        )
        .replace("main()", "main(at: datetime)");
    Sdk::new(&mock).deploy("main", &format!("from datetime import datetime\n{theirs}"));
    workspace.write(&configuration(&format!("{MAIN}\nadopt_tasks = true")));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Task `e.main` cannot be taken over");
    assert!(
        error.detail.contains("trigger `nightly`"),
        "{}",
        error.detail
    );
}

#[test]
fn a_task_that_left_the_configuration_and_was_redeployed_is_left_alone() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&configuration(MAIN));
    workspace.apply_for_good();
    Sdk::new(&mock).deploy("main", THEIRS);
    workspace.write(&configuration(""));
    let run = workspace.apply_for_good();
    let warning = run.warning("stay in Flyte as they are");
    assert!(
        warning.detail.contains("`e.main` (version `v1`)"),
        "{}",
        warning.detail
    );
    assert_eq!(versions_of(&mock, TASK).last().unwrap(), "v1");
    assert_eq!(triggers(&mock), 1);
    // Neither does a destroy touch it.
    workspace.destroy();
    let task = mock.latest("flytesnacks", "development", TASK).unwrap();
    assert_eq!(metadata(&task).deprecated_error_message, "");
}

#[test]
fn who_deployed_it_is_told_where_the_backend_tells() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&configuration(MAIN));
    workspace.apply_for_good();
    // Another owner's task, as a race of two states may leave it.
    let task = mock.latest("flytesnacks", "development", TASK).unwrap();
    let mut task: Value = serde_json::to_value(task).unwrap();
    let mut id = task["taskId"].take();
    id["name"] = json!("e.other");
    let mut spec = task["spec"].take();
    spec["taskTemplate"]["id"]["name"] = json!("e.other");
    let tags = &mut spec["taskTemplate"]["metadata"]["tags"];
    tags["terraform-provider-flyte"] = json!(r#"{"owner":"00000000000000ab"}"#);
    mock.deploy_json(json!({ "taskId": id, "spec": spec }))
        .unwrap();
    let both = MAIN.replace("\n}", "\n other = { command = [\"true\"] }\n}");
    workspace.write(&configuration(&both));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Task `e.other` belongs to others");
    assert!(
        error.detail.contains("owner `00000000000000ab`"),
        "{}",
        error.detail
    );
}
