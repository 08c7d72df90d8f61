//! Which failures are worth another attempt, and when it is made.
//!
//! Delays have full jitter: a random time up to a bound that doubles with every attempt, so that
//! clients that failed together do not come back together. What the server asks for in
//! `Retry-After` is the least we wait; where there is not that much time left, the call ends at once
//! with what it has.
//!
//! Until the server has answered once, a failure is counted: a wrong address is reported within
//! seconds. Once it has, it is known to exist, and transient failures are waited out for as long
//! as the operation has time, unless the user has said how often to try. An answer that asks to
//! come later is a request to slow down rather than a failure, and is not counted either.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::error::StopReason;
use crate::failure::{Failure, Kind};
use crate::limits::Limits;
use crate::{Code, random};

/// The longest wait that a server can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// The longest attempt, a year, so that no setting goes beyond what a clock can count.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What repeating a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: the call only reads.
    Read,
    /// The same as the first time: the call writes a complete object under its own key.
    Upsert,
}

/// How often and how fast a call is repeated.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// Attempts after the first that are made whatever is known of the server.
    pub(super) max_retries: u32,
    /// Whether the server was heard; with it, attempts go on for as long as there is time, and without
    /// they are counted.
    pub(super) heard: Option<Arc<AtomicBool>>,
    /// The bound of the first delay; each further one is twice as long.
    pub(super) first_delay: Duration,
    /// The bound that no delay exceeds, unless the server asks for more.
    pub(super) longest_delay: Duration,
    /// The longest that one attempt may take.
    pub(super) attempt_timeout: Duration,
}

/// How a call ended.
#[derive(Debug)]
pub(super) struct Outcome<T> {
    /// What it brought, or the last failure and why no further attempt was made.
    pub(super) result: Result<T, (Failure, StopReason)>,
    /// How many attempts were made; 0 if the time was up before the first.
    pub(super) attempts: u32,
}

impl Schedule {
    /// Makes attempts until one succeeds, fails for good, or time or number are used up.
    ///
    /// `attempt` is given its number, from 1, and the time it has, at the end of which it must fail
    /// with [`Kind::Timeout`]. Dropping the future drops the attempt.
    pub(super) async fn run<T, F>(
        &self,
        effect: Effect,
        deadline: Option<Instant>,
        limits: &Limits,
        mut attempt: impl FnMut(u32, Duration) -> F,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let mut attempts = 0;
        // Those that count: what the server asked to wait for does not.
        let mut failures = 0;
        let mut previous = None;
        let result = loop {
            let time = deadline.map_or(LONGEST_ATTEMPT, time_until);
            if time.is_zero() {
                break Err((out_of_time(Kind::Deadline, previous), StopReason::NoTime));
            }
            let Ok(turn) = timeout(time, limits.turn()).await else {
                break Err((out_of_time(Kind::Queue, previous), StopReason::NoTime));
            };
            let now = Instant::now();
            attempts += 1;
            let own_limit = now + self.attempt_timeout.min(LONGEST_ATTEMPT);
            let limit = deadline.map_or(own_limit, |deadline| deadline.min(own_limit));
            let outcome = attempt(attempts, limit - now).await;
            drop(turn);
            let failure = match outcome {
                Ok(value) => {
                    self.hear();
                    break Ok(value);
                }
                Err(failure) => failure,
            };
            let left = deadline.map_or(LONGEST_WAIT, time_until);
            let timed_out = matches!(failure.kind, Kind::Timeout | Kind::TokenTimeout);
            if timed_out && left.is_zero() {
                break Err((out_of_time(Kind::Deadline, previous), StopReason::NoTime));
            }
            if !may_pass(&failure, effect) {
                if matches!(failure.kind, Kind::Refused(_)) {
                    self.hear();
                }
                break Err((failure, StopReason::Final));
            }
            let is_bounded = deadline.is_some();
            if !(is_bounded && is_pace(&failure)) {
                failures += 1;
            }
            // Fetching a token has repeated what may pass already.
            let is_counted_elsewhere = matches!(failure.kind, Kind::NoToken(_));
            let is_enough = failures > self.max_retries || is_counted_elsewhere;
            if is_enough && !(is_bounded && self.was_heard()) {
                break Err((failure, StopReason::Exhausted));
            }
            let longest = left.min(LONGEST_WAIT);
            if let Some(wait) = failure.retry_after.filter(|wait| *wait >= longest) {
                break Err((failure, StopReason::LongWait(wait)));
            }
            let wait = self
                .jittered(attempts)
                .max(failure.retry_after.unwrap_or_default());
            if wait >= left {
                break Err((failure, StopReason::NoTime));
            }
            sleep(wait).await;
            previous = Some(failure);
        };
        Outcome { result, attempts }
    }

    /// The same for something else than the server: it is counted.
    pub(super) fn counted(&self) -> Self {
        Self {
            heard: None,
            ..self.clone()
        }
    }

    fn hear(&self) {
        if let Some(heard) = &self.heard {
            heard.store(true, Ordering::Relaxed);
        }
    }

    fn was_heard(&self) -> bool {
        let heard = self.heard.as_ref();
        heard.is_some_and(|heard| heard.load(Ordering::Relaxed))
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

fn time_until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

fn out_of_time(kind: Kind, previous: Option<Failure>) -> Failure {
    let failure = Failure::new(kind, Code::DeadlineExceeded);
    match previous {
        Some(previous) => failure.with_source(previous),
        None => failure,
    }
}

/// Whether this is how a server says that it is asked too often, or too early.
fn is_pace(failure: &Failure) -> bool {
    failure.code == Code::ResourceExhausted
        || failure.status == Some(429)
        || (failure.code == Code::Unavailable && failure.retry_after.is_some())
}

/// Whether the failure may pass by itself, and repeating a call of this effect is harmless.
fn may_pass(failure: &Failure, effect: Effect) -> bool {
    match &failure.kind {
        Kind::Deadlock(_) => true,
        Kind::Database(_) => effect == Effect::Read,
        Kind::NoToken(fault) => fault.may_pass(),
        // An upsert that did arrive is only written again.
        Kind::Resolve | Kind::Connect | Kind::Timeout | Kind::TokenTimeout | Kind::Lost => true,
        Kind::Proxy { fault, .. } => fault.may_pass(),
        Kind::Store(refusal) => refusal.may_pass(),
        Kind::Refused(_) | Kind::Bare(_) => {
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
