//! Where we listen: a Unix socket in a private folder, or TCP on the loopback address where the
//! system has no Unix sockets.

#[cfg(any(not(unix), test))]
mod tcp;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use crate::listener::tcp::{Listener, Place};
#[cfg(unix)]
pub(super) use crate::listener::unix::{Listener, Place};

/// An address as the handshake and the reattach line give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// `unix` or `tcp`.
    pub(super) network: &'static str,
    /// The absolute path of the socket, or IP and port.
    pub(super) address: String,
}
