//! The times of a reuse policy, after which replicas go.
//!
//! The SDK and the API know them to the microsecond. The service behind warm pools reads them as
//! whole seconds (`FastTaskEnvironmentSpec`: `ttl_seconds`, `scaledown_ttl_seconds`, both `int32`)
//! and fails every task of a pool whose time is another. So a [`Ttl`] may be any that the SDK
//! takes, and only what a configuration says is held to the service's rule.

use crate::duration::{Duration, DurationError};
use crate::received::Received;
use crate::reuse_policy::parts::Setting;
use crate::shown::Shown;
use crate::violation::Violation;
use crate::written::Written;

/// A time after which replicas go: at least 30 seconds, which is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ttl(Duration);

impl Ttl {
    const MIN: Duration = Duration::from_secs(30);
    /// What the service behind warm pools has room for.
    const MAX: Duration = Duration::from_secs(i32::MAX.unsigned_abs());

    /// `setting` is the one that the message names.
    ///
    /// # Errors
    /// When the duration is below 30 seconds.
    pub fn new(setting: Setting, duration: Duration) -> Result<Self, Violation> {
        if duration < Self::MIN {
            return Err(Self::too_short(setting, Received::number(duration)));
        }
        Ok(Self(duration))
    }

    /// Reads seconds or a duration as Flyte may hold it, whoever deployed it; `None` while it is
    /// unknown.
    ///
    /// # Errors
    /// When it is not a duration, or one below 30 seconds (flyte SDK 2.12.1, `ReusePolicy`).
    pub fn read(setting: Setting, written: &Written) -> Result<Option<Self>, Violation> {
        Self::accept(
            setting,
            Received::written(Shown::Measure, written),
            length(written),
        )
    }

    /// Reads seconds or a duration as a configuration may say it; `None` while it is unknown.
    ///
    /// # Errors
    /// Those of [`Ttl::read`], and when it is no whole number of seconds or beyond 2,147,483,647
    /// of them, which the service behind warm pools cannot read.
    pub fn configured(setting: Setting, written: &Written) -> Result<Option<Self>, Violation> {
        let got = Received::written(Shown::Measure, written);
        let length = match length(written) {
            // `30.5` is meant as seconds, and wrong in any other unit, too.
            Err(DurationError::NoUnit) => format!("{}s", text(written)).parse().map(Some),
            other => other,
        };
        match length {
            Ok(Some(duration)) if duration > Self::MAX => Err(Self::too_long(setting, got)),
            Ok(Some(duration)) if duration >= Self::MIN && duration.subsec_micros() > 0 => {
                let whole = u32::try_from(duration.whole_seconds()).unwrap_or(u32::MAX);
                let above = Duration::from_secs(whole.saturating_add(1));
                Err(Self::fraction(
                    setting,
                    got,
                    &format!("Write `{setting} = \"{above}\"`."),
                ))
            }
            Err(DurationError::TooLong) => Err(Self::too_long(setting, got)),
            Err(DurationError::TooFine) => Err(Self::fraction(
                setting,
                got,
                "Round it up to whole seconds.",
            )),
            other => Self::accept(setting, got, other),
        }
    }

    fn accept(
        setting: Setting,
        got: Received,
        length: Result<Option<Duration>, DurationError>,
    ) -> Result<Option<Self>, Violation> {
        match length {
            Ok(None) => Ok(None),
            Ok(Some(duration)) if duration >= Self::MIN => Ok(Some(Self(duration))),
            Ok(Some(_)) | Err(DurationError::Negative) => Err(Self::too_short(setting, got)),
            Err(error) => Err(error.violation(setting.name(), got)),
        }
    }

    /// Reads the wire's message.
    pub(super) fn from_wire(
        setting: Setting,
        wire: Option<&pbjson_types::Duration>,
    ) -> Result<Self, Violation> {
        let wire = wire.copied().unwrap_or_default();
        let duration = Duration::try_from(&wire).map_err(|error| {
            let got = Received::words(format!("{} s and {} ns", wire.seconds, wire.nanos));
            error.violation(setting.name(), got)
        })?;
        Self::new(setting, duration)
    }

    /// The time as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }

    fn too_short(setting: Setting, got: Received) -> Violation {
        Violation::new(
            format!("{setting} must be at least 30 seconds"),
            got,
            format!(
                "Write 30 seconds or more, as in `{setting} = \"30s\"` or `{setting} = \"5m\"`."
            ),
        )
    }

    fn too_long(setting: Setting, got: Received) -> Violation {
        Violation::new(
            format!(
                "{setting} must be at most {} seconds, which is about 68 years",
                Self::MAX.whole_seconds()
            ),
            got,
            "The service behind warm pools cannot represent a larger number. Write a shorter \
             time.",
        )
    }

    fn fraction(setting: Setting, got: Received, instead: &str) -> Violation {
        Violation::new(
            format!("{setting} must be a whole number of seconds"),
            got,
            format!(
                "The service behind warm pools reads whole seconds, and a fraction fails every \
                 task of the pool. {instead}"
            ),
        )
    }
}

impl Default for Ttl {
    fn default() -> Self {
        Self(Self::MIN)
    }
}

/// The duration that is written; `None` while it is unknown.
fn length(written: &Written) -> Result<Option<Duration>, DurationError> {
    match written {
        Written::Null => Ok(Some(Ttl::MIN)),
        Written::Unknown => Ok(None),
        Written::Number(text) | Written::Text(text) => text.parse().map(Some),
        _ => Err(DurationError::Syntax),
    }
}

/// The text of a length, which may as well be a number.
fn text(written: &Written) -> &str {
    match written {
        Written::Number(text) | Written::Text(text) => text,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use pbjson_types::Duration as Wire;

    use super::*;

    const IDLE: Setting = Setting::IdleTtl;

    fn refused(written: &Written) -> Violation {
        Ttl::configured(IDLE, written).unwrap_err()
    }

    #[test]
    fn a_fraction_of_a_second_is_refused_with_what_to_write() {
        let number = Written::Number("30.5".to_owned());
        for (written, instead) in [
            ("30.5s".into(), "`idle_ttl = \"31s\"`"),
            (number, "`idle_ttl = \"31s\"`"),
            ("30.5".into(), "`idle_ttl = \"31s\"`"),
            ("1m0.5s".into(), "`idle_ttl = \"1m1s\"`"),
            ("59.000001s".into(), "`idle_ttl = \"1m\"`"),
            ("30.0000001s".into(), "Round it up to whole seconds."),
        ] {
            let violation = refused(&written);
            let rule = "idle_ttl must be a whole number of seconds";
            assert_eq!(violation.rule(), rule, "{written:?}");
            assert_eq!(violation.got(), &Received::number(text(&written)));
            assert!(violation.hint().contains(instead), "{}", violation.hint());
        }
        for whole in ["30.0s", "0.5m", "1.5h"] {
            assert!(Ttl::configured(IDLE, &whole.into()).is_ok(), "{whole}");
        }
    }

    #[test]
    fn too_short_is_told_before_a_fraction() {
        for written in ["29.9s", "29.9", "-30.5s"] {
            let rule = "idle_ttl must be at least 30 seconds";
            assert_eq!(refused(&written.into()).rule(), rule, "{written:?}");
        }
    }

    #[test]
    fn the_service_has_room_for_an_int32() {
        assert!(Ttl::configured(IDLE, &2_147_483_647.into()).is_ok());
        let rule = "idle_ttl must be at most 2147483647 seconds, which is about 68 years";
        for written in [
            2_147_483_648.into(),
            "2147483647.5s".into(),
            "99999999999999h".into(),
        ] {
            assert_eq!(refused(&written).rule(), rule, "{written:?}");
        }
    }

    #[test]
    fn what_flyte_holds_is_read_as_it_is() {
        for (seconds, nanos, shown) in [
            (30, 500_000_000, "30.5s"),
            (2_147_483_648, 0, "24855d3h14m8s"),
        ] {
            let ttl = Ttl::from_wire(IDLE, Some(&Wire { seconds, nanos })).unwrap();
            assert_eq!(ttl.duration().to_string(), shown);
            assert_eq!(Ttl::read(IDLE, &shown.into()), Ok(Some(ttl)));
        }
    }
}
