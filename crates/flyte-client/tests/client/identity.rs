//! Every way to say who calls, against a backend that wants to know.

use std::time::Duration;

use flyte_client::{Client, ClientCredentials, CommandLine, Config, Endpoint, Identity, Roots};
use flyte_mock::{Auth, Mock, Options, Tls as MockTls};
use http::header::AUTHORIZATION;

use crate::capture::{LOG, capture};
use crate::{OPTIONS, deployment, task};

const SECRET: &str = "canary s e/c:r+ret";
const PROXY_TOKEN: &str = "canary-proxy";

fn mock(auth: Auth, tls: bool) -> Mock {
    capture();
    Mock::start(Options {
        auth: Some(auth),
        tls: tls.then(MockTls::default),
        ..Options::default()
    })
    .unwrap()
}

fn client(mock: &Mock, change: impl FnOnce(&mut Config)) -> Client {
    let endpoint = Endpoint::parse(&mock.url(), true).unwrap();
    let mut config = Config::new(endpoint, "client-test");
    if let Some(certificates) = mock.certificates() {
        config.tls.roots = Roots::Pem(certificates.authority.clone().into_bytes());
    }
    change(&mut config);
    Client::new(config).unwrap()
}

fn credentials() -> Identity {
    Identity::ClientCredentials(ClientCredentials {
        client_id: "terraform".into(),
        client_secret: SECRET.into(),
        scopes: Vec::new(),
    })
}

fn printing(text: &str) -> CommandLine {
    CommandLine::new(vec!["echo".into(), text.into()]).unwrap()
}

#[tokio::test]
async fn each_identity_is_let_in_and_leaves_no_trace_in_the_log() {
    let all = Auth {
        tokens: vec!["canary-token".into()],
        header: "flyte-authorization".into(),
        audience: Some("https://flyte.example.com".into()),
        proxy_token: Some(PROXY_TOKEN.into()),
        ..Auth::client("terraform", SECRET)
    };
    for identity in [
        Identity::Token("canary-token".into()),
        credentials(),
        Identity::Command(printing("canary-token")),
    ] {
        for tls in [true, false] {
            let mock = mock(all.clone(), tls);
            let client = client(&mock, |config| {
                config.identity = identity.clone();
                config.proxy_command = Some(printing(PROXY_TOKEN));
            });
            client
                .deploy_task(&deployment("fast_env", "r1"), &OPTIONS)
                .await
                .unwrap();
            client
                .get_task_details(&task("fast_env", "r1"), &OPTIONS)
                .await
                .unwrap();
            // The second call knows what the first one learnt.
            assert_eq!(mock.count("DeployTask"), 2, "{identity:?}");
            assert_eq!(mock.count("GetTaskDetails"), 1, "{identity:?}");

            let requests = mock.requests();
            let last = requests.last().unwrap();
            let sent = last.headers["flyte-authorization"].to_str().unwrap();
            let token = sent.strip_prefix("Bearer ").unwrap();
            let log = LOG.lock().unwrap();
            assert!(log.contains("TRACE"), "the libraries log nothing");
            for secret in [token, SECRET, PROXY_TOKEN, "canary-token"] {
                assert!(!log.contains(secret), "{secret}");
            }
        }
    }
}

#[tokio::test]
async fn short_lives_are_renewed_before_they_end() {
    let mock = mock(
        Auth {
            token_lifetime: Duration::from_secs(2),
            ..Auth::client("terraform", SECRET)
        },
        false,
    );
    let client = client(&mock, |config| config.identity = credentials());
    let mut tokens = Vec::new();
    let mut calls = 0;
    while tokens.len() < 3 {
        let absent = task("fast_env", "r1");
        let answer = client.get_task_details(&absent, &OPTIONS).await;
        assert!(answer.unwrap_err().is_not_found());
        calls += 1;
        tokens = mock
            .requests()
            .iter()
            .filter_map(|request| request.headers.get(AUTHORIZATION).cloned())
            .filter(|value| value.as_bytes().starts_with(b"Bearer"))
            .collect();
        tokens.dedup();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Only the very first call was refused, because it had no token.
    assert_eq!(mock.count("GetTaskDetails"), calls + 1);
}

#[tokio::test]
async fn tokens_that_were_taken_back_are_replaced() {
    let mock = mock(Auth::client("terraform", SECRET), false);
    let client = client(&mock, |config| config.identity = credentials());
    for version in ["r1", "r2"] {
        client
            .deploy_task(&deployment("fast_env", version), &OPTIONS)
            .await
            .unwrap();
        mock.revoke_tokens();
    }
    assert_eq!(mock.count("DeployTask"), 4);
}
