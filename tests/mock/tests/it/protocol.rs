//! The Connect protocol: codecs, compression, GET, refusals.

use std::io::{Read, Write};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use flyte_mock::{
    Codec,
    idl::flyteidl2::task::{
        DeployTaskRequest, Environment, GetTaskDetailsRequest, GetTaskDetailsResponse,
        TaskIdentifier, TaskSpec,
    },
};
use prost::Message;
use reqwest::{StatusCode, header};
use serde_json::json;

use crate::backend::{Answer, Backend, PROJECTS, TASKS, environment, id};

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn gunzip(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(body).read_to_end(&mut plain).unwrap();
    plain
}

fn task_id() -> TaskIdentifier {
    TaskIdentifier {
        org: "acme".to_owned(),
        project: "flytesnacks".to_owned(),
        domain: "development".to_owned(),
        name: "e".to_owned(),
        version: "v1".to_owned(),
    }
}

fn deploy_request() -> DeployTaskRequest {
    DeployTaskRequest {
        task_id: Some(task_id()),
        spec: Some(TaskSpec {
            environment: Some(Environment {
                name: "e".to_owned(),
                description: String::new(),
            }),
            ..TaskSpec::default()
        }),
        triggers: Vec::new(),
    }
}

/// Posts a binary message.
fn binary(backend: &Backend, method: &str, body: Vec<u8>) -> reqwest::RequestBuilder {
    let post = backend.http.post(backend.url(TASKS, method));
    post.header(header::CONTENT_TYPE, "application/proto")
        .body(body)
}

#[tokio::test]
async fn the_binary_codec_with_gzip_is_that_of_the_sdk() {
    let backend = Backend::new();
    let body = gzip(&deploy_request().encode_to_vec());
    let response = binary(&backend, "DeployTask", body)
        .header(header::CONTENT_ENCODING, "gzip")
        .header(header::ACCEPT_ENCODING, "gzip,identity")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/proto"
    );
    assert_eq!(
        response.headers().get(header::CONTENT_ENCODING),
        None,
        "nothing to pack"
    );
    assert!(response.bytes().await.unwrap().is_empty());

    let request = GetTaskDetailsRequest {
        task_id: Some(task_id()),
    };
    let response = binary(&backend, "GetTaskDetails", request.encode_to_vec())
        .header(header::ACCEPT_ENCODING, "gzip,identity")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
    let plain = gunzip(&response.bytes().await.unwrap());
    let details = GetTaskDetailsResponse::decode(plain.as_slice())
        .unwrap()
        .details
        .unwrap();
    assert_eq!(details.spec, deploy_request().spec);
    assert_eq!(
        details.task_id,
        Some(TaskIdentifier {
            org: String::new(),
            ..task_id()
        })
    );

    let recorded = &backend.mock.requests()[0];
    assert_eq!(recorded.codec, Codec::Proto);
    assert_eq!(recorded.body, deploy_request().encode_to_vec(), "unpacked");
}

#[tokio::test]
async fn what_binary_stores_and_does_not_know_it_returns() {
    let backend = Backend::new();
    let mut spec = deploy_request().spec.unwrap().encode_to_vec();
    prost::encoding::string::encode(999, &"newer than the mock".to_owned(), &mut spec);
    let mut request = DeployTaskRequest {
        spec: None,
        ..deploy_request()
    }
    .encode_to_vec();
    prost::encoding::bytes::encode(2, &spec, &mut request);
    binary(&backend, "DeployTask", request)
        .send()
        .await
        .unwrap();

    let request = GetTaskDetailsRequest {
        task_id: Some(task_id()),
    };
    let response = binary(&backend, "GetTaskDetails", request.encode_to_vec())
        .send()
        .await
        .unwrap();
    let body = response.bytes().await.unwrap();
    assert!(
        body.windows(spec.len()).any(|part| part == spec),
        "the spec came back as it was"
    );
    // JSON shows what the mock knows.
    let details = backend.details("e", "v1").await.ok();
    assert_eq!(details["details"]["spec"], environment("e"));
}

#[tokio::test]
async fn errors_are_json_in_either_codec_and_never_packed() {
    let backend = Backend::new();
    let request = GetTaskDetailsRequest {
        task_id: Some(task_id()),
    };
    let response = binary(&backend, "GetTaskDetails", request.encode_to_vec())
        .header(header::ACCEPT_ENCODING, "gzip")
        .send()
        .await
        .unwrap();
    let answer = Answer::read(response).await;
    let message = "task not found: {flytesnacks development e v1}";
    assert_eq!(answer.error(), (404, "not_found", message));
}

#[tokio::test]
async fn json_in_gzip_works_both_ways() {
    let backend = Backend::new();
    backend.deploy("e", "v1", &environment("e")).await;
    let body = gzip(json!({"task_id": id("e", "v1")}).to_string().as_bytes());
    let response = backend
        .http
        .post(backend.url(TASKS, "GetTaskDetails"))
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .header(header::CONTENT_ENCODING, "gzip")
        .header(header::ACCEPT_ENCODING, "br, gzip")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let plain = gunzip(&response.bytes().await.unwrap());
    let details: serde_json::Value = serde_json::from_slice(&plain).unwrap();
    assert_eq!(details["details"]["spec"], environment("e"));
}

#[tokio::test]
async fn unknown_json_fields_and_enum_names_are_dropped() {
    let backend = Backend::new();
    let spec = json!({
        "taskTemplate": {"type": "t", "fromTheFuture": {"a": 1}, "reusePolicy": {"scope": "GALAXY"}},
        "new": true,
    });
    backend.deploy("e", "v1", &spec).await;
    let details = backend.details("e", "v1").await.ok();
    let kept = json!({"taskTemplate": {"type": "t", "reusePolicy": {}}});
    assert_eq!(details["details"]["spec"], kept);
}

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
        (TASKS, "Frobnicate"),
        ("flyteidl2.cluster.ClusterService", "SelectCluster"),
        ("flyteidl2.trigger.TriggerService", "ListTriggers"),
    ] {
        let answer = backend.call(service, method, &json!({})).await;
        assert_eq!((answer.error().0, answer.error().1), (501, "unimplemented"));
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
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
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
        let answer = Answer::read(backend.http.get(url).send().await.unwrap())
            .await
            .ok();
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
        ("/.well-known/oauth-authorization-server", 501, ""),
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
