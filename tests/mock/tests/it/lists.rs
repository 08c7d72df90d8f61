//! Lists: order, pages, scopes.

use serde_json::{Value, json};

use crate::backend::{Backend, environment, id};

/// Three environments, one of them with two versions, in a known order of creation.
pub(crate) async fn populated() -> Backend {
    let backend = Backend::new();
    for (name, version, in_environment) in [
        ("my_env", "v1", "my_env"),
        ("my_env.a", "v1", "my_env"),
        ("myXenv.b", "v1", "myXenv"),
        ("other", "v1", "other"),
        ("my_env", "v2", "my_env"),
    ] {
        backend
            .deploy(name, version, &environment(in_environment))
            .await;
    }
    backend
}

pub(crate) fn scoped(request: Value) -> Value {
    json!({"request": request, "projectId": {"name": "flytesnacks", "domain": "development"}})
}

pub(crate) async fn names(backend: &Backend, request: Value) -> Vec<String> {
    let answer = backend.task("ListTasks", &scoped(request)).await.ok();
    let tasks = answer["tasks"].as_array().cloned().unwrap_or_default();
    let name = |task: &Value| {
        let text = |field: &str| task["taskId"][field].as_str().unwrap().to_owned();
        format!("{}@{}", text("name"), text("version"))
    };
    tasks.iter().map(name).collect()
}

#[tokio::test]
async fn a_list_has_the_newest_version_of_each_task_newest_first() {
    let backend = populated().await;
    let all = ["my_env@v2", "other@v1", "myXenv.b@v1", "my_env.a@v1"];
    assert_eq!(names(&backend, json!({})).await, all);
    let answer = backend
        .task("ListTasks", &scoped(json!({"limit": 1})))
        .await
        .ok();
    assert_eq!(answer["metadata"], json!({"total": 4, "filteredTotal": 4}));
    let task = &answer["tasks"][0];
    assert_eq!(task["taskSummary"], json!({}));
    assert_eq!(task["metadata"]["environmentName"], "my_env");
    assert_eq!(task["spec"], Value::Null);
}

#[tokio::test]
async fn sorting_follows_the_fields_in_turn() {
    let backend = populated().await;
    let by = |fields: Value| names(&backend, json!({"sortByFields": fields}));
    let ascending = json!([{"key": "name", "direction": "ASCENDING"}]);
    let sorted = ["myXenv.b@v1", "my_env@v2", "my_env.a@v1", "other@v1"];
    assert_eq!(by(ascending).await, sorted);
    let two = json!([{"key": "version"}, {"key": "created_at", "direction": "ASCENDING"}]);
    let sorted = ["my_env@v2", "my_env.a@v1", "myXenv.b@v1", "other@v1"];
    assert_eq!(by(two).await, sorted);
    // The old field counts only where the new one is absent.
    let old = json!({"key": "name", "direction": "DESCENDING"});
    let sorted = ["other@v1", "my_env.a@v1", "my_env@v2", "myXenv.b@v1"];
    assert_eq!(names(&backend, json!({"sortBy": old})).await, sorted);
    let both = json!({"sortBy": old, "sortByFields": [{"key": "created_at"}]});
    assert_eq!(
        names(&backend, both).await,
        names(&backend, json!({})).await
    );
}

#[tokio::test]
async fn pages_follow_one_another_and_a_full_last_page_has_a_successor() {
    let backend = populated().await;
    let mut found = Vec::new();
    let mut token = String::new();
    let mut sizes = Vec::new();
    loop {
        let request = scoped(json!({"limit": 2, "token": token}));
        let answer = backend.task("ListTasks", &request).await.ok();
        let tasks = answer["tasks"].as_array().cloned().unwrap_or_default();
        sizes.push(tasks.len());
        if tasks.is_empty() {
            assert_eq!(
                answer["metadata"],
                json!({}),
                "an empty page knows no totals"
            );
        }
        found.extend(
            tasks
                .iter()
                .map(|task| task["taskId"]["name"].as_str().unwrap().to_owned()),
        );
        match answer["token"].as_str() {
            Some(next) => next.clone_into(&mut token),
            None => break,
        }
    }
    assert_eq!(sizes, [2, 2, 0]);
    assert_eq!(found, ["my_env", "other", "myXenv.b", "my_env.a"]);
}

#[tokio::test]
async fn without_a_limit_a_page_has_fifty() {
    let backend = Backend::new();
    for number in 0..51 {
        backend.deploy(&format!("t{number}"), "v", &json!({})).await;
    }
    let answer = backend.task("ListTasks", &scoped(json!({}))).await.ok();
    assert_eq!(answer["tasks"].as_array().unwrap().len(), 50);
    assert_eq!(answer["token"], "50");
    assert_eq!(answer["metadata"]["filteredTotal"], 51);
}

#[tokio::test]
async fn the_scope_is_a_project_and_domain_or_everything() {
    let backend = Backend::new();
    for domain in ["development", "production"] {
        let mut task_id = id("e", "v1");
        task_id["domain"] = json!(domain);
        backend
            .task("DeployTask", &json!({"taskId": task_id, "spec": {}}))
            .await
            .ok();
    }
    let total = async |request: Value| {
        let answer = backend.task("ListTasks", &request).await.ok();
        answer["metadata"]["total"].as_u64().unwrap_or_default()
    };
    assert_eq!(total(scoped(json!({}))).await, 1);
    assert_eq!(total(json!({"org": "whoever"})).await, 2);
    assert_eq!(total(json!({})).await, 2);
    assert_eq!(
        total(json!({"projectId": {"name": "other", "domain": "development"}})).await,
        0
    );
}

#[tokio::test]
async fn versions_are_listed_newest_first() {
    let backend = populated().await;
    let list = async |name: &str, request: Value| {
        let task = json!({"project": "flytesnacks", "domain": "development", "name": name});
        let body = json!({"request": request, "taskName": task});
        backend.task("ListVersions", &body).await
    };
    let answer = list("my_env", json!({})).await.ok();
    let versions = answer["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0]["version"], "v2");
    let details = backend.details("my_env", "v1").await.ok();
    assert_eq!(
        versions[1]["deployedAt"],
        details["details"]["metadata"]["deployedAt"]
    );

    let oldest =
        json!({"limit": 1, "sortByFields": [{"key": "created_at", "direction": "ASCENDING"}]});
    let answer = list("my_env", oldest).await.ok();
    assert_eq!(answer["versions"][0]["version"], "v1");
    assert_eq!(answer["token"], "1");
    let one = json!({"filters": [{"field": "version", "values": ["v1"]}]});
    assert_eq!(
        list("my_env", one).await.ok()["versions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(list("nothing", json!({})).await.ok(), json!({}));
    let answer = list("my_env", json!({"sortByFields": [{"key": "name"}]})).await;
    assert_eq!(
        answer.error(),
        (400, "invalid_argument", "invalid sort field: name")
    );
}
