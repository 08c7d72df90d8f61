//! Every attribute: created with, changed in place, cleared, set on what exists.
//!
//! Each step plans exactly the attribute and what follows from it, deploys what Flyte then holds,
//! and leaves nothing to do.

use serde_json::{Value, json};

use crate::harness::backend::{mock, stored};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

/// What differs with every deploy.
const DEPLOYED: [&str; 3] = ["deployed_at", "revision", "version"];

/// One step: the lines in the block, the attributes that differ besides those of a deploy, and
/// what Flyte then holds.
pub(crate) type Step<'a> = (&'a str, &'a [&'a str], Value);

/// Takes the steps. `pointer` is where the setting is in the task's JSON.
#[track_caller]
pub(crate) fn take(pointer: &str, steps: &[Step<'_>]) {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    for (index, (lines, attributes, held)) in steps.iter().enumerate() {
        workspace.write(&environment(lines));
        let plan = workspace.plan();
        let change = plan.change(IT);
        if index == 0 {
            assert_eq!(change.actions(), "create", "{lines}");
        } else {
            assert_eq!(change.actions(), "update", "{lines}");
            let mut expected = [attributes, DEPLOYED.as_slice()].concat();
            expected.sort_unstable();
            assert_eq!(change.differing(), expected, "{lines}");
        }
        workspace.apply_plan();
        workspace.assert_settled();
        let task = serde_json::to_value(stored(&mock)).unwrap();
        let found = task.pointer(pointer).unwrap_or(&Value::Null);
        assert_eq!(found, held, "{lines}: {task:#}");
        assert_eq!(workspace.state().get(IT, "revision"), index + 1);
    }
}

#[test]
fn description() {
    let pointer = "/spec/environment/description";
    let attribute = ["description"];
    let steps = [
        (r#"description = "one""#, &attribute[..], json!("one")),
        (r#"description = "two""#, &attribute, json!("two")),
        ("", &attribute, Value::Null),
        (r#"description = "für alle""#, &attribute, json!("für alle")),
    ];
    take(pointer, &steps);
}

#[test]
fn image() {
    let pointer = "/spec/taskTemplate/container/image";
    let steps = [
        (r#"image = "acme/a:1""#, &["image"][..], json!("acme/a:1")),
        (r#"image = "acme/a:2""#, &["image"], json!("acme/a:2")),
    ];
    take(pointer, &steps);
}

#[test]
fn an_image_that_is_no_longer_configured_stays() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(r#"image = "acme/a:1""#));
    workspace.apply();
    workspace.write(&environment(""));
    workspace.assert_settled();
    assert_eq!(workspace.state().get(IT, "image"), "acme/a:1");
}

#[test]
fn env_vars() {
    let pointer = "/spec/taskTemplate/container/env";
    let steps = [
        (
            r#"env_vars = { B = "2", A = "1" }"#,
            &[][..],
            json!([{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]),
        ),
        (
            r#"env_vars = { A = "3", C = "" }"#,
            &["env_vars.A", "env_vars.B", "env_vars.C"],
            json!([{"key": "A", "value": "3"}, {"key": "C"}]),
        ),
        ("", &["env_vars.A", "env_vars.C"], Value::Null),
        (
            r#"env_vars = { A = "1" }"#,
            &["env_vars.A"],
            json!([{"key": "A", "value": "1"}]),
        ),
    ];
    take(pointer, &steps);
}

#[test]
fn interruptible() {
    let pointer = "/spec/taskTemplate/metadata/interruptible";
    let attribute = ["interruptible"];
    let steps = [
        ("interruptible = true", &attribute[..], json!(true)),
        ("interruptible = false", &attribute, json!(false)),
        ("interruptible = true", &attribute, json!(true)),
        ("", &attribute, json!(false)),
    ];
    take(pointer, &steps);
}

#[test]
fn tags() {
    let pointer = "/spec/taskTemplate/metadata/tags/team";
    let steps = [
        (r#"tags = { team = "red" }"#, &[][..], json!("red")),
        (
            r#"tags = { team = "blue", cost = "low" }"#,
            &["tags.cost", "tags.team"],
            json!("blue"),
        ),
        ("", &["tags.cost", "tags.team"], Value::Null),
        (r#"tags = { team = "red" }"#, &["tags.team"], json!("red")),
    ];
    take(pointer, &steps);
}

#[test]
fn reusable_replicas() {
    let pointer = "/spec/taskTemplate/reusePolicy/maxReplicas";
    let max = ["reusable.capacity", "reusable.max_replicas"];
    let both = [&max[..], &["reusable.min_replicas"]].concat();
    let scalar = [&both[..], &["reusable.replicas"], &["pool_version"]].concat();
    let steps = [
        ("reusable {\n replicas = 4\n}", &scalar[..], json!(4)),
        ("reusable {\n replicas = 5\n}", &scalar, json!(5)),
        ("reusable {}", &scalar, json!(2)),
        (
            "reusable {\n replicas = 1\n concurrency = 1\n}",
            &scalar,
            json!(1),
        ),
    ];
    take(pointer, &steps);
}

#[test]
fn reusable_range_of_replicas() {
    let pointer = "/spec/taskTemplate/reusePolicy/minReplicas";
    let min = ["pool_version", "reusable.min_replicas", "reusable.replicas"];
    let steps = [
        ("reusable {\n replicas = [1, 4]\n}", &min[..], json!(1)),
        ("reusable {\n replicas = [2, 4]\n}", &min, json!(2)),
        ("reusable {\n replicas = [0, 4]\n}", &min, Value::Null),
    ];
    take(pointer, &steps);
}

#[test]
fn reusable_idle_ttl() {
    let pointer = "/spec/taskTemplate/reusePolicy/idleTtl";
    let attributes = ["pool_version", "reusable.idle_ttl"];
    let steps = [
        (
            "reusable {\n idle_ttl = \"5m\"\n}",
            &attributes[..],
            json!("300s"),
        ),
        (
            "reusable {\n idle_ttl = \"91s\"\n}",
            &attributes,
            json!("91s"),
        ),
        ("reusable {}", &attributes, json!("30s")),
    ];
    take(pointer, &steps);
}

#[test]
fn reusable_scaledown_ttl() {
    let pointer = "/spec/taskTemplate/reusePolicy/scaledownTtl";
    let attributes = ["pool_version", "reusable.scaledown_ttl"];
    let steps = [
        (
            "reusable {\n scaledown_ttl = \"1m30s\"\n}",
            &attributes[..],
            json!("90s"),
        ),
        (
            "reusable {\n scaledown_ttl = \"1h\"\n}",
            &attributes,
            json!("3600s"),
        ),
        ("reusable {}", &attributes, json!("30s")),
    ];
    take(pointer, &steps);
}

#[test]
fn reusable_concurrency_leaves_the_pool_warm() {
    let pointer = "/spec/taskTemplate/reusePolicy/concurrency";
    let attributes = ["reusable.capacity", "reusable.concurrency"];
    let steps = [
        ("reusable {\n concurrency = 4\n}", &attributes[..], json!(4)),
        ("reusable {\n concurrency = 8\n}", &attributes, json!(8)),
        ("reusable {}", &attributes, json!(1)),
    ];
    take(pointer, &steps);
}

#[test]
fn reusable_scope() {
    let pointer = "/spec/taskTemplate/reusePolicy/scope";
    let attributes = ["reusable.scope"];
    let steps = [
        (
            "reusable {\n scope = \"run\"\n}",
            &attributes[..],
            json!("RUN"),
        ),
        (
            "reusable {\n scope = \"global\"\n}",
            &attributes,
            Value::Null,
        ),
        ("reusable {\n scope = \"run\"\n}", &attributes, json!("RUN")),
        ("reusable {}", &attributes, Value::Null),
    ];
    take(pointer, &steps);
}

#[test]
fn reusable_itself() {
    let pointer = "/spec/taskTemplate/type";
    let block = [
        "pool_version",
        "reusable.capacity",
        "reusable.concurrency",
        "reusable.idle_ttl",
        "reusable.max_replicas",
        "reusable.min_replicas",
        "reusable.replicas",
        "reusable.scaledown_ttl",
        "reusable.scope",
    ];
    let steps = [
        ("", &block[..], json!("python")),
        ("reusable {}", &block, json!("actor")),
        ("", &block, json!("python")),
    ];
    take(pointer, &steps);
}

#[test]
fn what_is_kept_in_the_state_alone_deploys_nothing() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    workspace.apply_for_good();
    for (lines, attributes) in [
        ("deletion_policy = \"abandon\"", &["deletion_policy"][..]),
        ("", &["deletion_policy"]),
        ("timeouts {\n create = \"1m\"\n}", &["timeouts.create"]),
        (
            "timeouts {\n create = \"2m\"\n read = 60\n}",
            &["timeouts.create", "timeouts.read"],
        ),
        ("", &["timeouts.create", "timeouts.read"]),
    ] {
        workspace.write(&environment(lines));
        let plan = workspace.plan();
        assert_eq!(plan.change(IT).differing(), attributes, "{lines}");
        workspace.apply_plan();
        workspace.assert_settled();
    }
    assert_eq!(mock.count("DeployTask"), 1);
}
