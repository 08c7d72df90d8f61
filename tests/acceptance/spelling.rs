//! What means the same is the same: spellings plan nothing, and stay as they were written.

use serde_json::json;

use crate::harness::backend::{mock, stored, template};
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
        workspace.assert_settled();
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

/// flyte SDK 2.12.1, `_normalize_gpu_type`.
#[test]
fn a_spelling_of_old_is_taken_with_a_warning() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    for (old, new) in [
        ("gpu = \"A100 80G:2\"", "gpu = \"A100_80G:2\""),
        (
            "accelerator = { device = \"RTX PRO 6000\", quantity = 5 }",
            "accelerator = { device = \"RTX_PRO_6000\", quantity = 5 }",
        ),
    ] {
        let write = |line: &str| {
            workspace.write(&environment(&format!("resources = {{\n{line}\n}}")));
        };
        write(old);
        let plan = workspace.plan();
        let name = if old.contains("A100") {
            "GPU type 'A100 80G' is deprecated, use 'A100_80G' instead"
        } else {
            "GPU type 'RTX PRO 6000' is deprecated, use 'RTX_PRO_6000' instead"
        };
        plan.run().warning(name);
        workspace.apply_for_good();
        let deploys = mock.count("DeployTask");
        write(new);
        let plan = workspace.plan();
        assert_eq!(plan.run().warnings().count(), 0);
        plan.assert_empty();
        assert_eq!(mock.count("DeployTask"), deploys);
    }
    let deployed = template(&stored(&mock)).extended_resources.unwrap();
    assert_eq!(
        deployed.gpu_accelerator.unwrap().device,
        "nvidia-rtx-pro-6000"
    );
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
