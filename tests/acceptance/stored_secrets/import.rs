//! Import by id and by identity, with configuration that Terraform writes.

use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{
    ID, IT, create, created_time, drawn, it, secret, sent, start, written,
};

#[test]
fn the_first_apply_after_an_import_writes_the_value() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    create(&mock, &it());
    workspace.write(&written("mine", 1));
    workspace.try_import(IT, ID).succeeded();
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "update");
    assert_eq!(plan.change(IT).differing(), ["value_wo_version"]);
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(sent(&mock, "UpdateSecret"), ["mine"]);
}

#[test]
fn an_import_without_a_value_changes_nothing() {
    let mock = mock();
    create(&mock, &it());
    let workspace = Workspace::new(&mock);
    workspace.write(&secret(""));
    workspace.try_import(IT, ID).succeeded();
    workspace.assert_settled();
    let state = workspace.state();
    assert_eq!(
        state.get(IT, "created_time").as_str(),
        created_time(&mock, &it()).as_deref()
    );
    assert_eq!(*state.get(IT, "type"), json!(null));
    assert_eq!(state.get(IT, "deletion_policy"), "delete");
}

#[test]
fn the_type_of_what_is_imported_is_taken_from_the_configuration() {
    let mock = mock();
    let name = drawn("pull");
    create(&mock, &json!({ "name": name }));
    let workspace = Workspace::new(&mock);
    let block = |r#type: &str, more: &str| {
        format!(
            "resource \"flyte_secret\" \"it\" {{\n  name = {name:?}\n  type = {type:?}\n{more}\n}}\n"
        )
    };
    workspace.write(&block("image_pull", ""));
    workspace.try_import(IT, &name).succeeded();
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "update");
    workspace.apply_plan();
    workspace.assert_settled();
    workspace.write(&block("generic", "  value = \"v\""));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).replaced_by(), ["type"]);
    workspace.write(&block("image_pull", ""));
    workspace.destroy();
}

#[test]
fn configuration_that_terraform_writes_plans_empty() {
    let mock = mock();
    let name = drawn("wide");
    for id in [json!({ "name": name }), it()] {
        create(&mock, &id);
    }
    let workspace = Workspace::new(&mock);
    workspace.file(
        "import.tf",
        &format!(
            "import {{\n  to = flyte_secret.wide\n  id = {name:?}\n}}\n\
             import {{\n  to = {IT}\n  id = {ID:?}\n}}\n"
        ),
    );
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    assert_eq!(plan.changes(), [""; 0]);
    workspace.apply_plan();
    workspace.assert_settled();
    workspace.file("import.tf", "");
    workspace.destroy();
}

#[test]
fn an_identity_imports() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Identity, &mock) else {
        return;
    };
    let name = drawn("wide");
    for id in [json!({ "name": name }), it()] {
        create(&mock, &id);
    }
    workspace.file(
        "import.tf",
        &format!(
            "import {{\n  to = flyte_secret.wide\n  identity = {{\n    name = {name:?}\n  }}\n}}\n\
             import {{\n  to = {IT}\n  identity = {{\n    name = \"db-password\"\n    domain = \
             \"development\"\n    project = \"flytesnacks\"\n  }}\n}}\n"
        ),
    );
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    assert_eq!(plan.changes(), [""; 0]);
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(
        *workspace.state().get("flyte_secret.wide", "id"),
        json!(name)
    );
    workspace.file("import.tf", "");
    workspace.destroy();
}

#[test]
fn a_project_in_an_identity_needs_a_domain() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Identity, &mock) else {
        return;
    };
    workspace.write(&secret(""));
    workspace.file(
        "import.tf",
        &format!(
            "import {{\n  to = {IT}\n  identity = {{\n    name = \"db-password\"\n    project = \
             \"flytesnacks\"\n  }}\n}}\n"
        ),
    );
    let run = workspace.try_plan(&[]);
    assert_eq!(
        run.error().summary,
        "A secret of a project must also name a domain"
    );
}

#[test]
fn what_is_not_there_is_not_imported() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&secret(""));
    for (id, told) in [
        (ID, format!("There is no secret `{ID}`")),
        ("a/b/c/d", "must have one, two or three parts".to_owned()),
        ("development/a.b", "must match ^[-a-zA-Z0-9_]+$".to_owned()),
    ] {
        let run = workspace.try_import(IT, id);
        assert_eq!(run.code, Some(1), "{id}");
        assert!(run.stderr.contains(&told), "{id}: {}", run.stderr);
    }
}
