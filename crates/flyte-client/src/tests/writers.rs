//! Writes that would fail for each other: they wait, and what failed for another one is repeated.

use std::time::Duration;

use flyte_proto::flyteidl2::common::TriggerName;
use flyte_proto::flyteidl2::task::{DeployTaskRequest, TaskIdentifier};
use tokio::task::yield_now;

use crate::failure::Kind;
use crate::tests::server::{Request, Server, Step};
use crate::tests::{client, identifier};
use crate::{CallOptions, Client, Code, Error};

const DEPLOY: &str = "/flyteidl2.task.TaskService/DeployTask";
const DELETE: &str = "/flyteidl2.trigger.TriggerService/DeleteTriggers";
const OPTIONS: CallOptions = CallOptions { deadline: None };

async fn deploy(client: &Client, task: &str, options: &CallOptions) -> Result<(), Error> {
    let request = DeployTaskRequest {
        task_id: Some(TaskIdentifier {
            name: task.into(),
            ..identifier()
        }),
        ..DeployTaskRequest::default()
    };
    client.deploy_task(&request, options).await
}

fn trigger(task: &str, name: &str) -> TriggerName {
    let TaskIdentifier {
        org,
        project,
        domain,
        ..
    } = identifier();
    TriggerName {
        org,
        project,
        domain,
        name: name.into(),
        task_name: task.into(),
    }
}

/// What was written: of a deploy the task, of a removal the triggers.
fn written(requests: &[Request]) -> Vec<String> {
    let texts = requests.iter().map(|request| {
        if let Some(task) = request.body["taskId"]["name"].as_str() {
            return task.to_owned();
        }
        let names = request.body["names"].as_array().unwrap().iter();
        let names =
            names.map(|name| format!("{}:{}", name["taskName"], name["name"]).replace('"', ""));
        names.collect::<Vec<_>>().join(" ")
    });
    texts.collect()
}

#[tokio::test]
async fn writes_of_one_task_wait_for_each_other_and_for_no_other_task() {
    let server = Server::start([Step::Stall(Vec::new()), Step::json("{}")]).await;
    let client = client(&server.endpoint);
    let elsewhere = client.at("http://127.0.0.1:1").unwrap();
    let begin = |client: Client| tokio::spawn(async move { deploy(&client, "a", &OPTIONS).await });
    let first = begin(client.clone());
    while server.requests().is_empty() {
        yield_now().await;
    }
    let second = begin(client.clone());
    let removal = tokio::spawn({
        let client = client.clone();
        async move {
            client
                .delete_triggers(vec![trigger("a", "t")], &OPTIONS)
                .await
        }
    });
    let other = begin(elsewhere);
    for _ in 0..5 {
        deploy(&client, "b", &OPTIONS).await.unwrap();
    }
    assert_eq!(written(&server.requests()), ["a", "b", "b", "b", "b", "b"]);
    assert!(!other.is_finished());

    first.abort();
    second.await.unwrap().unwrap();
    removal.await.unwrap().unwrap();
    assert_eq!(written(&server.requests())[6..], ["a", "a:t"]);
    other.await.unwrap().unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn who_waits_gives_up_at_the_deadline() {
    // Nobody listens there, and nobody is called.
    let client = client("http://127.0.0.1:1");
    let alone = client
        .exclusively("task flytesnacks/development/a", &OPTIONS)
        .await;
    let alone = alone.unwrap();
    let within = || CallOptions::within(Duration::from_secs(5));
    let triggers = vec![trigger("a", "t")];
    for error in [
        deploy(&client, "a", &within()).await.unwrap_err(),
        client
            .delete_triggers(triggers, &within())
            .await
            .unwrap_err(),
    ] {
        assert_eq!(*error.kind(), Kind::Queue);
        assert_eq!(error.code(), Code::DeadlineExceeded);
        assert_eq!((error.attempts(), error.is_retryable()), (0, true));
        assert_eq!(
            error.user_text(),
            "waiting for `task flytesnacks/development/a` failed: the time for this operation was \
             up before it was its turn\n\n\
             The provider makes such changes one after the other, and an earlier one took this \
             long. Raise the operation's limit in `timeouts`.\n\n\
             no call was made, code deadline_exceeded"
        );
    }
    drop(alone);
    let options = within();
    let again = client.exclusively("task flytesnacks/development/a", &options);
    drop(again.await.unwrap());
}

#[tokio::test]
async fn triggers_are_removed_task_by_task_in_one_order() {
    let server = Server::start([Step::json("{}")]).await;
    let client = client(&server.endpoint);
    let names = [("b", "y"), ("a", "z"), ("b", "x"), ("a", "z")];
    let names = names.map(|(task, name)| trigger(task, name));
    client
        .delete_triggers(names.into(), &OPTIONS)
        .await
        .unwrap();
    assert_eq!(written(&server.requests()), ["a:z", "b:x b:y"]);
    client.delete_triggers(Vec::new(), &OPTIONS).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_write_that_the_database_gave_up_is_repeated() {
    for (status, code) in [
        (500, "internal"),
        (500, "unknown"),
        (409, "aborted"),
        (404, "not_found"),
    ] {
        let message = "failed to update: ERROR: deadlock detected (SQLSTATE 40P01)";
        let body = serde_json::json!({"code": code, "message": message}).to_string();
        let refusal = || Step::answer(status, "application/json", &body);

        let server = Server::start([Step::json("{}")]).await;
        for path in [DEPLOY, DELETE] {
            server.route(path, [refusal(), refusal(), Step::json("{}")]);
        }
        let client = client(&server.endpoint);
        deploy(&client, "a", &OPTIONS).await.unwrap();
        let triggers = vec![trigger("a", "t")];
        client.delete_triggers(triggers, &OPTIONS).await.unwrap();
        for path in [DEPLOY, DELETE] {
            assert_eq!(server.requests_to(path).len(), 3, "{code}");
        }

        server.route(DEPLOY, [refusal()]);
        let error = deploy(&client, "a", &OPTIONS).await.unwrap_err();
        assert_eq!((error.attempts(), error.code().name()), (3, code));
        assert_eq!(
            error.to_string(),
            format!("`DeployTask` failed: the server answered `{code}`: {message}")
        );
        assert!(error.is_retryable() && !error.is_not_found());
    }
}
