//! Create, change and destroy.

use serde_json::json;

use crate::scoped_settings::{
    ALL, IT, PROJECT, mock, project, settings, stored, text, unset, workspace,
};

#[test]
fn every_setting_is_stored_and_emptied_by_a_destroy() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, ALL);
    workspace.apply_for_good();
    let value = |name: &str, value| json!({ "state": "SETTING_STATE_VALUE", name: value });
    let amount = |amount: &str| value("quantityValue", json!(amount));
    let texts = |name: &str, text: &str| value("mapValue", json!({ "entries": { name: text } }));
    let expected = json!({
        "run": {
            "defaultQueue": text("gpu"),
            "maxActionConcurrency": value("intValue", json!("50")),
            "runBaseDir": text("s3://bucket/meta"),
        },
        "security": { "serviceAccount": text("runner") },
        "storage": { "rawDataPath": text("s3://bucket/raw") },
        "taskResource": {
            "min": {
                "cpu": amount("500m"), "gpu": amount("0"), "memory": amount("256Mi"),
                "storage": amount("1Gi"),
            },
            "max": {
                "cpu": amount("8"), "gpu": amount("4"), "memory": amount("32Gi"),
                "storage": amount("100Gi"),
            },
            "mirrorLimitsRequest": value("boolValue", json!(true)),
        },
        "app": { "disallowAnonymous": value("boolValue", json!(true)) },
        "labels": texts("team", "ml"),
        "annotations": texts("acme.com/cost", "1"),
        "environmentVariables": texts("LOG_LEVEL", "info"),
        "podTemplateName": text("base"),
    });
    assert_eq!(stored(&mock, &project()), (expected, 1));
    let state = workspace.state();
    assert_eq!(state.get(IT, "id"), "settings-org/development/flytesnacks");
    assert_eq!(state.get(IT, "version"), 1);

    workspace.destroy();
    assert_eq!(
        stored(&mock, &project()),
        (json!({}), 2),
        "it cannot be deleted"
    );
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "version"), 3);
}

#[test]
fn each_setting_changes_in_place() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, ALL);
    workspace.apply();
    let mut body = ALL.to_owned();
    for (attribute, old, new) in [
        ("run.default_queue", "\"gpu\"", "\"cpu\""),
        ("run.max_action_concurrency", "= 50", "= 0"),
        ("run.run_base_dir", "s3://bucket/meta", "s3://other/meta"),
        ("security.service_account", "\"runner\"", "\"\""),
        (
            "storage.raw_data_path",
            "s3://bucket/raw",
            "gs://bucket/raw",
        ),
        ("task_resource.min.cpu", "\"500m\"", "\"501m\""),
        ("task_resource.min.gpu", "\"0\"", "1"),
        ("task_resource.min.memory", "\"256Mi\"", "\"257Mi\""),
        ("task_resource.min.storage", "\"1Gi\"", "\"2Gi\""),
        ("task_resource.max.cpu", "\"8\"", "\"9\""),
        ("task_resource.max.gpu", "\"4\"", "\"5\""),
        ("task_resource.max.memory", "\"32Gi\"", "\"33Gi\""),
        ("task_resource.max.storage", "\"100Gi\"", "\"101Gi\""),
        (
            "task_resource.mirror_limits_request",
            "mirror_limits_request = true",
            "mirror_limits_request = false",
        ),
        (
            "app.disallow_anonymous",
            "disallow_anonymous = true",
            "disallow_anonymous = false",
        ),
        ("labels.team", "team = \"ml\"", "team = \"nlp\""),
        ("annotations.acme.com/cost", "\"1\"", "\"2\""),
        ("environment_variables.LOG_LEVEL", "\"info\"", "\"debug\""),
        ("pod_template_name", "\"base\"", "\"other\""),
    ] {
        body = body.replacen(old, new, 1);
        workspace.write(&settings(PROJECT, &body));
        let plan = workspace.plan();
        let change = plan.change(IT);
        assert_eq!(change.actions(), "update", "{attribute}");
        assert_eq!(change.differing(), [attribute, "version"]);
        workspace.apply_plan();
        workspace.assert_settled();
    }
    assert_eq!(stored(&mock, &project()).1, 20);
}

#[test]
fn what_is_removed_is_inherited_again() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, ALL);
    workspace.apply();
    workspace.write(&settings(PROJECT, "run = { default_queue = \"gpu\" }"));
    workspace.apply_for_good();
    let left = json!({ "run": { "defaultQueue": text("gpu") } });
    assert_eq!(stored(&mock, &project()), (left, 2));

    workspace.write(&settings(
        PROJECT,
        "unset = [\"run.default_queue\", \"labels\"]",
    ));
    workspace.apply_for_good();
    let cut = json!({ "run": { "defaultQueue": unset() }, "labels": unset() });
    assert_eq!(stored(&mock, &project()), (cut, 3));
}

/// An empty value differs from none, and an empty group does not.
#[test]
fn empty_values_are_values() {
    let mock = mock();
    let empty = "run = { default_queue = \"\", max_action_concurrency = 0 }\n\
                 app = { disallow_anonymous = false }\nlabels = {}\nsecurity = {}\n\
                 task_resource = { min = {} }";
    let workspace = workspace(&mock, PROJECT, empty);
    workspace.apply_for_good();
    let value = || json!({ "state": "SETTING_STATE_VALUE" });
    let expected = json!({
        "run": { "defaultQueue": value(), "maxActionConcurrency": value() },
        "app": { "disallowAnonymous": value() },
        "labels": { "state": "SETTING_STATE_VALUE", "mapValue": {} },
    });
    assert_eq!(stored(&mock, &project()), (expected, 1));

    // The same without the groups that say nothing.
    workspace.write(&settings(
        PROJECT,
        empty.split("\nsecurity").next().unwrap(),
    ));
    let plan = workspace.plan();
    assert!(!plan.change(IT).is_unknown("version"));
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(stored(&mock, &project()).1, 1, "nothing was written");
}

#[test]
fn another_spelling_of_a_quantity_is_no_change() {
    let mock = mock();
    let workspace = workspace(
        &mock,
        PROJECT,
        "task_resource = { min = { cpu = \"1000m\" } }",
    );
    workspace.apply();
    for spelling in ["1", "\"1\"", "\"1.0\"", "1e0"] {
        let body = format!("task_resource = {{ min = {{ cpu = {spelling} }} }}");
        workspace.write(&settings(PROJECT, &body));
        workspace.assert_settled();
    }
    assert_eq!(
        workspace.state().get(IT, "task_resource.min.cpu"),
        "1000m",
        "the first spelling stays"
    );
}

#[test]
fn settings_that_say_nothing_are_there_as_long_as_they_are_empty() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "");
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()), (json!({}), 1));
    crate::scoped_settings::write(&mock, &project(), json!({ "podTemplateName": text("x") }));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).before("pod_template_name"), "x");
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()), (json!({}), 3));
    workspace.destroy();
    assert_eq!(stored(&mock, &project()).1, 3, "there is nothing to empty");
}

#[test]
fn another_scope_is_another_object() {
    let mock = mock();
    let body = "labels = { team = \"ml\" }";
    let workspace = workspace(&mock, PROJECT, body);
    workspace.apply();
    workspace.write(&settings("domain = \"development\"", body));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "delete create");
    assert_eq!(plan.change(IT).replaced_by(), ["project"]);
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()).0, json!({}));
    assert_eq!(workspace.state().get(IT, "id"), "settings-org/development");

    // The same object again.
    workspace.try_apply(&["-replace", IT]).succeeded();
    workspace.assert_settled();
}

#[test]
fn what_only_the_state_knows_writes_nothing() {
    let mock = mock();
    let body = "labels = { team = \"ml\" }";
    let workspace = workspace(&mock, PROJECT, body);
    workspace.apply();
    let more = format!("{body}\ndeletion_policy = \"abandon\"\ntimeouts {{\n read = \"5m\"\n}}");
    workspace.write(&settings(PROJECT, &more));
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()).1, 1);
    assert_eq!(workspace.state().get(IT, "version"), 1);
}

#[test]
fn the_organisation_of_the_provider_is_used_and_nothing_else_of_it() {
    let mock = mock();
    let workspace = workspace(&mock, "", "");
    let block = format!(
        "endpoint = {:?}\n  insecure = true\n  org = \"settings-org\"\n  project = \
         \"flytesnacks\"\n  domain = \"development\"",
        mock.url()
    );
    workspace.provider(&block);
    workspace.write("resource \"flyte_settings\" \"it\" {\n labels = { a = \"b\" }\n}\n");
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "id"), "settings-org");
    assert!(state.get(IT, "domain").is_null() && state.get(IT, "project").is_null());
}
