//! Taking over what exists.

use serde_json::json;

use crate::harness::backend::{deploy_behind_its_back, live, mock, stored, versions};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const ID: &str = "flytesnacks/development/fast_env";
const CONFIGURATION: &str = "description = \"ours\"\nimage = \"acme/app:2\"\n\
    env_vars = { A = \"1\" }\ntags = { team = \"red\" }\ninterruptible = true\n\
    reusable {\n replicas = [1, 3]\n idle_ttl = \"5m\"\n concurrency = 2\n}";

/// A workspace that knows nothing of the environment which another one has created.
fn newcomer(mock: &flyte_mock::Mock) -> Workspace {
    let first = Workspace::new(mock);
    first.write(&environment(CONFIGURATION));
    first.apply();
    let second = Workspace::new(mock);
    second.write(&environment(CONFIGURATION));
    second
}

#[test]
fn the_command_imports_everything() {
    let mock = mock();
    let workspace = newcomer(&mock);
    workspace.try_import(IT, ID).succeeded();
    workspace.assert_settled();
    let state = workspace.state();
    assert_eq!(state.get(IT, "id"), ID);
    assert_eq!(state.get(IT, "image"), "acme/app:2");
    assert_eq!(*state.get(IT, "env_vars"), json!({ "A": "1" }));
    assert_eq!(*state.get(IT, "tags"), json!({ "team": "red" }));
    assert_eq!(*state.get(IT, "reusable.replicas"), json!([1, 3]));
    assert_eq!(state.get(IT, "revision"), 1);
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn the_block_imports_and_changes_nothing() {
    let mock = mock();
    let workspace = newcomer(&mock);
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  id = \"{ID}\"\n}}\n"),
    );
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [""; 0], "it is imported as it is");
    assert!(!plan.is_empty(), "the import itself is a change");
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn the_hint_of_an_environment_that_exists_imports_it() {
    let mock = mock();
    let workspace = newcomer(&mock);
    workspace.write(&environment("description = \"mine\"").replace("\"it\"", "\"fast_env\""));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        format!("Task environment `{ID}` already exists")
    );
    assert_eq!(stored(&mock), stored(&mock));
    assert_eq!(mock.count("DeployTask"), 1, "nothing was overwritten");

    let (_, block) = error.detail.split_once("\n\n").unwrap();
    let (block, _) = block.split_once("\n\n").unwrap();
    workspace.file("import.tf", block);
    workspace.apply_for_good();
    assert_eq!(mock.count("DeployTask"), 2);
    assert_eq!(live(&mock), ["development/fast_env"]);
}

#[test]
fn what_the_sdk_deployed_becomes_managed() {
    let mock = mock();
    let workspace = newcomer(&mock);
    deploy_behind_its_back(&mock, "v7", |spec| {
        spec["taskTemplate"]["metadata"]["tags"] = json!({ "team": "red" });
    });
    workspace.try_import(IT, ID).succeeded();
    let plan = workspace.plan();
    plan.run()
        .warning("Task environment was deployed outside Terraform");
    assert_eq!(
        plan.change(IT).differing(),
        ["deployed_at", "foreign_fields", "revision", "version"]
    );
    workspace.apply_for_good();
    assert!(versions(&mock)[2].starts_with("r2-"));
}

#[test]
fn what_does_not_exist_is_not_imported() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    let run = workspace.try_import(IT, ID);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("There is no task environment"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_slip_in_an_import_is_told_with_the_names_that_are_near() {
    let mock = mock();
    newcomer(&mock);
    let workspace = Workspace::new(&mock);
    workspace.write(&environment("").replace("fast_env", "fast_evn"));
    let run = workspace.try_import(IT, "flytesnacks/development/fast_evn");
    assert_eq!(run.code, Some(1));
    let told = format!("{}{}", run.stdout, run.stderr);
    for part in [
        "There is no task environment `flytesnacks/development/fast_evn`",
        "`fast_env`",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn an_id_has_three_or_four_parts() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    for (id, expected) in [
        ("fast_env", "must have three or four parts"),
        ("a/b/c/d/e", "must have three or four parts"),
        ("flytesnacks/development/Fast", "snake_case or kebab-case"),
        ("flytesnacks//fast_env", "domain must have 1 to 63"),
    ] {
        let run = workspace.try_import(IT, id);
        assert_eq!(run.code, Some(1), "{id}");
        for expected in [expected, "such as `flytesnacks/development/fast_env`"] {
            assert!(run.stderr.contains(expected), "{id}: {}", run.stderr);
        }
    }
    assert!(mock.requests().is_empty());
}
