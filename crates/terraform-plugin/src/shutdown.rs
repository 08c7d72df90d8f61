//! The one switch that ends the process, and how long its end may take.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;

/// Known to everything that lives as long as the process; can be thrown once.
#[derive(Clone, Debug)]
pub(super) struct Shutdown(watch::Sender<bool>);

impl Shutdown {
    /// Not thrown yet.
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Throws the switch.
    pub(super) fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Completes once the switch is thrown.
    pub(super) fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        // The sender is kept, or the wait would end when the last other one is dropped.
        let sender = self.0.clone();
        async move {
            let _ = sender.subscribe().wait_for(|begun| *begun).await;
        }
    }
}

/// Why the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The host called `GRPCController.Shutdown`.
    Asked,
    /// A signal.
    Signalled,
    /// The host has vanished.
    Abandoned,
}

impl Reason {
    /// How long calls in flight may take to end after they were cancelled.
    pub(super) fn grace(self) -> Duration {
        match self {
            // The host kills us 2 s after it asked.
            Self::Asked => Duration::from_millis(1500),
            // Terraform still waits for the results, which are worth saving; most supervisors
            // kill after 10 s.
            Self::Signalled => Duration::from_secs(8),
            // Nobody waits for anything.
            Self::Abandoned => Duration::ZERO,
        }
    }
}
