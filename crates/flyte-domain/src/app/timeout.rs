//! How long a request to an app may take.

use flyte_proto::flyteidl2::app::TimeoutConfig;

use crate::duration::Duration;
use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// The longest time of one request: at most an hour (flyte SDK 2.12.1, `flyte.app.Timeouts`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestTimeout(Duration);

impl RequestTimeout {
    const LONGEST: Duration = Duration::from_secs(3600);

    /// Reads seconds or a duration.
    ///
    /// # Errors
    /// When it is none, or longer than an hour.
    pub fn read(text: &str) -> Result<Self, Violation> {
        let duration = Duration::parse_for("request_timeout", text)?;
        if duration > Self::LONGEST {
            return Err(Violation::new(
                "request_timeout must not exceed 1 hour (3600 seconds)",
                Received::shown(Shown::Measure, text),
                "Write a shorter time; work that takes longer belongs in a task.",
            ));
        }
        Ok(Self(duration))
    }

    /// The time as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }

    pub(super) fn to_wire(self) -> TimeoutConfig {
        TimeoutConfig {
            request_timeout: Some(self.0.into()),
        }
    }

    pub(super) fn from_wire(wire: Option<&TimeoutConfig>) -> Option<Self> {
        let duration = Duration::try_from(wire?.request_timeout.as_ref()?).ok()?;
        Some(Self(duration)).filter(|it| it.0 <= Self::LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_takes_an_hour_at_most() {
        for text in ["0", "300", "5m", "1h", "1.5s"] {
            let timeout = RequestTimeout::read(text).unwrap();
            let wire = timeout.to_wire();
            assert_eq!(RequestTimeout::from_wire(Some(&wire)), Some(timeout));
        }
        for text in ["3601", "2h", "-1", "soon"] {
            assert!(RequestTimeout::read(text).is_err(), "{text}");
        }
    }
}
