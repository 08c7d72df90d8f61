//! The client against a server that follows a script, down to the bytes of its answers.

mod faults;
mod lists;
mod messages;
mod network;
mod pages;
mod proxies;
mod secrets;
pub(super) mod server;
mod tls;
mod uploads;
mod writers;

use std::time::Duration;

use flyte_proto::flyteidl2::task::{TaskDetails, TaskIdentifier};

use crate::retry::Schedule;
use crate::{CallOptions, Client, Config, Endpoint, Error};

/// A client that repeats a failed call twice, without waiting.
fn client(endpoint: &str) -> Client {
    client_with(endpoint, |_| {})
}

pub(super) fn client_with(endpoint: &str, change: impl FnOnce(&mut Config)) -> Client {
    let endpoint = Endpoint::parse(endpoint, true).unwrap();
    let mut config = Config::new(
        endpoint,
        "terraform-provider-flyte/1.2.3 (Terraform 1.15.5)",
    );
    config.max_retries = 2;
    change(&mut config);
    let checked = config.check().unwrap();
    let schedule = Schedule {
        max_retries: config.max_retries,
        heard: None,
        first_delay: Duration::ZERO,
        longest_delay: Duration::ZERO,
        attempt_timeout: config.request_timeout,
    };
    Client::with_schedule(config, checked, schedule)
}

fn identifier() -> TaskIdentifier {
    TaskIdentifier {
        org: String::new(),
        project: "flytesnacks".into(),
        domain: "development".into(),
        name: "fast_env".into(),
        version: "r1-0123456789ab".into(),
    }
}

pub(super) async fn get_details(client: &Client) -> Result<TaskDetails, Error> {
    client
        .get_task_details(&identifier(), &CallOptions::default())
        .await
}
