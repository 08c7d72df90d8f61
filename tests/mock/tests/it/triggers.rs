//! Triggers: rows of their own, written with tasks or alone.

use flyte_mock::idl::flyteidl2::common::TriggerName;
use flyte_mock::idl::flyteidl2::trigger::{GetTriggerDetailsRequest, GetTriggerDetailsResponse};
use prost::Message;
use reqwest::header;
use serde_json::{Value, json};

use crate::backend::{Backend, environment, id};

const TRIGGERS: &str = "flyteidl2.trigger.TriggerService";

fn trigger(name: &str, expression: &str) -> Value {
    json!({
        "name": name,
        "spec": {"active": true, "inputs": {}, "runSpec": {}, "description": "why"},
        "automationSpec": {"type": "TYPE_SCHEDULE", "schedule": {"cron": {"expression": expression}}},
    })
}

fn name(trigger: &str) -> Value {
    json!({"project": "flytesnacks", "domain": "development", "taskName": "e.t", "name": trigger})
}

async fn deploy(backend: &Backend, version: &str, triggers: &[Value]) {
    let request =
        json!({"taskId": id("e.t", version), "spec": environment("e"), "triggers": triggers});
    backend.task("DeployTask", &request).await.ok();
}

async fn listed(backend: &Backend) -> Vec<String> {
    let scope =
        json!({"taskName": {"project": "flytesnacks", "domain": "development", "name": "e.t"}});
    let answer = backend.call(TRIGGERS, "ListTriggers", &scope).await.ok();
    let triggers = answer["triggers"].as_array().cloned().unwrap_or_default();
    triggers
        .iter()
        .map(|trigger| trigger["id"]["name"]["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn details(backend: &Backend, trigger: &str) -> Value {
    let request = json!({"name": name(trigger)});
    let answer = backend.call(TRIGGERS, "GetTriggerDetails", &request).await;
    answer.ok()["trigger"].take()
}

#[tokio::test]
async fn a_deploy_replaces_the_set_and_an_empty_one_leaves_it() {
    let backend = Backend::new();
    deploy(
        &backend,
        "v1",
        &[trigger("a", "0 1 * * *"), trigger("b", "@daily")],
    )
    .await;
    assert_eq!(listed(&backend).await, ["b", "a"]);

    deploy(&backend, "v2", &[]).await;
    assert_eq!(listed(&backend).await, ["b", "a"]);
    assert_eq!(details(&backend, "a").await["spec"]["taskVersion"], "v1");

    deploy(&backend, "v3", &[trigger("a", "0 2 * * *")]).await;
    assert_eq!(listed(&backend).await, ["a"]);
    let a = details(&backend, "a").await;
    assert_eq!(a["spec"]["taskVersion"], "v3");
    assert_eq!(a["id"]["revision"], "2");
    assert_eq!(
        a["automationSpec"]["schedule"]["cron"]["expression"],
        "0 2 * * *"
    );
    assert_eq!(
        backend
            .mock
            .triggers("flytesnacks", "development", "e.t")
            .len(),
        1
    );
}

#[tokio::test]
async fn a_deleted_trigger_is_hidden_until_it_is_deployed_again() {
    let backend = Backend::new();
    deploy(&backend, "v1", &[trigger("a", "@daily")]).await;
    let names = json!({"names": [name("a"), name("nobody")]});
    backend.call(TRIGGERS, "DeleteTriggers", &names).await.ok();
    assert_eq!(listed(&backend).await, Vec::<String>::new());
    let request = json!({"name": name("a")});
    let answer = backend.call(TRIGGERS, "GetTriggerDetails", &request).await;
    let message = "trigger not found: flytesnacks/development/e.t/a: sql: no rows in result set";
    assert_eq!(answer.error(), (404, "not_found", message));

    deploy(&backend, "v2", &[trigger("a", "@daily")]).await;
    assert_eq!(details(&backend, "a").await["id"]["revision"], "3");
}

#[tokio::test]
async fn a_revision_guards_a_trigger_that_is_deployed_alone() {
    let backend = Backend::new();
    deploy(&backend, "v1", &[trigger("a", "@daily")]).await;
    let request = |revision: u32| {
        json!({"name": name("a"), "revision": revision, "spec": {"active": true},
               "automationSpec": {"type": "TYPE_NONE"}})
    };
    let refused = backend.call(TRIGGERS, "DeployTrigger", &request(7)).await;
    let (_, code, message) = refused.error();
    assert_eq!(code, "internal");
    assert!(
        message.starts_with("optimistic lock failure: "),
        "{message}"
    );
    let answer = backend.call(TRIGGERS, "DeployTrigger", &request(1)).await;
    assert_eq!(answer.ok()["trigger"]["id"]["revision"], "2");

    let off = json!({"names": [name("a")], "active": false});
    backend.call(TRIGGERS, "UpdateTriggers", &off).await.ok();
    let a = details(&backend, "a").await;
    assert_eq!(a["spec"].get("active"), None);
    assert_eq!(a["id"]["revision"], "3");
}

#[tokio::test]
async fn every_change_is_a_revision_that_stays() {
    let backend = Backend::new();
    deploy(&backend, "v1", &[trigger("a", "@daily")]).await;
    for active in [false, false, true] {
        let names = json!({"names": [name("a")], "active": active});
        backend.call(TRIGGERS, "UpdateTriggers", &names).await.ok();
    }
    let names = json!({"names": [name("a")]});
    for _ in 0..2 {
        backend.call(TRIGGERS, "DeleteTriggers", &names).await.ok();
    }

    let request = json!({"name": name("a"), "request": {"limit": 3}});
    let history = backend
        .call(TRIGGERS, "GetTriggerRevisionHistory", &request)
        .await
        .ok();
    let actions: Vec<_> = history["triggers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["id"]["revision"].clone(), entry["action"].clone()))
        .collect();
    let action = |revision: &str, name: &str| {
        let name = format!("TRIGGER_REVISION_ACTION_{name}");
        (json!(revision), json!(name))
    };
    assert_eq!(
        actions,
        [
            action("4", "DELETE"),
            action("3", "ACTIVATE"),
            action("2", "DEACTIVATE")
        ]
    );
    assert_eq!(history["token"], "3");

    let revision = |revision: u32| json!({"id": {"name": name("a"), "revision": revision}});
    let first = backend
        .call(TRIGGERS, "GetTriggerRevisionDetails", &revision(1))
        .await
        .ok();
    assert_eq!(first["trigger"]["spec"]["active"], true);
    assert_eq!(first["trigger"]["status"].get("deletedAt"), None);
    let last = backend
        .call(TRIGGERS, "GetTriggerRevisionDetails", &revision(4))
        .await
        .ok();
    assert_eq!(last["trigger"]["spec"].get("active"), None);
    assert!(last["trigger"]["status"]["deletedAt"].is_string());
    let none = backend
        .call(TRIGGERS, "GetTriggerRevisionDetails", &revision(5))
        .await;
    let message =
        "trigger revision not found: flytesnacks/development/e.t/a@5: sql: no rows in result set";
    assert_eq!(none.error(), (404, "not_found", message));
}

#[tokio::test]
async fn the_summary_is_that_of_the_version_which_the_triggers_start() {
    let backend = Backend::new();
    deploy(
        &backend,
        "v1",
        &[trigger("a", "@daily"), trigger("b", "@daily")],
    )
    .await;
    deploy(&backend, "v2", &[]).await;
    let both = json!({"stats": {"total": 2, "active": 2}});
    assert_eq!(summary(&backend, "v1").await, both);
    assert_eq!(summary(&backend, "v2").await, Value::Null);

    let names = json!({"names": [name("b")]});
    backend.call(TRIGGERS, "UpdateTriggers", &names).await.ok();
    let one = json!({"stats": {"total": 2, "active": 1}});
    assert_eq!(summary(&backend, "v1").await, one);
    backend.call(TRIGGERS, "DeleteTriggers", &names).await.ok();
    let left = summary(&backend, "v1").await;
    assert_eq!(left["details"]["name"], "a");
    assert_eq!(left["details"]["active"], true);
}

async fn summary(backend: &Backend, version: &str) -> Value {
    let details = backend.details("e.t", version).await.ok();
    details["details"]["metadata"]["triggersSummary"].clone()
}

#[tokio::test]
async fn the_type_follows_the_schedule_and_a_bad_cron_is_refused() {
    let backend = Backend::new();
    let request =
        |automation: Value| json!({"name": name("a"), "spec": {}, "automationSpec": automation});
    let bad = json!({"type": "TYPE_SCHEDULE", "schedule": {"cron": {"expression": "often"}}});
    let answer = backend.call(TRIGGERS, "DeployTrigger", &request(bad)).await;
    let (status, code, message) = answer.error();
    assert_eq!((status, code), (400, "invalid_argument"));
    assert_eq!(
        message,
        "trigger \"a\" has invalid cron expression: invalid cron expression \"often\": expected \
         exactly 5 fields, found 1: [often]"
    );
    for (automation, kind) in [
        (
            json!({"schedule": {"cron": {"expression": "@daily"}}}),
            "TYPE_SCHEDULE",
        ),
        (json!({"type": "TYPE_ARTIFACT"}), "TYPE_NONE"),
    ] {
        let answer = backend
            .call(TRIGGERS, "DeployTrigger", &request(automation))
            .await
            .ok();
        assert_eq!(answer["trigger"]["automationSpec"]["type"], kind);
    }
}

#[tokio::test]
async fn a_list_begins_with_active_triggers() {
    let backend = Backend::new();
    let mut off = trigger("b", "@daily");
    off["spec"]["active"] = false.into();
    let triggers = [trigger("a", "@daily"), off, trigger("c", "@daily")];
    deploy(&backend, "v1", &triggers).await;
    assert_eq!(listed(&backend).await, ["c", "a", "b"]);
    // Only switching counts as an update.
    deploy(&backend, "v2", &triggers).await;
    assert_eq!(listed(&backend).await, ["c", "a", "b"]);
}

#[tokio::test]
async fn the_binary_codec_carries_triggers() {
    let backend = Backend::new();
    deploy(&backend, "v1", &[trigger("a", "@daily")]).await;
    let request = GetTriggerDetailsRequest {
        name: Some(TriggerName {
            project: "flytesnacks".to_owned(),
            domain: "development".to_owned(),
            name: "a".to_owned(),
            ..TriggerName::default()
        }),
    };
    let response = backend
        .http
        .post(backend.url(TRIGGERS, "GetTriggerDetails"))
        .header(header::CONTENT_TYPE, "application/proto")
        .body(request.encode_to_vec())
        .send()
        .await
        .unwrap();
    let answer = GetTriggerDetailsResponse::decode(response.bytes().await.unwrap()).unwrap();
    let [held] = &backend.mock.triggers("flytesnacks", "development", "e.t")[..] else {
        panic!("one trigger");
    };
    assert_eq!(answer.trigger.as_ref(), Some(held));
    assert_eq!(held.spec.as_ref().unwrap().description, "why");
}

#[tokio::test]
async fn a_forgotten_task_takes_its_triggers_along() {
    let backend = Backend::new();
    deploy(&backend, "v1", &[trigger("a", "@daily")]).await;
    let mock = &backend.mock;
    mock.forget("flytesnacks", "development", "e.t").unwrap();
    assert_eq!(listed(&backend).await, Vec::<String>::new());
    deploy(&backend, "v1", &[trigger("a", "@daily")]).await;
    assert_eq!(details(&backend, "a").await["id"]["revision"], "1");
}
