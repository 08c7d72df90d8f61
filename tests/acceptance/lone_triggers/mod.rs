//! The resource `flyte_trigger`: triggers of tasks that somebody else deploys.

mod lives;
mod others;

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::http;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;

pub(super) const IT: &str = "flyte_trigger.it";
pub(super) const ID: &str = "flytesnacks/development/etl.main/nightly";

/// A trigger `nightly` of `etl.main` with these lines in its block.
pub(super) fn trigger(body: &str) -> String {
    format!(
        "resource \"flyte_trigger\" \"it\" {{\n  task = \"etl.main\"\n  name = \"nightly\"\n{body}\n}}\n"
    )
}

pub(super) const DAILY: &str = "cron = \"0 2 * * *\"\ninputs = { x = 7 }";

/// Deploys `etl.main` as the SDK does, with these triggers.
pub(super) fn deploy(mock: &Mock, version: &str, triggers: Value) {
    let id = json!({
        "project": "flytesnacks", "domain": "development", "name": "etl.main", "version": version,
    });
    let simple = |kind: &str| json!({ "type": { "simple": kind } });
    let list = json!({ "type": { "collectionType": { "simple": "STRING" } } });
    let text = json!({ "scalar": { "primitive": { "stringValue": "a" } } });
    let template = json!({
        "id": id,
        "type": "python",
        "container": { "image": "ghcr.io/acme/app:1", "args": ["x"] },
        "interface": { "inputs": { "variables": [
            { "key": "x", "value": simple("INTEGER") },
            { "key": "at", "value": simple("DATETIME") },
            { "key": "names", "value": list.clone() },
            { "key": "frame", "value": { "type": { "structuredDatasetType": {} } } },
        ] } },
    });
    let default = |name: &str, value: Value| json!({ "name": name, "parameter": { "var": list, "default": value } });
    let at = json!({ "scalar": { "primitive": { "datetime": "2026-01-01T00:00:00Z" } } });
    let frame = json!({ "scalar": { "noneType": {} } });
    let spec = json!({
        "taskTemplate": template,
        "environment": { "name": "etl" },
        "defaultInputs": [
            default("at", at),
            default("names", json!({ "collection": { "literals": [text] } })),
            default("frame", frame),
        ],
    });
    mock.deploy_json(json!({ "taskId": id, "spec": spec, "triggers": triggers }))
        .unwrap();
}

/// A Flyte with the task, and a workspace.
pub(super) fn with_task() -> (Mock, Workspace) {
    let mock = mock();
    deploy(&mock, "v1", json!([]));
    let workspace = Workspace::new(&mock);
    (mock, workspace)
}

pub(super) fn call(mock: &Mock, method: &str, request: Value) -> Value {
    let method = format!("flyteidl2.trigger.TriggerService/{method}");
    http::call(&mock.address().to_string(), &method, &request).unwrap()
}

pub(super) fn name() -> Value {
    json!({
        "project": "flytesnacks", "domain": "development", "taskName": "etl.main", "name": "nightly",
    })
}

pub(super) fn stored(mock: &Mock) -> Value {
    call(mock, "GetTriggerDetails", json!({ "name": name() }))["trigger"].take()
}
