//! Connections that can be cut from within a handler.
//!
//! A handler marks its connection through a [`Cut`]; the next write of the HTTP layer then fails,
//! which makes it drop the connection. TLS, where there is any, is spoken above the cut, so that a
//! reset is a reset and no orderly goodbye.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client that is not let in may take to hang up.
const PATIENCE: Duration = Duration::from_secs(5);

const OPEN: u8 = 0;
const CLOSED: u8 = 1;
const RESET: u8 = 2;

/// A handle on a connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut {
    state: Arc<AtomicU8>,
    /// Whether it is a connection by TLS.
    pub(crate) tls: bool,
    /// Tells it from every other connection to the same backend.
    pub(crate) number: usize,
}

impl Cut {
    /// Ends the connection in good order.
    pub(crate) fn close(&self) {
        self.state.store(CLOSED, Ordering::Release);
    }

    /// Ends the connection with a TCP reset.
    pub(crate) fn reset(&self) {
        self.state.store(RESET, Ordering::Release);
    }

    /// Whether an answer still gets through.
    pub(crate) fn is_open(&self) -> bool {
        self.state.load(Ordering::Acquire) == OPEN
    }

    fn check(&self) -> io::Result<()> {
        if self.is_open() {
            return Ok(());
        }
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

/// A TCP connection with its [`Cut`].
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    cut: Cut,
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.cut.state.load(Ordering::Acquire) == RESET {
            // Closing with no time to linger sends RST. If it fails the client sees FIN instead.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A connection as HTTP sees it.
#[derive(Debug)]
pub(crate) enum Stream {
    Plain(Wire),
    Tls(Box<TlsStream<Wire>>),
}

impl Stream {
    fn cut(&self) -> &Cut {
        match self {
            Self::Plain(wire) => &wire.cut,
            Self::Tls(stream) => &stream.get_ref().0.cut,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(wire) => Pin::new(wire).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(wire) => Pin::new(wire).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(wire) => Pin::new(wire).poll_write_vectored(context, slices),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(wire) => wire.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(wire) => Pin::new(wire).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(wire) => Pin::new(wire).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

/// Accepts connections, with Nagle's algorithm off. A handshake that takes long, or never ends,
/// keeps nobody else waiting.
pub(crate) struct Wires {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    accepted: usize,
    handshakes: JoinSet<io::Result<(TlsStream<Wire>, SocketAddr)>>,
}

impl Wires {
    pub(crate) fn new(listener: TcpListener, tls: Option<TlsAcceptor>) -> Self {
        Self {
            listener,
            tls,
            accepted: 0,
            handshakes: JoinSet::new(),
        }
    }
}

/// Closes a connection so that the client reads why: one that is closed with something unread is
/// reset, and the alert is lost.
async fn goodbye(mut wire: Wire) {
    let mut rest = [0; 1024];
    let closing = async {
        wire.shutdown().await?;
        while wire.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    };
    // Whoever does not hang up after this long is not listening.
    let _ = tokio::time::timeout(PATIENCE, closing).await;
}

impl Listener for Wires {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        loop {
            let (stream, address) = tokio::select! {
                // axum's own listener waits and goes on when the process is out of descriptors.
                accepted = Listener::accept(&mut self.listener) => accepted,
                Some(ended) = self.handshakes.join_next(), if !self.handshakes.is_empty() => {
                    // A client that broke off, or brought no good certificate, is not let in.
                    if let Ok(Ok((stream, address))) = ended {
                        return (Stream::Tls(Box::new(stream)), address);
                    }
                    continue;
                }
            };
            if stream.set_nodelay(true).is_err() {
                continue;
            }
            self.accepted += 1;
            let cut = Cut {
                tls: self.tls.is_some(),
                number: self.accepted,
                ..Cut::default()
            };
            let wire = Wire { stream, cut };
            let Some(tls) = &self.tls else {
                return (Stream::Plain(wire), address);
            };
            let handshake = tls.accept(wire).into_fallible();
            self.handshakes.spawn(async move {
                match handshake.await {
                    Ok(stream) => Ok((stream, address)),
                    Err((error, wire)) => {
                        goodbye(wire).await;
                        Err(error)
                    }
                }
            });
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Wires>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Wires>) -> Self {
        stream.io().cut().clone()
    }
}
