//! Lists over several pages.

use flyte_proto::flyteidl2::common::filter::Function;
use flyte_proto::flyteidl2::common::sort::Direction;
use flyte_proto::flyteidl2::common::{Filter, ListRequest, ProjectIdentifier, Sort};
use flyte_proto::flyteidl2::task::list_tasks_request::ScopeBy;
use flyte_proto::flyteidl2::task::{ListTasksRequest, ListVersionsRequest, TaskName};

use crate::failure::Kind;
use crate::tests::client;
use crate::tests::server::{Server, Step};
use crate::{CallOptions, Code, Error};

fn tasks_of_environment() -> ListTasksRequest {
    ListTasksRequest {
        request: Some(ListRequest {
            limit: 7,
            token: "left over".into(),
            filters: vec![Filter {
                function: Function::Equal.into(),
                field: "environment".into(),
                values: vec!["fast_env".into()],
            }],
            ..ListRequest::default()
        }),
        scope_by: Some(ScopeBy::ProjectId(ProjectIdentifier {
            organization: String::new(),
            domain: "development".into(),
            name: "flytesnacks".into(),
        })),
        ..ListTasksRequest::default()
    }
}

async fn names(server: &Server, request: ListTasksRequest) -> Result<Vec<String>, Error> {
    let tasks = client(&server.endpoint)
        .list_tasks(request, &CallOptions::default())
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
async fn the_callers_order_is_kept() {
    let server = Server::start([Step::json("{}")]).await;
    let mut request = tasks_of_environment();
    request.request.as_mut().unwrap().sort_by_fields = vec![Sort {
        key: "created_at".into(),
        direction: Direction::Descending.into(),
    }];
    names(&server, request).await.unwrap();
    assert_eq!(
        server.requests()[0].body["request"]["sortByFields"],
        serde_json::json!([{"key": "created_at"}])
    );
}

#[tokio::test]
async fn versions_are_listed_in_the_servers_order() {
    let server = Server::start([
        Step::json(r#"{"versions": [{"version": "r3"}, {"version": "r2"}], "token": "2"}"#),
        Step::json(r#"{"versions": [{"version": "r1", "deployedAt": "2026-11-22T22:56:24Z"}]}"#),
    ])
    .await;
    let request = ListVersionsRequest {
        task_name: Some(TaskName {
            name: "fast_env".into(),
            ..TaskName::default()
        }),
        ..ListVersionsRequest::default()
    };
    let versions = client(&server.endpoint)
        .list_versions(request, &CallOptions::default())
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
