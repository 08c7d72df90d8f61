//! Points in time, as the server tells them.

use std::fmt::{self, Display, Formatter};

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
    fn times_are_in_order() {
        let time = |seconds, nanos| Time { seconds, nanos };
        assert!(time(1, 5) < time(2, 0));
        assert!(time(2, 0) < time(2, 1));
    }
}
