//! Answers that went wrong on the way.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;

const MIB: usize = 1 << 20;
/// How large an oversized answer is, at least.
const OVERSIZED: usize = 17 * MIB;

/// What a proxy in front of the backend would show a browser.
pub(crate) fn html_page() -> Response {
    let page = "<!DOCTYPE html><html><head><title>Sign in</title></head>\
                <body><form action=\"/login\"></form></body></html>\n";
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::OK, html, page).into_response()
}

/// What a proxy's page for developers shows: the request, as it came.
pub(crate) fn echo(target: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    let headers: String = headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            // As it is, and as JSON may write it.
            let escaped = value.replace('/', "\\/").replace('+', "\\u002B");
            format!("{name}: {value}\n{name}: {escaped}\n")
        })
        .collect();
    let page = format!(
        "Bad request: {target}\n{headers}\n{}\n",
        String::from_utf8_lossy(body)
    );
    (StatusCode::BAD_REQUEST, page).into_response()
}

/// The right body under the wrong name.
pub(crate) fn wrong_content_type(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

/// A body that is neither JSON nor protobuf nor gzip, under the right name.
pub(crate) fn broken(mut response: Response) -> Response {
    *response.body_mut() = Body::from("{\"details\": {\"taskId\": \u{7f}");
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

/// Half a body of the announced length; then the connection ends.
pub(crate) async fn truncated(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let body = read(body).await;
    let announced = HeaderValue::from(body.len().max(1));
    head.headers.insert(header::CONTENT_LENGTH, announced);
    let half = body.slice(..body.len() / 2);
    let script = [Step::Send(half), Step::Flush, Step::Fail];
    Response::from_parts(head, Script::body(script))
}

/// The right message with padding that a reader has to skip.
pub(crate) async fn oversized(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let body = read(body).await;
    head.headers.remove(header::CONTENT_LENGTH);
    let json = head
        .headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind == "application/json");
    let (start, filler) = if json {
        (Bytes::new(), b' ')
    } else {
        (unknown_field(OVERSIZED), 0)
    };
    let filler = Bytes::from(vec![filler; MIB]);
    let padding = std::iter::repeat_n(Step::Send(filler), OVERSIZED / MIB);
    let script = std::iter::once(Step::Send(start))
        .chain(padding)
        .chain([Step::Send(body)]);
    Response::from_parts(head, Script::body(script))
}

/// The beginning of a protobuf field that no message has, of `length` bytes.
fn unknown_field(length: usize) -> Bytes {
    const NUMBER: u32 = 536_000_000;
    let mut start = Vec::new();
    prost::encoding::encode_key(
        NUMBER,
        prost::encoding::WireType::LengthDelimited,
        &mut start,
    );
    prost::encoding::encode_varint(length as u64, &mut start);
    start.into()
}

/// The bytes of an answer of ours, which are in memory.
async fn read(body: Body) -> Bytes {
    let collected = body.collect().await;
    collected.map(|body| body.to_bytes()).unwrap_or_default()
}

#[derive(Debug, Clone)]
enum Step {
    Send(Bytes),
    /// Gives way once, so that what was sent so far goes out.
    Flush,
    Fail,
}

/// A body that follows a script.
#[derive(Debug)]
struct Script(VecDeque<Step>);

impl Script {
    fn body(steps: impl IntoIterator<Item = Step>) -> Body {
        Body::from_stream(Self(steps.into_iter().collect()))
    }
}

impl Stream for Script {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        match self.0.pop_front() {
            None => Poll::Ready(None),
            Some(Step::Send(bytes)) => Poll::Ready(Some(Ok(bytes))),
            Some(Step::Fail) => Poll::Ready(Some(Err(io::ErrorKind::BrokenPipe.into()))),
            Some(Step::Flush) => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}
