//! Which failures are worth another attempt, and when it is made.
//!
//! Delays have full jitter: a random time up to a bound that doubles with every attempt, so that
//! clients that failed together do not come back together. What the server asks for in
//! `Retry-After` is the least we wait; if the time left is shorter, the call ends at once with
//! what it has.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::{
    Code,
    error::Ending,
    failure::{Failure, Kind},
    random,
};

/// The longest wait that a server can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// The longest attempt, a year, so that no setting goes beyond what a clock can count.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What repeating a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: the call only reads.
    Read,
    /// The same as the first time: the call writes a whole object under a key of its own.
    Upsert,
}

/// How often and how fast a call is repeated.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// Attempts after the first.
    pub(super) max_retries: u32,
    /// The bound of the first delay; each further one is twice as long.
    pub(super) first_delay: Duration,
    /// The bound that no delay exceeds, unless the server asks for more.
    pub(super) longest_delay: Duration,
    /// The longest that one attempt may take.
    pub(super) attempt_timeout: Duration,
}

/// How a call went.
#[derive(Debug)]
pub(super) struct Course<T> {
    /// What it brought, or the last failure and why no further attempt was made.
    pub(super) outcome: Result<T, (Failure, Ending)>,
    /// How many attempts were made; 0 if the time was up before the first.
    pub(super) attempts: u32,
}

impl Schedule {
    /// Makes attempts until one succeeds, fails for good, or time or number are used up.
    ///
    /// `attempt` is given the time it has. Dropping the future drops the attempt.
    pub(super) async fn run<T, F>(
        &self,
        effect: Effect,
        deadline: Option<Instant>,
        mut attempt: impl FnMut(u32, Duration) -> F,
    ) -> Course<T>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let mut attempts = 0;
        let mut previous = None;
        let outcome = loop {
            let now = Instant::now();
            if deadline.is_some_and(|deadline| deadline <= now) {
                break Err((out_of_time(previous), Ending::NoTime));
            }
            attempts += 1;
            let own_limit = now + self.attempt_timeout.min(LONGEST_ATTEMPT);
            let limit = deadline.map_or(own_limit, |deadline| deadline.min(own_limit));
            let failure = match timeout_at(limit, attempt(attempts, limit - now)).await {
                Ok(Ok(value)) => break Ok(value),
                Ok(Err(failure)) => failure,
                Err(_) if deadline == Some(limit) => {
                    break Err((out_of_time(previous), Ending::NoTime));
                }
                Err(_) => Failure::new(Kind::Timeout, Code::DeadlineExceeded),
            };
            if !may_pass(&failure, effect) {
                break Err((failure, Ending::Final));
            }
            if attempts > self.max_retries {
                break Err((failure, Ending::Exhausted));
            }
            let wait = self
                .jittered(attempts)
                .max(failure.retry_after.unwrap_or_default());
            let in_time = deadline.is_none_or(|deadline| Instant::now() + wait < deadline);
            if wait > LONGEST_WAIT || !in_time {
                break Err((failure, Ending::NoTime));
            }
            sleep(wait).await;
            previous = Some(failure);
        };
        Course { outcome, attempts }
    }

    /// A random delay after this many attempts.
    fn jittered(&self, attempts: u32) -> Duration {
        let factor = 1_u32 << (attempts - 1).min(16);
        let bound = self
            .first_delay
            .saturating_mul(factor)
            .min(self.longest_delay);
        Duration::from_nanos(u64::try_from(random::number(bound.as_nanos())).unwrap_or(u64::MAX))
    }
}

fn out_of_time(previous: Option<Failure>) -> Failure {
    let failure = Failure::new(Kind::Deadline, Code::DeadlineExceeded);
    match previous {
        Some(previous) => failure.with_source(previous),
        None => failure,
    }
}

/// Whether the failure may pass by itself, and repeating a call of this effect is harmless.
fn may_pass(failure: &Failure, effect: Effect) -> bool {
    match failure.kind {
        // An upsert that did arrive is only written again.
        Kind::Resolve | Kind::Connect | Kind::Timeout | Kind::Lost => true,
        Kind::Refused(_) | Kind::Bare(_) | Kind::WebPage(_) => {
            // A proxy's bare 400 is "internal" to Connect, and as permanent as any 400.
            let server_fault = failure.status.is_some_and(|status| status >= 500);
            match failure.code {
                Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded => true,
                Code::Internal => server_fault,
                Code::Unknown => server_fault && effect == Effect::Read,
                Code::Aborted => effect == Effect::Read,
                _ => false,
            }
        }
        _ => false,
    }
}
