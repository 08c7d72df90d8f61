//! Lists over several pages.

use flyte_proto::flyteidl2::task::TaskName;

use crate::failure::Kind;
use crate::tests::client;
use crate::tests::server::{Server, Step};
use crate::{CallOptions, Code, Error, TaskQuery};

fn tasks_of_environment() -> TaskQuery {
    TaskQuery::in_domain("", "flytesnacks", "development").of_environment("fast_env")
}

async fn names(server: &Server, query: TaskQuery) -> Result<Vec<String>, Error> {
    let tasks = client(&server.endpoint)
        .list_tasks(query, &CallOptions::default())
        .await?;
    Ok(tasks
        .into_iter()
        .map(|task| task.task_id.unwrap().name)
        .collect())
}

#[tokio::test]
async fn pages_are_joined_and_repetitions_dropped() {
    let server = Server::start([
        Step::json(
            r#"{"tasks": [{"taskId": {"name": "a"}}, {"taskId": {"name": "b"}}], "token": "200"}"#,
        ),
        Step::json(
            r#"{"tasks": [{"taskId": {"name": "b"}}, {"taskId": {"name": "c"}}], "token": "400"}"#,
        ),
        Step::json("{}"),
    ])
    .await;
    assert_eq!(
        names(&server, tasks_of_environment()).await.unwrap(),
        ["a", "b", "c"]
    );

    let requests = server.requests();
    let tokens: Vec<_> = requests
        .iter()
        .map(|request| {
            request.body["request"]["token"]
                .as_str()
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(tokens, ["", "200", "400"]);
    assert_eq!(
        requests[0].body,
        serde_json::json!({
            "request": {
                "limit": 200,
                "filters": [{"field": "environment", "values": ["fast_env"]}],
                "sortByFields": [{"key": "name", "direction": "ASCENDING"}],
            },
            "projectId": {"domain": "development", "name": "flytesnacks"},
        })
    );
}

#[tokio::test]
async fn tasks_can_be_sorted_by_their_environments() {
    let server = Server::start([Step::json("{}")]).await;
    let query = TaskQuery::in_domain("acme", "flytesnacks", "development")
        .whose_environment_contains("fast")
        .by_environment();
    names(&server, query).await.unwrap();
    assert_eq!(
        server.requests()[0].body,
        serde_json::json!({
            "request": {
                "limit": 200,
                "filters": [
                    {"function": "CONTAINS", "field": "environment", "values": ["fast"]},
                ],
                "sortByFields": [
                    {"key": "environment", "direction": "ASCENDING"},
                    {"key": "name", "direction": "ASCENDING"},
                ],
            },
            "projectId": {
                "organization": "acme", "domain": "development", "name": "flytesnacks",
            },
        })
    );
}

#[tokio::test]
async fn versions_are_listed_in_the_servers_order() {
    let server = Server::start([
        Step::json(r#"{"versions": [{"version": "r3"}, {"version": "r2"}], "token": "2"}"#),
        Step::json(r#"{"versions": [{"version": "r1", "deployedAt": "2026-11-22T22:56:24Z"}]}"#),
    ])
    .await;
    let task = TaskName {
        name: "fast_env".into(),
        ..TaskName::default()
    };
    let versions = client(&server.endpoint)
        .list_versions(task, &CallOptions::default())
        .await
        .unwrap();
    let names: Vec<_> = versions.iter().map(|entry| &entry.version).collect();
    assert_eq!(names, ["r3", "r2", "r1"]);
    assert_eq!(
        server.requests()[0].body["request"],
        serde_json::json!({"limit": 200})
    );
}

#[tokio::test]
async fn a_list_without_end_is_an_error() {
    let page = |token: &str| Step::json(&format!(r#"{{"tasks": [], "token": "{token}"}}"#));
    let server = Server::start([page("1"), page("2"), page("1")]).await;
    let error = names(&server, tasks_of_environment()).await.unwrap_err();
    assert_eq!(*error.kind(), Kind::EndlessList, "{error}");
    assert_eq!(server.requests().len(), 3);
    assert!(!error.request_id().is_empty());
}

#[tokio::test]
async fn a_page_that_fails_fails_the_list() {
    let server = Server::start([
        Step::json(r#"{"tasks": [{"taskId": {"name": "a"}}], "token": "1"}"#),
        Step::answer(
            400,
            "application/json",
            r#"{"code": "invalid_argument", "message": "invalid token: \"1\""}"#,
        ),
    ])
    .await;
    let error = names(&server, tasks_of_environment()).await.unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    assert_eq!(
        error.to_string(),
        "`ListTasks` failed: the server answered `invalid_argument`: invalid token: \"1\""
    );
}
