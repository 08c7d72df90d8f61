//! What others change.

use serde_json::json;

use crate::scoped_settings::{
    ALL, IT, PROJECT, mock, project, settings, stored, text, unset, workspace, write,
};

#[test]
fn every_kind_of_change_is_seen_and_undone() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "run = { default_queue = \"a\" }");
    workspace.apply();
    for (changed, attributes) in [
        (
            json!({ "run": { "defaultQueue": text("b") } }),
            &["run.default_queue", "version"][..],
        ),
        (
            json!({ "run": { "defaultQueue": unset() } }),
            &["run.default_queue", "unset", "version"],
        ),
        (
            json!({ "run": { "defaultQueue": text("a") }, "podTemplateName": text("x") }),
            &["pod_template_name", "version"],
        ),
        (
            json!({ "run": { "defaultQueue": { "stringValue": "a" } }, "labels": unset() }),
            &["run.default_queue", "unset", "version"],
        ),
    ] {
        write(&mock, &project(), changed.clone());
        let plan = workspace.plan();
        assert_eq!(plan.change(IT).differing(), attributes, "{changed}");
        workspace.apply_for_good();
        let ours = json!({ "run": { "defaultQueue": text("a") } });
        assert_eq!(stored(&mock, &project()).0, ours);
    }
}

#[test]
fn what_is_written_anew_and_says_the_same_is_no_change() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, ALL);
    workspace.apply();
    let (same, _) = stored(&mock, &project());
    write(&mock, &project(), same);
    workspace.assert_settled();
    // A quantity in another spelling, and groups that say nothing.
    workspace.write(&settings(
        PROJECT,
        "task_resource = { min = { cpu = \"1\" } }",
    ));
    workspace.apply();
    let amount = json!({ "state": "SETTING_STATE_VALUE", "quantityValue": "1000m" });
    let alike = json!({
        "taskResource": { "min": { "cpu": amount }, "max": {} }, "security": {}, "labels": {},
    });
    write(&mock, &project(), alike);
    workspace.assert_settled();
    assert_eq!(workspace.state().get(IT, "task_resource.min.cpu"), "1");
}

#[test]
fn an_emptied_record_is_gone() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "run = { default_queue = \"a\" }");
    workspace.apply();
    write(&mock, &project(), json!({}));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "create");
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()).1, 3);
    write(&mock, &project(), json!({}));
    workspace.destroy();
}

/// The server checks nothing.
#[test]
fn what_breaks_our_rules_is_read_as_it_is() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "run = { default_queue = \"a\" }");
    workspace.apply();
    let value = |name: &str, value: &str| json!({ "state": "SETTING_STATE_VALUE", name: value });
    let odd = json!({
        "run": { "maxActionConcurrency": value("intValue", "-5") },
        "taskResource": { "min": { "cpu": value("quantityValue", "lots") } },
    });
    write(&mock, &project(), odd);
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(change.before("run.max_action_concurrency"), -5);
    assert_eq!(change.before("task_resource.min.cpu"), "lots");
    workspace.apply_for_good();
}
