//! Private state that is lost: what a state remembers of its owner id, unseen by the user.

use serde_json::Value;

use crate::harness::flyte::Flyte;
use crate::harness::{IT, environment};
use crate::owners::{
    ONE, OTHER, assert_held, deployed, edited, environments, restore, state_file, warned,
};

/// The same state without any private state.
fn without_private(state: &str) -> String {
    let edited = edited(state, |instance| {
        let instance = instance.as_object_mut().unwrap();
        let private: Option<Value> = instance.remove("private");
        assert!(private.is_some(), "there is some to lose");
    });
    assert!(!edited.contains("\"private\""));
    edited
}

#[test]
fn without_it_the_plan_is_empty_and_the_next_deploy_works() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    restore(&workspace, &without_private(&state_file(&workspace)));
    assert_held(&flyte, &workspace, IT);
    workspace.write(&environment(OTHER));
    workspace.apply();
    assert_held(&flyte, &workspace, IT);
    assert_eq!(flyte.versions("fast_env").len(), 2);
}

#[test]
fn without_it_and_without_a_refresh_the_next_deploy_works() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    restore(&workspace, &without_private(&state_file(&workspace)));
    workspace.write(&environment(OTHER));
    workspace.try_apply(&["-refresh=false"]).succeeded();
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn without_it_a_destroy_works() {
    for options in [&["-destroy"][..], &["-destroy", "-refresh=false"]] {
        let flyte = Flyte::start();
        let workspace = deployed(&flyte);
        restore(&workspace, &without_private(&state_file(&workspace)));
        workspace.try_apply(options).succeeded();
        assert!(!flyte.live("fast_env"));
        assert!(!flyte.live("fast_env.main"));
    }
}

#[test]
fn without_it_and_behind_the_environment_is_still_ours() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    let old = without_private(&state_file(&workspace));
    workspace.write(&environment(OTHER));
    workspace.apply_for_good();
    restore(&workspace, &old);
    workspace.write(&environment(ONE));
    let plan = workspace.plan();
    plan.run().warning("is newer than the Terraform state");
    assert!(!warned(plan.run(), "has another owner"));
    workspace.apply_plan();
    assert_held(&flyte, &workspace, IT);
    assert_eq!(flyte.versions("fast_env").len(), 3);
}

#[test]
fn without_it_another_owner_is_still_another() {
    let flyte = Flyte::start();
    let first = deployed(&flyte);
    let second = flyte.workspace();
    second.write(&environment(ONE));
    second.apply();
    restore(&first, &without_private(&state_file(&first)));
    let plan = first.plan();
    plan.assert_empty();
    plan.run().warning("has another owner");
    first.destroy().warning("stays in Flyte as it is");
    assert_eq!(environments(&first), [""; 0]);
    assert_held(&flyte, &second, IT);
}
