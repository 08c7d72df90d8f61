//! What a server or a proxy can answer, and what the user is told.
//!
//! The client repeats twice, so three attempts mean "repeated", one means "not repeated".

use flyte_proto::flyteidl2::task::DeployTaskRequest;

use crate::tests::server::{Server, Step};
use crate::tests::{client, get_details, identifier};
use crate::{CallOptions, Client, Code, Error};

async fn deploy(client: &Client) -> Result<(), Error> {
    let request = DeployTaskRequest {
        task_id: Some(identifier()),
        ..DeployTaskRequest::default()
    };
    client.deploy_task(&request, &CallOptions::default()).await
}

/// What a read and a write end with when every attempt meets the same step.
struct Case {
    step: Step,
    code: Code,
    status: Option<u16>,
    read_attempts: u32,
    write_attempts: u32,
    text: &'static str,
}

async fn check(case: Case) {
    let server = Server::start([case.step]).await;
    let client = client(&server.endpoint);
    let read = get_details(&client).await.unwrap_err();
    let write = deploy(&client).await.unwrap_err();
    for (error, attempts) in [(&read, case.read_attempts), (&write, case.write_attempts)] {
        assert_eq!(error.code(), case.code, "{error:?}");
        assert_eq!(error.status(), case.status, "{error:?}");
        assert_eq!(error.attempts(), attempts, "{error:?}");
        assert_eq!(error.is_retryable(), attempts > 1, "{error:?}");
        assert!(error.to_string().contains(case.text), "{error:?}");
        assert!(!error.is_not_found(), "{error:?}");
    }
}

fn connect_error(status: u16, code: &str, message: &str) -> Step {
    let body = serde_json::json!({"code": code, "message": message, "details": [{"type": "x"}]});
    Step::answer(status, "application/json", body.to_string())
}

#[tokio::test]
async fn connect_errors_keep_their_code() {
    use Code::*;
    for (status, name, code, read_attempts, write_attempts) in [
        (499, "canceled", Canceled, 1, 1),
        (500, "unknown", Unknown, 3, 1),
        (400, "invalid_argument", InvalidArgument, 1, 1),
        (504, "deadline_exceeded", DeadlineExceeded, 3, 3),
        (404, "not_found", NotFound, 1, 1),
        (409, "already_exists", AlreadyExists, 1, 1),
        (403, "permission_denied", PermissionDenied, 1, 1),
        (429, "resource_exhausted", ResourceExhausted, 3, 3),
        (400, "failed_precondition", FailedPrecondition, 1, 1),
        (409, "aborted", Aborted, 3, 1),
        (400, "out_of_range", OutOfRange, 1, 1),
        (501, "unimplemented", Unimplemented, 1, 1),
        (500, "internal", Internal, 3, 3),
        (503, "unavailable", Unavailable, 3, 3),
        (500, "data_loss", DataLoss, 1, 1),
        (401, "unauthenticated", Unauthenticated, 1, 1),
        // A code from the future: the status decides.
        (503, "out_of_coffee", Unavailable, 3, 3),
    ] {
        check(Case {
            step: connect_error(status, name, "no\u{1b}[31m\n luck"),
            code,
            status: Some(status),
            read_attempts,
            write_attempts,
            text: "`: no[31m luck",
        })
        .await;
    }
}

#[tokio::test]
async fn a_status_without_a_connect_error_has_the_inferred_code() {
    use Code::*;
    for (status, code, read_attempts, write_attempts) in [
        (204, Unknown, 1, 1),
        (400, Internal, 1, 1),
        (401, Unauthenticated, 1, 1),
        (403, PermissionDenied, 1, 1),
        (404, Unimplemented, 1, 1),
        (405, Unknown, 1, 1),
        (415, Unknown, 1, 1),
        (429, Unavailable, 3, 3),
        (500, Unknown, 3, 1),
        (502, Unavailable, 3, 3),
        (503, Unavailable, 3, 3),
        (504, Unavailable, 3, 3),
    ] {
        for (content_type, body) in [
            ("text/plain; charset=utf-8", "404 page not found"),
            ("application/json", r#"{"message": "from some proxy"}"#),
            ("application/json", "{"),
            ("", ""),
        ] {
            let body = if status == 204 { "" } else { body };
            check(Case {
                step: Step::answer(status, content_type, body),
                code,
                status: Some(status),
                read_attempts,
                write_attempts,
                text: "the answer was HTTP",
            })
            .await;
        }
    }
}

#[tokio::test]
async fn only_the_servers_own_word_is_absence() {
    let absent = "task not found: {flytesnacks development fast_env r1-0123456789ab}";
    let from_database = "failed to get task {flytesnacks development fast_env r1}: timeout";
    for (step, is_absence) in [
        (connect_error(404, "not_found", absent), true),
        (
            connect_error(404, "not_found", "failed to get task: task not found: {x}"),
            false,
        ),
        (
            connect_error(404, "not_found", "project \"x\" not found"),
            false,
        ),
        (connect_error(404, "not_found", ""), false),
        (connect_error(404, "unimplemented", absent), false),
        (Step::answer(404, "text/plain", absent), false),
        (Step::answer(404, "text/html", absent), false),
    ] {
        let server = Server::start([step]).await;
        let error = get_details(&client(&server.endpoint)).await.unwrap_err();
        assert_eq!(error.is_not_found(), is_absence, "{error:?}");
        assert_eq!(error.attempts(), 1, "{error:?}");
    }
    // A database that starts again says so, too, and only then it is worth another try.
    let step = connect_error(404, "not_found", from_database);
    let server = Server::start([step]).await;
    let error = get_details(&client(&server.endpoint)).await.unwrap_err();
    assert!(!error.is_not_found(), "{error:?}");
    assert_eq!(error.attempts(), 3, "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_flytes_is_named() {
    let page = "<!DOCTYPE html><html><head><title>\n Sign in </title></head><body>secret</body>";
    let redirect = [("Location", "https://login.example.com/oauth?state=secret")];
    let long = "A".repeat(100_000);
    for (step, status, code, text) in [
        (
            Step::answer(200, "text/html", page),
            200,
            Code::Internal,
            "this is not a Flyte endpoint: it answered with HTTP 200 and a web page: \"Sign in\"",
        ),
        (
            Step::answer(404, "text/html; charset=utf-8", page),
            404,
            Code::Unimplemented,
            "this is not a Flyte endpoint",
        ),
        (
            Step::answer(403, "text/html", page),
            403,
            Code::PermissionDenied,
            "the answer was HTTP 403 and not from Flyte: \"Sign in\"",
        ),
        (
            Step::answer_with(302, &redirect, ""),
            302,
            Code::Unknown,
            "the server redirects to `https://login.example.com`, and redirects",
        ),
        (
            Step::answer_with(307, &[], ""),
            307,
            Code::Unknown,
            "redirects are not followed",
        ),
        (
            Step::answer(200, "application/proto", "\0\u{1}"),
            200,
            Code::Internal,
            "the answer is `application/proto` where JSON was expected",
        ),
        (
            Step::answer_with(200, &[], &long),
            200,
            Code::Internal,
            "no content type where JSON was expected: \"AAAA",
        ),
        (
            Step::answer_with(
                200,
                &[
                    ("Content-Type", "application/json"),
                    ("Content-Encoding", "gzip"),
                ],
                "\u{1f}",
            ),
            200,
            Code::Internal,
            "compressed with `gzip`",
        ),
    ] {
        let server = Server::start([step]).await;
        let error = get_details(&client(&server.endpoint)).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error:?}");
        assert!(
            error.user_text().contains("`endpoint` must be") || status == 403,
            "{error:?}"
        );
        assert!(!error.user_text().contains("secret"), "{error:?}");
        assert!(error.user_text().len() < 1200, "{error:?}");
        assert_eq!(
            (error.status(), error.code()),
            (Some(status), code),
            "{error:?}"
        );
        assert_eq!(error.attempts(), 1, "{error:?}");
    }
}

#[tokio::test]
async fn json_of_the_wrong_shape_is_refused_and_its_beginning_shown_without_texts() {
    for (body, text) in [
        ("", "EOF while parsing a value"),
        (
            r#"{"details": {"taskId": {"name": "canary"#,
            r#"EOF while parsing a string at line 1 column 39. It begins with `{"details": {"taskId": {"name": …`"#,
        ),
        (
            "busy",
            "expected value at line 1 column 1. It begins with `busy`",
        ),
        (
            r#"{"details": "canary"}"#,
            r#"It begins with `{"details": …}`"#,
        ),
        (r#"{"details": {"metadata": {"deployedAt": "canary"}}}"#, ""),
        (r#"["canary"]"#, "invalid type"),
        ("{}", "the answer lacks `details`"),
    ] {
        let server = Server::start([Step::json(body)]).await;
        let error = get_details(&client(&server.endpoint)).await.unwrap_err();
        assert!(error.to_string().contains(text), "{body}: {error:?}");
        assert!(!error.user_text().contains("canary"), "{body}: {error:?}");
        assert_eq!(error.code(), Code::Internal, "{body}");
        assert_eq!(error.attempts(), 1, "{body}");
    }
}

#[tokio::test]
async fn every_attempt_carries_the_same_request_id() {
    let server = Server::start([
        connect_error(503, "unavailable", ""),
        connect_error(503, "unavailable", ""),
        connect_error(403, "permission_denied", "not yours"),
    ])
    .await;
    let error = get_details(&client(&server.endpoint)).await.unwrap_err();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!(request.headers["x-request-id"], error.request_id());
    }
    assert_eq!(
        error.user_text(),
        format!(
            "`GetTaskDetails` failed: the server answered `permission_denied`: not yours\n\n\
             No credentials were sent, because none are configured. If the server wants some, \
             give them; if not, ask for the permission that this call needs.\n\n\
             POST {}/flyteidl2.task.TaskService/GetTaskDetails, HTTP 403, \
             code permission_denied, request id {}, 3 attempts",
            server.endpoint,
            error.request_id()
        )
    );
}

#[tokio::test]
async fn a_deployment_whose_answer_was_lost_is_not_a_conflict() {
    let exists = || connect_error(409, "already_exists", "task exists");
    let server = Server::start([Step::SendAndClose(Vec::new()), exists()]).await;
    deploy(&client(&server.endpoint)).await.unwrap();
    assert_eq!(server.requests().len(), 2);

    let server = Server::start([exists()]).await;
    let error = deploy(&client(&server.endpoint)).await.unwrap_err();
    assert_eq!(error.code(), Code::AlreadyExists);
}

#[tokio::test]
async fn a_server_that_asks_for_patience_is_quoted() {
    let busy = r#"{"code": "resource_exhausted", "message": "slow down"}"#;
    for retry_after in ["3600", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let headers = [
            ("Content-Type", "application/json"),
            ("Retry-After", retry_after),
        ];
        let server = Server::start([Step::answer_with(429, &headers, busy)]).await;
        let error = get_details(&client(&server.endpoint)).await.unwrap_err();
        assert_eq!(error.attempts(), 1);
        assert!(error.is_retryable());
        assert!(error.user_text().contains("asked to wait"), "{error:?}");
    }
}
