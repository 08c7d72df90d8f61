//! What a check says of tasks and triggers.

use serde_json::{Value as Json, json};

use crate::golden::Page;
use crate::golden::resource::{checker, environment, merge};

fn python(settings: Json) -> Json {
    let mut task = json!({ "module": "pkg.tasks" });
    merge(&mut task, settings);
    task
}

fn container(settings: Json) -> Json {
    let mut task = json!({ "command": ["run"] });
    merge(&mut task, settings);
    task
}

/// Tasks, each under the name `work`.
fn tasks() -> Vec<Json> {
    let long = "x".repeat(300);
    vec![
        json!({}),
        json!({ "module": "pkg", "command": ["x"] }),
        json!({ "module": "pkg/tasks.py" }),
        python(json!({ "args": ["x"] })),
        container(json!({ "async": true })),
        container(json!({ "input_dir": "inputs" })),
        container(json!({ "metadata_format": "json" })),
        container(json!({ "file_input_layout": "FLAT" })),
        json!({ "command": ["echo", "{{.inputs.x}}"] }),
        json!({ "command": ["echo", "{{.inputs.x}}"], "inputs": { "y": "int" } }),
        json!({ "command": ["echo", "{{.inputs.x}}"], "inputs": { "x": "dict[str, int]" } }),
        json!({ "command": ["echo", "{{.inputs.x}}"], "inputs": { "x": "timedelta" } }),
        json!({ "command": ["echo", "{{.inputs.x}}"], "inputs": { "x": "file" } }),
        python(json!({ "inputs": { "n": "integer" } })),
        python(json!({ "inputs": { "n": "flaot" } })),
        python(json!({ "inputs": { "n": "int" }, "defaults": { "n": "x" } })),
        python(json!({ "inputs": { "n": "datetime" }, "defaults": { "n": "x" } })),
        python(json!({ "inputs": { "n": "timedelta" }, "defaults": { "n": "x" } })),
        python(json!({ "inputs": { "n": "file" }, "defaults": { "n": "" } })),
        python(json!({ "inputs": { "n": "list[int]" }, "defaults": { "n": "x" } })),
        python(json!({ "defaults": { "n": "1" } })),
        python(json!({ "input_descriptions": { "n": "a number" } })),
        python(json!({ "outputs": { "result": "int" } })),
        python(json!({ "cache": {} })),
        python(json!({ "short_name": "" })),
        python(json!({ "short_description": long })),
        python(json!({ "retries": { "count": -1 } })),
        python(json!({ "retries": { "count": 1.5 } })),
        python(json!({ "retries": { "count": 5_000_000_000_u64 } })),
        python(json!({ "retries": { "count": 1, "backoff": { "factor": 0.5 } } })),
        python(json!({ "retries": { "count": 1, "backoff": { "factor": 2 } } })),
        python(json!({ "timeout": { "runtime": "soon" } })),
        python(json!({ "service_account": "" })),
    ]
}

/// Triggers, each under the name `nightly`, of a task with the inputs `n` and `at`.
fn triggers() -> Vec<Json> {
    let cron = |expression: &str| json!({ "cron": expression });
    let daily = |settings: Json| {
        let mut trigger = json!({ "cron": "@daily" });
        merge(&mut trigger, settings);
        trigger
    };
    let told = |settings: Json| daily(json!({ "notifications": [settings] }));
    let failed = |channel: Json| {
        let mut notification = json!({ "on_phase": ["failed"] });
        merge(&mut notification, channel);
        told(notification)
    };
    vec![
        json!({}),
        json!({ "cron": "@daily", "interval_minutes": 5 }),
        json!({ "on_demand": false }),
        json!({ "interval_minutes": 0 }),
        json!({ "interval_minutes": 5, "timezone": "UTC" }),
        json!({ "interval_minutes": 5, "start_time": "2026-13-01" }),
        daily(json!({ "start_time": "2026-12-01T06:00:00Z" })),
        cron(""),
        cron("0 2 * *"),
        cron("0 0 2 * * *"),
        cron("0 25 * * *"),
        cron("0 2 * JUM *"),
        cron("0 2 * * 7"),
        cron("*/0 * * * *"),
        cron("1-2-3 * * * *"),
        cron("1/2/3 * * * *"),
        cron("0 20-8 * * *"),
        cron("CRON_TZ=UTC 0 2 * * *"),
        cron("@fortnightly"),
        cron("@every day"),
        cron("hunter2"),
        daily(json!({ "timezone": "Local" })),
        daily(json!({ "timezone": "europe/berlin" })),
        daily(json!({ "timezone": "GMT+2" })),
        daily(json!({ "timezone": "Europe/Berln" })),
        daily(json!({ "kickoff_time_input": "" })),
        daily(json!({ "kickoff_time_input": "none" })),
        daily(json!({ "kickoff_time_input": "n" })),
        daily(json!({ "kickoff_time_input": "at", "inputs": { "at": "2026-12-01T06:00:00Z" } })),
        daily(json!({ "inputs": { "none": "1" } })),
        daily(json!({ "inputs": { "n": "one" } })),
        daily(json!({ "max_action_concurrency": 1 })),
        daily(json!({ "max_action_concurrency": -1 })),
        daily(json!({ "queue": "" })),
        json!({ "artifact": {} }),
        json!({ "artifact": { "name": "" } }),
        json!({ "artifact": { "name": "a" }, "kickoff_time_input": "at" }),
        daily(json!({ "notification_rule": "r", "notifications": [] })),
        told(json!({ "delivery": "d" })),
        told(json!({ "delivery": "d", "on_phase": ["finished"] })),
        told(json!({ "delivery": "d", "on_phase": ["failed", "failed"] })),
        failed(json!({})),
        failed(json!({ "delivery": "d", "webhook": { "url": "https://a" } })),
        failed(json!({ "email": {} })),
        failed(json!({ "email": { "recipients": ["a@b.c"], "subject": "" } })),
        failed(json!({ "webhook": { "url": "" } })),
        failed(json!({ "webhook": { "url": "https://a", "method": "post" } })),
        failed(json!({ "webhook": { "url": "https://a", "headers": { "A": "x".repeat(60) } } })),
        failed(json!({ "webhook": {
            "url": "https://a",
            "headers": (0..21).map(|it| (format!("A{it}"), json!("x"))).collect::<serde_json::Map<_, _>>(),
        } })),
    ]
}

/// What a task may not be beside its environment.
fn together() -> Vec<Json> {
    let reusable = |task: Json| {
        json!({
            "reusable": { "replicas": 2, "concurrency": 2 },
            "tasks": { "work": task },
        })
    };
    vec![
        json!({ "tasks": { "my task": python(json!({})) } }),
        json!({ "tasks": { "my-task": python(json!({})) } }),
        json!({ "tasks": { "work": python(json!({ "triggers": { "": { "cron": "@daily" } } })) } }),
        reusable(python(json!({}))),
        reusable(python(json!({ "async": true, "pod_template": "large" }))),
        reusable(python(json!({ "async": true, "service_account": "other" }))),
        json!({ "cache": {}, "tasks": { "work": python(json!({})) } }),
        json!({
            "pod": {},
            "tasks": { "work": container(json!({ "inputs": { "n": "int" } })) },
        }),
    ]
}

#[tokio::test]
async fn every_setting_of_tasks_and_triggers() {
    let core = checker().await;
    let mut page = Page::new("tasks", "tasks and triggers");
    for task in tasks() {
        let config = environment(json!({ "tasks": { "work": task } }));
        page.tell_of(&task, &core.validate(&config).await);
    }
    for trigger in triggers() {
        let task = python(json!({
            "inputs": { "n": "int", "at": "datetime" },
            "defaults": { "n": "1", "at": "2026-12-01T06:00:00Z" },
            "triggers": { "nightly": trigger },
        }));
        let config = environment(json!({ "tasks": { "work": task } }));
        page.tell_of(&trigger, &core.validate(&config).await);
    }
    for settings in together() {
        let said = core.validate(&environment(settings.clone())).await;
        page.tell_of(&settings, &said);
    }
    page.check();
}
