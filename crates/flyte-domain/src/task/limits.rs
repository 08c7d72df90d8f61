//! How often and how long a task is tried.

use flyte_proto::flyteidl2::core::{
    Backoff as WireBackoff, RetryStrategy, TaskMetadata, TimeoutStrategy,
};

use crate::duration::Duration;
use crate::received::Received;
use crate::violation::Violation;

/// How often a task is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Retries {
    /// At most so many times.
    pub count: u32,
    /// After which pauses; without any when absent.
    pub backoff: Option<Backoff>,
}

/// The pauses between retries: `base`, then `factor` times longer each, up to `cap`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    base: Duration,
    factor: f64,
    cap: Option<Duration>,
}

impl Backoff {
    /// # Errors
    /// The setting that breaks a rule, by its name: a factor below 1, or one above 1 without cap.
    pub fn new(
        base: Duration,
        factor: f64,
        cap: Option<Duration>,
    ) -> Result<Self, (&'static str, Violation)> {
        if !(1.0..=f64::MAX).contains(&factor) {
            let rule = "factor must be greater than or equal to 1";
            let hint = "1 keeps the pauses equal, 2 doubles each.";
            return Err((
                "factor",
                Violation::new(rule, Received::number(factor), hint),
            ));
        }
        if factor > 1.0 && cap.is_none() {
            let rule = "cap must be set when factor is greater than 1";
            let hint = "Write the longest pause, as in `cap = \"5m\"`.";
            return Err(("cap", Violation::new(rule, Received::nothing(), hint)));
        }
        Ok(Self { base, factor, cap })
    }

    /// The first pause.
    #[must_use]
    pub const fn base(&self) -> Duration {
        self.base
    }

    /// How much longer each pause is than the one before.
    #[must_use]
    pub const fn factor(&self) -> f64 {
        self.factor
    }

    /// The longest pause.
    #[must_use]
    pub const fn cap(&self) -> Option<Duration> {
        self.cap
    }
}

impl Retries {
    /// A number of retries.
    ///
    /// # Errors
    /// When it is negative or does not fit.
    pub fn count(number: i64) -> Result<u32, Violation> {
        u32::try_from(number).map_err(|_| {
            let rule = if number < 0 {
                "RetryStrategy.count must be greater than or equal to 0".to_owned()
            } else {
                format!("RetryStrategy.count must be at most {}", u32::MAX)
            };
            Violation::new(
                rule,
                Received::number(number),
                "0 tries the task once and no more.",
            )
        })
    }

    pub(crate) fn to_wire(self) -> RetryStrategy {
        RetryStrategy {
            retries: self.count,
            backoff: self.backoff.map(|backoff| WireBackoff {
                base: Some(backoff.base.into()),
                factor: Some(backoff.factor),
                cap: backoff.cap.map(Into::into),
            }),
        }
    }

    /// Leaves out pauses that break a rule.
    pub(super) fn from_wire(wire: Option<&RetryStrategy>) -> Self {
        let backoff = |wire: &WireBackoff| {
            let base = Duration::try_from(&wire.base.unwrap_or_default()).ok()?;
            Backoff::new(base, wire.factor.unwrap_or(1.0), read(wire.cap.as_ref())).ok()
        };
        Self {
            count: wire.map_or(0, |wire| wire.retries),
            backoff: wire
                .and_then(|wire| wire.backoff.as_ref())
                .and_then(backoff),
        }
    }
}

/// How long a task may take. A length of 0 is no bound and the same as none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timeouts {
    runtime: Option<Duration>,
    queued: Option<Duration>,
    deadline: Option<Duration>,
}

impl Timeouts {
    /// `runtime` bounds each attempt while it runs, `queued` the wait before, `deadline` the whole.
    #[must_use]
    pub fn new(
        runtime: Option<Duration>,
        queued: Option<Duration>,
        deadline: Option<Duration>,
    ) -> Self {
        let bound =
            |length: Option<Duration>| length.filter(|length| *length != Duration::default());
        Self {
            runtime: bound(runtime),
            queued: bound(queued),
            deadline: bound(deadline),
        }
    }

    /// How long an attempt may run.
    #[must_use]
    pub const fn runtime(&self) -> Option<Duration> {
        self.runtime
    }

    /// How long it may wait to run.
    #[must_use]
    pub const fn queued(&self) -> Option<Duration> {
        self.queued
    }

    /// How long all of it may take.
    #[must_use]
    pub const fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    pub(crate) fn write(self, metadata: &mut TaskMetadata) {
        metadata.timeout = self.runtime.map(Into::into);
        metadata.timeouts =
            (self.queued.is_some() || self.deadline.is_some()).then(|| TimeoutStrategy {
                queued_timeout: self.queued.map(Into::into),
                deadline: self.deadline.map(Into::into),
            });
    }

    /// Leaves out what is no length of time.
    pub(super) fn read(metadata: &TaskMetadata) -> Self {
        let more = metadata.timeouts.as_ref();
        Self::new(
            read(metadata.timeout.as_ref()),
            read(more.and_then(|more| more.queued_timeout.as_ref())),
            read(more.and_then(|more| more.deadline.as_ref())),
        )
    }
}

fn read(wire: Option<&pbjson_types::Duration>) -> Option<Duration> {
    Duration::try_from(wire?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_pauses_need_a_cap() {
        let second = Duration::from_secs(1);
        assert!(Backoff::new(second, 1.0, None).is_ok());
        assert!(Backoff::new(second, 2.0, Some(second)).is_ok());
        assert_eq!(Backoff::new(second, 2.0, None).unwrap_err().0, "cap");
        for factor in [0.5, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(
                Backoff::new(second, factor, Some(second)).unwrap_err().0,
                "factor"
            );
        }
    }

    #[test]
    fn no_bound_is_not_sent() {
        let mut metadata = TaskMetadata::default();
        Timeouts::new(Some(Duration::default()), None, Some(Duration::default()))
            .write(&mut metadata);
        assert_eq!(metadata, TaskMetadata::default());
    }
}
