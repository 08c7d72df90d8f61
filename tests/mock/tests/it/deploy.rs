//! What a deploy stores, and what reading it back shows.

use serde_json::{Value, json};

use crate::backend::{Backend, environment, id};

#[tokio::test]
async fn a_task_comes_back_as_it_was_deployed_without_an_org() {
    let backend = Backend::new();
    let spec = json!({
        "taskTemplate": {
            "id": {"org": "acme", "name": "e.main"},
            "type": "actor",
            "metadata": {"retries": {}, "interruptible": false, "tags": {"a": "b"}},
            "custom": {"name": "e", "spec": {"backlog_length": null, "parallelism": 2.0}},
            "container": {"image": "i", "env": [{"key": "B", "value": "1"}, {"key": "A"}]},
            "reusePolicy": {"minReplicas": 1, "maxReplicas": 3, "concurrency": 2, "idleTtl": "300s",
                            "scaledownTtl": "30.500s", "scope": "RUN"},
        },
        "shortName": "short",
        "environment": {"name": "e", "description": "d"},
        "documentation": {"shortDescription": "Says it."},
    });
    let mut task_id = id("e.main", "v1");
    task_id["org"] = json!("acme");
    let request = json!({"taskId": task_id, "spec": spec});
    backend.task("DeployTask", &request).await.ok();

    let mut details = backend.details("e.main", "v1").await.ok()["details"].take();
    let deployed_at = details["metadata"]["deployedAt"].take();
    assert!(
        deployed_at.as_str().unwrap().ends_with('Z'),
        "{deployed_at}"
    );
    let metadata = json!({"shortName": "main", "environmentName": "e", "deployedAt": null,
                          "shortDescription": "Says it."});
    assert_eq!(details["taskId"], id("e.main", "v1"));
    assert_eq!(details["metadata"], metadata);
    assert_eq!(details["spec"], spec);
}

#[tokio::test]
async fn a_second_deploy_replaces_the_content_and_keeps_the_creation_time() {
    let backend = Backend::new();
    backend.deploy("e", "v1", &environment("e")).await;
    let first = backend.details("e", "v1").await.ok();
    backend.deploy("e", "v2", &environment("e")).await;
    backend.deploy("e", "v1", &environment("other")).await;
    let again = backend.details("e", "v1").await.ok();

    let at = |details: &Value| details["details"]["metadata"]["deployedAt"].clone();
    assert_eq!(at(&first), at(&again));
    assert_eq!(again["details"]["metadata"]["environmentName"], "other");
    // The newest is the one created last, not the one deployed last.
    assert_eq!(
        backend.mock.versions("flytesnacks", "development", "e"),
        ["v1", "v2"]
    );
    let latest = backend
        .mock
        .latest("flytesnacks", "development", "e")
        .unwrap();
    assert_eq!(latest.task_id.unwrap().version, "v2");
}

#[tokio::test]
async fn a_missing_task_is_named() {
    let backend = Backend::new();
    backend.deploy("e", "v1", &environment("e")).await;
    for (name, version) in [("e", "v2"), ("f", "v1"), ("e", "")] {
        let answer = backend.details(name, version).await;
        let message = format!("task not found: {{flytesnacks development {name} {version}}}");
        assert_eq!(answer.error(), (404, "not_found", message.as_str()));
    }
}

#[tokio::test]
async fn the_project_must_exist_and_the_domain_need_not() {
    let backend = Backend::new();
    let deploy = |project: &str, domain: &str| json!({"taskId": {"project": project, "domain": domain, "name": "n", "version": "v"}, "spec": {}});
    let answer = backend
        .task("DeployTask", &deploy("nope", "development"))
        .await;
    assert_eq!(
        answer.error(),
        (404, "not_found", "project \"nope\" not found")
    );
    let answer = backend.task("DeployTask", &deploy("", "development")).await;
    let (status, code, message) = answer.error();
    assert_eq!((status, code), (500, "internal"));
    assert!(
        message.starts_with("failed to validate project: "),
        "{message}"
    );
    backend
        .task("DeployTask", &deploy("flytesnacks", "anything"))
        .await
        .ok();
}

#[tokio::test]
async fn descriptions_are_cut_by_bytes_and_nothing_else_is() {
    let backend = Backend::new();
    let text = |length: usize| "é".repeat(length / 2) + &"x".repeat(length % 2);
    let spec = |description: usize, short: usize, long: usize| {
        json!({
            "environment": {"name": "n".repeat(80), "description": "x".repeat(description)},
            "documentation": {"shortDescription": "x".repeat(short), "longDescription": text(long)},
        })
    };
    backend.deploy("e", "v1", &spec(256, 300, 2050)).await;
    let details = backend.details("e", "v1").await.ok();
    assert_eq!(details["details"]["spec"], spec(255, 255, 2048));

    // 255 bytes would end inside a character.
    let split = json!({"environment": {"description": "é".repeat(128)}});
    let request = json!({"taskId": id("e", "v2"), "spec": split});
    let answer = backend.task("DeployTask", &request).await;
    assert_eq!(answer.error().1, "internal");
    assert_eq!(backend.details("e", "v2").await.error().1, "not_found");
}

#[tokio::test]
async fn triggers_are_summed_up_and_survive_a_deploy_without_any() {
    let backend = Backend::new();
    let trigger = |name: &str, active: bool| {
        json!({"name": name, "spec": {"active": active, "runSpec": {}},
               "automationSpec": {"type": "TYPE_SCHEDULE", "schedule": {"cron": {"expression": "@daily"}}}})
    };
    let deploy = async |triggers: Value| {
        let request = json!({"taskId": id("e.t", "v1"), "spec": {}, "triggers": triggers});
        backend.task("DeployTask", &request).await.ok();
        let details = backend.details("e.t", "v1").await.ok();
        details["details"]["metadata"]["triggersSummary"].clone()
    };
    assert_eq!(deploy(json!([])).await, Value::Null);
    let one = deploy(json!([trigger("a", true)])).await;
    assert_eq!(one["details"]["name"], "a");
    assert_eq!(one["details"]["active"], true);
    assert_eq!(
        one["details"]["automationSpec"],
        trigger("a", true)["automationSpec"]
    );
    let two = deploy(json!([trigger("a", true), trigger("b", false)])).await;
    assert_eq!(two, json!({"stats": {"total": 2, "active": 1}}));
    assert_eq!(deploy(json!([])).await, two);
}

#[tokio::test]
async fn a_bad_schedule_is_refused() {
    let backend = Backend::new();
    for (schedule, reason) in [
        (
            json!({"cronExpression": "0 0 2 * * *"}),
            "\"0 0 2 * * *\": expected exactly 5 fields, found 6: [0 0 2 * * *]",
        ),
        (
            json!({"cron": {"expression": "0 2 * * *", "timezone": "Mars/Base"}}),
            "\"CRON_TZ=Mars/Base 0 2 * * *\": provided bad location Mars/Base: unknown time zone \
             Mars/Base",
        ),
    ] {
        let request = json!({"taskId": id("e.t", "v1"), "triggers": [
            {"name": "t", "automationSpec": {"schedule": schedule}}]});
        let answer = backend.task("DeployTask", &request).await;
        let (status, code, message) = answer.error();
        assert_eq!((status, code), (400, "invalid_argument"));
        // As a real server answered.
        let expected = format!(
            "invalid_argument: trigger \"t\" has invalid cron expression: invalid cron expression \
             {reason}"
        );
        assert_eq!(message, expected);
    }
    assert!(backend.mock.tasks().is_empty());
}
