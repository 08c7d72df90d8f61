//! The user's wish to stop, from Terraform's `StopProvider` to whatever is in flight.

use std::future::Future;

use tokio::sync::watch;

/// Tells when the user has asked to stop. Clones tell the same.
#[derive(Clone, Debug)]
pub struct Cancellation(watch::Receiver<bool>);

/// The side that asks to stop.
#[derive(Debug)]
pub(super) struct Canceller(watch::Sender<bool>);

impl Canceller {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(super) fn cancel(&self) {
        self.0.send_replace(true);
    }

    pub(super) fn subscribe(&self) -> Cancellation {
        Cancellation(self.0.subscribe())
    }
}

impl Cancellation {
    /// A cancellation that never comes.
    #[must_use]
    pub fn never() -> Self {
        Canceller::new().subscribe()
    }

    /// Waits until the user asks to stop, possibly forever.
    pub async fn cancelled(&self) {
        let mut receiver = self.0.clone();
        if receiver.wait_for(|cancelled| *cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The output of `work`, or `None` if the user asked to stop first; `work` is then dropped.
    pub async fn run<F: Future>(&self, work: F) -> Option<F::Output> {
        tokio::select! {
            biased;
            output = work => Some(output),
            () = self.cancelled() => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_in_flight_and_work_begun_later_both_stop() {
        let canceller = Canceller::new();
        let cancellation = canceller.subscribe();
        assert_eq!(cancellation.run(async { 1 }).await, Some(1));

        let flying = tokio::spawn({
            let cancellation = cancellation.clone();
            async move { cancellation.run(std::future::pending::<()>()).await }
        });
        tokio::task::yield_now().await;
        canceller.cancel();
        assert_eq!(flying.await.unwrap(), None);
        assert_eq!(cancellation.run(std::future::pending::<()>()).await, None);
    }
}
