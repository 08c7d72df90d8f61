//! Create, change each attribute, destroy.

use serde_json::json;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{ID, IT, created_time, drawn, it, secret, sent, start, written};

#[test]
fn a_value_is_written_once_and_again_with_another_version() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("first", 1));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(change.actions(), "create");
    assert_eq!(change.after("id"), ID);
    assert_eq!(change.after("type"), "generic");
    assert_eq!(*change.after("value_wo"), json!(null));
    assert!(change.is_unknown("created_time"));
    workspace.apply_plan();
    workspace.assert_settled();
    let state = workspace.state();
    assert_eq!(
        state.get(IT, "created_time").as_str().map(str::to_owned),
        created_time(&mock, &it())
    );
    assert_eq!(*state.get(IT, "value_wo"), json!(null));

    // Terraform does not see another value.
    workspace.write(&written("second", 1));
    workspace.assert_settled();
    workspace.write(&written("second", 2));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "update");
    assert_eq!(plan.change(IT).differing(), ["value_wo_version"]);
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(sent(&mock, "CreateSecret"), ["first"]);
    assert_eq!(sent(&mock, "UpdateSecret"), ["second"]);

    workspace.destroy();
    assert_eq!(created_time(&mock, &it()), None);
}

#[test]
fn requests_are_few() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.plan();
    let asked = |method| mock.count(method);
    // The project, and whether there is such a secret.
    assert_eq!(
        [
            asked("GetProject"),
            asked("SelectCluster"),
            asked("GetSecret")
        ],
        [1, 1, 1]
    );
    mock.clear_requests();
    workspace.apply_plan();
    assert_eq!(
        [
            asked("SelectCluster"),
            asked("GetSecret"),
            asked("CreateSecret")
        ],
        [1, 2, 1],
        "Terraform plans once more, which the creation knows; it looks afterwards"
    );
    mock.clear_requests();
    workspace.assert_settled();
    assert_eq!(mock.requests().len(), 2, "a refresh");
}

#[test]
fn a_value_in_the_state_is_written_when_it_changes() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&secret("  value = \"first\""));
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "value"), "first");
    workspace.write(&secret("  value = \"second\""));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).differing(), ["value"]);
    workspace.apply_plan();
    workspace.assert_settled();
    // Without a value it stays what it is.
    workspace.write(&secret(""));
    workspace.apply_for_good();
    assert_eq!(*workspace.state().get(IT, "value"), json!(null));
    assert_eq!(sent(&mock, "CreateSecret"), ["first"]);
    assert_eq!(sent(&mock, "UpdateSecret"), ["second"]);
}

#[test]
fn the_way_to_give_the_value_can_change() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&secret("  value = \"stored\""));
    workspace.apply_for_good();
    workspace.write(&written("unseen", 1));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).differing(), ["value", "value_wo_version"]);
    workspace.apply_plan();
    workspace.assert_settled();
    workspace.write(&secret("  value = \"stored again\""));
    workspace.apply_for_good();
    assert_eq!(sent(&mock, "UpdateSecret"), ["unseen", "stored again"]);
}

#[test]
fn every_scope_has_a_secret_of_its_own() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let name = drawn("token");
    workspace.write(&format!(
        "locals {{\n  name = {name:?}\n}}\n\
         resource \"flyte_secret\" \"org\" {{\n  name = local.name\n  value = \"o\"\n}}\n\
         resource \"flyte_secret\" \"domain\" {{\n  name = local.name\n  domain = \"staging\"\n  \
         value = \"d\"\n}}\n\
         resource \"flyte_secret\" \"project\" {{\n  name = local.name\n  domain = \"staging\"\n  \
         project = \"flytesnacks\"\n  value = \"p\"\n}}\n"
    ));
    workspace.apply_for_good();
    let state = workspace.state();
    // The provider's project and domain do not count.
    assert_eq!(*state.get("flyte_secret.org", "id"), json!(name));
    assert_eq!(*state.get("flyte_secret.org", "domain"), json!(null));
    assert_eq!(
        *state.get("flyte_secret.domain", "id"),
        json!(format!("staging/{name}"))
    );
    for id in [
        json!({ "name": name }),
        json!({ "name": name, "domain": "staging" }),
        json!({ "name": name, "domain": "staging", "project": "flytesnacks" }),
    ] {
        assert!(created_time(&mock, &id).is_some(), "{id}");
    }
    workspace.destroy();
}

#[test]
fn another_name_place_or_type_is_another_secret() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let name = drawn("pull");
    let block = |lines: &str| {
        format!("resource \"flyte_secret\" \"it\" {{\n  value = \"v\"\n{lines}\n}}\n")
    };
    workspace.write(&block(
        "  name = \"a\"\n  domain = \"staging\"\n  project = \"flytesnacks\"",
    ));
    workspace.apply_for_good();
    let org = format!("  name = {name:?}");
    for (lines, replaced) in [
        (
            "  name = \"b\"\n  domain = \"staging\"\n  project = \"flytesnacks\"",
            vec!["name"],
        ),
        (&*org, vec!["domain", "name", "project"]),
        (&*format!("{org}\n  type = \"image_pull\""), vec!["type"]),
        (&*org, vec!["type"]),
    ] {
        workspace.write(&block(lines));
        let plan = workspace.plan();
        let change = plan.change(IT);
        assert_eq!(change.actions(), "delete create", "{lines}");
        let mut by = change.replaced_by();
        by.sort_unstable();
        assert_eq!(by, replaced);
        workspace.apply_plan();
        workspace.assert_settled();
    }
    workspace.destroy();
}

#[test]
fn what_is_local_calls_nobody() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    let block = written("v", 1).replace(
        "\n}\n",
        "\n  deletion_policy = \"abandon\"\n  timeouts {\n    update = \"1m\"\n  }\n}\n",
    );
    workspace.write(&block);
    workspace.apply_for_good();
    assert_eq!(mock.count("UpdateSecret"), 0);
}

#[test]
fn a_policy_decides_what_a_destroy_does() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let block = |policy: &str, more: &str| {
        secret(&format!(
            "  value = \"v\"\n  deletion_policy = {policy:?}\n{more}"
        ))
    };
    workspace.write(&block("prevent", ""));
    workspace.apply_for_good();
    let summary = format!("Secret `{ID}` must not be destroyed");
    assert_eq!(workspace.try_plan(&["-destroy"]).error().summary, summary);
    workspace.write("");
    assert_eq!(workspace.try_plan(&[]).error().summary, summary);
    workspace.write(&block("prevent", "").replace("db-password", "other"));
    assert_eq!(workspace.try_plan(&[]).error().summary, summary);
    workspace.write(&block("prevent", ""));
    let run = workspace.try_apply(&["-replace", IT]);
    assert_eq!(run.error().summary, summary);

    workspace.write(&block("abandon", ""));
    workspace.apply_for_good();
    let run = workspace.destroy();
    run.warning("Secret stays in Flyte as it is");
    assert!(created_time(&mock, &it()).is_some());
}
