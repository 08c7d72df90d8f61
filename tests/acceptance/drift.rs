//! What happened to an environment behind Terraform's back.

use serde_json::{Value, json};

use crate::harness::backend::{deploy_behind_its_back, live, mock, policy, stored, versions};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const REUSABLE: &str = "description = \"ours\"\nreusable {\n concurrency = 2\n}";

/// Takes the mark of this provider away, as a deploy by anyone else does.
fn unmark(spec: &mut Value) {
    spec["taskTemplate"]["metadata"]["tags"] = json!({});
}

#[test]
fn a_foreign_deploy_is_shown_and_repaired() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(REUSABLE));
    workspace.apply_for_good();

    deploy_behind_its_back(&mock, "v7", |spec| {
        unmark(spec);
        spec["environment"]["description"] = json!("theirs");
        spec["taskTemplate"]["reusePolicy"]["concurrency"] = json!(9);
    });
    let plan = workspace.plan();
    assert_eq!(plan.drifted(), [IT]);
    plan.run()
        .warning("Task environment was deployed outside Terraform");
    assert_eq!(
        plan.change(IT).differing(),
        [
            "deployed_at",
            "description",
            "foreign_fields",
            "reusable.capacity",
            "reusable.concurrency",
            "revision",
            "version",
        ]
    );
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(policy(&stored(&mock)).concurrency, 2);
    let versions = versions(&mock);
    assert_eq!(versions.len(), 3);
    assert!(versions[2].starts_with("r2-"), "{versions:?}");
}

#[test]
fn a_foreign_deploy_of_the_same_content_is_taken_back() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(REUSABLE));
    workspace.apply_for_good();
    deploy_behind_its_back(&mock, "v7", unmark);

    let plan = workspace.plan();
    plan.run()
        .warning("Task environment was deployed outside Terraform");
    assert_eq!(
        plan.change(IT).differing(),
        ["deployed_at", "foreign_fields", "revision", "version"]
    );
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(workspace.state().get(IT, "revision"), 2);
}

#[test]
fn another_terraform_is_noticed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(REUSABLE));
    workspace.apply_for_good();
    deploy_behind_its_back(&mock, "r2-0123456789ab", |spec| {
        spec["taskTemplate"]["reusePolicy"]["maxReplicas"] = json!(7);
    });

    let plan = workspace.plan();
    assert_eq!(plan.drifted(), [IT]);
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    assert_eq!(*plan.change(IT).after("reusable.replicas"), json!(2));
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(policy(&stored(&mock)).max_replicas, 2);
    assert_eq!(workspace.state().get(IT, "revision"), 3);
}

#[test]
fn a_deploy_between_plan_and_apply_is_not_overwritten() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(REUSABLE));
    workspace.apply_for_good();
    workspace.write(&environment("reusable {\n concurrency = 3\n}"));
    workspace.plan();
    deploy_behind_its_back(&mock, "v7", unmark);

    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    let error = run.error();
    assert!(
        error
            .summary
            .contains("changed outside Terraform since the plan")
    );
    assert!(error.detail.contains("`v7`"), "{}", error.detail);
    assert_eq!(versions(&mock).last().unwrap(), "v7");
    workspace.apply_for_good();
    assert_eq!(policy(&stored(&mock)).concurrency, 3);
}

#[test]
fn what_is_no_record_any_more_is_deployed_again() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(REUSABLE));
    workspace.apply_for_good();
    deploy_behind_its_back(&mock, "v7", |spec| {
        unmark(spec);
        let template = spec["taskTemplate"].as_object_mut().unwrap();
        template.remove("container");
    });
    let plan = workspace.plan();
    plan.run()
        .warning("Task environment was overwritten outside Terraform");
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    workspace.apply_for_good();
    assert!(
        workspace
            .state()
            .get(IT, "version")
            .as_str()
            .unwrap()
            .starts_with("r2-")
    );
}

#[test]
fn what_is_gone_is_planned_anew() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(REUSABLE));
    workspace.apply_for_good();
    mock.forget("flytesnacks", "development", "fast_env")
        .unwrap();
    let plan = workspace.plan();
    assert_eq!(plan.drifted(), [IT]);
    assert_eq!(plan.changes(), [format!("{IT} create")]);
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env"]);
}

#[test]
fn what_is_deprecated_is_planned_anew_and_goes_on_counting() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(REUSABLE));
    workspace.apply_for_good();
    deploy_behind_its_back(&mock, "v7", |spec| {
        unmark(spec);
        spec["taskTemplate"]["metadata"]["deprecatedErrorMessage"] = json!("No longer used.");
    });
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} create")]);
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env"]);
    assert_eq!(workspace.state().get(IT, "revision"), 2);
}

/// What nobody has said of the tasks is not told of them: they are as they were deployed.
#[test]
fn a_foreign_deploy_of_the_record_alone_says_nothing_of_the_tasks() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(
        "image = \"app:1\"\ntasks = {\n  a = { command = [\"a\"] }\n  \
         b = { command = [\"b\"], interruptible = true }\n}",
    ));
    workspace.apply_for_good();
    deploy_behind_its_back(&mock, "v7", |spec| {
        unmark(spec);
        spec["taskTemplate"]["container"]["image"] = json!("theirs:1");
        spec["taskTemplate"]["metadata"]["interruptible"] = json!(true);
    });
    let plan = workspace.plan();
    let fields = plan.drift(IT).after("foreign_fields").to_string();
    assert!(!fields.contains("tasks."), "{fields}");
    assert_eq!(*plan.drift(IT).after("image"), "theirs:1");
    assert_eq!(
        plan.drift(IT).after("tasks").to_string(),
        plan.drift(IT).before("tasks").to_string()
    );
    workspace.apply_plan();
    workspace.assert_settled();
}
