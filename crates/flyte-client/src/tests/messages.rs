//! What is sent, and what is understood.

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use flyte_proto::flyteidl2::task::DeployTaskRequest;

use crate::CallOptions;
use crate::tests::server::{Server, Step};
use crate::tests::{client, get_details, identifier};

#[tokio::test]
async fn a_request_is_connect_json() {
    let server = Server::start([Step::json("{}")]).await;
    let request = DeployTaskRequest {
        task_id: Some(identifier()),
        ..DeployTaskRequest::default()
    };
    client(&server.endpoint)
        .deploy_task(&request, &CallOptions::default())
        .await
        .unwrap();

    let [sent] = &server.requests()[..] else {
        panic!("one request expected")
    };
    assert_eq!(
        sent.line,
        "POST /flyteidl2.task.TaskService/DeployTask HTTP/1.1"
    );
    for (name, value) in [
        ("content-type", "application/json"),
        ("accept-encoding", "identity"),
        ("connect-protocol-version", "1"),
        ("connect-timeout-ms", "60000"),
        (
            "user-agent",
            "terraform-provider-flyte/1.2.3 (Terraform 1.15.5)",
        ),
    ] {
        assert_eq!(sent.headers[name], value, "{name}");
    }
    assert_eq!(sent.headers["x-request-id"].len(), 36);
    assert_eq!(
        sent.body,
        serde_json::json!({"taskId": {
            "project": "flytesnacks", "domain": "development",
            "name": "fast_env", "version": "r1-0123456789ab",
        }})
    );
}

#[tokio::test]
async fn calls_share_a_connection_and_no_request_id() {
    let server = Server::start([Step::json(r#"{"details":{}}"#)]).await;
    let client = client(&server.endpoint);
    get_details(&client).await.unwrap();
    get_details(&client.clone()).await.unwrap();

    assert_eq!(server.connections(), 1);
    let requests = server.requests();
    let ids: BTreeSet<_> = requests
        .iter()
        .map(|r| &r.headers["x-request-id"])
        .collect();
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn calls_run_side_by_side() {
    let server = Server::start([Step::json(r#"{"details":{}}"#)]).await;
    let client = client(&server.endpoint);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        calls.spawn(async move { get_details(&client).await });
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    assert_eq!(server.requests().len(), 20);
}

#[tokio::test]
async fn a_client_that_calls_nobody_connects_to_nobody() {
    let server = Server::start([Step::json("{}")]).await;
    drop(client(&server.endpoint));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn every_spelling_of_a_message_is_read() {
    let body = r#"{"details": {
        "taskId": {"project": "p", "newerField": [1, {"a": null}]},
        "metadata": {"deployedAt": "2026-11-22T22:56:24.958276Z", "short_name": "s"},
        "spec": {"taskTemplate": {
            "type": "actor",
            "reusePolicy": {"minReplicas": 1, "maxReplicas": "3", "idleTtl": "300s", "scope": "RUN"},
            "metadata": {"retries": {"retries": 2, "backoff": {"factor": 2.50, "base": "1.500s"}}},
            "custom": {"n": 1.0, "list": [true, null, "x"]}
        }}
    }}"#;
    let server = Server::start([Step::answer(200, "Application/JSON; charset=utf-8", body)]).await;
    let details = get_details(&client(&server.endpoint)).await.unwrap();

    let metadata = details.metadata.unwrap();
    assert_eq!(metadata.short_name, "s");
    assert_eq!(metadata.deployed_at.unwrap().nanos, 958_276_000);
    let template = details.spec.unwrap().task_template.unwrap();
    let policy = template.reuse_policy.unwrap();
    assert_eq!((policy.min_replicas, policy.max_replicas), (1, 3));
    assert_eq!(policy.idle_ttl.unwrap().seconds, 300);
    let backoff = template.metadata.unwrap().retries.unwrap().backoff.unwrap();
    assert_eq!(backoff.factor, Some(2.5));
    assert_eq!(
        serde_json::to_value(template.custom).unwrap(),
        serde_json::json!({"n": 1.0, "list": [true, null, "x"]})
    );
}

#[tokio::test]
async fn every_spelling_of_a_number_is_read() {
    for (text, number) in [("2", 2.0), ("2.50", 2.5), ("25e-1", 2.5), ("\"2.5\"", 2.5)] {
        let server = Server::start([Step::json(&format!(
            r#"{{"details": {{"spec": {{"taskTemplate": {{"metadata": {{
                "retries": {{"backoff": {{"factor": {text}}}}}}}}}}}}}}}"#
        ))])
        .await;
        let details = get_details(&client(&server.endpoint)).await.unwrap();
        let metadata = details.spec.unwrap().task_template.unwrap().metadata;
        let backoff = metadata.unwrap().retries.unwrap().backoff.unwrap();
        assert_eq!(backoff.factor, Some(number), "{text}");
    }
}

#[tokio::test]
async fn the_servers_clock_is_read_where_it_is_shown() {
    let at = UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (date, answered_at) in [
        (Some("Sun, 06 Nov 1994 08:49:37 GMT"), Some(at)),
        (Some("1994-11-06T08:49:37Z"), None),
        (Some(""), None),
        (None, None),
    ] {
        let date = date.map(|date| ("Date", date));
        let kind = ("Content-Type", "application/json");
        let headers: Vec<_> = date.into_iter().chain([kind]).collect();
        let answer = Step::answer_with(200, &headers, r#"{"details":{}}"#);
        let server = Server::start([answer]).await;
        let dated = client(&server.endpoint)
            .get_task_details_dated(&identifier(), &CallOptions::default())
            .await
            .unwrap();
        assert_eq!(dated.answered_at, answered_at, "{date:?}");
    }
}

#[test]
fn a_client_knows_the_endpoint_that_it_was_made_for() {
    let client = client("http://localhost:8090");
    let elsewhere = client.at("http://localhost:8091").unwrap();
    for client in [client, elsewhere] {
        assert_eq!(client.endpoint().to_string(), "http://localhost:8090");
    }
}
