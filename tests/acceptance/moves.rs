//! `moved`: environments that another provider managed.
//!
//! Terraform wants every provider that a state names to be installed, though it asks the old one
//! for nothing but its schema. Ours stands in for it under its name.

use std::fs;
use std::os::unix::fs::symlink;

use flyte_mock::Mock;
use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment, terraform};

const POOL: &str = "reusable {\n replicas = [1, 3]\n}";

/// A workspace whose state holds an environment that exists, as another provider's resource.
fn taken_over(mock: &Mock, type_name: &str, attributes: serde_json::Value) -> Workspace {
    let first = Workspace::new(mock);
    first.write(&environment(POOL));
    first.apply();
    let workspace = with_state_of_unionai(mock, type_name, "old", attributes);
    workspace.write(&format!(
        "{}\nmoved {{\n  from = {type_name}.old\n  to = {IT}\n}}\n",
        environment(POOL)
    ));
    workspace
}

/// A workspace whose state holds an object of the unionai provider, which is installed.
pub(crate) fn with_state_of_unionai(
    mock: &Mock,
    type_name: &str,
    name: &str,
    attributes: serde_json::Value,
) -> Workspace {
    let workspace = Workspace::with(Feature::Moves, mock).expect("the test was skipped");
    let folder = workspace.path().join("old");
    fs::create_dir(&folder).unwrap();
    symlink(
        terraform::provider(),
        folder.join("terraform-provider-unionai"),
    )
    .unwrap();
    let settings = terraform::settings(terraform::provider().parent().unwrap());
    let overrides = format!("dev_overrides {{\n \"unionai/unionai\" = {folder:?}\n");
    workspace.file(
        "settings.tfrc",
        &settings.replace("dev_overrides {\n", &overrides),
    );
    let state = json!({
        "version": 4,
        "terraform_version": "1.8.0",
        "serial": 1,
        "lineage": "8a2c7a4e-0000-4000-8000-000000000000",
        "outputs": {},
        "resources": [{
            "mode": "managed",
            "type": type_name,
            "name": name,
            "provider": "provider[\"registry.terraform.io/unionai/unionai\"]",
            "instances": [{ "schema_version": 0, "attributes": attributes }],
        }],
    });
    workspace.file("terraform.tfstate", &state.to_string());
    workspace
}

/// What that provider's state has of an environment.
pub(crate) fn unionai_environment() -> serde_json::Value {
    json!({
        "id": "env",
        "path": "envs.py",
        "project": "flytesnacks",
        "domain": "development",
        "name": "fast_env",
        "version": "0123456789abcdef",
        "tasks": ["fast_env.say"],
    })
}

#[test]
fn an_environment_of_the_unionai_provider_is_moved_as_it_is() {
    if Feature::Moves.is_skipped() {
        return;
    }
    let mock = mock();
    let workspace = taken_over(&mock, "unionai_task_environment", unionai_environment());
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [""; 0]);
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.addresses(), [IT]);
    assert_eq!(*state.get(IT, "reusable.replicas"), json!([1, 3]));
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn another_resource_is_not() {
    if Feature::Moves.is_skipped() {
        return;
    }
    let mock = mock();
    let workspace = taken_over(&mock, "unionai_project", json!({ "id": "flytesnacks" }));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        "`unionai_project` cannot be moved to `flyte_task_environment`"
    );
    assert!(error.detail.contains("unionai_task_environment"));
}
