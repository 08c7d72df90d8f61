//! A server stream that says nothing: the host opens streams that have no use for providers.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tonic::Status;

use crate::shutdown::Shutdown;

/// Stays open without an item until the process ends.
pub(super) struct Silence<M> {
    end: Pin<Box<dyn Future<Output = ()> + Send>>,
    message: PhantomData<fn() -> M>,
}

impl<M> Silence<M> {
    /// A stream that ends, so that the server can, when `shutdown` begins.
    pub(super) fn until(shutdown: &Shutdown) -> Self {
        Self {
            end: Box::pin(shutdown.begun()),
            message: PhantomData,
        }
    }
}

impl<M> fmt::Debug for Silence<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Silence").finish_non_exhaustive()
    }
}

impl<M> Stream for Silence<M> {
    type Item = Result<M, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.end.as_mut().poll(cx).map(|()| None)
    }
}
