//! The client against the mock backend.

#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail it by panicking, as the tests do"
)]

mod apps;
mod capture;
mod identity;
mod logs;
mod projects;
mod secrets;
mod settings;
mod tasks;
mod triggers;
mod uploads;

use std::time::Duration;

use flyte_client::{CallOptions, Client, Config, Endpoint};
use flyte_mock::{Mock, Options};
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::core::{
    Backoff, Container, KeyValuePair, RetryStrategy, ReusePolicy, TaskMetadata, TaskTemplate,
};
use flyte_proto::flyteidl2::task::{DeployTaskRequest, Environment, TaskIdentifier, TaskSpec};

const OPTIONS: CallOptions = CallOptions { deadline: None };

/// What must never be logged: the value of an environment variable.
const CANARY: &str = "canary-7d1f";

fn start() -> (Mock, Client) {
    capture::capture();
    let mock = Mock::start(Options::default()).unwrap();
    let endpoint = Endpoint::parse(&mock.url(), true).unwrap();
    let mut config = Config::new(endpoint, "client-test");
    config.request_timeout = Duration::from_secs(2);
    (mock, Client::new(config).unwrap())
}

fn task(name: &str, version: &str) -> TaskIdentifier {
    TaskIdentifier {
        org: String::new(),
        project: "flytesnacks".into(),
        domain: "development".into(),
        name: name.into(),
        version: version.into(),
    }
}

fn deployment(name: &str, version: &str) -> DeployTaskRequest {
    let template = TaskTemplate {
        r#type: "actor".into(),
        metadata: Some(TaskMetadata {
            retries: Some(RetryStrategy {
                retries: 2,
                backoff: Some(Backoff {
                    factor: Some(1.25),
                    ..Backoff::default()
                }),
            }),
            ..TaskMetadata::default()
        }),
        reuse_policy: Some(ReusePolicy {
            min_replicas: 1,
            max_replicas: 3,
            concurrency: 2,
            ..ReusePolicy::default()
        }),
        target: Some(Target::Container(Container {
            env: vec![KeyValuePair {
                key: "TOKEN".into(),
                value: CANARY.into(),
            }],
            ..Container::default()
        })),
        ..TaskTemplate::default()
    };
    DeployTaskRequest {
        task_id: Some(task(name, version)),
        spec: Some(TaskSpec {
            task_template: Some(template),
            environment: Some(Environment {
                name: "fast_env".into(),
                description: "a description".into(),
            }),
            ..TaskSpec::default()
        }),
        ..DeployTaskRequest::default()
    }
}
