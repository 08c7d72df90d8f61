//! What the resource `flyte_trigger` says.

use flyte_mock::{Fault, FaultKind, Mock, Options};
use serde_json::{Value as Json, json};
use test_support::http;

use crate::core::{Core, Object, UNKNOWN};
use crate::golden::Page;
use crate::golden::canary::shown_of;
use crate::golden::rare::stop_at;
use crate::golden::resource::{checker, merge};
use crate::host::Launch;

const TYPE: &str = "flyte_trigger";

fn trigger(settings: Json) -> Json {
    let mut config = json!({
        "task": "etl.main", "name": "nightly", "cron": "@daily", "inputs": { "x": "7" },
    });
    merge(&mut config, settings);
    config
}

async fn core(mock: &Mock) -> Core {
    Core::start(&mock.url()).await.of_type(TYPE)
}

/// A version of `etl.main`, as others deploy it.
pub(crate) fn deploy(mock: &Mock, version: &str, metadata: Json) {
    let id = json!({
        "project": "flytesnacks", "domain": "development", "name": "etl.main", "version": version,
    });
    let simple = |kind: &str| json!({ "type": { "simple": kind } });
    let template = json!({
        "id": id,
        "container": { "image": "ghcr.io/acme/app:1", "args": ["x"] },
        "metadata": metadata,
        "interface": { "inputs": { "variables": [
            { "key": "x", "value": simple("INTEGER") },
            { "key": "frame", "value": { "type": { "structuredDatasetType": {} } } },
        ] } },
    });
    let none = json!({ "scalar": { "noneType": {} } });
    let spec = json!({
        "taskTemplate": template,
        "environment": { "name": "etl" },
        "defaultInputs": [
            { "name": "frame", "parameter": { "default": none } },
        ],
    });
    mock.deploy_json(json!({ "taskId": id, "spec": spec }))
        .unwrap();
}

/// The trigger as others deploy it.
fn theirs(mock: &Mock, spec: Json, automation: Json) {
    let request = json!({
        "name": {
            "project": "flytesnacks", "domain": "development", "taskName": "etl.main",
            "name": "nightly",
        },
        "spec": spec,
        "automationSpec": automation,
    });
    let method = "flyteidl2.trigger.TriggerService/DeployTrigger";
    http::call(&mock.address().to_string(), method, &request).unwrap();
}

#[tokio::test]
async fn what_is_said_of_triggers() {
    let mut page = Page::new("triggers", "the resource `flyte_trigger`");
    let checks = checker().await.of_type(TYPE);
    for settings in [
        json!({ "task": "my task" }),
        json!({ "task": "a/b" }),
        json!({ "name": "" }),
        json!({ "name": "a/b" }),
        json!({ "task_version": "" }),
        json!({ "domain": "a/b" }),
        json!({ "cron": null }),
        json!({ "interval_minutes": 5 }),
        json!({ "inputs": { "x": null } }),
        json!({ "timeouts": { "update": "soon" } }),
    ] {
        let config = trigger(settings);
        page.tell_of(&config, &checks.validate(&config).await);
    }
    checks.end().await.assert_clean();

    let mock = Mock::start(Options::default()).unwrap();
    deploy(&mock, "v1", json!({}));
    let core = core(&mock).await;
    for settings in [
        json!({ "task": "etl.mian" }),
        json!({ "task_version": "v9" }),
        json!({ "inputs": { "y": "7", "frame": "f" } }),
        json!({ "inputs": {} }),
        json!({ "kickoff_time_input": "frame" }),
        json!({ "cron": "0 0 30 2 *" }),
        json!({ "cron": null, "artifact": { "name": "model" } }),
    ] {
        let config = trigger(settings);
        let said = core.plan(&Object::absent(), &config).await;
        page.tell(&format!("the plan of `{config}`"), &said.diagnostics);
    }
    lives(&mut page, &mock, &core).await;
    elsewhere(&mut page).await;
    page.check();
}

/// Of one that is there.
async fn lives(page: &mut Page, mock: &Mock, core: &Core) {
    let config = trigger(json!({}));
    let created = core.change(&Object::absent(), &config).await;
    let said = core.plan(&Object::absent(), &config).await;
    page.tell("a creation of one that is there", &said.diagnostics);

    let changed = trigger(json!({ "description": "ours" }));
    let planned = core.plan(&created, &changed).await.unwrap();
    let schedule =
        json!({ "type": "TYPE_SCHEDULE", "schedule": { "cron": { "expression": "@daily" } } });
    let spec =
        json!({ "taskVersion": "v1", "active": true, "runSpec": { "runBaseDir": "s3://b" } });
    theirs(mock, spec.clone(), schedule.clone());
    let said = core.apply(&created, &planned, &changed).await;
    page.tell(
        "a change of what somebody was quicker with",
        &said.diagnostics,
    );
    let said = core.apply(&created, &Object::absent(), &Json::Null).await;
    page.tell(
        "a destroy of what somebody was quicker with",
        &said.diagnostics,
    );
    let read = core.read(&created).await.unwrap();
    let said = core.plan(&read, &config).await;
    page.tell("a plan of what others have changed", &said.diagnostics);
    let settled = core.change(&read, &config).await;

    let hours = json!({ "type": "TYPE_SCHEDULE", "schedule": { "rate": { "value": 5 } } });
    theirs(mock, spec, hours);
    let read = core.read(&settled).await;
    page.tell("a read of what has no words here", &read.diagnostics);
    let settled = core.change(&read.object, &config).await;

    let planned = core.plan(&settled, &changed).await.unwrap();
    let other = json!([{ "name": "a", "spec": {}, "automationSpec": { "type": "TYPE_NONE" } }]);
    let id = json!({
        "project": "flytesnacks", "domain": "development", "name": "etl.main", "version": "v2",
    });
    let spec = json!({
        "taskTemplate": { "id": id, "container": { "image": "i:1" } },
        "environment": { "name": "etl" },
    });
    mock.deploy_json(json!({ "taskId": id, "spec": spec, "triggers": other }))
        .unwrap();
    let said = core.apply(&settled, &planned, &changed).await;
    page.tell(
        "a change of what a deploy of the task removed",
        &said.diagnostics,
    );

    deploy(mock, "v3", json!({ "deprecatedErrorMessage": "old" }));
    let said = core.plan(&Object::absent(), &config).await;
    page.tell("a plan for a task that is deprecated", &said.diagnostics);
    deploy(
        mock,
        "v4",
        json!({ "tags": { "managed-by": "terraform-provider-flyte" } }),
    );
    let said = core.plan(&Object::absent(), &config).await;
    page.tell("a plan for a task of an environment", &said.diagnostics);

    for id in [
        "nightly",
        "flytesnacks/development/etl.main/nihgtly",
        "p/d/a b/c",
    ] {
        page.tell(&format!("the import of `{id}`"), &core.imported(id).await);
    }
    let refused = FaultKind::parse("permission_denied").unwrap();
    mock.fail(Fault::new("GetTriggerDetails", 1, refused));
    let read = core.read(&settled).await;
    page.tell("a read that Flyte refuses", &read.diagnostics);
    mock.clear_requests();
    mock.fail(Fault::new("GetTriggerDetails", 1, FaultKind::Hang));
    let read = core.read(&settled);
    let (said, ()) = tokio::join!(read, stop_at(core, mock, "GetTriggerDetails"));
    page.tell("a stop while a trigger is read", &said.diagnostics);
}

/// Where the provider does not know enough, and without a data proxy.
async fn elsewhere(page: &mut Page) {
    let mock = Mock::start(Options {
        data_proxy: false,
        ..Options::default()
    })
    .unwrap();
    deploy(&mock, "v1", json!({}));
    let first = core(&mock).await;
    let config = trigger(json!({}));
    let planned = first.plan(&Object::absent(), &config).await.unwrap();
    let said = first.apply(&Object::absent(), &planned, &config).await;
    page.tell("an apply without a data proxy", &said.diagnostics);
    let said = first
        .read_data(TYPE, &json!({ "task": "etl.main", "name": "none" }))
        .await;
    page.tell("a data source of one that is not there", &said);
    let block = json!({ "endpoint": mock.url(), "insecure": true, "project": UNKNOWN });
    let unknown = Core::launch(Launch::new(), block).await.of_type(TYPE);
    let said = unknown.plan(&Object::absent(), &config).await;
    page.tell("a plan without a project and a domain", &said.diagnostics);
    let block = json!({ "endpoint": mock.url(), "insecure": true, "org": UNKNOWN });
    let unknown = Core::launch(Launch::new(), block).await.of_type(TYPE);
    let said = unknown.imported("flytesnacks/development/etl.main/a").await;
    page.tell("an import without a known organisation", &said);
}

#[tokio::test]
async fn no_text_of_a_trigger_is_shown() {
    let core = checker().await.of_type(TYPE);
    let shown = [
        (
            "task",
            "a name that follows the rules is the task's in every message, and in Flyte",
        ),
        (
            "name",
            "a name that follows the rules is the trigger's in every message, and in Flyte",
        ),
    ];
    let complete = |settings: Json| {
        let mut config = json!({ "task": "etl.main", "name": "nightly" });
        merge(&mut config, settings);
        config
    };
    let refused = shown_of(&core, complete, &shown).await;
    assert!(refused > 30, "{refused}");
}
