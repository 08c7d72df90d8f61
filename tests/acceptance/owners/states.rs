//! States that are moved, restored, or not refreshed.

use std::fs;

use serde_json::json;

use crate::harness::flyte::Flyte;
use crate::harness::{IT, environment};
use crate::owners::{
    ONE, OTHER, assert_held, at, block, deployed, environments, restore, state_file, warned,
};

#[test]
fn a_moved_state_changes_nothing() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    let other = at("other");
    let moved = workspace.terraform(&["state", "mv", IT, &other]);
    moved.succeeded();
    workspace.write(&block("other", ONE));
    assert_held(&flyte, &workspace, &other);

    // Into another state, of another configuration.
    let second = flyte.workspace();
    second.write(&environment(ONE));
    let target = second.path().join("terraform.tfstate");
    let out = format!("-state-out={}", target.display());
    let moved = workspace.terraform(&["state", "mv", &out, &other, IT]);
    moved.succeeded();
    assert_eq!(environments(&workspace), [""; 0]);
    assert_held(&flyte, &second, IT);
    second.write(&environment(OTHER));
    second.apply();
    assert_held(&flyte, &second, IT);
    assert_eq!(flyte.versions("fast_env").len(), 2);
}

#[test]
fn without_a_refresh_everything_works() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    workspace.write(&environment(OTHER));
    workspace.try_apply(&["-refresh=false"]).succeeded();
    assert_held(&flyte, &workspace, IT);
    let run = workspace.try_apply(&["-refresh=false", "-destroy"]);
    run.succeeded();
    assert!(!flyte.live("fast_env"));
}

#[test]
fn a_saved_plan_does_not_write_over_a_deploy_that_came_after_it() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    workspace.write(&environment(OTHER));
    workspace.plan();
    flyte.deploy_as_others("fast_env", "v1", |spec| {
        spec["environment"]["description"] = json!("theirs");
    });
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    let error = run.error();
    assert!(
        error
            .summary
            .contains("was changed outside Terraform since the plan"),
        "{}",
        run.report()
    );
    assert_eq!(flyte.newest("fast_env"), "v1");

    // The next plan knows of it. The apply is the user's word.
    let plan = workspace.plan();
    plan.run().warning("deployed outside Terraform");
    workspace.apply_plan();
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn a_destroy_leaves_alone_what_others_deployed() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    flyte.deploy_as_others("fast_env", "v1", |_| {});
    let run = workspace.destroy();
    let warning = run.warning("stays in Flyte as it is");
    assert!(
        warning.detail.contains("which others have deployed"),
        "{}",
        run.report()
    );
    assert_eq!(environments(&workspace), [""; 0]);
    assert_eq!(flyte.newest("fast_env"), "v1");
    assert!(flyte.live("fast_env"));
}

#[test]
fn a_refresh_alone_is_never_blocked() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    flyte.deploy_as_others("fast_env", "v1", |spec| {
        spec["environment"]["description"] = json!("theirs");
    });
    workspace.try_apply(&["-refresh-only"]).succeeded();
    assert_eq!(workspace.state().get(IT, "description"), "theirs");
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    workspace.apply_plan();
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn an_older_state_is_told_and_repaired() {
    for (configuration, is_empty) in [(OTHER, true), (ONE, false)] {
        let flyte = Flyte::start();
        let workspace = deployed(&flyte);
        let old = state_file(&workspace);
        workspace.write(&environment(OTHER));
        workspace.apply_for_good();
        restore(&workspace, &old);
        workspace.write(&environment(configuration));
        let plan = workspace.plan();
        plan.run().warning("is newer than the Terraform state");
        assert_eq!(plan.is_empty(), is_empty, "{:?}", plan.changes());
        workspace.apply();
        assert_held(&flyte, &workspace, IT);
        let deployed = if is_empty { 2 } else { 3 };
        assert_eq!(flyte.versions("fast_env").len(), deployed);
    }
}

#[test]
fn what_is_targeted_is_changed_and_nothing_else() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    let second = |lines: &str| block("second", lines).replace("fast_env", "second_env");
    workspace.write(&(environment(ONE) + &second("")));
    workspace.apply_for_good();
    workspace.write(&(environment(OTHER) + &second("  description = \"new\"")));
    let target = format!("-target={IT}");
    workspace.try_apply(&[&target]).succeeded();
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert_eq!(flyte.versions("second_env").len(), 1);
    let destroyed = workspace.try_apply(&["-destroy", &target]);
    destroyed.succeeded();
    assert!(!flyte.live("fast_env"));
    assert!(flyte.live("second_env"));
    assert_eq!(environments(&workspace), [at("second")]);
}

/// One folder is copied, and both go on from the same state.
#[test]
fn a_copied_state_is_told_of_what_the_other_did() {
    let flyte = Flyte::start();
    let (first, copy) = (deployed(&flyte), flyte.workspace());
    for file in ["terraform.tfstate", "main.tf"] {
        fs::copy(first.path().join(file), copy.path().join(file)).unwrap();
    }
    copy.write(&environment(OTHER));
    copy.apply();
    assert_held(&flyte, &copy, IT);
    let plan = first.plan();
    plan.run().warning("is newer than the Terraform state");
    assert!(!warned(plan.run(), "has another owner"));
}
