//! What can go wrong between here and the server, and what the user is told.
//!
//! The client repeats twice, so three attempts mean "repeated", one means "not repeated".

use std::time::Duration;

use tokio::net::TcpListener;

use crate::tests::server::{Server, Step};
use crate::tests::{client, client_with, get_details, identifier};
use crate::{CallOptions, Code};

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read() {
    let announced = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        (16 << 20) + 1
    );
    let mut chunked = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
        Transfer-Encoding: chunked\r\n\r\n1100000\r\n"
        .to_vec();
    chunked.resize(chunked.len() + 0x110_0000, b' ');
    for bytes in [announced.into_bytes(), chunked] {
        let server = Server::start([Step::Stall(bytes)]).await;
        let error = get_details(&client(&server.endpoint)).await.unwrap_err();
        assert!(
            error.to_string().contains("larger than 16 MiB"),
            "{error:?}"
        );
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn a_lost_connection_is_tried_again() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    for step in [
        Step::Slam,
        Step::SendAndClose(Vec::new()),
        Step::SendAndClose(b"HTTP/1.1 200".to_vec()),
        Step::SendAndClose(cut.to_vec()),
    ] {
        let server = Server::start([step, Step::json(r#"{"details": {}}"#)]).await;
        get_details(&client(&server.endpoint)).await.unwrap();
        assert!(server.connections() > 1);
    }
    let server = Server::start([Step::SendAndClose(cut.to_vec())]).await;
    let error = get_details(&client(&server.endpoint)).await.unwrap_err();
    let text = "the connection was lost before the answer was complete";
    assert!(error.to_string().contains(text), "{error:?}");
    assert_eq!(
        (error.code(), error.status()),
        (Code::Unavailable, Some(200))
    );
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn nobody_at_the_address_is_told_so() {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = unused.local_addr().unwrap();
    drop(unused);
    for (endpoint, text) in [
        (
            format!("http://{address}"),
            "the server could not be reached: Connection refused",
        ),
        (
            "http://flyte.invalid:8090".to_owned(),
            "the host name could not be resolved",
        ),
    ] {
        let error = get_details(&client(&endpoint)).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error:?}");
        assert!(error.user_text().contains(&endpoint), "{error:?}");
        assert_eq!((error.code(), error.status()), (Code::Unavailable, None));
        assert_eq!(error.attempts(), 3);
    }
}

#[tokio::test]
async fn the_wrong_protocol_is_told_so() {
    let alert = Step::SendAndClose(b"\x15\x03\x01\x00\x02\x02\x46".to_vec());
    let server = Server::start([alert]).await;
    let error = get_details(&client(&server.endpoint)).await.unwrap_err();
    assert!(
        error.to_string().contains("the server does not speak HTTP"),
        "{error:?}"
    );
    assert!(error.user_text().contains("write `https://`"), "{error:?}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_costs_nothing() {
    let answer = Step::json(r#"{"details": {}}"#);
    let Step::Send(bytes) = answer.clone() else {
        unreachable!();
    };
    let server = Server::start([Step::SendAndClose(bytes), answer]).await;
    let client = client_with(&server.endpoint, |config| config.max_retries = 0);
    get_details(&client).await.unwrap();
    get_details(&client).await.unwrap();
    assert_eq!((server.requests().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
    let short = Duration::from_millis(500);
    for (bytes, status) in [(&b""[..], None), (&head[..], Some(200))] {
        let server = Server::start([Step::Stall(bytes.to_vec())]).await;
        let by_silence = client_with(&server.endpoint, |config| config.read_timeout = short);
        let error = get_details(&by_silence).await.unwrap_err();
        assert!(
            error.to_string().contains("did not answer in time"),
            "{error:?}"
        );
        assert_eq!(
            (error.code(), error.status()),
            (Code::DeadlineExceeded, status)
        );
        assert_eq!(error.attempts(), 3);

        let by_attempt = client_with(&server.endpoint, |config| config.request_timeout = short);
        let error = get_details(&by_attempt).await.unwrap_err();
        assert!(
            error.to_string().contains("did not answer in time"),
            "{error:?}"
        );
        assert_eq!(error.attempts(), 3);

        let options = CallOptions::within(short);
        let by_deadline = client(&server.endpoint);
        let error = by_deadline
            .get_task_details(&identifier(), &options)
            .await
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("the time for this operation is up"),
            "{error:?}"
        );
        assert_eq!(error.attempts(), 1);
    }
}
