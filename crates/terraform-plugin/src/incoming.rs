//! Turns a listener into a stream of connections that may speak gRPC.
//!
//! Every TLS handshake runs in a task of its own and has a time limit, so that a client that
//! stalls holds up nobody else.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, warn};

use crate::connection::{self, Connection, Connections};
use crate::listener::Listener;
use crate::tls::ALPN;

/// How long a client may take for its TLS handshake.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// How long to wait after a failed accept: it fails at once again when descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The connections as they come. Dropping it stops listening.
#[derive(Debug)]
pub(super) struct Incoming(mpsc::Receiver<Connection>);

impl Incoming {
    /// Starts to accept on `listener`, with TLS when there is an acceptor.
    ///
    /// Must be called inside the asynchronous runtime.
    pub(super) fn new(
        listener: Listener,
        tls: Option<TlsAcceptor>,
        connections: Connections,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(accept_all(listener, tls, connections, sender));
        Self(receiver)
    }
}

impl Stream for Incoming {
    type Item = io::Result<Connection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx).map(|next| next.map(Ok))
    }
}

async fn accept_all(
    listener: Listener,
    tls: Option<TlsAcceptor>,
    connections: Connections,
    sender: mpsc::Sender<Connection>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = sender.closed() => return,
        };
        match accepted {
            Ok(stream) => {
                let (tls, connections, sender) = (tls.clone(), connections.clone(), sender.clone());
                tokio::spawn(async move {
                    match secure(stream, tls).await {
                        // The send fails only when nobody listens any more.
                        Ok(stream) => {
                            let _ = sender.send(Connection::new(stream, &connections)).await;
                        }
                        Err(error) => debug!(%error, "refused a connection"),
                    }
                });
            }
            Err(error) => {
                warn!(%error, "could not accept a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Completes the TLS handshake, if there is to be one.
async fn secure(
    stream: Box<dyn connection::Stream>,
    tls: Option<TlsAcceptor>,
) -> io::Result<Box<dyn connection::Stream>> {
    let Some(tls) = tls else {
        return Ok(stream);
    };
    let stream = timeout(HANDSHAKE_LIMIT, tls.accept(stream)).await??;
    // rustls lets a client pass that offers no protocol at all.
    if stream.get_ref().1.alpn_protocol() != Some(ALPN) {
        return Err(io::Error::other("the client did not offer HTTP/2"));
    }
    Ok(Box::new(stream))
}
