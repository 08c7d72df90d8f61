//! One connection of a client, and how many there are.
//!
//! The number is kept because it is how a process learns that its host has vanished: a host
//! that is killed sends nothing, but the kernel closes its sockets.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;
use tokio::time::timeout;
use tonic::transport::server::Connected;

/// How long a host may take to connect at first. It waits 60 s for the handshake line itself.
const FIRST_CONNECTION: Duration = Duration::from_secs(60);

/// How long a host may be without a connection afterwards. A gRPC client whose connection broke
/// is back within about a second.
const RECONNECTION: Duration = Duration::from_secs(5);

/// A stream of bytes in both directions.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection that may speak gRPC.
///
/// Boxed, so that the server is compiled once for all kinds of transport.
pub(super) struct Connection {
    stream: Box<dyn Stream>,
    _presence: CountedConnection,
}

impl Connection {
    /// Counts `stream` among `connections` for as long as it lives.
    pub(super) fn new(stream: Box<dyn Stream>, connections: &Connections) -> Self {
        Self {
            stream,
            _presence: connections.enter(),
        }
    }
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) -> Self::ConnectInfo {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// The number of live connections.
#[derive(Clone, Debug)]
pub(super) struct Connections(watch::Sender<usize>);

impl Connections {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    fn enter(&self) -> CountedConnection {
        self.0.send_modify(|count| *count += 1);
        CountedConnection(self.clone())
    }

    /// Returns when the host must be gone: it never connected, or its last connection ended and
    /// it did not come back.
    pub(super) async fn abandoned(&self) {
        let mut count = self.0.subscribe();
        let mut patience = FIRST_CONNECTION;
        // `wait_for` cannot fail, for `self` holds the sender.
        while timeout(patience, count.wait_for(|count| *count > 0))
            .await
            .is_ok()
        {
            let _ = count.wait_for(|count| *count == 0).await;
            patience = RECONNECTION;
        }
    }
}

/// One live connection; counted until it is dropped.
#[derive(Debug)]
struct CountedConnection(Connections);

impl Drop for CountedConnection {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::Waker;

    use super::*;

    /// Runs with a clock that jumps ahead whenever everything waits.
    fn with_paused_clock<T>(test: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(test)
    }

    #[test]
    fn a_host_that_never_connects_is_given_up() {
        let waited = with_paused_clock(async {
            let start = tokio::time::Instant::now();
            Connections::new().abandoned().await;
            start.elapsed()
        });
        assert!(waited >= FIRST_CONNECTION, "{waited:?}");
    }

    #[test]
    fn a_connected_host_is_never_given_up() {
        with_paused_clock(async {
            let connections = Connections::new();
            let presence = connections.enter();
            let mut abandoned = pin!(connections.abandoned());
            assert!(
                timeout(Duration::from_secs(3600), &mut abandoned)
                    .await
                    .is_err()
            );
            drop(presence);
            abandoned.await;
        });
    }

    #[test]
    fn a_host_may_come_back() {
        with_paused_clock(async {
            let connections = Connections::new();
            let first = connections.enter();
            let mut abandoned = pin!(connections.abandoned());
            let mut cx = Context::from_waker(Waker::noop());
            assert!(abandoned.as_mut().poll(&mut cx).is_pending());
            drop(first);
            assert!(timeout(RECONNECTION / 2, &mut abandoned).await.is_err());
            let _second = connections.enter();
            assert!(timeout(RECONNECTION * 2, &mut abandoned).await.is_err());
        });
    }
}
