//! An environment that is replaced under the same name, also with `create_before_destroy`.

use crate::harness::flyte::Flyte;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::owners::{ONE, OTHER, assert_held, deployed, environments, grow_old};

const CREATE_FIRST: &str = "  lifecycle {\n    create_before_destroy = true\n  }";
const REPLACE: &str = "-replace=flyte_task_environment.it";

/// A workspace that has applied an environment that is created before it is destroyed.
fn created_first(flyte: &Flyte) -> Workspace {
    let workspace = flyte.workspace();
    workspace.write(&environment(&format!("{ONE}\n{CREATE_FIRST}")));
    workspace.apply_for_good();
    workspace
}

#[test]
fn a_replacement_destroys_and_creates() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    workspace.try_apply(&[REPLACE]).succeeded();
    assert_eq!(flyte.versions("fast_env").len(), 3);
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn created_before_it_is_destroyed_it_is_taken_over() {
    let flyte = Flyte::start();
    let workspace = created_first(&flyte);
    let plan = workspace.plan_with(&[REPLACE]);
    assert_eq!(plan.change(IT).actions(), "create delete");
    let run = workspace.apply_plan();
    run.warning("was there already, exactly as planned");
    run.warning("stays in Flyte as it is");
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn replaced_by_a_trigger_it_is_taken_over() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    let triggered = |turn: u32| {
        let lifecycle = "  lifecycle {\n    create_before_destroy = true\n    \
                         replace_triggered_by  = [terraform_data.trigger]\n  }";
        format!(
            "{}\nresource \"terraform_data\" \"trigger\" {{\n  input = {turn}\n}}\n",
            environment(&format!("{ONE}\n{lifecycle}"))
        )
    };
    workspace.write(&triggered(1));
    workspace.apply_for_good();
    workspace.write(&triggered(2));
    workspace.apply();
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert_held(&flyte, &workspace, IT);
}

/// Makes sure that a replacement that creates first was refused and changed nothing in Flyte.
#[track_caller]
fn assert_refused(flyte: &Flyte, run: &Run) {
    let error = run.error();
    let id = flyte.id("fast_env");
    let summary = format!("Task environment `{id}` already exists");
    assert_eq!(error.summary, summary, "{}", run.report());
    assert_eq!(flyte.versions("fast_env").len(), 1);
    assert!(flyte.live("fast_env") && flyte.live("fast_env.main"));
}

/// Terraform keeps what was to be replaced as a deposed object, since what fails is its second plan,
/// which it makes while it applies. So it is forgotten and imported.
#[track_caller]
fn assert_import_leads_back(flyte: &Flyte, workspace: &Workspace) {
    assert_eq!(environments(workspace), [IT]);
    workspace.terraform(&["state", "rm", IT]).succeeded();
    let imported = workspace.try_import(IT, &flyte.id("fast_env"));
    imported.succeeded();
    workspace.apply();
    assert_held(flyte, workspace, IT);
}

#[test]
fn after_an_hour_create_before_destroy_is_an_error_and_nothing_changes() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let workspace = created_first(&flyte);
    grow_old(mock);
    assert_refused(&flyte, &workspace.try_apply(&[REPLACE]));
    assert_import_leads_back(&flyte, &workspace);
    assert_eq!(flyte.versions("fast_env").len(), 1);
}

#[test]
fn with_changed_content_create_before_destroy_is_an_error_and_nothing_changes() {
    let flyte = Flyte::start();
    let workspace = created_first(&flyte);
    workspace.write(&environment(&format!("{OTHER}\n{CREATE_FIRST}")));
    assert_refused(&flyte, &workspace.try_apply(&[REPLACE]));
    assert_import_leads_back(&flyte, &workspace);
    assert_eq!(flyte.versions("fast_env").len(), 2);
}

#[test]
fn a_new_name_under_which_something_lives_is_refused_while_planning() {
    let flyte = Flyte::start();
    let (workspace, other) = (deployed(&flyte), flyte.workspace());
    let taken = |lines: &str| environment(lines).replace("fast_env", "taken");
    other.write(&taken(""));
    other.apply_for_good();
    workspace.write(&taken(ONE));
    let run = workspace.try_plan(&[]);
    let summary = format!("Task environment `{}` already exists", flyte.id("taken"));
    assert_eq!(run.error().summary, summary, "{}", run.report());
    assert!(flyte.live("fast_env") && flyte.live("taken"));
}
