//! A body that is handed out in parts.
//!
//! Of what the HTTP client was handed, it sends all, even when nobody waits for the answer any more
//! (hyper 1, over HTTP/1). With a file in one piece, dropping an upload would not end it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// The largest part, in bytes.
const PART: usize = 64 << 10;

/// What is left of a body. Its parts share its memory.
#[derive(Debug)]
pub(super) struct Parts(pub(super) Bytes);

impl Body for Parts {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Self(rest) = &mut *self;
        let length = rest.len().min(PART);
        Poll::Ready((length > 0).then(|| Ok(Frame::data(rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}
