//! Triggers: rows of their own, written with tasks or alone.

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
    let (status, code, _) = answer.error();
    assert_eq!((status, code), (404, "not_found"));

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
    assert!(message.contains("optimistic lock failure"), "{message}");
    backend
        .call(TRIGGERS, "DeployTrigger", &request(1))
        .await
        .ok();

    let off = json!({"names": [name("a")], "active": false});
    backend.call(TRIGGERS, "UpdateTriggers", &off).await.ok();
    let a = details(&backend, "a").await;
    assert_eq!(a["spec"].get("active"), None);
    assert_eq!(a["id"]["revision"], "3");
}
