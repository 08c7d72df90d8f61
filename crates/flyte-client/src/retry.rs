//! Which failures are worth another attempt, and when it is made.
//!
//! Delays have full jitter: a random time up to a bound that doubles with every attempt, so that
//! clients that failed together do not come back together. What the server asks for in
//! `Retry-After` is the least we wait; where there is not that much time left, the call ends at once
//! with what it has.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::error::Ending;
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
    /// `attempt` is given its number, from 1, and the time it has, at the end of which it must fail
    /// with [`Kind::Timeout`]. Dropping the future drops the attempt.
    pub(super) async fn run<T, F>(
        &self,
        effect: Effect,
        deadline: Option<Instant>,
        limits: &Limits,
        mut attempt: impl FnMut(u32, Duration) -> F,
    ) -> Course<T>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let mut attempts = 0;
        let mut previous = None;
        let outcome = loop {
            let time = deadline.map_or(LONGEST_ATTEMPT, time_until);
            if time.is_zero() {
                break Err((out_of_time(Kind::Deadline, previous), Ending::NoTime));
            }
            let Ok(turn) = timeout(time, limits.turn()).await else {
                break Err((out_of_time(Kind::Queue, previous), Ending::NoTime));
            };
            let now = Instant::now();
            attempts += 1;
            let own_limit = now + self.attempt_timeout.min(LONGEST_ATTEMPT);
            let limit = deadline.map_or(own_limit, |deadline| deadline.min(own_limit));
            let outcome = attempt(attempts, limit - now).await;
            drop(turn);
            let failure = match outcome {
                Ok(value) => break Ok(value),
                Err(failure) => failure,
            };
            let left = deadline.map_or(LONGEST_WAIT, time_until);
            let timed_out = matches!(failure.kind, Kind::Timeout | Kind::TokenTimeout);
            if timed_out && left.is_zero() {
                break Err((out_of_time(Kind::Deadline, previous), Ending::NoTime));
            }
            if !may_pass(&failure, effect) {
                break Err((failure, Ending::Final));
            }
            if attempts > self.max_retries {
                break Err((failure, Ending::Exhausted));
            }
            let longest = left.min(LONGEST_WAIT);
            if let Some(wait) = failure.retry_after.filter(|wait| *wait >= longest) {
                break Err((failure, Ending::LongWait(wait)));
            }
            let wait = self
                .jittered(attempts)
                .max(failure.retry_after.unwrap_or_default());
            if wait >= left {
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

/// Whether the failure may pass by itself, and repeating a call of this effect is harmless.
fn may_pass(failure: &Failure, effect: Effect) -> bool {
    match &failure.kind {
        Kind::Deadlock(_) => true,
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    const SCHEDULE: Schedule = Schedule {
        max_retries: 4,
        first_delay: Duration::from_millis(500),
        longest_delay: Duration::from_secs(2),
        attempt_timeout: Duration::from_secs(30),
    };

    fn no_limits() -> Limits {
        Limits::new(usize::MAX, None)
    }

    fn unavailable() -> Failure {
        Failure::new(Kind::Refused("busy".into()), Code::Unavailable).with_status(503)
    }

    /// An attempt that nobody answers.
    async fn silence(time: Duration) -> Failure {
        sleep(time).await;
        Failure::new(Kind::Timeout, Code::DeadlineExceeded)
    }

    fn asking_to_wait(wait: Duration) -> Failure {
        let mut failure = unavailable();
        failure.retry_after = Some(wait);
        failure
    }

    /// Runs attempts that all fail, and tells when each was made.
    async fn run(
        fail: impl Fn() -> Failure,
        deadline: Option<Duration>,
    ) -> (Vec<Duration>, Course<()>) {
        let start = Instant::now();
        let times = RefCell::new(Vec::new());
        let course = SCHEDULE
            .run(
                Effect::Read,
                deadline.map(|time| start + time),
                &no_limits(),
                |_, _| {
                    times.borrow_mut().push(start.elapsed());
                    std::future::ready(Err(fail()))
                },
            )
            .await;
        (times.into_inner(), course)
    }

    #[tokio::test(start_paused = true)]
    async fn delays_are_random_and_bounded() {
        let mut first_delays = Vec::new();
        for _ in 0..20 {
            let (times, course) = run(unavailable, None).await;
            assert_eq!(course.attempts, 5);
            let (_, ending) = course.outcome.unwrap_err();
            assert_eq!(ending, Ending::Exhausted);
            let bounds = [500, 1000, 2000, 2000].map(Duration::from_millis);
            for (pair, bound) in times.windows(2).zip(bounds) {
                // The clock counts in milliseconds.
                assert!(
                    pair[1] - pair[0] <= bound + Duration::from_millis(1),
                    "{times:?}"
                );
            }
            first_delays.push(times[1]);
        }
        first_delays.sort();
        first_delays.dedup();
        assert!(first_delays.len() > 1, "no jitter: {first_delays:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_server_is_not_asked_before_it_wants() {
        let wait = Duration::from_secs(7);
        let (times, course) = run(|| asking_to_wait(wait), None).await;
        assert_eq!(course.attempts, 5);
        assert!(
            times.windows(2).all(|pair| pair[1] - pair[0] >= wait),
            "{times:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_an_attempt_that_cannot_be_made() {
        let minute = Duration::from_secs(60);
        for (wait, deadline) in [
            (minute, Some(minute / 2)),
            (minute * 60, None),
            (Duration::MAX, None),
            (Duration::MAX, Some(minute)),
        ] {
            let (times, course) = run(|| asking_to_wait(wait), deadline).await;
            assert_eq!(times, [Duration::ZERO]);
            let (failure, ending) = course.outcome.unwrap_err();
            assert_eq!(failure.code, Code::Unavailable);
            assert_eq!(ending, Ending::LongWait(wait));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_ends_an_attempt_and_tells_what_was_before() {
        let start = Instant::now();
        let deadline = start + Duration::from_secs(20);
        let course: Course<()> = SCHEDULE
            .run(
                Effect::Read,
                Some(deadline),
                &no_limits(),
                |number, time| async move {
                    assert!(time <= Duration::from_secs(20));
                    if number > 1 {
                        return Err(silence(time).await);
                    }
                    Err(unavailable())
                },
            )
            .await;
        assert_eq!(course.attempts, 2);
        let (failure, ending) = course.outcome.unwrap_err();
        assert_eq!((&failure.kind, ending), (&Kind::Deadline, Ending::NoTime));
        assert_eq!(
            failure.to_string(),
            "the time for this operation is up; before that, the server answered `unavailable`: busy"
        );
        assert!(start.elapsed() < Duration::from_secs(21));
    }

    #[tokio::test(start_paused = true)]
    async fn a_delay_that_would_miss_the_deadline_is_not_waited_for() {
        let (times, course) = run(unavailable, Some(Duration::from_millis(1500))).await;
        assert!(!times.is_empty());
        assert!(
            times.iter().all(|time| *time < Duration::from_millis(1500)),
            "{times:?}"
        );
        let (failure, _) = course.outcome.unwrap_err();
        assert_eq!(failure.code, Code::Unavailable);
    }

    #[tokio::test(start_paused = true)]
    async fn no_attempt_is_made_after_the_deadline() {
        let (times, course) = run(unavailable, Some(Duration::ZERO)).await;
        assert!(times.is_empty());
        assert_eq!(course.attempts, 0);
        assert_eq!(course.outcome.unwrap_err().0.kind, Kind::Deadline);
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_that_hangs_is_repeated() {
        let schedule = Schedule {
            attempt_timeout: Duration::MAX,
            ..SCHEDULE
        };
        for schedule in [SCHEDULE, schedule] {
            let course = schedule
                .run(
                    Effect::Upsert,
                    None,
                    &no_limits(),
                    |number, time| async move {
                        if number < 3 {
                            return Err(silence(time).await);
                        }
                        Ok(number)
                    },
                )
                .await;
            assert_eq!(course.outcome.unwrap(), 3);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_for_ones_turn_takes_no_time_from_the_attempt_and_ends_at_the_deadline() {
        let limits = Limits::new(1, Some(0.1));
        limits.turn().await;
        let start = Instant::now();
        let run = |deadline: u64| {
            let deadline = Some(start + Duration::from_secs(deadline));
            SCHEDULE.run(Effect::Read, deadline, &limits, |_, time| async move {
                Ok(time)
            })
        };
        let course = run(60).await;
        assert_eq!(course.outcome.unwrap(), SCHEDULE.attempt_timeout);
        assert!(start.elapsed() >= Duration::from_secs(10));
        let course = run(15).await;
        assert_eq!(course.attempts, 0);
        let (failure, ending) = course.outcome.unwrap_err();
        assert_eq!((failure.kind, ending), (Kind::Queue, Ending::NoTime));
        assert!(start.elapsed() < Duration::from_secs(16));
    }

    #[tokio::test(start_paused = true)]
    async fn repeated_attempts_keep_the_pace_too() {
        let limits = Limits::new(1, Some(0.5));
        let start = Instant::now();
        let times = RefCell::new(Vec::new());
        let course: Course<()> = SCHEDULE
            .run(Effect::Read, None, &limits, |_, _| {
                times.borrow_mut().push(start.elapsed());
                std::future::ready(Err(unavailable()))
            })
            .await;
        assert_eq!(course.attempts, 5);
        let times = times.into_inner();
        let pace = Duration::from_millis(1999);
        assert!(
            times.windows(2).all(|pair| pair[1] - pair[0] >= pace),
            "{times:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn dropping_the_call_drops_the_attempt() {
        let guard = std::sync::Arc::new(());
        let limits = no_limits();
        let attempt = SCHEDULE.run(Effect::Read, None, &limits, |_, _| {
            let held = std::sync::Arc::clone(&guard);
            async move {
                std::future::pending::<()>().await;
                drop(held);
                Ok(())
            }
        });
        timeout(Duration::from_secs(1), attempt).await.unwrap_err();
        assert_eq!(std::sync::Arc::strong_count(&guard), 1);
    }
}
