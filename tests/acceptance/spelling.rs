//! What means the same is the same: spellings plan nothing, and stay as they were written.

use serde_json::json;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

#[test]
fn the_spelling_of_a_reuse_policy_plans_nothing() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let write = |lines: &str| workspace.write(&environment(&format!("reusable {{\n{lines}\n}}")));
    write("replicas = 3\nidle_ttl = 300\nscaledown_ttl = \"1m\"");
    workspace.apply_for_good();

    for lines in [
        "replicas = [3, 3]\nidle_ttl = \"300\"\nscaledown_ttl = 60",
        "replicas = 3.0\nidle_ttl = \"300s\"\nscaledown_ttl = \"60.0s\"",
        "replicas = tolist([3, 3])\nidle_ttl = \"5m\"\nscaledown_ttl = \"0h1m\"",
        "replicas = 3\nidle_ttl = \"4m60s\"\nscaledown_ttl = \"60s\"\nscope = \"global\"",
        "replicas = 3\nidle_ttl = 3e2\nscaledown_ttl = \"1m\"\nconcurrency = 1",
    ] {
        write(lines);
        workspace.plan().assert_empty();
    }
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn what_the_user_wrote_stays_in_the_state() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(
        "reusable {\n replicas = [2, 2]\n idle_ttl = \"1m30s\"\n scaledown_ttl = 45\n}",
    ));
    workspace.apply_for_good();
    // A change elsewhere goes through the backend and comes back.
    workspace.write(&environment(
        "description = \"x\"\nreusable {\n replicas = [2, 2]\n idle_ttl = \"1m30s\"\n \
         scaledown_ttl = 45\n}",
    ));
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(*state.get(IT, "reusable.replicas"), json!([2, 2]));
    assert_eq!(state.get(IT, "reusable.idle_ttl"), "1m30s");
    assert_eq!(state.get(IT, "reusable.scaledown_ttl"), "45");
}

#[test]
fn empty_and_absent_are_both_kept() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(
        "description = \"\"\nenv_vars = {}\ntags = {}\ninterruptible = false",
    ));
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "description"), "");
    assert_eq!(*state.get(IT, "env_vars"), json!({}));
    workspace.write(&environment("env_vars = null"));
    workspace.apply_for_good();
    assert_eq!(mock.count("DeployTask"), 1, "Flyte tells none of it apart");
}
