//! Points in time, as the server tells them, and as clocks show them.

use std::fmt::{self, Display, Formatter};
use std::time::{Duration, SystemTime};

use jiff::SignedDuration;
use jiff::civil::{DateTime, datetime};
use pbjson_types::Timestamp;

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// A point in time, written as RFC 3339 in UTC. The default is the beginning of 1970, which stands
/// for a time that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Time {
    seconds: i64,
    nanos: i32,
}

impl Time {
    /// Nothing where the server says nothing.
    pub(crate) fn from_wire(wire: Option<&Timestamp>) -> Option<Self> {
        wire.map(|wire| Self {
            seconds: wire.seconds,
            nanos: wire.nanos,
        })
    }

    /// Reads a time for a setting, with the setting's name in the message.
    ///
    /// # Errors
    /// When `text` is no time as in RFC 3339.
    pub fn parse_for(setting: &str, text: &str) -> Result<Self, Violation> {
        let wire: Option<Timestamp> = serde_json::from_value(text.into()).ok();
        // A leap second is read as more than a second's nanoseconds; the official classes have none.
        let wire = wire.filter(|wire| (0..1_000_000_000).contains(&wire.nanos));
        Self::from_wire(wire.as_ref()).ok_or_else(|| {
            Violation::new(
                format!("{setting} must be a time as in RFC 3339"),
                Received::shown(Shown::Moment, text),
                "Write it as `2026-11-23T09:00:00Z`, or with an offset in place of `Z`, such as \
                 `+01:00`.",
            )
        })
    }

    /// So many seconds after the beginning of 1970.
    pub(crate) const fn of_seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }

    /// Seconds since the beginning of 1970, rounded down.
    pub(crate) const fn whole_seconds(self) -> i64 {
        self.seconds
    }

    /// How long ago it is at another time; nothing if it is later.
    #[must_use]
    pub fn age_at(self, time: SystemTime) -> Duration {
        let seconds = u64::try_from(self.seconds).unwrap_or_default();
        let nanos = u32::try_from(self.nanos).unwrap_or_default();
        let since = SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanos));
        since
            .and_then(|since| time.duration_since(since).ok())
            .unwrap_or_default()
    }
}

impl Display for Time {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let wire = Timestamp {
            seconds: self.seconds,
            nanos: self.nanos,
        };
        let json = serde_json::to_value(wire).map_err(|_| fmt::Error)?;
        let text = json.as_str().ok_or(fmt::Error)?;
        formatter.write_str(&text.replace("+00:00", "Z"))
    }
}

/// What a clock in UTC shows at the beginning of 1970.
const EPOCH: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);

/// What a clock shows so many seconds after it showed [`EPOCH`]. Nothing beyond the year 9999, nor as
/// long before our era.
pub(crate) fn shown_after(seconds: i64) -> Option<DateTime> {
    EPOCH.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// The seconds from [`EPOCH`] to what a clock shows.
pub(crate) fn seconds_until(shown: DateTime) -> i64 {
    shown.duration_since(EPOCH).as_secs()
}

/// A point in time with the offset of a clock from UTC, written as RFC 3339 by what that clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    shown: DateTime,
    /// In seconds.
    offset: i64,
}

impl LocalTime {
    /// Nothing for years that RFC 3339 cannot write.
    pub(crate) fn new(time: Time, offset: i64) -> Option<Self> {
        let shown = shown_after(time.seconds.checked_add(offset)?)?;
        let nanos = SignedDuration::from_nanos(time.nanos.into());
        let shown = shown.checked_add(nanos).ok()?;
        (shown.year() >= 0).then_some(Self { shown, offset })
    }
}

impl Display for LocalTime {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let nanos = self.shown.subsec_nanosecond();
        match (nanos, nanos % 1_000_000, nanos % 1_000) {
            (0, ..) => write!(formatter, "{:.0}", self.shown),
            (_, 0, _) => write!(formatter, "{:.3}", self.shown),
            (_, _, 0) => write!(formatter, "{:.6}", self.shown),
            _ => write!(formatter, "{:.9}", self.shown),
        }?;
        // Offsets of a fraction of a minute ended with the 20th century's first half.
        let minutes = self.offset / 60;
        if minutes == 0 {
            return formatter.write_str("Z");
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_any_offset() {
        let read = |text| Time::parse_for("after", text).map(|time| time.to_string());
        for (text, time) in [
            ("2026-11-18T11:06:40Z", "2026-11-18T11:06:40Z"),
            ("2026-11-18T11:06:40.25+01:00", "2026-11-18T10:06:40.250Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
        ] {
            assert_eq!(read(text), Ok(time.to_owned()));
        }
        for text in [
            "",
            "now",
            "2026-11-18",
            "2026-11-18T11:06:60Z",
            "2026-11-18T11:06:40",
        ] {
            let violation = read(text).unwrap_err();
            assert_eq!(
                violation.rule(),
                "after must be a time as in RFC 3339",
                "{text}"
            );
        }
    }

    #[test]
    fn a_local_time_is_what_the_clock_shows() {
        let text = |seconds, nanos, offset| {
            let time = LocalTime::new(Time { seconds, nanos }, offset);
            time.map(|time| time.to_string()).unwrap_or_default()
        };
        assert_eq!(text(1_795_000_000, 0, 0), "2026-11-18T11:06:40Z");
        assert_eq!(text(1_795_000_000, 0, 3_600), "2026-11-18T12:06:40+01:00");
        assert_eq!(
            text(1_795_000_000, 1, -12_600),
            "2026-11-18T07:36:40.000000001-03:30"
        );
        assert_eq!(text(1_795_000_000, 5_000, 0), "2026-11-18T11:06:40.000005Z");
        assert_eq!(text(253_402_300_799, 0, 0), "9999-12-31T23:59:59Z");
        assert_eq!(text(253_402_300_799, 0, 3_600), "");
    }

    #[test]
    fn a_time_is_written_in_utc_and_as_exactly_as_it_is_known() {
        let text = |seconds, nanos| Time { seconds, nanos }.to_string();
        assert_eq!(text(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(text(1_795_000_000, 250_000_000), "2026-11-18T11:06:40.250Z");
        assert_eq!(text(1_795_000_000, 1_000), "2026-11-18T11:06:40.000001Z");
    }

    #[test]
    fn a_time_has_an_age() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let time = Time {
            seconds: 10,
            nanos: 500_000_000,
        };
        assert_eq!(time.age_at(at(12)), Duration::from_millis(1500));
        // The other clock has whole seconds only.
        assert_eq!(time.age_at(at(10)), Duration::ZERO);
    }

    #[test]
    fn times_are_in_order() {
        let time = |seconds, nanos| Time { seconds, nanos };
        assert!(time(1, 5) < time(2, 0));
        assert!(time(2, 0) < time(2, 1));
    }
}
