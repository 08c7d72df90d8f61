//! What others do between a plan and its apply, which one process makes right after each other: of what
//! the plan was told, the apply takes nothing that would let it overwrite what is theirs.

use flyte_mock::{Mock, Options};
use serde_json::{Value as Json, json};
use test_support::http;

use crate::core::{Answer, Core, Object};

fn backend() -> Mock {
    Mock::start(Options::default()).unwrap()
}

/// A call that somebody else makes.
fn theirs(mock: &Mock, method: &str, request: &Json) {
    http::call(&mock.address().to_string(), method, request).unwrap();
}

/// Plans a creation, lets somebody else work, and applies it.
async fn creation(
    mock: &Mock,
    type_name: &'static str,
    config: &Json,
    meanwhile: impl FnOnce(),
) -> Answer {
    let core = Core::start(&mock.url()).await.of_type(type_name);
    let plan = core.plan(&Object::absent(), config).await.unwrap();
    meanwhile();
    core.apply(&Object::absent(), &plan, config).await
}

#[track_caller]
fn refused(answer: &Answer, what: &str) {
    let errors = answer.errors();
    assert!(errors.iter().any(|it| it.contains(what)), "{errors:?}");
    assert_eq!(answer.object.value, Json::Null);
}

#[tokio::test]
async fn a_secret_of_others_is_not_written() {
    let mock = backend();
    let id = json!({ "name": "db", "project": "flytesnacks", "domain": "development" });
    let mut config = id.clone();
    config["value"] = json!("ours");
    let spec = json!({ "stringValue": "theirs" });
    let secret = json!({ "id": id, "secretSpec": spec });
    let method = "flyteidl2.secret.SecretService/CreateSecret";
    let meanwhile = || theirs(&mock, method, &secret);
    let answer = creation(&mock, "flyte_secret", &config, meanwhile).await;
    refused(&answer, "already exists");
    assert_eq!(mock.count("UpdateSecret"), 0);
}

#[tokio::test]
async fn settings_of_others_are_not_written_over() {
    let mock = backend();
    let config = json!({
        "project": "flytesnacks", "domain": "development", "pod_template_name": "ours",
    });
    let text = json!({ "state": "SETTING_STATE_VALUE", "stringValue": "theirs" });
    let record = json!({
        "key": { "project": "flytesnacks", "domain": "development" },
        "settings": { "podTemplateName": text },
    });
    let method = "flyteidl2.settings.SettingsService/CreateSettings";
    let meanwhile = || theirs(&mock, method, &record);
    let answer = creation(&mock, "flyte_settings", &config, meanwhile).await;
    refused(&answer, "has settings already");
    assert_eq!(mock.count("UpdateSettings"), 0);
}

#[tokio::test]
async fn a_project_of_others_is_not_written_over() {
    let mock = backend();
    let config = json!({ "project_id": "atlas", "name": "Ours" });
    let project = json!({ "project": { "id": "atlas", "name": "Theirs" } });
    let method = "flyteidl2.project.ProjectService/CreateProject";
    let meanwhile = || theirs(&mock, method, &project);
    let answer = creation(&mock, "flyte_project", &config, meanwhile).await;
    refused(&answer, "already exists");
    assert_eq!(mock.count("UpdateProject"), 0);
}

/// The versions of a record do not show who deploys a task.
#[tokio::test]
async fn a_task_of_others_is_not_replaced() {
    let mock = backend();
    let config = json!({ "name": "jobs", "tasks": { "main": { "module": "app" } } });
    let id = json!({
        "project": "flytesnacks", "domain": "development", "name": "jobs.main", "version": "theirs",
    });
    let template = json!({
        "id": id, "type": "python", "container": { "image": "ghcr.io/acme/app:1", "args": ["x"] },
    });
    let spec = json!({ "taskTemplate": template, "environment": { "name": "jobs" } });
    let task = json!({ "taskId": id, "spec": spec });
    let meanwhile = || {
        mock.deploy_json(task).unwrap();
    };
    let answer = creation(&mock, "flyte_task_environment", &config, meanwhile).await;
    refused(&answer, "already exists");
    assert_eq!(
        mock.versions("flytesnacks", "development", "jobs.main"),
        ["theirs"]
    );
}

#[tokio::test]
async fn an_environment_is_found_once_and_not_again_after_it_was_there() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let config = json!({ "name": "jobs" });
    let absent = Object::absent();
    let plan = core.plan(&absent, &config).await.unwrap();
    let listed = mock.count("ListTasks");
    let created = core.apply(&absent, &plan, &config).await.unwrap();
    assert_eq!(mock.count("ListTasks"), listed);
    // Somebody else's plan of the same, from before it was destroyed here.
    core.change(&created, &Json::Null).await;
    let again = core.apply(&absent, &plan, &config).await.unwrap();
    assert_eq!(again.value["revision"], 3);
    assert_eq!(mock.count("ListTasks"), listed + 2);
}
