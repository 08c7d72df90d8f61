//! What people do with Terraform besides `plan`, `apply` and `import`.

use std::fs;

use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::backend::{live, mock, stored};
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;
use crate::harness::{EVERYTHING, IT, environment};

const POOL: &str = "reusable {\n replicas = [1, 3]\n concurrency = 2\n}";

/// Whichever Terraform the other tests run with.
#[test]
fn the_newest_terraform_manages_everything() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Actions, &mock) else {
        return;
    };
    workspace.write(EVERYTHING);
    workspace.apply_for_good();
    workspace.destroy();
    assert!(live(&mock).is_empty());
}

#[test]
fn the_schema_is_told_without_a_backend() {
    let workspace = Workspace::bare();
    workspace.provider("");
    let run = workspace.terraform(&["providers", "schema", "-json"]);
    let told: Value = serde_json::from_str(&run.succeeded().stdout).unwrap();
    let providers = told["provider_schemas"].as_object().unwrap();
    let ours = providers.values().next().expect("one provider");
    let schema = &ours["resource_schemas"]["flyte_task_environment"]["block"];
    let replicas = &schema["block_types"]["reusable"]["block"]["attributes"]["replicas"];
    assert_eq!(replicas["type"], "dynamic");
    assert_eq!(replicas["optional"], true);
    assert_eq!(replicas["description_kind"], "markdown");
}

#[test]
fn a_valid_configuration_is_told_to_be_valid() {
    let workspace = Workspace::bare();
    workspace.provider("");
    workspace.write(&environment(POOL));
    let told: Value = serde_json::from_str(&workspace.validate().succeeded().stdout).unwrap();
    assert_eq!(told["valid"], true);
    assert_eq!(told["error_count"], 0);

    workspace.write(&environment("reusable {\n concurrency = 0\n}"));
    let run = workspace.validate();
    assert_eq!(run.error().line(), "concurrency = 0");
}

#[test]
fn a_resource_that_is_moved_in_the_state_stays_as_it_is() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(POOL));
    workspace.apply_for_good();
    let there = "flyte_task_environment.there";
    workspace.terraform(&["state", "mv", IT, there]).succeeded();
    workspace.write(&environment(POOL).replace("\"it\"", "\"there\""));
    workspace.assert_settled();
    assert_eq!(workspace.state().addresses(), [there]);
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn a_resource_that_is_removed_from_the_state_stays_in_flyte() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(POOL));
    workspace.apply_for_good();
    let before = stored(&mock);
    workspace.terraform(&["state", "rm", IT]).succeeded();
    assert!(workspace.state().addresses().is_empty());
    assert_eq!(stored(&mock), before);

    let id = "flytesnacks/development/fast_env";
    workspace.try_import(IT, id).succeeded();
    workspace.assert_settled();
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn plan_and_state_are_shown_in_full() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(POOL));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(*change.after("reusable.replicas"), json!([1, 3]));
    assert_eq!(change.after("reusable.capacity"), 6);
    assert!(change.is_unknown("version"));

    workspace.apply_plan();
    let state = workspace.state();
    assert_eq!(*state.get(IT, "reusable.replicas"), json!([1, 3]));
    assert_eq!(state.get(IT, "reusable.capacity"), 6);
    assert_eq!(
        *state.get(IT, "version"),
        json!(stored(&mock).task_id.unwrap().version)
    );
}

/// The command that the guide gives, with its variables.
#[test]
fn the_log_of_the_guide_has_every_call() {
    let guide = fs::read_to_string(project().join("docs/guides/troubleshooting.md")).unwrap();
    let command = guide
        .lines()
        .find(|line| line.starts_with("TF_LOG_") && line.ends_with("terraform plan"))
        .expect("the guide has the command");
    let mock = mock();
    let mut workspace = Workspace::new(&mock);
    workspace.write(&environment(POOL));
    let variables: Vec<_> = command
        .split(' ')
        .filter_map(|it| it.split_once('='))
        .collect();
    let mut file = None;
    for (name, value) in &variables {
        workspace.variable(name, value);
        if *name == "TF_LOG_PATH" {
            file = Some(workspace.path().join(value));
        }
    }
    workspace.plan();
    let log = fs::read_to_string(file.expect("it names a file")).unwrap();
    for part in ["Flyte answered", "method=GetProject", "request_id="] {
        assert!(
            log.contains(part),
            "{part} is not in the log of `{command}`"
        );
    }
}
