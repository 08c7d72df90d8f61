//! Two hundred environments against a backend that has a bad day: calls fail at random, answers get
//! lost after the work was done, tokens end every other second, and everything takes its time. It costs patience, not correctness:
//! each environment is there exactly once, and nothing is left to do.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use flyte_mock::{Auth, Code, Fault, FaultKind, Mock, Options, Recorded};
use serde_json::Value;

use crate::harness::backend::live;
use crate::harness::secured::Secured;

/// How many environments there are.
const ALL: usize = 200;

/// What `Retry-After` asks for.
const LATER: Duration = Duration::from_secs(1);

/// A backend that fails as the issue has it: 10 % unavailable, 5 % throttled, 2 % of the answers
/// lost on a connection that is reset. Its issuer fails no less.
fn stormy() -> Options {
    let connect = |code, retry_after| FaultKind::Connect { code, retry_after };
    Options {
        latency: Duration::from_millis(50),
        faults: vec![
            Fault::random("*", 10.0, connect(Code::Unavailable, None)),
            Fault::random("*", 5.0, connect(Code::ResourceExhausted, Some(LATER))),
            Fault::random("*", 2.0, FaultKind::ResetAfter),
        ],
        seed: 4,
        auth: Some(Auth {
            token_lifetime: Duration::from_secs(2),
            ..Auth::client("terraform", "s3cret")
        }),
        ..Options::default()
    }
}

fn environments() -> String {
    format!(
        r#"
        resource "flyte_task_environment" "it" {{
          for_each = toset([for number in range({ALL}) : format("env_%03d", number)])
          name     = each.key
          reusable {{
            replicas = [1, 3]
          }}
        }}
        "#
    )
}

/// The deploys, by the environment that they are about, in order of arrival.
fn deploys(mock: &Mock) -> BTreeMap<String, Vec<Recorded>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for request in mock.requests() {
        if request.method == "DeployTask" {
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let name = body["taskId"]["name"].as_str().unwrap().to_owned();
            all.entry(name).or_default().push(request);
        }
    }
    all
}

/// Makes sure that a deploy is sent again only after it failed in a passing way, with the same
/// content, and not before the time that the backend asked for. A reset takes the answers to all
/// calls on its connection with it.
#[track_caller]
fn assert_harmless(name: &str, attempts: &[Recorded], resets: &BTreeSet<usize>) {
    for pair in attempts.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        assert_eq!(
            first.body, second.body,
            "{name} is deployed with other content"
        );
        let refused = first.status.map(|status| status.as_u16());
        let lost = first.fault.is_some() || resets.contains(&first.connection);
        assert!(
            lost || refused.is_none_or(|status| status == 401),
            "{name} is deployed again after {refused:?}"
        );
        if refused == Some(429) {
            let waited = second.at.duration_since(first.at);
            assert!(waited >= LATER, "{name} is deployed again after {waited:?}");
        }
    }
    let last = attempts.last().unwrap();
    assert!(
        last.status.is_some_and(|status| status.is_success())
            || last.fault == Some(FaultKind::ResetAfter)
            || resets.contains(&last.connection),
        "the last deploy of {name} met {:?}",
        last.fault
    );
}

#[test]
fn two_hundred_environments_are_created_once() {
    let secured = Secured::with(stormy());
    let Secured { mock, workspace } = &secured;
    // So many failures in a row happen to one call of ten million.
    secured.provider("client_id = \"terraform\"\n  client_secret = \"s3cret\"\n  max_retries = 8");
    workspace.write(&environments());
    workspace.apply();

    assert_eq!(live(mock).len(), ALL);
    assert_eq!(workspace.state().addresses().len(), ALL);
    let deploys = deploys(mock);
    assert_eq!(deploys.len(), ALL);
    let requests = mock.requests();
    let reset = requests
        .iter()
        .filter(|it| it.fault == Some(FaultKind::ResetAfter));
    let resets: BTreeSet<_> = reset.map(|request| request.connection).collect();
    for (name, attempts) in &deploys {
        assert_eq!(mock.versions("flytesnacks", "development", name).len(), 1);
        assert_harmless(name, attempts, &resets);
    }
    assert!(!resets.is_empty(), "the storm has passed by");

    workspace.assert_settled();
}
