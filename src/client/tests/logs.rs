//! What the log tells of a call, and what it keeps to itself.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};

use super::{
    super::CallOptions,
    client, client_with, get_details, identifier,
    server::{Server, Step},
};
use crate::idl::flyteidl2::{
    core::{Container, KeyValuePair, TaskTemplate, task_template::Target},
    task::{DeployTaskRequest, TaskSpec},
};

/// Every event as a line of text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push_str(&(line.0 + "\n"));
    }
}

fn capture() -> (Log, DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    (log, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn silence_is_logged() {
    let (log, _guard) = capture();
    let server = Server::start([Step::Stall(Vec::new())]).await;
    let client = client_with(&server.endpoint, |config| {
        config.request_timeout = Duration::from_millis(50);
        config.max_retries = 0;
    });
    get_details(&client).await.unwrap_err();
    let log = log.0.lock().unwrap();
    assert!(log.contains("the server did not answer in time"), "{log}");
}

#[tokio::test]
async fn each_attempt_is_logged_without_bodies() {
    let (log, _guard) = capture();
    let server = Server::start([
        Step::answer(
            503,
            "application/json",
            r#"{"code": "unavailable", "message": "busy"}"#,
        ),
        Step::json(r#"{"canary": "canary"}"#),
    ])
    .await;
    let container = Container {
        env: vec![KeyValuePair {
            key: "TOKEN".into(),
            value: "canary".into(),
        }],
        ..Container::default()
    };
    let request = DeployTaskRequest {
        task_id: Some(identifier()),
        spec: Some(TaskSpec {
            task_template: Some(TaskTemplate {
                target: Some(Target::Container(container)),
                ..TaskTemplate::default()
            }),
            ..TaskSpec::default()
        }),
        ..DeployTaskRequest::default()
    };
    client(&server.endpoint)
        .deploy_task(&request, &CallOptions::default())
        .await
        .unwrap();

    let requests = server.requests();
    assert!(requests[1].body.to_string().contains("canary"));
    let log = log.0.lock().unwrap();
    assert!(!log.contains("canary"), "{log}");
    let id = &requests[0].headers["x-request-id"];
    let lines: Vec<_> = log.lines().filter(|line| line.contains(id)).collect();
    let [failed, answered] = lines[..] else {
        panic!("a line for each attempt expected: {log}")
    };
    for part in [
        "DEBUG",
        "DeployTask",
        "attempt=1",
        "unavailable",
        "status=503",
        "busy",
    ] {
        assert!(failed.contains(part), "{part} in {failed}");
    }
    assert!(answered.contains("attempt=2"), "{answered}");
}
