//! What data sources, the action, the functions and imports say.

use flyte_mock::{Mock, Options};
use serde_json::{Value as Json, json};

use crate::core::{Core, Object};
use crate::golden::Page;
use crate::golden::resource::{checker, environment};
use crate::host::Launch;

/// Calls of functions that are refused.
fn calls() -> Vec<(&'static str, Vec<Json>)> {
    let starts = |trigger: Json| vec![trigger, json!("2026-12-01T00:00:00Z")];
    vec![
        ("duration_seconds", vec![json!("soon")]),
        ("duration_seconds", vec![json!("-5")]),
        ("duration_seconds", vec![Json::Null]),
        ("reuse_capacity", vec![json!([3, 1]), json!(1)]),
        ("reuse_capacity", vec![json!(1), json!(0)]),
        (
            "task_environment_id",
            vec![json!("p"), json!("d"), json!("my env")],
        ),
        ("parse_task_environment_id", vec![json!("env")]),
        ("parse_task_environment_id", vec![json!("p/d/my env")]),
        ("next_starts", starts(json!("daily"))),
        ("next_starts", starts(json!({}))),
        (
            "next_starts",
            starts(json!({ "cron": "@daily", "interval_minutes": 5 })),
        ),
        ("next_starts", starts(json!({ "cron": "0 25 * * *" }))),
        ("next_starts", starts(json!({ "cron": 5 }))),
        (
            "next_starts",
            starts(json!({ "interval_minutes": 5, "timezone": "UTC" })),
        ),
        (
            "next_starts",
            starts(json!({ "interval_minutes": 5, "start_time": "today" })),
        ),
        (
            "next_starts",
            vec![json!({ "cron": "@daily" }), json!("today")],
        ),
        ("tasks", vec![json!({ "work": { "modul": "pkg" } })]),
        ("tasks", vec![json!({ "work": { "module": [] } })]),
        ("tasks", vec![json!({ "work": {} })]),
        ("tasks", vec![json!({ "work": { "module": "pkg/a.py" } })]),
        ("task_environment_python", vec![json!({ "name": [] })]),
        ("task_environment_python", vec![json!({ "name": "my env" })]),
    ]
}

/// Data sources and their configurations.
fn data() -> Vec<(&'static str, Json)> {
    vec![
        ("flyte_project", json!({ "id": "none" })),
        ("flyte_project", json!({ "id": "a/b" })),
        ("flyte_task_environment", json!({ "name": "none" })),
        ("flyte_task_environment", json!({ "name": "my env" })),
        (
            "flyte_task_environment",
            json!({ "name": "env", "project": "none" }),
        ),
        ("flyte_task_environments", json!({ "name": "My*" })),
        ("flyte_apps", json!({ "name": "My_*" })),
        ("flyte_projects", json!({ "id": "" })),
    ]
}

/// Runs that are not started.
fn runs() -> Vec<Json> {
    vec![
        json!({ "task": "" }),
        json!({ "task": "env.none" }),
        json!({ "task": "env.work", "version": "none" }),
        json!({ "task": "env.work", "version": "" }),
        json!({ "task": "env.work", "inputs": { "none": "1" } }),
        json!({ "task": "env.work", "inputs": {} }),
        json!({ "task": "env.work", "inputs": { "n": "one" } }),
        json!({ "task": "env.work", "inputs": { "n": null } }),
        json!({ "task": "env.work", "name": "My_Run" }),
        json!({ "task": "env.work", "timeout": "0s" }),
        json!({ "task": "env.work", "timeout": "soon" }),
        json!({ "task": "env.work", "inputs": { "n": "1" }, "name": "once" }),
        json!({ "task": "env.work", "inputs": { "n": "1" }, "project": "none" }),
    ]
}

#[tokio::test]
async fn everything_that_is_no_resource() {
    let mut page = Page::new("others", "data sources, the action, functions and imports");
    let core = checker().await;
    for (name, arguments) in calls() {
        let error = core.call(name, &arguments).await;
        let error = error.unwrap_or_else(|| panic!("{name} takes {arguments:?}"));
        let arguments: Vec<_> = arguments.iter().map(Json::to_string).collect();
        page.refused(&format!("`{name}({})`", arguments.join(", ")), &error);
    }
    core.end().await.assert_clean();

    let mock = Mock::start(Options::default()).unwrap();
    let core = Core::start(&mock.url()).await;
    let task = json!({ "module": "pkg", "inputs": { "n": "int" } });
    let config = environment(json!({ "tasks": { "work": task } }));
    core.change(&Object::absent(), &config).await;
    for (name, config) in data() {
        page.tell(
            &format!("`{name}`, `{config}`"),
            &core.read_data(name, &config).await,
        );
    }
    let once = json!({ "task": "env.work", "inputs": { "n": "1" }, "name": "once" });
    assert_eq!(core.invoke("flyte_run_task", &once).await, []);
    for config in runs() {
        let said = core.invoke("flyte_run_task", &config).await;
        page.tell(&format!("`flyte_run_task`, `{config}`"), &said);
    }
    for id in ["env", "p/d/my env", "none/development/env"] {
        page.tell(&format!("the import of `{id}`"), &core.imported(id).await);
    }
    core.end().await.assert_clean();

    let unknown = json!({ "endpoint": crate::core::UNKNOWN });
    let core = Core::launch(Launch::new(), unknown).await;
    let said = core.read_data("flyte_project", &json!({ "id": "p" })).await;
    page.tell("an endpoint that is not known yet", &said);
    let said = core.imported("flytesnacks/development/env").await;
    page.tell("an endpoint that is not known yet", &said);
    let config = json!({
        "endpoint": mock.url(),
        "insecure": true,
        "allowed_orgs": ["acme"],
    });
    let core = Core::launch(Launch::new(), config).await;
    let said = core.read_data("flyte_project", &json!({ "id": "p" })).await;
    page.tell("an organisation that nobody names", &said);
    page.check();
}
