//! What a pool holds of the cluster, and tasks that are served by a pool of their own.

use serde_json::json;

use crate::harness::backend::{mock, template};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, backend, environment};

const RESOURCES: &str =
    "resources = { cpu = \"500m\", memory = [\"512Mi\", \"1Gi\"], gpu = 2, disk = \"1G\" }";

#[test]
fn what_a_pool_holds_is_known_while_planning() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(&format!(
        "{RESOURCES}\nreusable {{\n replicas = [1, 3]\n}}"
    )));
    let plan = workspace.plan();
    let reserved = plan.change(IT).after("reusable")["reserved"].clone();
    assert_eq!(
        reserved,
        json!({
            "min": { "cpu": "500m", "memory": "512Mi", "gpu": 2, "disk": "1G" },
            "max": { "cpu": "1500m", "memory": "1536Mi", "gpu": 6, "disk": "3G" },
        })
    );
    workspace.apply_for_good();

    // More accelerators are told, fewer are not.
    let with = |replicas: &str, resources: &str| {
        environment(&format!(
            "{resources}\nreusable {{\n replicas = {replicas}\n}}"
        ))
    };
    workspace.write(&with("[1, 4]", RESOURCES));
    let plan = workspace.plan();
    plan.run()
        .warning("The pool may hold 8 accelerators, 6 before");
    workspace.apply_plan();
    workspace.write(&with("2", RESOURCES));
    let plan = workspace.plan();
    let mut warnings = plan.run().warnings();
    assert!(warnings.all(|warning| !warning.summary.contains("accelerators")));
    drop(warnings);
    workspace.apply_for_good();

    // Of what is not said nothing is held that anybody knows of.
    workspace.write(&with("2", ""));
    let plan = workspace.plan();
    let reserved = plan.change(IT).after("reusable")["reserved"]["max"].clone();
    let nothing = json!({ "cpu": null, "memory": null, "gpu": null, "disk": null });
    assert_eq!(reserved, nothing);
}

#[test]
fn what_is_not_known_yet_is_not_reserved_yet() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let later = "resource \"terraform_data\" \"later\" {\n  input = 2\n}\n";
    let resources = "resources = { cpu = terraform_data.later.output }";
    workspace.write(&format!(
        "{later}{}",
        environment(&format!("{resources}\nreusable {{}}"))
    ));
    let plan = workspace.plan();
    assert!(plan.change(IT).is_unknown("reusable.reserved.max"));
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "reusable")["reserved"]["max"]["cpu"], "4");
}

/// Case C2: whether a task may be interrupted is part of the identity of the pool that serves it.
#[test]
fn a_task_in_a_pool_of_its_own_is_told_and_named() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let tasks = "tasks = {\n  plain = { module = \"m\" }\n  other = { module = \"m\", interruptible \
                 = false }\n}";
    workspace.write(&environment(&format!(
        "interruptible = true\n{tasks}\nreusable {{}}"
    )));
    let plan = workspace.plan();
    let warning = plan
        .run()
        .warning("Tasks are served by a pool of their own");
    assert!(warning.detail.contains("`other`"), "{}", warning.detail);
    let planned = plan.change(IT).after("task_pool_versions").clone();
    workspace.apply_plan();
    let pool = |task: &str| {
        let task = mock.latest("flytesnacks", "development", task).unwrap();
        let custom = serde_json::to_value(backend::template(&task).custom).unwrap();
        custom["version"].clone()
    };
    assert_eq!(planned, json!({ "other": pool("fast_env.other") }));
    let state = workspace.state();
    assert_eq!(*state.get(IT, "task_pool_versions"), planned);
    assert_eq!(*state.get(IT, "pool_version"), pool("fast_env.plain"));
    // It is told once, when it is new.
    workspace.assert_settled();
    let twin = template(
        &mock
            .latest("flytesnacks", "development", "fast_env")
            .unwrap(),
    );
    let record = serde_json::to_value(twin.custom).unwrap();
    assert_eq!(record["version"], pool("fast_env.plain"));
}
