//! What was asked of the backend.

use std::collections::HashMap;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Version};

use crate::codec::Codec;
use crate::fault::FaultKind;

/// One request, as it arrived.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// When it arrived.
    pub at: Instant,
    /// The number of the connection that it came by. A fault that resets the connection takes the
    /// answers with it that are on their way to others.
    pub connection: usize,
    /// `POST` or `GET`; `PUT` for an uploaded file.
    pub http_method: String,
    /// The path, without the query.
    pub path: String,
    /// The query of the address, as it is written there; of a file that is put, it is secret.
    pub query: String,
    /// The last segment of the path, such as `DeployTask`; `put` for an uploaded file.
    pub method: String,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: Version,
    /// The headers.
    pub headers: HeaderMap,
    /// How the body is encoded.
    pub codec: Codec,
    /// The message, unpacked where it came with gzip.
    pub body: Bytes,
    /// The failure that it met.
    pub fault: Option<FaultKind>,
    /// The status that it was answered with; nothing if it has no answer yet, or gets none.
    pub status: Option<StatusCode>,
}

impl Recorded {
    /// The body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The first value of a header, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The requests so far.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    requests: Vec<Recorded>,
    /// How many requests were forgotten.
    forgotten: usize,
    counts: HashMap<String, usize>,
}

impl Recorder {
    /// Notes a request; the answer stands for it later.
    pub(crate) fn add(&mut self, request: Recorded) -> usize {
        *self.counts.entry(request.method.clone()).or_default() += 1;
        self.requests.push(request);
        self.forgotten + self.requests.len() - 1
    }

    /// Notes what a request was answered with.
    pub(crate) fn answered(&mut self, request: usize, status: StatusCode) {
        let index = request.checked_sub(self.forgotten);
        if let Some(request) = index.and_then(|index| self.requests.get_mut(index)) {
            request.status = Some(status);
        }
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.requests.clone()
    }

    pub(crate) fn count(&self, method: &str) -> usize {
        self.counts.get(method).copied().unwrap_or_default()
    }

    pub(crate) fn clear(&mut self) {
        self.forgotten += self.requests.len();
        self.requests.clear();
        self.counts.clear();
    }
}
