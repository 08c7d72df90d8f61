//! Backends that differ: stricter ones, and older ones.

use flyte_mock::Options;
use serde_json::{Value, json};

use crate::backend::{Backend, environment};

fn strict() -> Backend {
    Backend::with(Options {
        strict: true,
        ..Options::default()
    })
}

fn deploy_request() -> Value {
    json!({
        "taskId": {"org": "acme", "project": "flytesnacks", "domain": "development", "name": "e",
                   "version": "v1"},
        "spec": {
            "environment": {"name": "e"},
            "taskTemplate": {
                "container": {"resources": {"requests": [{"name": "CPU", "value": "1"}]}},
                "metadata": {"retries": {"backoff": {"factor": 1.0}}},
                "reusePolicy": {"minReplicas": 1, "maxReplicas": 3, "concurrency": 1,
                                "idleTtl": "30s", "scaledownTtl": "30s"},
            },
        },
        "triggers": [{"name": "t", "spec": {}, "automationSpec": {
            "type": "TYPE_SCHEDULE",
            "schedule": {"rate": {"value": 5, "unit": "FIXED_RATE_UNIT_MINUTE"}}}}],
    })
}

#[tokio::test]
async fn a_strict_backend_takes_what_keeps_the_rules() {
    let backend = strict();
    let request = deploy_request();
    backend.task("DeployTask", &request).await.ok();
    let id = json!({"taskId": request["taskId"]});
    backend.task("GetTaskDetails", &id).await.ok();
    let project = json!({"organization": "acme", "name": "flytesnacks", "domain": "development"});
    backend
        .task("ListTasks", &json!({"projectId": project}))
        .await
        .ok();
    let mut name = request["taskId"].clone();
    name.as_object_mut().unwrap().remove("version");
    backend
        .task("ListVersions", &json!({"taskName": name}))
        .await
        .ok();
}

#[tokio::test]
async fn a_strict_backend_refuses_each_violation() {
    let backend = strict();
    let template = "/spec/taskTemplate";
    for (pointer, value, rule) in [
        ("/taskId", Value::Null, "task_id: value is required"),
        ("/spec", Value::Null, "spec: value is required"),
        (
            "/taskId/org",
            json!(""),
            "task_id.org: value length must be at least 1 characters",
        ),
        (
            "/taskId/version",
            json!("v".repeat(64)),
            "task_id.version: value length must be at most 63 characters",
        ),
        (
            "/taskId/name",
            json!("n".repeat(256)),
            "task_id.name: value length must be at most 255 characters",
        ),
        (
            template,
            Value::Null,
            "spec.task_template: value is required",
        ),
        (
            "/spec/environment/name",
            json!("é".repeat(64)),
            "spec.environment.name: value length must be at most 63 characters",
        ),
        (
            "/spec/taskTemplate/reusePolicy/maxReplicas",
            json!(0),
            "spec.task_template.reuse_policy.max_replicas: value must be greater than or equal to 1",
        ),
        (
            "/spec/taskTemplate/reusePolicy/minReplicas",
            json!(4),
            "spec.task_template.reuse_policy.max_replicas: must not be less than min_replicas",
        ),
        (
            "/spec/taskTemplate/reusePolicy/concurrency",
            json!(0),
            "spec.task_template.reuse_policy.concurrency: value must be greater than or equal to 1",
        ),
        (
            "/spec/taskTemplate/reusePolicy/idleTtl",
            json!("-1s"),
            "spec.task_template.reuse_policy.idle_ttl: value must be greater than or equal to 0s",
        ),
        (
            "/spec/taskTemplate/metadata/retries/backoff/factor",
            json!(0.5),
            "spec.task_template.metadata.retries.backoff.factor: value must be greater than or equal to 1",
        ),
        (
            "/spec/taskTemplate/metadata/retries/backoff/factor",
            json!(2),
            "spec.task_template.metadata.retries.backoff.cap: value is required",
        ),
        (
            "/spec/taskTemplate/container/resources/requests",
            json!([{"name": "CPU", "value": "1"}, {"name": "CPU", "value": "2"}]),
            "spec.task_template.container.resources.requests: names must be unique",
        ),
        (
            "/triggers/0/name",
            json!(""),
            "triggers.name: value length must be at least 1 characters",
        ),
        (
            "/triggers/0/spec",
            Value::Null,
            "triggers.spec: value is required",
        ),
        (
            "/triggers/0/automationSpec/type",
            json!(0),
            "triggers.automation_spec.type: value must not be 0",
        ),
        (
            "/triggers/0/automationSpec/schedule/rate/value",
            json!(0),
            "triggers.automation_spec.schedule.rate.value: value must be greater than 0",
        ),
    ] {
        let mut request = deploy_request();
        *request.pointer_mut(pointer).unwrap() = value;
        let answer = backend.task("DeployTask", &request).await;
        let message = format!("validation error: {rule}");
        assert_eq!(answer.error(), (400, "invalid_argument", message.as_str()));
    }
    for (method, rule) in [
        ("GetTaskDetails", "task_id: value is required"),
        ("ListTasks", "scope_by: value is required"),
        ("ListVersions", "task_name: value is required"),
    ] {
        let answer = backend.task(method, &json!({})).await;
        assert_eq!(answer.error().2, format!("validation error: {rule}"));
    }
}

#[tokio::test]
async fn the_open_source_backend_takes_all_of_that() {
    let backend = Backend::new();
    let mut request = deploy_request();
    request["taskId"]["version"] = json!("v".repeat(64));
    request["spec"]["taskTemplate"]["reusePolicy"]["maxReplicas"] = json!(0);
    backend.task("DeployTask", &request).await.ok();
}

#[tokio::test]
async fn an_old_backend_drops_the_reuse_policy_silently() {
    let backend = Backend::with(Options {
        reuse_policy: false,
        ..Options::default()
    });
    let mut spec = environment("e");
    spec["taskTemplate"] = json!({"type": "actor", "custom": {"type": "actor"}});
    let mut newer = spec.clone();
    newer["taskTemplate"]["reusePolicy"] = json!({"maxReplicas": 3});
    backend.deploy("e", "v1", &newer).await;
    assert_eq!(
        backend.details("e", "v1").await.ok()["details"]["spec"],
        spec
    );
}
