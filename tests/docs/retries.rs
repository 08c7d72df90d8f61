//! What the guide says about repeated calls is what the client does, fault by fault.

use std::time::Duration;

use flyte_client::{CallOptions, Client, Config, Endpoint, TaskQuery};
use flyte_mock::{Fault, FaultKind, Mock, Options};
use tokio::task::JoinSet;

use crate::{markdown, project};

/// Every code of the Connect protocol.
const CODES: [&str; 16] = [
    "canceled",
    "unknown",
    "invalid_argument",
    "deadline_exceeded",
    "not_found",
    "already_exists",
    "permission_denied",
    "resource_exhausted",
    "failed_precondition",
    "aborted",
    "out_of_range",
    "unimplemented",
    "internal",
    "unavailable",
    "data_loss",
    "unauthenticated",
];

/// What the table calls a failure, and the faults of the mock that are one.
const PHRASES: [(&str, &[&str]); 5] = [
    ("connection lost", &["reset-before", "disconnect"]),
    ("no answer in time", &["hang"]),
    (
        "an answer that is not JSON",
        &["html", "wrong-content-type"],
    ),
    ("too large", &["oversized"]),
    ("broken", &["broken"]),
];

fn guide() -> String {
    project::read("docs/guides/backend-api.md")
}

#[tokio::test]
async fn the_table_of_what_is_tried_again_is_true() {
    let mut trials = JoinSet::new();
    let table = markdown::table(&guide(), "What is tried again");
    let named: Vec<_> = table
        .iter()
        .flat_map(|row| markdown::code_spans(&row[0]))
        .collect();
    for row in &table {
        let [failure, reads, deploys] = &row[..] else {
            panic!("three columns: {row:?}");
        };
        let mut faults = markdown::code_spans(failure);
        for (phrase, kinds) in PHRASES {
            if failure.contains(phrase) {
                faults.extend(kinds);
            }
        }
        if failure.contains("any other code") {
            faults.extend(CODES.iter().filter(|code| !named.contains(code)));
        }
        assert!(!faults.is_empty(), "`{failure}` names no fault");
        for fault in faults {
            for (method, told) in [("ListTasks", reads), ("DeployTask", deploys)] {
                let kind = FaultKind::parse(fault).unwrap();
                let (fault, again) = (fault.to_owned(), told == "again");
                trials.spawn(async move {
                    let repeated = is_repeated(method, kind).await;
                    assert_eq!(repeated, again, "{method} after `{fault}`");
                });
            }
        }
    }
    while let Some(trial) = trials.join_next().await {
        trial.unwrap();
    }
}

/// Whether a second attempt follows a first one that fails in this way.
async fn is_repeated(method: &str, kind: FaultKind) -> bool {
    let mock = Mock::start(Options::default()).unwrap();
    mock.fail(Fault::new(method, u32::MAX, kind));
    let mut config = Config::new(Endpoint::parse(&mock.url(), true).unwrap(), "tests/docs");
    config.max_retries = 1;
    if kind == FaultKind::Hang {
        config.request_timeout = Duration::from_secs(1);
    }
    let client = Client::new(config).unwrap();
    let options = CallOptions::default();
    let error = match method {
        "ListTasks" => {
            let query = TaskQuery::in_domain("", "flytesnacks", "development");
            client.list_tasks(query, &options).await.err()
        }
        _ => client
            .deploy_task(&Default::default(), &options)
            .await
            .err(),
    };
    assert!(error.is_some(), "{method} succeeded in spite of {kind:?}");
    mock.count(method) == 2
}

#[test]
fn the_defaults_are_the_clients() {
    let endpoint = Endpoint::parse("https://flyte.example.com", false).unwrap();
    let config = Config::new(endpoint, "tests/docs");
    let guide = guide();
    for told in [
        format!("`max_retries` more ({}, if", config.max_retries),
        format!(
            "`request_timeout` ({} s, if",
            config.request_timeout.as_secs()
        ),
        format!(
            "`max_concurrent_requests` ({}, if",
            config.max_concurrent_requests
        ),
        format!(
            "a connection at most {} s",
            config.connect_timeout.as_secs()
        ),
        format!(
            "within an answer at most {} s",
            config.read_timeout.as_secs()
        ),
    ] {
        assert!(guide.contains(&told), "the guide does not say `{told}`");
    }
}
