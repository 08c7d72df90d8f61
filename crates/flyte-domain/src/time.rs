//! Points in time, as the server tells them.

use std::fmt::{self, Display, Formatter};
use std::time::{Duration, SystemTime};

use pbjson_types::Timestamp;

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

#[cfg(test)]
impl Time {
    /// So many seconds after the beginning.
    pub(crate) const fn after(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
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

#[cfg(test)]
mod tests {
    use super::*;

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
