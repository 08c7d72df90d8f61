//! A mock before another backend, a real one: it lets in, delays, fails and records as ever, and the
//! answers are the other's.
//!
//! A test has projects of its own there: [`alias`] puts their names in the place of those that the test
//! speaks of in what goes there, and back in what comes. What the mock does by itself is what the
//! other may not have: the issuer of tokens, and the store that takes uploads, with the addresses of
//! both. [`asked`] is what a test asks of it beside its subject.

mod alias;
mod asked;

use std::io;
use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::Client;

use crate::apps::cluster;
use crate::codec::Codec;
use crate::connect::{self, Envelope};
use crate::error::{ApiError, Code};
use crate::relay::alias::Aliases;

/// The backend that a mock stands before.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Its base URL.
    pub endpoint: String,
}

/// The way there and back.
#[derive(Debug)]
pub(crate) struct Relay {
    client: Client,
    endpoint: String,
    aliases: Aliases,
}

/// What the other is told of a request beside its message.
const TOLD: [HeaderName; 3] = [
    HeaderName::from_static("connect-protocol-version"),
    HeaderName::from_static("connect-timeout-ms"),
    header::USER_AGENT,
];

/// Longer than anything takes that a test waits for.
const PATIENCE: Duration = Duration::from_secs(60);

impl Relay {
    /// Makes the projects there.
    pub(crate) fn new(upstream: &Upstream, projects: Vec<String>) -> io::Result<Self> {
        // Connections would end with the thread that they were made by.
        let client = Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE);
        let relay = Self {
            client: client.build().map_err(io::Error::other)?,
            endpoint: upstream.endpoint.trim_end_matches('/').to_owned(),
            aliases: Aliases::new(projects).map_err(io::Error::other)?,
        };
        relay.make_projects().map_err(io::Error::other)?;
        Ok(relay)
    }

    /// Whether the mock answers this path by itself, as it is guarded and takes no uploads, or not.
    pub(crate) fn keeps(path: &str, is_guarded: bool, takes_no_uploads: bool) -> bool {
        let path = path.trim_start_matches('/');
        path == "flyteidl2.dataproxy.DataProxyService/CreateUploadLocation"
            || path.starts_with("flyteidl2.cluster.ClusterService/")
            || (is_guarded && path.starts_with("flyteidl2.auth."))
            || (takes_no_uploads && path.starts_with("flyteidl2.dataproxy."))
    }

    /// Asks the other, and answers with what it says.
    pub(crate) async fn forward(
        &self,
        path: &str,
        headers: &HeaderMap,
        envelope: &Envelope,
    ) -> Response {
        let answer = self.exchange(path, headers, envelope.codec, &envelope.body);
        match answer.await {
            Ok(answer) if answer.status.is_success() => {
                let body = cluster::complete(path, envelope.codec, answer.body);
                connect::success(envelope, body, headers)
            }
            Ok(answer) => {
                let mut response = Response::new(answer.body.into());
                *response.status_mut() = answer.status;
                if let Some(content_type) = answer.content_type {
                    let headers = response.headers_mut();
                    headers.insert(header::CONTENT_TYPE, content_type);
                }
                response
            }
            Err(error) => connect::failure(&unreachable(&error)),
        }
    }

    async fn exchange(
        &self,
        path: &str,
        headers: &HeaderMap,
        codec: Codec,
        message: &[u8],
    ) -> reqwest::Result<Answer> {
        let url = format!("{}{path}", self.endpoint);
        let mut request = self.client.request(Method::POST, url);
        for name in TOLD {
            if let Some(value) = headers.get(&name) {
                request = request.header(name, value);
            }
        }
        let request = request.header(header::CONTENT_TYPE, codec.content_type());
        let answer = request.body(self.aliases.there(message)).send().await?;
        Ok(Answer {
            status: answer.status(),
            content_type: answer.headers().get(header::CONTENT_TYPE).cloned(),
            body: self.aliases.back(&answer.bytes().await?).into(),
        })
    }
}

/// What the other said.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    body: Bytes,
}

fn unreachable(error: &reqwest::Error) -> ApiError {
    let message = format!("the backend behind the mock: {error}");
    ApiError::new(Code::Unavailable, message)
}
