//! The two codecs, gzip around either, and what each does with what it does not know.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use flyte_mock::Codec;
use flyte_mock::idl::flyteidl2::task::{
    DeployTaskRequest, Environment, GetTaskDetailsRequest, GetTaskDetailsResponse, TaskIdentifier,
    TaskSpec,
};
use prost::Message;
use reqwest::{StatusCode, header};
use serde_json::json;

use crate::backend::{Answer, Backend, TASKS, environment, id};

pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn gunzip(body: &[u8]) -> Vec<u8> {
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
