//! The Connect protocol: refusals, GET, HTTP/2, health.

use flyte_mock::Codec;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use crate::backend::{Answer, Backend, PROJECTS, TASKS, environment, id};
use crate::codecs::{gunzip, gzip};

#[tokio::test]
async fn messages_that_cannot_be_read_are_refused() {
    let backend = Backend::new();
    let post = |body: &'static [u8], headers: &[(&'static str, &'static str)]| {
        let mut request = backend
            .http
            .post(backend.url(TASKS, "ListTasks"))
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send()
    };
    let (json, proto) = (
        ("content-type", "application/json"),
        ("content-type", "application/proto"),
    );
    for (body, headers, code) in [
        (b"{" as &[u8], &[json] as &[_], "invalid_argument"),
        (b"", &[json], "invalid_argument"),
        (b"[]", &[json], "invalid_argument"),
        (
            b"{\"request\": {\"limit\": \"x\"}}",
            &[json],
            "invalid_argument",
        ),
        (b"\xff\xff", &[proto], "invalid_argument"),
        (
            b"{}",
            &[json, ("content-encoding", "gzip")],
            "invalid_argument",
        ),
        (b"{}", &[json, ("content-encoding", "br")], "unimplemented"),
        (
            b"{}",
            &[json, ("connect-protocol-version", "2")],
            "invalid_argument",
        ),
        (
            b"{}",
            &[json, ("connect-timeout-ms", "12345678901")],
            "invalid_argument",
        ),
    ] {
        let answer = Answer::read(post(body, headers).await.unwrap()).await;
        assert_eq!(answer.error().1, code, "{headers:?} {}", answer.body);
    }
    // An empty binary message is a message, whatever its encoding is said to be.
    let empty = post(
        b"",
        &[
            proto,
            ("content-encoding", "gzip"),
            ("connect-protocol-version", "1"),
        ],
    );
    assert_eq!(empty.await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn another_content_type_is_415_without_a_body() {
    let backend = Backend::new();
    for kind in [
        "text/plain",
        "application/grpc-web+json",
        "application/x-protobuf",
    ] {
        let post = backend.http.post(backend.url(TASKS, "ListTasks"));
        let response = post
            .header(header::CONTENT_TYPE, kind)
            .body("{}")
            .send()
            .await
            .unwrap();
        assert_eq!(
            response.status(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{kind}"
        );
        assert!(response.headers().contains_key("accept-post"));
        assert!(response.bytes().await.unwrap().is_empty());
    }
    assert_eq!(backend.mock.requests()[0].codec, Codec::Unknown);
}

#[tokio::test]
async fn a_method_it_does_not_serve_is_unimplemented() {
    let backend = Backend::new();
    for (service, method) in [
        ("flyteidl2.dataproxy.DataProxyService", "TailLogs"),
        ("flyteidl2.workflow.RunService", "AbortRun"),
    ] {
        let answer = backend.call(service, method, &json!({})).await;
        let message = format!("flyte-mock does not serve {service}.{method}");
        assert_eq!(answer.error(), (501, "unimplemented", message.as_str()));
    }
}

#[tokio::test]
async fn a_path_that_is_not_flytes_is_a_bare_404() {
    let backend = Backend::new();
    for path in [
        "/",
        "/nothing",
        "/other.Service/Method",
        "/prefix/flyteidl2.task.TaskService/ListTasks",
        "/flyteidl2.task.TaskService/Frobnicate",
        "/flyteidl2.org.DomainService/ListDomains",
    ] {
        let url = backend.mock.url() + path;
        let response = backend
            .http
            .post(url)
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.text().await.unwrap(), "404 page not found\n");
    }
}

#[tokio::test]
async fn methods_without_side_effects_answer_get() {
    let backend = Backend::new();
    backend.deploy("e", "v1", &environment("e")).await;
    let message = json!({"taskId": id("e", "v1")}).to_string();
    let base64 = |bytes: &[u8]| {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        URL_SAFE_NO_PAD.encode(bytes)
    };
    let packed = base64(&gzip(message.as_bytes()));
    for query in [
        vec![("message", message.as_str())],
        vec![("message", &base64(message.as_bytes())), ("base64", "1")],
        vec![
            ("message", &packed),
            ("base64", "1"),
            ("compression", "gzip"),
        ],
    ] {
        let mut url = reqwest::Url::parse(&backend.url(TASKS, "GetTaskDetails")).unwrap();
        url.query_pairs_mut()
            .extend_pairs([("connect", "v1"), ("encoding", "json")])
            .extend_pairs(query);
        let response = backend.http.get(url).send().await.unwrap();
        let body = match response.headers().get(header::CONTENT_ENCODING) {
            Some(_) => gunzip(&response.bytes().await.unwrap()),
            None => response.bytes().await.unwrap().to_vec(),
        };
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(answer["details"]["spec"], environment("e"));
    }
    for (service, method, allow) in [
        (TASKS, "DeployTask", "POST"),
        (PROJECTS, "ListProjects", "POST"),
    ] {
        let url = backend.url(service, method) + "?encoding=json&message=%7B%7D";
        let response = backend.http.get(url).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()[header::ALLOW], allow);
    }
}

#[tokio::test]
async fn http2_with_prior_knowledge_is_served() {
    let backend = Backend::new();
    let http = reqwest::Client::builder()
        .no_proxy()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let post = http.post(backend.url(TASKS, "ListTasks")).json(&json!({}));
    let response = post.send().await.unwrap();
    assert_eq!(response.version(), reqwest::Version::HTTP_2);
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn health_is_told_without_connect() {
    let backend = Backend::new();
    for (path, status, body) in [
        ("/healthz", 200, "OK"),
        ("/readyz", 200, "OK"),
        (
            "/.well-known/oauth-authorization-server",
            501,
            "unimplemented: oauth2 metadata is not configured; set \
             runs.authMetadata.externalAuthServerBaseUrl\n",
        ),
    ] {
        let response = backend
            .http
            .get(backend.mock.url() + path)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.text().await.unwrap(), body);
    }
}
