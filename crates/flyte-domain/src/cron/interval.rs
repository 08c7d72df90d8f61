//! Fixed intervals, and when the server starts what goes by them.

use std::iter;

use crate::received::Received;
use crate::shown::Shown;
use crate::time::{LocalTime, Time};
use crate::violation::Violation;
use crate::written::{WholeNumber, Written};

/// Minutes from one start to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    minutes: u32,
}

impl Interval {
    /// The longest, about 292 years. The server counts nanoseconds in 64 bits (Go, `time.Duration`),
    /// so that a longer interval becomes a negative or a short one.
    pub const MAX: Self = Self {
        minutes: 153_722_867,
    };

    /// Reads a number of minutes. An interval of 0 brings the open-source server down, and so does one
    /// that it cannot count: the next start is always one that is over.
    ///
    /// # Errors
    /// When it is no whole number of minutes from 1 to [`Interval::MAX`].
    pub fn read(written: &Written) -> Result<Self, Violation> {
        let whole = match written {
            Written::Number(number) => WholeNumber::read(number),
            _ => WholeNumber::IsNot,
        };
        let minutes = match whole {
            WholeNumber::Is(minutes) => u32::try_from(minutes).ok(),
            WholeNumber::OutOfRange | WholeNumber::IsNot => None,
        };
        let minutes = minutes.filter(|minutes| (1..=Self::MAX.minutes).contains(minutes));
        minutes.map(|minutes| Self { minutes }).ok_or_else(|| {
            Violation::new(
                format!(
                    "interval_minutes must be a whole number from 1 to {}",
                    Self::MAX.minutes
                ),
                Received::written(Shown::Number, written),
                "Write the minutes from one start to the next.",
            )
        })
    }

    /// How many minutes it has.
    #[must_use]
    pub const fn minutes(self) -> u32 {
        self.minutes
    }

    /// The starts after a time, in UTC, where the first is at `start`: that one itself, else those that
    /// are whole intervals later. The server drops the fraction of a second of all but the first
    /// (flyteorg/flyte, `runs/scheduler/core/schedule_time.go`, `StartTime`; robfig/cron 3.0.1,
    /// `ConstantDelaySchedule`).
    ///
    /// Without a `start`, they are whole intervals after the trigger was last switched on or deployed
    /// new, which nobody knows beforehand: here they are counted from `after`.
    pub fn starts_after(
        self,
        start: Option<Time>,
        after: Time,
    ) -> impl Iterator<Item = LocalTime> + use<> {
        let length = i64::from(self.minutes) * 60;
        let ahead = start.filter(|start| *start > after);
        let begin = ahead.or(start).unwrap_or(after).whole_seconds();
        let gone = match ahead {
            Some(_) => 0,
            None => (after.whole_seconds() - begin).div_euclid(length),
        };
        let mut at = begin + gone * length;
        let later = iter::from_fn(move || {
            at = at.checked_add(length)?;
            Some(Time::of_seconds(at))
        });
        let starts = ahead.into_iter().chain(later);
        starts.map_while(|start| LocalTime::new(start, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(minutes: i64, start: Option<&str>, after: &str) -> Vec<String> {
        let time = |text: &str| Time::parse_for("time", text).unwrap();
        let interval = Interval::read(&minutes.into()).unwrap();
        let starts = interval.starts_after(start.map(time), time(after));
        starts.take(2).map(|start| start.to_string()).collect()
    }

    #[test]
    fn starts_are_counted_from_the_first() {
        for (minutes, start, after, expected) in [
            (
                30,
                Some("2026-01-01T10:00:00Z"),
                "2026-01-01T09:00:00Z",
                ["2026-01-01T10:00:00Z", "2026-01-01T10:30:00Z"],
            ),
            (
                30,
                Some("2026-01-01T10:00:00Z"),
                "2026-01-01T10:00:00Z",
                ["2026-01-01T10:30:00Z", "2026-01-01T11:00:00Z"],
            ),
            (
                1_440,
                Some("2026-01-01T10:00:00+02:00"),
                "2026-03-01T09:00:00Z",
                ["2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"],
            ),
            // A fraction is kept by the first start alone.
            (
                1,
                Some("2026-01-01T10:00:00.25Z"),
                "2026-01-01T10:00:00.1Z",
                ["2026-01-01T10:00:00.250Z", "2026-01-01T10:01:00Z"],
            ),
            (
                1,
                Some("2026-01-01T10:00:00.25Z"),
                "2026-01-01T10:00:00.5Z",
                ["2026-01-01T10:01:00Z", "2026-01-01T10:02:00Z"],
            ),
            // Nobody knows when it is switched on.
            (
                90,
                None,
                "2026-01-01T10:00:00.9+01:00",
                ["2026-01-01T10:30:00Z", "2026-01-01T12:00:00Z"],
            ),
        ] {
            assert_eq!(starts(minutes, start, after), expected, "{start:?}");
        }
    }

    #[test]
    fn starts_end_with_the_years_that_can_be_written() {
        let long = Interval::MAX.minutes().into();
        assert_eq!(starts(long, None, "9800-01-01T00:00:00Z"), [""; 0]);
    }

    #[test]
    fn what_harms_the_server_is_refused() {
        for written in ["0", "-1", "1.5", "153722868", "4294967296", "1e40"] {
            let violation = Interval::read(&Written::Number(written.to_owned())).unwrap_err();
            assert_eq!(
                violation.rule(),
                "interval_minutes must be a whole number from 1 to 153722867"
            );
        }
        assert!(Interval::read(&"30".into()).is_err());
        assert_eq!(Interval::read(&1.into()).unwrap().minutes(), 1);
        assert_eq!(Interval::read(&153_722_867.into()).unwrap(), Interval::MAX);
    }
}
