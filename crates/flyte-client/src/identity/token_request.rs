//! A request for a token: on behalf of which call, and by which means.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::credentials::NumberedToken;
use crate::error::StopReason;
use crate::failure::Failure;
use crate::limits::Limits;
use crate::retry::{Effect, Schedule};
use crate::transport::Transport;

/// A request for a token: on behalf of which call, and by which means.
#[derive(Debug)]
pub(crate) struct TokenRequest<'a> {
    pub(super) transport: &'a Transport,
    pub(super) schedule: &'a Schedule,
    /// The id of the call that needs the token, so that its traces are together.
    pub(super) request_id: &'a str,
    /// What gets past a proxy in front of Flyte.
    pub(super) proxy: Option<Arc<NumberedToken>>,
}

impl<'a> TokenRequest<'a> {
    pub(crate) fn new(
        transport: &'a Transport,
        schedule: &'a Schedule,
        request_id: &'a str,
    ) -> Self {
        Self {
            transport,
            schedule,
            request_id,
            proxy: None,
        }
    }

    /// Makes a request that only reads, again while its failure may pass. The limits on requests are
    /// not for these: the call that needs the token has its turn already.
    pub(super) async fn repeat<T, F>(
        &self,
        attempt: impl FnMut(u32, Duration) -> F,
    ) -> Result<T, (Failure, StopReason)>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let unlimited = Limits::new(usize::MAX, None);
        let schedule = self.schedule.counted();
        // With an end, what the issuer asks to wait for is not a failure. The call that needs the
        // token gives up before that, with its own message.
        let end = schedule.attempt_timeout.saturating_mul(2);
        let deadline = Instant::now().checked_add(end);
        let outcome = schedule.run(Effect::Read, deadline, &unlimited, attempt);
        outcome.await.result
    }
}
