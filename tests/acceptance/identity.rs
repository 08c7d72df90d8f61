//! Identity: what an environment is found again by, since Terraform 1.12.

use std::fs;

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

fn workspace(mock: &Mock) -> Option<Workspace> {
    let workspace = Workspace::with(Feature::Identity, mock)?;
    workspace.write(&environment(""));
    Some(workspace)
}

/// An `import` block with this identity.
fn import(identity: &str) -> String {
    format!("import {{\n  to = {IT}\n  identity = {{ {identity} }}\n}}\n")
}

/// The identity in the state file, of which `terraform show` tells nothing.
fn stored(workspace: &Workspace) -> Value {
    let state = fs::read(workspace.path().join("terraform.tfstate")).unwrap();
    let state: Value = serde_json::from_slice(&state).unwrap();
    state["resources"][0]["instances"][0]["identity"].clone()
}

fn fast_env() -> Value {
    json!({ "org": null, "project": "flytesnacks", "domain": "development", "name": "fast_env" })
}

#[test]
fn a_created_environment_has_one_and_keeps_it() {
    let mock = mock();
    let Some(workspace) = workspace(&mock) else {
        return;
    };
    workspace.apply_for_good();
    assert_eq!(stored(&workspace), fast_env());

    workspace.write(&environment("description = \"changed\""));
    workspace.apply_for_good();
    assert_eq!(stored(&workspace), fast_env());

    workspace.write(&environment("").replace("fast_env", "other_env"));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).replaced_by(), ["name"]);
    workspace.apply_for_good();
    assert_eq!(stored(&workspace)["name"], "other_env");
}

#[test]
fn an_import_by_identity_takes_the_providers_defaults() {
    let mock = mock();
    let Some(first) = workspace(&mock) else {
        return;
    };
    first.apply();
    for identity in [
        "name = \"fast_env\"",
        "project = \"flytesnacks\", domain = \"development\", name = \"fast_env\"",
    ] {
        let Some(newcomer) = workspace(&mock) else {
            return;
        };
        newcomer.file("import.tf", &import(identity));
        let plan = newcomer.plan();
        assert_eq!(plan.changes(), [""; 0], "it is imported as it is");
        newcomer.apply_plan();
        newcomer.assert_settled();
        assert_eq!(stored(&newcomer), fast_env());
    }
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn an_identity_that_cannot_exist_says_what_is_wrong() {
    let mock = mock();
    let Some(workspace) = workspace(&mock) else {
        return;
    };
    for (identity, expected) in [
        (
            "name = \"Fast\"",
            "must be in snake_case or kebab-case format",
        ),
        (
            "name = \"fast_env\", project = \"a/b\"",
            "project must not contain slashes",
        ),
    ] {
        workspace.file("import.tf", &import(identity));
        let run = workspace.try_plan(&[]);
        assert!(run.error().summary.contains(expected), "{}", run.report());
    }

    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  domain = \"development\"",
        mock.url()
    ));
    workspace.file("import.tf", &import("name = \"fast_env\""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "No project for the environment to import");
    assert!(error.detail.contains("flytesnacks/development/fast_env"));
    assert!(mock.requests().is_empty());
}

/// Terraform 1.11, or this provider before it had identities, leaves none in the state.
#[test]
fn a_state_without_one_gets_it_at_the_next_read() {
    let mock = mock();
    let Some(workspace) = workspace(&mock) else {
        return;
    };
    workspace.apply();
    let file = workspace.path().join("terraform.tfstate");
    let mut state: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let instance = &mut state["resources"][0]["instances"][0];
    for member in ["identity", "identity_schema_version"] {
        assert!(instance.as_object_mut().unwrap().remove(member).is_some());
    }
    fs::write(&file, state.to_string()).unwrap();

    workspace.plan_with(&["-refresh=false"]).assert_empty();
    workspace.assert_settled();
    workspace.terraform(&["apply", "-refresh-only", "-auto-approve"]);
    assert_eq!(stored(&workspace), fast_env());
}
