//! Every way to fail, as a client sees it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use flyte_mock::{Code, Fault, FaultKind, Options};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use crate::backend::{Answer, Backend, TASKS, environment, id};

/// A mock with one task, whose next call of any method fails in this way.
async fn failing(kind: FaultKind) -> Backend {
    let backend = Backend::new();
    backend.deploy("e", "v1", &environment("e")).await;
    backend.mock.fail(Fault::new("*", 1, kind));
    backend
}

fn details() -> Value {
    json!({"taskId": id("e", "v1")})
}

/// Deploys `e` `v2` over a connection of its own, and reads until that ends.
fn deploy_by_hand(backend: &Backend) -> (Vec<u8>, io::Result<usize>) {
    let address = backend.mock.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let body = json!({"taskId": id("e", "v2"), "spec": {}}).to_string();
    let head = format!(
        "POST /{TASKS}/DeployTask HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer);
    (answer, end)
}

#[tokio::test]
async fn a_connect_error_carries_its_code_status_and_retry_after() {
    let kind = FaultKind::Connect {
        code: Code::ResourceExhausted,
        retry_after: Some(Duration::from_secs(7)),
    };
    let backend = failing(kind).await;
    let answer = backend
        .task("DeployTask", &json!({"taskId": id("e", "v2"), "spec": {}}))
        .await;
    assert_eq!(
        (answer.error().0, answer.error().1),
        (429, "resource_exhausted")
    );
    assert_eq!(answer.headers[header::RETRY_AFTER], "7");
    assert_eq!(
        backend.details("e", "v2").await.error().1,
        "not_found",
        "nothing was done"
    );
}

#[tokio::test]
async fn a_status_and_a_page_come_without_connect() {
    let backend = failing(FaultKind::Status(502)).await;
    let response = backend
        .post("GetTaskDetails", &details())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(response.bytes().await.unwrap().is_empty());

    let backend = failing(FaultKind::HtmlPage).await;
    let response = backend
        .post("GetTaskDetails", &details())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    assert!(
        response
            .text()
            .await
            .unwrap()
            .starts_with("<!DOCTYPE html>")
    );
}

#[tokio::test]
async fn slow_is_the_right_answer_later_be_it_an_error() {
    let wait = Duration::from_millis(30);
    let backend = failing(FaultKind::Slow(wait)).await;
    let start = Instant::now();
    backend.details("e", "v1").await.ok();
    assert!(start.elapsed() >= wait);

    let backend = failing(FaultKind::Slow(wait)).await;
    let start = Instant::now();
    assert_eq!(
        backend.details("missing", "v1").await.error().1,
        "not_found"
    );
    assert!(start.elapsed() >= wait);
}

#[tokio::test]
async fn a_client_that_does_not_wait_is_told_so() {
    let backend = failing(FaultKind::Slow(Duration::from_secs(60))).await;
    let request = backend
        .post("GetTaskDetails", &details())
        .header("connect-timeout-ms", "10");
    let answer = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(
        (answer.error().0, answer.error().1),
        (504, "deadline_exceeded")
    );
}

#[tokio::test]
async fn a_hanging_call_never_ends_and_holds_nothing_up() {
    let backend = failing(FaultKind::Hang).await;
    let request = backend.post("GetTaskDetails", &details());
    let hanging = tokio::spawn(request.send());
    while backend.mock.count("GetTaskDetails") == 0 {
        tokio::task::yield_now().await;
    }
    backend.details("e", "v1").await.ok();
    assert!(!hanging.is_finished());
    // It ends with the mock.
    drop(backend.mock);
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn a_call_can_hang_with_its_work_done() {
    let backend = failing(FaultKind::HangAfter).await;
    let request = backend.post("DeployTask", &json!({"taskId": id("e", "v2"), "spec": {}}));
    let hanging = tokio::spawn(request.send());
    while backend.mock.versions("flytesnacks", "development", "e") != ["v1", "v2"] {
        tokio::task::yield_now().await;
    }
    assert!(!hanging.is_finished());
}

#[tokio::test]
async fn resets_come_before_or_after_the_work() {
    for (kind, deployed) in [
        (FaultKind::ResetBefore, false),
        (FaultKind::ResetAfter, true),
    ] {
        let backend = failing(kind).await;
        let (answer, end) = deploy_by_hand(&backend);
        assert!(answer.is_empty(), "{kind:?}");
        assert_eq!(
            end.unwrap_err().kind(),
            io::ErrorKind::ConnectionReset,
            "{kind:?}"
        );
        let versions = backend.mock.versions("flytesnacks", "development", "e");
        assert_eq!(versions.contains(&"v2".to_owned()), deployed, "{kind:?}");
    }
}

#[tokio::test]
async fn a_disconnect_is_an_orderly_end_without_an_answer() {
    let backend = failing(FaultKind::Disconnect).await;
    let (answer, end) = deploy_by_hand(&backend);
    assert_eq!((answer.len(), end.unwrap()), (0, 0));
    assert_eq!(
        backend.mock.versions("flytesnacks", "development", "e"),
        ["v1"]
    );
}

#[tokio::test]
async fn a_truncated_answer_ends_before_its_announced_length() {
    let backend = failing(FaultKind::Truncated).await;
    let response = backend
        .post("GetTaskDetails", &details())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.content_length().unwrap() > 2);
    assert!(response.bytes().await.is_err());

    let backend = failing(FaultKind::Truncated).await;
    let (answer, _) = deploy_by_hand(&backend);
    assert!(
        String::from_utf8(answer).unwrap().ends_with("\r\n\r\n{"),
        "half of `{{}}` arrives"
    );
    assert_eq!(
        backend.mock.versions("flytesnacks", "development", "e"),
        ["v1", "v2"]
    );
}

#[tokio::test]
async fn broken_and_mislabelled_answers_come_after_the_work() {
    let backend = failing(FaultKind::Broken).await;
    let request = json!({"taskId": id("e", "v2"), "spec": {}});
    let response = backend.post("DeployTask", &request).send().await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    assert!(response.json::<Value>().await.is_err());
    assert_eq!(
        backend.mock.versions("flytesnacks", "development", "e"),
        ["v1", "v2"]
    );

    let backend = failing(FaultKind::WrongContentType).await;
    let response = backend
        .post("GetTaskDetails", &details())
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/plain");
    assert_eq!(
        response.json::<Value>().await.unwrap()["details"]["spec"],
        environment("e")
    );
}

#[tokio::test]
async fn an_oversized_answer_is_right_but_far_too_long() {
    let backend = failing(FaultKind::Oversized).await;
    let response = backend
        .post("GetTaskDetails", &details())
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.content_length(),
        None,
        "its length is not announced"
    );
    let body = response.bytes().await.unwrap();
    assert!(body.len() > 16 << 20);
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(answer["details"]["spec"], environment("e"));
}

#[tokio::test]
async fn faults_keep_to_their_method_and_their_number() {
    let unavailable = FaultKind::Connect {
        code: Code::Unavailable,
        retry_after: None,
    };
    let backend = Backend::with(Options {
        faults: vec![Fault::new("GetTaskDetails", 2, unavailable).after(1)],
        ..Options::default()
    });
    backend.deploy("e", "v1", &environment("e")).await;
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(backend.details("e", "v1").await.status.as_u16());
    }
    assert_eq!(codes, [200, 503, 503, 200]);

    backend.mock.fail(Fault::new("*", u32::MAX, unavailable));
    assert_eq!(backend.details("e", "v1").await.status.as_u16(), 503);
    backend.mock.clear_faults();
    backend.details("e", "v1").await.ok();
}
