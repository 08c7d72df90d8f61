//! A task that others deployed is replaced only with the user's word.

use serde_json::json;

use crate::harness::flyte::Flyte;
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

fn has_trigger(flyte: &Flyte) -> bool {
    flyte.trigger(TASK, "nightly").is_some()
}

/// Makes sure that neither plan nor apply replaces the colleague's task.
#[track_caller]
fn assert_guarded(flyte: &Flyte, workspace: &Workspace) {
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
    assert_eq!(flyte.versions(TASK), ["v1"]);
    assert!(has_trigger(flyte));
}

#[test]
fn a_new_name_in_an_update() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    Sdk::new(flyte.mock()).deploy("main", THEIRS);
    workspace.assert_settled();
    workspace.write(&configuration(MAIN));
    assert_guarded(&flyte, &workspace);

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
    workspace.assert_settled();
    assert_eq!(flyte.versions(TASK).len(), 2);
    assert!(!has_trigger(&flyte), "the configuration has none");
    // For a task of the state it means nothing.
    workspace.write(&configuration(MAIN));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).differing(), ["adopt_tasks"]);
    workspace.apply_plan();
    assert_eq!(flyte.versions(TASK).len(), 2);
}

#[test]
fn a_create_after_a_deprecated_record() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    workspace.destroy();
    Sdk::new(flyte.mock()).deploy("main", THEIRS);
    workspace.write(&configuration(MAIN));
    assert_guarded(&flyte, &workspace);
    workspace.write(&configuration(&format!("{MAIN}\nadopt_tasks = true")));
    workspace.apply_for_good();
    assert_eq!(flyte.versions(TASK).len(), 2);
}

#[test]
fn a_create_beside_tasks_without_a_record() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    Sdk::new(flyte.mock()).deploy("main", THEIRS);
    workspace.write(&configuration(MAIN));
    let run = workspace.try_plan(&[]);
    assert_eq!(
        run.error().summary,
        format!("Task environment `{}` already exists", flyte.id("e"))
    );
    workspace.write(&configuration(&format!("{MAIN}\nadopt_tasks = true")));
    workspace.apply_for_good();
    assert_eq!(flyte.versions(TASK).len(), 2);
}

#[test]
fn a_plan_that_could_not_see_is_refused_by_the_apply() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    workspace.write(&configuration(MAIN));
    workspace.plan();
    Sdk::new(flyte.mock()).deploy("main", THEIRS);
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert_eq!(run.error().summary, BELONGS, "{}", run.report());
    assert_eq!(flyte.versions(TASK), ["v1"]);
    assert_eq!(flyte.versions("e").len(), 1, "nothing was deployed");
}

#[test]
fn what_no_configuration_expresses_is_refused_all_the_same() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration(""));
    workspace.apply_for_good();
    Sdk::new(flyte.mock()).deploy("main", THEIRS);
    flyte.change_trigger(TASK, "nightly", |spec| {
        spec["runSpec"]["cacheConfig"] = json!({ "overwriteCache": true });
    });
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
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration(MAIN));
    workspace.apply_for_good();
    Sdk::new(flyte.mock()).deploy("main", THEIRS);
    workspace.write(&configuration(""));
    let run = workspace.apply_for_good();
    let warning = run.warning("stay in Flyte as they are");
    assert!(
        warning.detail.contains("`e.main` (version `v1`)"),
        "{}",
        warning.detail
    );
    assert_eq!(flyte.versions(TASK).last().unwrap(), "v1");
    assert!(has_trigger(&flyte));
    // Neither does a destroy touch it.
    workspace.destroy();
    assert!(flyte.live(TASK));
}

#[test]
fn who_deployed_it_is_told_where_the_backend_tells() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration(MAIN));
    workspace.apply_for_good();
    // Another owner's task, as a race of two states may leave it.
    let details = flyte.details(TASK);
    let (mut id, mut spec) = (details["taskId"].clone(), details["spec"].clone());
    id["name"] = json!("e.other");
    spec["taskTemplate"]["id"]["name"] = json!("e.other");
    let tags = &mut spec["taskTemplate"]["metadata"]["tags"];
    tags["terraform-provider-flyte"] = json!(r#"{"owner":"00000000000000ab"}"#);
    flyte.deploy(json!({ "taskId": id, "spec": spec }));
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
