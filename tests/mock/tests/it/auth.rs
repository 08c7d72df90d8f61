//! Who may call, and how a client comes by a token.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flyte_mock::{Auth, Fault, FaultKind, OAuthError, Options};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::backend::{Answer, Backend, TASKS, id};

const META: &str = "flyteidl2.auth.AuthMetadataService";
const ID: &str = "ci";
const SECRET: &str = "s e/c:r+";

fn guarded(auth: Auth) -> Backend {
    Backend::with(Options {
        auth: Some(auth),
        ..Options::default()
    })
}

/// Asks for a task that is not there, with these headers.
async fn ask(backend: &Backend, headers: &[(&str, &str)]) -> Answer {
    let body = json!({"taskId": id("e", "v1")});
    let mut request = backend.post("GetTaskDetails", &body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::read(request.send().await.unwrap()).await
}

/// The status and the answer of the token endpoint for this form.
async fn token(backend: &Backend, basic: Option<&str>, form: &str) -> (u16, Value) {
    let mut request = backend
        .http
        .post(format!("{}/oauth2/token", backend.mock.url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.to_owned());
    if let Some(text) = basic {
        request = request.header("authorization", format!("Basic {}", STANDARD.encode(text)));
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

const GRANT: &str = "grant_type=client_credentials&scope=all";

/// A token for the client above.
async fn fetch(backend: &Backend) -> String {
    let (status, body) = token(backend, Some("ci:s+e%2Fc%3Ar%2B"), GRANT).await;
    assert_eq!(status, 200, "{body}");
    format!("Bearer {}", body["access_token"].as_str().unwrap())
}

#[tokio::test]
async fn a_token_counts_only_as_bearer_in_the_right_header() {
    let backend = guarded(Auth {
        header: "flyte-authorization".to_owned(),
        ..Auth::token("t")
    });
    for (headers, why) in [
        (&[] as &[(&str, &str)], "no token in the header"),
        (&[("authorization", "Bearer t")], "no token in the header"),
        (
            &[("flyte-authorization", "t")],
            "does not begin with `Bearer `",
        ),
        (&[("flyte-authorization", "Basic t")], "does not begin with"),
        (
            &[("flyte-authorization", "Bearer x")],
            "the token is unknown",
        ),
    ] {
        let answer = ask(&backend, headers).await;
        let (status, code, message) = answer.error();
        assert_eq!((status, code), (401, "unauthenticated"));
        assert!(message.contains(why), "{message}");
    }
    let answer = ask(&backend, &[("flyte-authorization", "Bearer t")]).await;
    assert_eq!(answer.error().1, "not_found");
}

#[tokio::test]
async fn the_issuer_is_announced_to_whoever_asks() {
    let backend = guarded(Auth {
        header: "x-flyte".to_owned(),
        scopes: vec!["a".to_owned(), "b".to_owned()],
        audience: Some("aud".to_owned()),
        ..Auth::client(ID, SECRET)
    });
    let metadata = backend
        .call(META, "GetOAuth2Metadata", &json!({}))
        .await
        .ok();
    let endpoint = format!("{}/oauth2/token", backend.mock.url());
    assert_eq!(metadata["tokenEndpoint"], endpoint);
    let client = backend
        .call(META, "GetPublicClientConfig", &json!({}))
        .await
        .ok();
    assert_eq!(client["authorizationMetadataKey"], "x-flyte");
    assert_eq!(client["scopes"], json!(["a", "b"]));
    assert_eq!(client["audience"], "aud");
    let known = format!(
        "{}/.well-known/oauth-authorization-server",
        backend.mock.url()
    );
    let known: Value = backend
        .http
        .get(known)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(known["tokenEndpoint"], endpoint);
}

#[tokio::test]
async fn client_credentials_are_taken_as_the_sdk_sends_them() {
    let backend = guarded(Auth {
        audience: Some("aud".to_owned()),
        ..Auth::client(ID, SECRET)
    });
    let right = Some("ci:s+e%2Fc%3Ar%2B");
    let asked = format!("{GRANT}&audience=aud");
    for (basic, form, error) in [
        (None, asked.as_str(), "invalid_client"),
        (Some("ci:s e/c:r+"), &asked, "invalid_client"),
        (Some("ci:wrong"), &asked, "invalid_client"),
        (Some("other:s+e%2Fc%3Ar%2B"), &asked, "invalid_client"),
        (right, GRANT, "invalid_target"),
        (
            right,
            "grant_type=client_credentials&scope=x",
            "invalid_scope",
        ),
        (right, "grant_type=password", "unsupported_grant_type"),
    ] {
        let (status, body) = token(&backend, basic, form).await;
        let expected = if error == "invalid_client" { 401 } else { 400 };
        assert_eq!(
            (status, &body["error"]),
            (expected, &json!(error)),
            "{basic:?} {form}"
        );
    }
    let (status, body) = token(&backend, right, &asked).await;
    assert_eq!((status, &body["expires_in"]), (200, &json!(3600)), "{body}");
    let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap());
    assert_eq!(
        ask(&backend, &[("authorization", &bearer)]).await.error().1,
        "not_found"
    );
}

#[tokio::test]
async fn issued_tokens_end() {
    let backend = guarded(Auth {
        token_lifetime: Duration::ZERO,
        ..Auth::client(ID, SECRET)
    });
    let bearer = fetch(&backend).await;
    let answer = ask(&backend, &[("authorization", &bearer)]).await;
    assert_eq!(answer.error().2, "the token has expired");

    let backend = guarded(Auth::client(ID, SECRET));
    let bearer = fetch(&backend).await;
    backend.mock.revoke_tokens();
    let answer = ask(&backend, &[("authorization", &bearer)]).await;
    assert_eq!(answer.error().2, "the token was revoked");
    let bearer = fetch(&backend).await;
    assert_eq!(
        ask(&backend, &[("authorization", &bearer)]).await.error().1,
        "not_found"
    );
    assert_eq!(backend.mock.count("token"), 2);
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_brings_the_next() {
    let backend = guarded(Auth {
        refresh_tokens: vec!["r".to_owned()],
        ..Auth::default()
    });
    let form =
        |token: &str| format!("grant_type=refresh_token&client_id=flytectl&refresh_token={token}");
    let (status, body) = token(&backend, None, &form("r")).await;
    assert_eq!(status, 200, "{body}");
    let next = body["refresh_token"].as_str().unwrap();
    let (status, body) = token(&backend, None, &form("r")).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    assert_eq!(token(&backend, None, &form(next)).await.0, 200);
}

#[tokio::test]
async fn a_device_is_let_in() {
    let backend = guarded(Auth::client(ID, SECRET));
    let answer = backend
        .http
        .post(format!("{}/oauth2/device", backend.mock.url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("client_id=flytectl&scope=all")
        .send();
    let body: Value = answer.await.unwrap().json().await.unwrap();
    let code = body["device_code"].as_str().unwrap();
    let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    let form = format!("grant_type={grant}&client_id=flytectl&device_code={code}");
    let (status, body) = token(&backend, None, &form).await;
    assert_eq!(status, 200, "{body}");
    assert!(body["refresh_token"].is_string());
    let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap());
    assert_eq!(
        ask(&backend, &[("authorization", &bearer)]).await.error().1,
        "not_found"
    );
}

#[tokio::test]
async fn an_issuer_refuses_and_fails_on_demand() {
    let backend = guarded(Auth::client(ID, SECRET));
    let refusal = FaultKind::OAuth(OAuthError::InvalidClient);
    backend.mock.fail(Fault::new("token", 1, refusal));
    let (status, body) = token(&backend, Some("ci:s+e%2Fc%3Ar%2B"), GRANT).await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    backend
        .mock
        .fail(Fault::new("token", 1, FaultKind::Status(503)));
    let request = backend
        .http
        .post(format!("{}/oauth2/token", backend.mock.url()));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    fetch(&backend).await;
}

#[tokio::test]
async fn an_identity_aware_proxy_wants_a_token_of_its_own() {
    let backend = guarded(Auth {
        proxy_token: Some("p".to_owned()),
        ..Auth::token("t")
    });
    let bearer = ("authorization", "Bearer t");
    let answer = ask(&backend, &[bearer]).await;
    assert!(answer.error().2.contains("`proxy-authorization`"));
    let answer = ask(&backend, &[bearer, ("proxy-authorization", "Bearer x")]).await;
    assert_eq!(answer.error().2, "the proxy does not know the token");
    let answer = ask(&backend, &[bearer, ("proxy-authorization", "Bearer p")]).await;
    assert_eq!(answer.error().1, "not_found");
}

#[tokio::test]
async fn who_calls_can_be_asked() {
    let backend = guarded(Auth::client(ID, SECRET));
    let bearer = fetch(&backend).await;
    let url = backend.url("flyteidl2.auth.IdentityService", "UserInfo");
    let request = backend
        .http
        .post(url)
        .header("authorization", bearer)
        .json(&json!({}));
    let answer = Answer::read(request.send().await.unwrap()).await.ok();
    assert_eq!(answer["subject"], ID);
}

#[test]
fn an_api_key_is_what_the_sdk_reads() {
    let keys = Auth::client("a", "b").api_keys("flyte.example.com");
    let text = STANDARD.decode(&keys[0]).unwrap();
    assert_eq!(text, b"flyte.example.com:a:b:");
}

#[tokio::test]
async fn what_is_asked_of_whom_is_on_record() {
    let backend = guarded(Auth::token("t"));
    ask(&backend, &[]).await;
    ask(&backend, &[("authorization", "Bearer t")]).await;
    backend
        .mock
        .fail(Fault::new("*", 1, FaultKind::ResetBefore));
    let url = backend.url(TASKS, "GetTaskDetails");
    backend.http.post(url).send().await.unwrap_err();
    let requests = backend.mock.requests();
    let statuses: Vec<_> = requests
        .iter()
        .map(|request| request.status.map(|status| status.as_u16()))
        .collect();
    assert_eq!(statuses, [Some(401), Some(404), None]);
    assert_eq!(requests[2].fault, Some(FaultKind::ResetBefore));
}

#[tokio::test]
async fn a_page_for_developers_repeats_the_request() {
    let backend = guarded(Auth::token("t"));
    backend.mock.fail(Fault::new("*", 1, FaultKind::Echo));
    let body = json!({"taskId": id("e", "v1")});
    let request = backend
        .post("GetTaskDetails", &body)
        .header("authorization", "Bearer t");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let page = answer.text().await.unwrap();
    assert!(page.contains("authorization: Bearer t\n") && page.contains("\"v1\""));
}
