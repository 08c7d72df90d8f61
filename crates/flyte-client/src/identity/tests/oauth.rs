//! Client credentials, from discovery to renewal.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::identity::tests::{
    CLIENT_CONFIG, DETAILS, METADATA, TOKEN, answered, backend, client_as, client_credentials,
    issued, refused,
};
use crate::tests::get_details;
use crate::tests::server::{Server, Step};
use crate::{ClientCredentials, Identity};

#[tokio::test]
async fn a_backend_that_asks_for_nothing_gets_nothing() {
    let server = Server::start([answered()]).await;
    let client = client_as(&server, client_credentials());
    get_details(&client).await.unwrap();
    let [request] = &server.requests()[..] else {
        panic!("one request expected: {:?}", server.requests())
    };
    assert!(!request.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_token_is_fetched_when_asked_for_and_kept() {
    let server = backend([issued("t1", 3600.0)]).await;
    let client = client_as(&server, client_credentials());
    get_details(&client).await.unwrap();
    get_details(&client).await.unwrap();

    let calls = server.requests_to(DETAILS);
    let sent: Vec<_> = calls
        .iter()
        .map(|call| call.headers.get("flyte-authorization").map(String::as_str))
        .collect();
    assert_eq!(sent, [None, Some("Bearer t1"), Some("Bearer t1")]);
    assert!(
        calls
            .iter()
            .all(|call| !call.headers.contains_key("authorization"))
    );
    assert_eq!(
        calls[0].headers["x-request-id"],
        calls[1].headers["x-request-id"]
    );
    for path in [METADATA, CLIENT_CONFIG] {
        let [request] = &server.requests_to(path)[..] else {
            panic!("{path} is asked once")
        };
        assert_eq!(request.body, serde_json::json!({}));
        assert!(!request.headers.contains_key("authorization"));
    }
}

/// Headers and bodies as `_token_client.get_token` of flyte 2.12.1 sends them for the same input.
#[tokio::test]
async fn the_request_for_a_token_is_the_sdks() {
    let server = backend([issued("t1", 3600.0)]).await;
    get_details(&client_as(&server, client_credentials()))
        .await
        .unwrap();
    let [request] = &server.requests_to(TOKEN)[..] else {
        panic!("one request expected")
    };
    let basic = "Basic Y2lkOnMrZSUyRmMlM0FyJTJCK2NhbmFyeS03ZDFm";
    for (name, value) in [
        ("authorization", basic),
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "application/json"),
        ("cache-control", "no-cache"),
    ] {
        assert_eq!(request.headers[name], value, "{name}");
    }
    assert_eq!(
        request.body,
        "grant_type=client_credentials&scope=all+offline&audience=https%3A%2F%2Fa+b"
    );
}

/// Recorded likewise.
#[tokio::test]
async fn odd_characters_are_encoded_like_the_sdks() {
    let server = backend([issued("t1", 3600.0)]).await;
    let config = r#"{"scopes":["all","offline"],"audience":"https://a b~*\u00e9"}"#;
    server.route(CLIENT_CONFIG, [Step::json(config)]);
    let client = ClientCredentials {
        client_id: "cid".into(),
        client_secret: "\u{e9}~*-._!'()".into(),
        scopes: Vec::new(),
    };
    let client = client_as(&server, Identity::ClientCredentials(client));
    get_details(&client).await.unwrap();
    let request = server.requests_to(TOKEN).remove(0);
    let basic = "Basic Y2lkOiVDMyVBOX4lMkEtLl8lMjElMjclMjglMjk=";
    assert_eq!(request.headers["authorization"], basic);
    assert_eq!(
        request.body,
        "grant_type=client_credentials&scope=all+offline&audience=https%3A%2F%2Fa+b~%2A%C3%A9"
    );
}

#[tokio::test]
async fn own_scopes_replace_those_announced() {
    let server = backend([issued("t1", 3600.0)]).await;
    let Identity::ClientCredentials(mut client) = client_credentials() else {
        unreachable!()
    };
    client.scopes = vec!["['read~*'".into(), " 'write']".into()];
    let client = client_as(&server, Identity::ClientCredentials(client));
    server.route(CLIENT_CONFIG, [Step::json("{}")]);
    get_details(&client).await.unwrap();
    let body = &server.requests_to(TOKEN)[0].body;
    assert_eq!(body, "grant_type=client_credentials&scope=read~%2A+write");
    assert_eq!(
        server.requests_to(DETAILS)[1].headers["authorization"],
        "Bearer t1"
    );
}

#[tokio::test]
async fn fifty_calls_with_an_expired_token_ask_for_one() {
    let server = backend([issued("t1", 3600.0), issued("t2", 3600.0)]).await;
    let client = client_as(&server, client_credentials());
    get_details(&client).await.unwrap();
    assert_eq!(server.requests_to(TOKEN).len(), 1);
    // An hour goes by for the token, and nothing else waits.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(3600)).await;
    tokio::time::resume();
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { get_details(&client).await.unwrap() });
    }
    calls.join_all().await;
    assert_eq!(server.requests_to(TOKEN).len(), 2);
    let calls = server.requests_to(DETAILS);
    let fresh = calls.iter().filter(|call| {
        call.headers.get("flyte-authorization").map(String::as_str) == Some("Bearer t2")
    });
    assert_eq!(fresh.count(), 50);
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let server = backend([issued("t1", 3600.0), issued("t2", 3600.0)]).await;
    let client = client_as(&server, client_credentials());
    get_details(&client).await.unwrap();
    server.route(DETAILS, [refused(), answered()]);
    get_details(&client).await.unwrap();
    let last = server.requests_to(DETAILS).pop().unwrap();
    assert_eq!(last.headers["flyte-authorization"], "Bearer t2");
}

#[tokio::test]
async fn a_token_without_a_known_end_is_used_until_it_is_refused() {
    for expires_in in ["null", "0", "-1", "\"soon\"", "[]", "1e400"] {
        let reply = format!(r#"{{"access_token":"t1","expires_in":{expires_in}}}"#);
        let server = backend([Step::json(&reply)]).await;
        let client = client_as(&server, client_credentials());
        get_details(&client).await.unwrap();
        get_details(&client).await.unwrap();
        assert_eq!(server.requests_to(TOKEN).len(), 1, "{expires_in}");
    }
}

#[tokio::test]
async fn a_login_page_in_front_is_taken_for_asking() {
    let login = Step::answer_with(302, &[("Location", "https://login.example.com/?a=b")], "");
    let page = Step::answer(200, "text/html", "<title>Log in</title>");
    let forbidden = Step::answer(403, "application/json", r#"{"code":"permission_denied"}"#);
    for step in [login, page, forbidden] {
        let server = backend([issued("t1", 3600.0)]).await;
        server.route(DETAILS, [step, answered()]);
        get_details(&client_as(&server, client_credentials()))
            .await
            .unwrap();
        assert_eq!(server.requests_to(DETAILS).len(), 2);
    }
}

/// What the issuer asks to wait for is a pace, and no failure of so many.
#[tokio::test]
async fn an_issuer_that_throttles_is_asked_until_it_gives_a_token() {
    let throttled = || Step::answer_with(429, &[("Retry-After", "0")], "slow down");
    let server = backend([]).await;
    let steps = std::iter::repeat_with(throttled).take(6);
    server.route(TOKEN, steps.chain([issued("t1", 3600.0)]));
    get_details(&client_as(&server, client_credentials()))
        .await
        .unwrap();
    assert_eq!(server.requests_to(TOKEN).len(), 7);
}
