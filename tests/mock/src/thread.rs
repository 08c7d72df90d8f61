//! A server on a thread of its own, which ends when it is told to.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use tokio::runtime;
use tokio::sync::oneshot;

/// A server that is running.
#[derive(Debug)]
pub(crate) struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Running {
    /// Starts a server. What makes it is called within its runtime, before this returns.
    pub(crate) fn start<F>(name: &str, make: impl FnOnce() -> io::Result<F>) -> io::Result<Self>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let server = {
            let _in_runtime = runtime.enter();
            make()?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = stopped => {}
                        () = server => {}
                    }
                });
                // Dropping the runtime ends every connection, answered or not.
            })?;
        Ok(Self { stop, thread })
    }

    /// Stops it as if it were killed.
    pub(crate) fn stop(self) {
        // The thread may have ended by itself; either way it has ended after this.
        let _ = self.stop.send(());
        let _ = self.thread.join();
    }
}

/// Listens without blocking.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let bound = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound.map_err(|error| told(&error, &format!("listen on {address}")))
}

/// The same error with what failed in front.
pub(crate) fn told(error: &io::Error, what: &str) -> io::Error {
    io::Error::new(error.kind(), format!("{what}: {error}"))
}
