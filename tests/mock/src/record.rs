//! What was asked of the backend.

use std::collections::HashMap;

use bytes::Bytes;
use http::HeaderMap;

use crate::codec::Codec;

/// One request, as it arrived.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// `POST` or `GET`.
    pub http_method: String,
    /// The path, without the query.
    pub path: String,
    /// The last segment of the path, such as `DeployTask`.
    pub method: String,
    /// The headers.
    pub headers: HeaderMap,
    /// How the body is encoded.
    pub codec: Codec,
    /// The message, unpacked where it came with gzip.
    pub body: Bytes,
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
    counts: HashMap<String, usize>,
}

impl Recorder {
    pub(crate) fn add(&mut self, request: Recorded) {
        *self.counts.entry(request.method.clone()).or_default() += 1;
        self.requests.push(request);
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.requests.clone()
    }

    pub(crate) fn count(&self, method: &str) -> usize {
        self.counts.get(method).copied().unwrap_or_default()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
