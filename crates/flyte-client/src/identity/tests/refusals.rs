//! What the user is told when no token can be had, or it is not enough.

use std::time::Duration;

use crate::identity::tests::{
    CANARY, DETAILS, METADATA, TOKEN, backend, client_as, client_credentials, issued, refused,
};
use crate::tests::server::{Server, Step};
use crate::tests::{client_with, get_details};
use crate::{
    Client, ClientCredentials, Code, CommandLine, Config, ConfigError, Endpoint, Error, Flow,
    Identity,
};

async fn failure(server: &Server, identity: Identity) -> Error {
    get_details(&client_as(server, identity)).await.unwrap_err()
}

/// Asserts that an error says these things and no secret.
fn assert_says(error: &Error, texts: &[&str]) {
    let shown = format!("{} {error:?}", error.user_text());
    for text in texts {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    for secret in ["canary", "Y2lkOnMr", "t1-7d1f"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn refusals_are_three_things() {
    let absent = r#"{"code":"not_found","message":"task not found: x"}"#;
    for (status, body, texts) in [
        (
            401,
            r#"{"code":"unauthenticated","message":"no"}"#,
            ["`unauthenticated`: no", "was just issued to client `cid`"],
        ),
        (
            403,
            r#"{"code":"permission_denied","message":"no"}"#,
            ["`permission_denied`: no", "Ask for the permission"],
        ),
        (404, absent, ["`not_found`: task not found: x", "HTTP 404"]),
    ] {
        let server = backend([issued("t1-7d1f", 3600.0)]).await;
        server.route(
            DETAILS,
            [refused(), Step::answer(status, "application/json", body)],
        );
        let error = failure(&server, client_credentials()).await;
        assert_says(&error, &texts);
        assert_eq!(error.is_not_found(), status == 404);
        assert_eq!(error.status(), Some(status));
        assert_eq!(
            server.requests_to(DETAILS).len(),
            2,
            "{status} is not tried again"
        );
        assert_eq!(server.requests_to(TOKEN).len(), 1);
    }
}

#[tokio::test]
async fn without_an_identity_the_hint_is_to_have_one() {
    for (status, code, hint) in [
        (
            401,
            "unauthenticated",
            "none are configured. Give an API key",
        ),
        (403, "permission_denied", "No credentials were sent"),
    ] {
        let body = format!(r#"{{"code":"{code}"}}"#);
        let server = Server::start([Step::answer(status, "application/json", body)]).await;
        let error = failure(&server, Identity::Anonymous).await;
        assert_says(&error, &[code, hint]);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_token_is_cut_short() {
    for content_type in ["application/json", "text/html", "text/plain"] {
        let body = r#"{"code":"unauthenticated","message":"bad token: Bearer t1-7d1f"}"#;
        let server = Server::start([Step::answer(401, content_type, body)]).await;
        let error = failure(&server, Identity::Token("t1-7d1f".into())).await;
        assert_says(
            &error,
            &[
                "bad token: Bearer (hidden)",
                "The configured token was sent",
            ],
        );
    }
}

/// What is escaped in the answer is not in the message.
#[tokio::test]
async fn a_server_that_repeats_the_token_escaped_is_cut_short_too() {
    for (status, content_type, body) in [
        (
            401,
            "application/json",
            r#"{"code":"unauthenticated","message":"no: zq\/8x\u002Byk"}"#,
        ),
        (401, "application/json", r#"{"error":"no: zq\/8x\u002Byk"}"#),
        (401, "text/html", "<title>no: zq&#47;8x&#x2b;yk</title>"),
        (401, "text/plain", "no: zq%2F8x%2byk"),
        (200, "text/plain; no=zq/8x+yk", "no"),
        (
            200,
            "application/json",
            r#"{"details": {"zq\/8x\u002Byk": [}"#,
        ),
    ] {
        let server = Server::start([Step::answer(status, content_type, body)]).await;
        let error = failure(&server, Identity::Token("zq/8x+yk".into())).await;
        let shown = format!("{error:?} {}", error.user_text());
        assert!(
            shown.contains("(hidden)") && !shown.contains("zq"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_given_token_moves_to_the_header_that_the_server_announces() {
    let server = backend([]).await;
    let client = client_as(&server, Identity::Token("t1".into()));
    get_details(&client).await.unwrap();
    get_details(&client).await.unwrap();
    let [first, second, third] = &server.requests_to(DETAILS)[..] else {
        panic!("three requests expected")
    };
    assert_eq!(first.headers["authorization"], "Bearer t1");
    for request in [second, third] {
        assert_eq!(request.headers["flyte-authorization"], "Bearer t1");
        assert!(!request.headers.contains_key("authorization"));
    }
}

#[tokio::test]
async fn each_failure_of_the_token_endpoint_has_its_own_message() {
    let invalid =
        r#"{"error":"invalid_client","error_description":"s e/c:r+ canary-7d1f is wrong"}"#;
    let echo = "no: Basic Y2lkOnMrZSUyRmMlM0FyJTJCK2NhbmFyeS03ZDFm";
    for (step, requests, texts) in [
        (
            Step::answer(401, "application/json", invalid),
            1,
            [
                "answered HTTP 401: `invalid_client`: (hidden) is wrong",
                "Check the secret of client `cid`",
            ],
        ),
        (
            Step::answer(400, "text/plain", echo),
            1,
            ["HTTP 400: no: Basic (hidden)", "Check the secret"],
        ),
        (
            Step::answer(503, "text/html", "<html>down</html>"),
            3,
            ["HTTP 503: <html>down</html>", "overloaded or down"],
        ),
        (
            Step::answer(200, "text/html", "t1-7d1f"),
            1,
            [
                "it is `text/html` and not JSON",
                "Its operator must correct it",
            ],
        ),
        (
            Step::answer(200, "application/json", r#"{"token":"t1-7d1f"}"#),
            1,
            ["not JSON with an `access_token`", "Its operator"],
        ),
        (
            Step::answer_with(307, &[("Location", "https://evil.example.com/x")], ""),
            1,
            ["redirects to `https://evil.example.com`", "Its operator"],
        ),
        (
            Step::SendAndClose(Vec::new()),
            3,
            ["the connection was lost", "can reach the token endpoint"],
        ),
        (
            Step::json(r#"{"access_token":"two words"}"#),
            1,
            ["not one that a header can carry", "visible ASCII"],
        ),
    ] {
        let server = backend([step]).await;
        let error = failure(&server, client_credentials()).await;
        assert_says(&error, &texts);
        assert_eq!(error.code(), Code::Unauthenticated);
        assert_eq!(error.attempts(), 1);
        assert_eq!(server.requests_to(TOKEN).len(), requests, "{error:?}");
    }
}

#[tokio::test]
async fn a_refusal_of_the_issuer_is_not_asked_for_twice() {
    let step = Step::answer(401, "application/json", r#"{"error":"invalid_client"}"#);
    let server = backend([step]).await;
    server.route(DETAILS, [refused()]);
    let client = client_as(&server, client_credentials());
    for _ in 0..3 {
        get_details(&client).await.unwrap_err();
    }
    assert_eq!(server.requests_to(TOKEN).len(), 1);
}

#[tokio::test]
async fn discovery_that_fails_says_why() {
    let none = Step::answer(
        501,
        "application/json",
        r#"{"code":"unimplemented","message":"none"}"#,
    );
    for (step, texts) in [
        (
            none,
            [
                "`GetOAuth2Metadata` failed: the server answered `unimplemented`: none",
                "does not say who issues tokens",
            ],
        ),
        (Step::json("{}"), ["names no token endpoint", "operator"]),
        (
            Step::json(r#"{"tokenEndpoint":"http://idp.example.com/t"}"#),
            [
                "`http://idp.example.com/t`, because it is not `https`",
                "operator",
            ],
        ),
        (
            Step::answer(200, "text/html", "<title>Log in</title>"),
            ["a web page: \"Log in\"", "must let this method through"],
        ),
    ] {
        let server = backend([issued("t1-7d1f", 1.0)]).await;
        server.route(METADATA, [step]);
        assert_says(&failure(&server, client_credentials()).await, &texts);
        assert!(server.requests_to(TOKEN).is_empty());
    }
}

#[tokio::test]
async fn a_forbidden_call_to_a_server_without_tokens_stays_forbidden() {
    let body = r#"{"code":"permission_denied","message":"not you"}"#;
    let server = Server::start([Step::answer(
        501,
        "application/json",
        r#"{"code":"unimplemented"}"#,
    )])
    .await;
    server.route(DETAILS, [Step::answer(403, "application/json", body)]);
    let error = failure(&server, client_credentials()).await;
    assert_says(&error, &["`permission_denied`: not you"]);
}

#[tokio::test]
async fn an_issuer_that_is_silent_is_given_up() {
    let server = backend([Step::Stall(Vec::new())]).await;
    server.route(DETAILS, [refused()]);
    let client = client_with(&server.endpoint, |config| {
        config.identity = client_credentials();
        config.request_timeout = Duration::from_millis(200);
    });
    let error = get_details(&client).await.unwrap_err();
    assert_says(
        &error,
        &[
            "no token could be obtained in time",
            "Whoever issues the token",
        ],
    );
    assert!(error.is_retryable());
}

#[test]
fn credentials_are_not_sent_where_everybody_reads_them() {
    for (endpoint, identity, refused) in [
        ("http://flyte.example.com", client_credentials(), true),
        (
            "http://flyte.example.com",
            Identity::Stored(Flow::Pkce),
            true,
        ),
        ("http://flyte.example.com", Identity::Anonymous, false),
        ("http://localhost:8090", client_credentials(), false),
        ("https://flyte.example.com", client_credentials(), false),
    ] {
        let endpoint = Endpoint::parse(endpoint, true).unwrap();
        let mut config = Config::new(endpoint.clone(), "test");
        config.identity = identity;
        let error = Client::new(config).err();
        assert_eq!(
            error,
            refused.then_some(ConfigError::PlainCredentials(endpoint))
        );
    }
}

#[test]
fn credentials_that_cannot_be_used_are_refused_at_once() {
    let endpoint = Endpoint::parse("https://flyte.example.com", false).unwrap();
    let nobody = ClientCredentials {
        client_id: String::new(),
        client_secret: CANARY.into(),
        scopes: Vec::new(),
    };
    for (identity, expected) in [
        (Identity::Token("two words".into()), ConfigError::Token),
        (
            Identity::ClientCredentials(nobody),
            ConfigError::ClientCredentials,
        ),
    ] {
        let mut config = Config::new(endpoint.clone(), "test");
        config.identity = identity;
        assert_eq!(Client::new(config).err(), Some(expected));
    }
    assert!(CommandLine::new(Vec::new()).is_none());
    assert!(CommandLine::new(vec![String::new()]).is_none());
}
