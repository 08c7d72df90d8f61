//! `deletion_policy = "prevent"`: what it stops, and how it is lifted.

use test_support::feature::Feature;

use crate::harness::flyte::Flyte;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::owners::{ONE, assert_held, environments};

const PREVENT: &str = "  deletion_policy = \"prevent\"";

fn kept() -> String {
    environment(&format!("{ONE}\n{PREVENT}"))
}

/// Makes sure that a command failed for the policy's sake, and that nothing changed.
#[track_caller]
fn assert_prevented(flyte: &Flyte, workspace: &Workspace, run: &Run) {
    let error = run.error();
    let id = flyte.id("fast_env");
    assert_eq!(
        error.summary,
        format!("Task environment `{id}` must not be destroyed"),
        "{}",
        run.report()
    );
    assert!(
        error.detail.contains("apply that alone"),
        "{}",
        error.detail
    );
    assert_eq!(flyte.versions("fast_env").len(), 1);
    assert!(flyte.live("fast_env") && flyte.live("fast_env.main"));
    assert_eq!(environments(workspace), [IT]);
}

/// A workspace that has deployed an environment with that policy.
fn deployed(workspace: Workspace) -> Workspace {
    workspace.write(&kept());
    workspace.apply_for_good();
    workspace
}

#[test]
fn what_would_destroy_it_fails_in_the_plan() {
    let flyte = Flyte::start();
    let workspace = deployed(flyte.workspace());
    let run = workspace.try_plan(&["-destroy"]);
    assert_prevented(&flyte, &workspace, &run);

    let named = kept().replace("fast_env", "other_env");
    let placed = environment(&format!("{ONE}\n{PREVENT}\n  domain = \"production\""));
    // The configuration may say otherwise: what counts is the policy in the state.
    let lifted = environment(ONE).replace("fast_env", "other_env");
    for configuration in ["", &named, &placed, &lifted] {
        workspace.write(configuration);
        let run = workspace.try_plan(&[]);
        assert_prevented(&flyte, &workspace, &run);
    }
    assert!(!flyte.live("other_env"));
    workspace.write(&kept());
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn a_replacement_fails_in_the_apply_before_anything_changes() {
    let flyte = Flyte::start();
    let workspace = deployed(flyte.workspace());
    let run = workspace.try_apply(&["-replace=flyte_task_environment.it"]);
    assert_prevented(&flyte, &workspace, &run);
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn it_is_lifted_by_an_apply_of_its_own() {
    let flyte = Flyte::start();
    let workspace = deployed(flyte.workspace());
    workspace.write(&environment(ONE));
    workspace.apply();
    assert_held(&flyte, &workspace, IT);
    assert_eq!(
        flyte.versions("fast_env").len(),
        1,
        "nothing is deployed for it"
    );
    workspace.destroy();
    assert!(!flyte.live("fast_env"));
}

#[test]
fn it_can_be_forgotten() {
    let flyte = Flyte::start();
    let Some(workspace) = flyte.workspace_with(Feature::Removed) else {
        return;
    };
    let workspace = deployed(workspace);
    workspace.write(
        "removed {\n  from = flyte_task_environment.it\n  \
         lifecycle {\n    destroy = false\n  }\n}\n",
    );
    workspace.apply();
    assert_eq!(environments(&workspace), [""; 0]);
    assert!(flyte.live("fast_env") && flyte.live("fast_env.main"));
}
