//! Projects and what the backend says about signing in.

use serde_json::{Value, json};

use crate::backend::{Backend, PROJECTS};

async fn ids(backend: &Backend, request: Value) -> Vec<String> {
    let answer = backend.call(PROJECTS, "ListProjects", &request).await.ok();
    let projects = answer["projects"]["projects"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let id = |project: &Value| project["id"].as_str().unwrap().to_owned();
    projects.iter().map(id).collect()
}

#[tokio::test]
async fn projects_are_made_changed_and_archived() {
    let backend = Backend::new();
    let project = json!({"id": "p", "name": "P", "labels": {"values": {"a": "b"}}});
    backend
        .call(PROJECTS, "CreateProject", &json!({"project": project}))
        .await
        .ok();
    let answer = backend
        .call(PROJECTS, "CreateProject", &json!({"project": project}))
        .await;
    assert_eq!(
        answer.error(),
        (409, "already_exists", "project already exists: p")
    );

    let read = async || {
        backend
            .call(PROJECTS, "GetProject", &json!({"id": "p"}))
            .await
            .ok()
    };
    let found = read().await["project"].take();
    assert_eq!(found["labels"], project["labels"]);
    let domains: Vec<_> = found["domains"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["id"])
        .collect();
    assert_eq!(domains, ["development", "production", "staging"]);

    let archived = json!({"id": "p", "description": "d", "state": "PROJECT_STATE_ARCHIVED"});
    backend
        .call(PROJECTS, "UpdateProject", &json!({"project": archived}))
        .await
        .ok();
    let mut found = read().await["project"].take();
    found.as_object_mut().unwrap().remove("domains");
    assert_eq!(found, archived, "an update replaces everything");
    assert_eq!(ids(&backend, json!({})).await, ["flytesnacks"]);
    assert_eq!(
        ids(&backend, json!({"filters": "eq(state, 1)"})).await,
        ["p"]
    );
    // A deploy does not mind.
    let task =
        json!({"taskId": {"project": "p", "domain": "d", "name": "n", "version": "v"}, "spec": {}});
    backend.task("DeployTask", &task).await.ok();
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let backend = Backend::new();
    for (method, request, error) in [
        (
            "GetProject",
            json!({}),
            (400, "invalid_argument", "id is required"),
        ),
        (
            "GetProject",
            json!({"id": "x"}),
            (404, "not_found", "project not found: x"),
        ),
        (
            "CreateProject",
            json!({}),
            (400, "invalid_argument", "project.id is required"),
        ),
        (
            "UpdateProject",
            json!({"project": {"id": "x"}}),
            (404, "not_found", "project not found: x"),
        ),
    ] {
        let answer = backend.call(PROJECTS, method, &request).await;
        assert_eq!(answer.error(), error);
    }
}

#[tokio::test]
async fn projects_are_filtered_sorted_and_paged() {
    let backend = Backend::new();
    for id in ["c", "a", "b"] {
        let project = json!({"project": {"id": id, "name": format!("name-{id}")}});
        backend.call(PROJECTS, "CreateProject", &project).await.ok();
    }
    let sort = json!({"key": "identifier", "direction": "ASCENDING"});
    assert_eq!(
        ids(&backend, json!({"sortBy": sort})).await,
        ["a", "b", "c", "flytesnacks"]
    );
    assert_eq!(
        ids(&backend, json!({"sortBy": sort, "limit": 2, "token": "1"})).await,
        ["b", "c"]
    );
    for (filters, expected) in [
        (
            "contains(name, name-)+ne(identifier,a)",
            &["c", "b"] as &[&str],
        ),
        ("value_in(identifier, a;b)", &["a", "b"]),
        ("eq(name,name-a)", &["a"]),
    ] {
        assert_eq!(
            ids(&backend, json!({"filters": filters})).await,
            expected,
            "{filters}"
        );
    }
    for bad in [
        "x",
        "eq(identifier)",
        "eq(secret,1)",
        "like(name,a)",
        "(name,a)",
    ] {
        let answer = backend
            .call(PROJECTS, "ListProjects", &json!({"filters": bad}))
            .await;
        assert_eq!(answer.error().1, "invalid_argument", "{bad}");
    }
}

#[tokio::test]
async fn there_is_nothing_to_sign_in_to() {
    let backend = Backend::new();
    let metadata = "flyteidl2.auth.AuthMetadataService";
    let answer = backend
        .call(metadata, "GetPublicClientConfig", &json!({}))
        .await
        .ok();
    let url = backend.mock.url();
    let expected = json!({"authorizationMetadataKey": "authorization", "dataplaneDomain": url});
    assert_eq!(answer, expected);
    let answer = backend
        .call(metadata, "GetOAuth2Metadata", &json!({}))
        .await;
    assert_eq!(answer.error().1, "unimplemented");
    let answer = backend
        .call("flyteidl2.auth.IdentityService", "UserInfo", &json!({}))
        .await;
    assert_eq!(
        (answer.error().0, answer.error().1),
        (401, "unauthenticated")
    );
}
