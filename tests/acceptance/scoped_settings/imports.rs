//! Import by id and by identity, and the configuration that Terraform writes of it.

use std::fs;

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::workspace::Workspace;
use crate::scoped_settings::{
    ALL, IT, PROJECT, key, mock, project, settings, text, workspace, write,
};

fn import(target: &str) -> String {
    format!("import {{\n  to = {IT}\n  {target}\n}}\n")
}

/// A folder whose provider works in the organisation.
fn in_organisation(mock: &Mock, workspace: Workspace) -> Workspace {
    let block = format!(
        "endpoint = {:?}\n  insecure = true\n  org = \"settings-org\"",
        mock.url()
    );
    workspace.provider(&block);
    workspace
}

#[test]
fn each_scope_is_imported_by_its_id() {
    let mock = mock();
    for (domain, name) in [
        ("", ""),
        ("development", ""),
        ("development", "flytesnacks"),
    ] {
        write(
            &mock,
            &key(domain, name),
            json!({ "podTemplateName": text("a") }),
        );
    }
    for (scope, id) in [
        ("", "settings-org"),
        ("domain = \"development\"", "settings-org/development"),
        (PROJECT, "settings-org/development/flytesnacks"),
    ] {
        let workspace = workspace(&mock, scope, "pod_template_name = \"a\"");
        workspace.try_import(IT, id).succeeded();
        workspace.assert_settled();
        assert_eq!(workspace.state().get(IT, "id"), id);
    }
    // Of the provider's organisation.
    for (scope, id) in [("", "/"), (PROJECT, "/development/flytesnacks")] {
        let workspace =
            in_organisation(&mock, workspace(&mock, scope, "pod_template_name = \"a\""));
        workspace.try_import(IT, id).succeeded();
        workspace.assert_settled();
        assert_eq!(workspace.state().get(IT, "org"), "settings-org");
    }
}

#[test]
fn what_is_no_scope_or_not_there_is_not_imported() {
    let mock = mock();
    write(&mock, &project(), json!({}));
    let workspace = workspace(&mock, PROJECT, "");
    for (id, told) in [
        ("", "one to three parts"),
        ("a/b/c/d", "one to three parts"),
        ("a//c", "domain must have 1 to 63"),
        ("a/b:c", "domain must not contain `:`"),
        (
            "settings-org/nowhere",
            "There are no settings of domain `nowhere`",
        ),
        (
            "settings-org/development/flytesnacks",
            "Its record is empty",
        ),
    ] {
        let run = workspace.try_import(IT, id);
        assert_eq!(run.code, Some(1), "{id}");
        let words = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.replace("│ ", "").contains(told),
            "{id}: {}",
            run.stderr
        );
    }
}

#[test]
fn an_identity_imports_and_is_kept() {
    let mock = mock();
    write(&mock, &project(), json!({ "podTemplateName": text("a") }));
    let Some(workspace) = Workspace::with(Feature::Identity, &mock) else {
        return;
    };
    let workspace = in_organisation(&mock, workspace);
    workspace.write(&settings(PROJECT, "pod_template_name = \"a\""));
    let identity = "identity = { domain = \"development\", project = \"flytesnacks\" }";
    workspace.file("import.tf", &import(identity));
    workspace.apply_for_good();
    let state = fs::read(workspace.path().join("terraform.tfstate")).unwrap();
    let state: Value = serde_json::from_slice(&state).unwrap();
    let stored = &state["resources"][0]["instances"][0]["identity"];
    assert_eq!(*stored, project());
}

#[test]
fn generated_configuration_plans_empty() {
    let mock = mock();
    let first = workspace(&mock, PROJECT, &format!("{ALL}\n"));
    first.apply();
    let id = "id = \"settings-org/development/flytesnacks\"";
    for with_org in [false, true] {
        let mut workspace = Workspace::new(&mock);
        if with_org {
            workspace = in_organisation(&mock, workspace);
        }
        workspace.write(&import(id));
        let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
        let text = fs::read_to_string(workspace.path().join("generated.tf")).unwrap();
        assert_eq!(plan.changes(), [""; 0], "{text}");
        workspace.validate().succeeded();
        workspace.apply_plan();
        workspace.assert_settled();
    }
}

#[test]
fn what_is_unset_and_empty_is_generated_too() {
    let mock = mock();
    let body = "labels = {}\nunset = [\"annotations\", \"run.default_queue\"]";
    workspace(&mock, PROJECT, body).apply();
    let workspace = Workspace::new(&mock);
    workspace.write(&import("id = \"settings-org/development/flytesnacks\""));
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    let text = fs::read_to_string(workspace.path().join("generated.tf")).unwrap();
    assert_eq!(plan.changes(), [""; 0], "{text}");
    workspace.apply_plan();
    workspace.assert_settled();
}
