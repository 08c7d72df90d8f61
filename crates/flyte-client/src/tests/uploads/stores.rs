//! What stores do with a file.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::CallOptions;
use crate::tests::server::Step;
use crate::tests::uploads::{LOCATION, PUT, failed, file, flyte, location, upload};
use crate::tests::{client, client_with};

#[tokio::test]
async fn what_the_store_says_decides_and_is_shown_without_the_address() {
    let xml = |code: &str| {
        let message = format!("no luck at https://s{PUT}");
        format!(
            "<Error><Code>{code}</Code><Message>{message}</Message><Resource>{PUT}</Resource></Error>"
        )
    };
    for (status, body, attempts, text, hint) in [
        (
            403,
            xml("AccessDenied"),
            1,
            "the store answered HTTP 403 `AccessDenied`: no luck at https://s/bucket/",
            "The account that Flyte signs with may not write there",
        ),
        (
            404,
            xml("NoSuchBucket"),
            1,
            "HTTP 404 `NoSuchBucket`",
            "is not there",
        ),
        (400, xml("BadDigest"), 1, "HTTP 400 `BadDigest`", ""),
        (
            400,
            xml("RequestTimeout"),
            3,
            "HTTP 400 `RequestTimeout`",
            "Try again later",
        ),
        (408, String::new(), 3, "HTTP 408", "Try again later"),
        (429, String::new(), 3, "HTTP 429", "Try again later"),
        (
            500,
            xml("InternalError"),
            3,
            "HTTP 500 `InternalError`",
            "Try again later",
        ),
        (
            502,
            format!("<html>{PUT}</html>"),
            3,
            "HTTP 502",
            "Try again later",
        ),
        (501, String::new(), 1, "HTTP 501", ""),
        (413, PUT.to_owned(), 1, "HTTP 413", ""),
        (202, String::new(), 1, "HTTP 202", ""),
    ] {
        let server = flyte([Step::answer(status, "application/xml", body)]).await;
        let error = failed(&client(&server.endpoint)).await;
        assert!(error.to_string().contains(text), "{error}");
        assert!(error.user_text().contains(hint), "{}", error.user_text());
        assert_eq!(
            (error.status(), error.attempts()),
            (Some(status), attempts),
            "{error}"
        );
        assert_eq!((error.method(), error.no_uploads()), ("PUT", None));
        assert_eq!(
            server.requests_to(PUT).len(),
            usize::try_from(attempts).unwrap()
        );
        assert_eq!(server.requests_to(LOCATION).len(), 1);
    }
}

#[tokio::test]
async fn an_error_of_the_store_names_it_and_how_it_was_asked() {
    let server = flyte([Step::answer(503, "text/plain", "")]).await;
    let error = failed(&client(&server.endpoint)).await;
    let store = &server.endpoint;
    assert_eq!(
        error.user_text(),
        format!(
            "the upload to `{store}` failed: the store answered HTTP 503\n\n\
             The store is overloaded or down. Try again later.\n\n\
             PUT to {store}, HTTP 503, 3 attempts"
        )
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn the_way_to_the_store_may_be_closed() {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = unused.local_addr().unwrap();
    drop(unused);
    for store in [format!("http://{address}"), "http://store.invalid".into()] {
        let server = flyte([]).await;
        server.route(LOCATION, [location(&format!("{store}{PUT}"), "s3://b/x")]);
        let error = failed(&client(&server.endpoint)).await;
        let hint = format!("Flyte signs addresses of `{store}`, which must be reachable from");
        assert!(error.user_text().contains(&hint), "{}", error.user_text());
        assert!(
            error
                .user_text()
                .contains(&format!("PUT to {store}, 3 attempts"))
        );
    }
    let target = [(
        "Location",
        "https://eu.example.com/x?X-Amz-Signature=canary-7d1f",
    )];
    let server = flyte([Step::answer_with(307, &target, "")]).await;
    let error = failed(&client(&server.endpoint)).await;
    assert!(
        error
            .to_string()
            .contains("redirects to `https://eu.example.com`,"),
        "{error}"
    );
    assert!(
        error.user_text().contains("another region"),
        "{}",
        error.user_text()
    );
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_lost_connection_is_tried_again() {
    let server = flyte([
        Step::SendAndClose(Vec::new()),
        Step::Stall(Vec::new()),
        Step::answer_with(200, &[], ""),
    ])
    .await;
    let client = client_with(&server.endpoint, |config| {
        config.max_retries = 2;
        // The file adds a second to this.
        config.request_timeout = Duration::from_millis(500);
    });
    upload(&client).await.unwrap();
    assert_eq!(server.requests_to(PUT).len(), 3);
}

#[tokio::test]
async fn dropping_an_upload_ends_its_connection() {
    let store = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = flyte([]).await;
    let signed = format!("http://{}{PUT}", store.local_addr().unwrap());
    server.route(LOCATION, [location(&signed, "s3://b/x")]);
    let client = client(&server.endpoint);
    let large = file(vec![0; 16 << 20]);
    let upload = tokio::spawn(async move { client.upload(&large, &CallOptions::default()).await });
    let (mut stream, _) = store.accept().await.unwrap();
    let mut start = [0; 4];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"PUT ");
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    // The rest of what was on its way, then the end, in whatever form.
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.len() < 16 << 20, "{}", rest.len());
    assert_eq!(server.requests_to(LOCATION).len(), 1);
}

#[tokio::test]
async fn a_refusal_that_comes_before_the_whole_file_is_understood() {
    let store = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = flyte([]).await;
    let signed = format!("http://{}{PUT}", store.local_addr().unwrap());
    server.route(LOCATION, [location(&signed, "s3://b/x")]);
    let serving = tokio::spawn(async move {
        let (mut stream, _) = store.accept().await.unwrap();
        stream.read_exact(&mut [0; 4]).await.unwrap();
        let answer = "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 40\r\n\r\n\
                      <Error><Code>AccessDenied</Code></Error>";
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        rest.len()
    });
    let options = CallOptions::default();
    let large = file(vec![0; 16 << 20]);
    let error = client(&server.endpoint).upload(&large, &options).await;
    let error = error.unwrap_err();
    assert!(
        error.to_string().ends_with("HTTP 403 `AccessDenied`"),
        "{error}"
    );
    assert_eq!(error.attempts(), 1);
    assert!(serving.await.unwrap() < 16 << 20, "the rest is not sent");
}
