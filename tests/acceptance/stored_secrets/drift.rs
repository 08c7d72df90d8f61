//! What others do to a secret, as far as it can be seen.

use serde_json::json;

use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{
    ID, IT, call, create_anew, created_time, delete, it, secret, sent, start, written,
};

#[test]
fn what_was_created_anew_gets_its_value_again() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    create_anew(&mock, &it());
    let plan = workspace.plan();
    let warning = plan.run().warning("was deleted and created again");
    assert_eq!(
        warning.summary,
        format!("Secret `{ID}` was deleted and created again outside Terraform")
    );
    assert!(warning.detail.contains("writes the value"));
    assert_eq!(plan.change(IT).actions(), "update");
    assert_eq!(plan.change(IT).differing(), ["value_wo_version"]);
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(sent(&mock, "UpdateSecret"), ["v"]);
    assert_eq!(
        workspace.state().get(IT, "created_time").as_str(),
        created_time(&mock, &it()).as_deref()
    );
}

#[test]
fn so_does_one_whose_value_is_in_the_state() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&secret("  value = \"v\""));
    workspace.apply();
    create_anew(&mock, &it());
    assert_eq!(workspace.plan().change(IT).differing(), ["value"]);
    workspace.apply_for_good();
    assert_eq!(sent(&mock, "UpdateSecret"), ["v"]);
    // Terraform keeps it in mind where there is no value to write.
    workspace.write(&secret(""));
    workspace.apply();
    create_anew(&mock, &it());
    let plan = workspace.plan();
    let warning = plan.run().warning("was deleted and created again");
    assert!(warning.detail.contains("gives none"), "{}", warning.detail);
    plan.assert_empty();
}

#[test]
fn what_was_deleted_is_created() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    delete(&mock, &it());
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "create");
    workspace.apply_plan();
    workspace.assert_settled();
    delete(&mock, &it());
    workspace.destroy();
    delete_is_success(&workspace, &mock);
}

/// Also where nothing was refreshed before.
fn delete_is_success(workspace: &Workspace, mock: &flyte_mock::Mock) {
    workspace.apply();
    delete(mock, &it());
    let run = workspace.try_apply(&["-destroy", "-refresh=false"]);
    run.succeeded();
}

#[test]
fn another_value_of_others_is_not_seen() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    let spec = json!({ "stringValue": "theirs" });
    call(
        &mock,
        "UpdateSecret",
        &json!({ "id": it(), "secretSpec": spec }),
    );
    workspace.assert_settled();
}

#[test]
fn what_was_created_anew_since_the_plan_is_not_touched() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    workspace.write(&written("w", 2));
    workspace.plan();
    create_anew(&mock, &it());
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    let summary = format!("Secret `{ID}` was created again since it was last read");
    assert_eq!(run.error().summary, summary);
    let run = workspace.try_apply(&["-destroy", "-refresh=false"]);
    assert_eq!(run.error().summary, summary);
    assert!(sent(&mock, "UpdateSecret").is_empty());
    // With a refresh, both is done.
    workspace.apply_for_good();
    assert_eq!(sent(&mock, "UpdateSecret"), ["w"]);
}

#[test]
fn what_was_deleted_since_the_plan_is_told() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    workspace.write(&written("w", 2));
    workspace.plan();
    delete(&mock, &it());
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert_eq!(run.error().summary, format!("Secret `{ID}` is gone"));
    workspace.apply_for_good();
}

#[test]
fn the_command_line_deletes_and_creates() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    let sdk = Sdk::new(&mock);
    let place = ["--project", "flytesnacks", "--domain", "development"];
    let listed = sdk.cli(&[&["get", "secret"][..], &place].concat());
    assert!(listed.contains("db-password"), "{listed}");
    let before = created_time(&mock, &it());
    while created_time(&mock, &it()) == before {
        sdk.cli(&[&["delete", "secret", "db-password"][..], &place].concat());
        let create = ["create", "secret", "db-password", "--value", "theirs"];
        sdk.cli(&[&create[..], &place].concat());
    }
    let plan = workspace.plan();
    plan.run().warning("was deleted and created again");
    workspace.apply_for_good();
}
