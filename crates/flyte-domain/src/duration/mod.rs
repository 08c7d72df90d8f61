//! Durations as Flyte keeps them: never negative, to the microsecond.
//!
//! # Grammar
//!
//! ```text
//! duration  = seconds | component { component }
//! seconds   = digits                              whole seconds: 300
//! component = digits [ "." digits ] unit          90s, 1m30s, 1h, 1.5s
//! unit      = "d" | "h" | "m" | "s"               a day is 24 hours
//! ```
//!
//! Units stand in this order, each at most once; only the last component may have a fraction, and
//! the whole must be a number of microseconds. No signs, no spaces, no capitals, no ISO 8601.
//! A number without a unit must be whole: `1.5` could be meant as anything.
//!
//! The resolution is that of the SDK (`datetime.timedelta`); the longest duration is that of
//! `google.protobuf.Duration`, 315,576,000,000 seconds, about 10,000 years.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

const MICROS_PER_SECOND: u64 = 1_000_000;
const MAX_MICROS: u64 = 315_576_000_000 * MICROS_PER_SECOND;
/// Units with their length in microseconds, longest first.
const UNITS: [(char, u64); 4] = [
    ('d', 86_400 * MICROS_PER_SECOND),
    ('h', 3_600 * MICROS_PER_SECOND),
    ('m', 60 * MICROS_PER_SECOND),
    ('s', MICROS_PER_SECOND),
];

/// A length of time, compared by meaning: `300`, `300s` and `5m` are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration {
    micros: u64,
}

impl Duration {
    /// The longest duration that the wire can carry.
    pub const MAX: Self = Self { micros: MAX_MICROS };

    /// A whole number of seconds.
    #[must_use]
    pub const fn from_secs(seconds: u32) -> Self {
        Self {
            micros: seconds as u64 * MICROS_PER_SECOND,
        }
    }

    /// A number of microseconds, or nothing beyond [`Duration::MAX`].
    #[must_use]
    pub const fn from_micros(micros: u64) -> Option<Self> {
        if micros <= MAX_MICROS {
            Some(Self { micros })
        } else {
            None
        }
    }

    /// The nearest duration to a number of seconds; nothing for what is no length of time.
    pub fn from_secs_f64(seconds: f64) -> Option<Self> {
        let micros = (seconds * 1e6).round();
        #[expect(clippy::cast_precision_loss, reason = "a bound need not be exact")]
        let within = (0.0..=MAX_MICROS as f64).contains(&micros);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "just checked"
        )]
        within.then_some(micros as u64).and_then(Self::from_micros)
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn whole_seconds(self) -> u64 {
        self.micros / MICROS_PER_SECOND
    }

    /// Microseconds beyond the whole seconds.
    #[must_use]
    pub const fn subsec_micros(self) -> u64 {
        self.micros % MICROS_PER_SECOND
    }

    /// The double nearest to this number of seconds.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        // Through text, since a division of rounded numbers may round twice.
        let text = format!("{}.{:06}", self.whole_seconds(), self.subsec_micros());
        text.parse().unwrap_or(f64::INFINITY)
    }

    /// Parses a duration for a setting, with the setting's name in the message.
    ///
    /// # Errors
    /// When `text` does not follow the grammar or does not fit.
    pub fn parse_for(setting: &str, text: &str) -> Result<Self, Violation> {
        text.parse().map_err(|error: DurationError| {
            error.violation(setting, Received::shown(Shown::Measure, text))
        })
    }
}

/// The canonical text: every unit that is not zero, longest first, as in `1d2h3m4.5s`; `0s`.
impl Display for Duration {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if self.micros == 0 {
            return formatter.write_str("0s");
        }
        let mut rest = self.micros;
        for (unit, length) in &UNITS[..3] {
            if rest >= *length {
                write!(formatter, "{}{unit}", rest / length)?;
                rest %= length;
            }
        }
        if rest == 0 {
            return Ok(());
        }
        let seconds = rest / MICROS_PER_SECOND;
        match rest % MICROS_PER_SECOND {
            0 => write!(formatter, "{seconds}s"),
            micros => {
                let fraction = format!("{micros:06}");
                write!(formatter, "{seconds}.{}s", fraction.trim_end_matches('0'))
            }
        }
    }
}

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix('-') {
            Some(positive) => Err(match unsigned(positive) {
                Err(DurationError::Syntax) => DurationError::Syntax,
                _ => DurationError::Negative,
            }),
            None => unsigned(text),
        }
    }
}

fn unsigned(text: &str) -> Result<Duration, DurationError> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return component(text, "", MICROS_PER_SECOND).and_then(bounded);
    }
    let mut rest = text;
    let mut units = UNITS.iter();
    let mut total: u64 = 0;
    let mut fraction_seen = false;
    while !rest.is_empty() || text.is_empty() {
        let end = rest
            .find(|character: char| !(character.is_ascii_digit() || character == '.'))
            .ok_or(DurationError::unfinished(rest))?;
        let (number, tail) = rest.split_at(end);
        let mut characters = tail.chars();
        let unit = characters.next();
        rest = characters.as_str();
        let (_, length) = units
            .find(|(name, _)| Some(*name) == unit)
            .ok_or(DurationError::Syntax)?;
        if fraction_seen {
            return Err(DurationError::Syntax);
        }
        let (whole, fraction) = match number.split_once('.') {
            Some((_, "")) => return Err(DurationError::Syntax),
            Some(parts) => parts,
            None => (number, ""),
        };
        fraction_seen = number.contains('.');
        total = total
            .checked_add(component(whole, fraction, *length)?)
            .ok_or(DurationError::TooLong)?;
    }
    bounded(total)
}

/// The microseconds in `whole.fraction` times a unit.
fn component(whole: &str, fraction: &str, length: u64) -> Result<u64, DurationError> {
    if whole.is_empty() || fraction.contains('.') {
        return Err(DurationError::Syntax);
    }
    let units: u64 = whole.parse().map_err(|_| DurationError::TooLong)?;
    let fraction = fraction.trim_end_matches('0');
    let part = if fraction.is_empty() {
        0
    } else {
        // Eleven digits are enough to write a microsecond as part of a day.
        if fraction.len() > 11 {
            return Err(DurationError::TooFine);
        }
        let digits: u64 = fraction.parse().map_err(|_| DurationError::Syntax)?;
        let scale = 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(u32::MAX));
        let scaled = u128::from(digits) * u128::from(length);
        if scaled % scale != 0 {
            return Err(DurationError::TooFine);
        }
        u64::try_from(scaled / scale).map_err(|_| DurationError::TooLong)?
    };
    units
        .checked_mul(length)
        .and_then(|micros| micros.checked_add(part))
        .ok_or(DurationError::TooLong)
}

fn bounded(micros: u64) -> Result<Duration, DurationError> {
    Duration::from_micros(micros).ok_or(DurationError::TooLong)
}

impl From<Duration> for pbjson_types::Duration {
    fn from(duration: Duration) -> Self {
        // Both are within the limits of the type, by the bound on durations.
        Self {
            seconds: duration.whole_seconds().cast_signed(),
            nanos: i32::try_from(duration.subsec_micros() * 1_000).unwrap_or(i32::MAX),
        }
    }
}

impl TryFrom<&pbjson_types::Duration> for Duration {
    type Error = DurationError;

    fn try_from(wire: &pbjson_types::Duration) -> Result<Self, Self::Error> {
        if wire.seconds < 0 || wire.nanos < 0 {
            return Err(DurationError::Negative);
        }
        if wire.nanos % 1_000 != 0 {
            return Err(DurationError::TooFine);
        }
        wire.seconds
            .cast_unsigned()
            .checked_mul(MICROS_PER_SECOND)
            .and_then(|micros| micros.checked_add(u64::from(wire.nanos.cast_unsigned()) / 1_000))
            .and_then(Self::from_micros)
            .ok_or(DurationError::TooLong)
    }
}

/// Why something is not a duration. The text continues "`idle_ttl` must …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// It does not follow the grammar.
    #[error("must be whole seconds or a duration such as `90s`, `1m30s` or `1h`")]
    Syntax,
    /// A fraction of no unit.
    #[error("must be whole seconds or have a unit")]
    NoUnit,
    /// It is below zero.
    #[error("must not be negative")]
    Negative,
    /// It is beyond [`Duration::MAX`].
    #[error("must be at most 315576000000 seconds, which is about 10000 years")]
    TooLong,
    /// It has a fraction of a microsecond.
    #[error("must be a whole number of microseconds")]
    TooFine,
}

impl DurationError {
    /// For a number that ends without a unit.
    fn unfinished(rest: &str) -> Self {
        if rest.contains('.') && rest.parse::<f64>().is_ok() {
            Self::NoUnit
        } else {
            Self::Syntax
        }
    }

    /// The violation of a setting that was given `received`.
    pub fn violation(self, setting: &str, got: Received) -> Violation {
        let hint = match self {
            Self::Syntax => {
                "Write seconds as a number, or numbers with the units d, h, m, s in this order, \
                 without spaces."
            }
            Self::NoUnit => "Add the unit, as in `1.5s` or `1.5m`.",
            Self::Negative => "A duration has no sign; write how long it lasts.",
            Self::TooLong => "Write a shorter duration.",
            Self::TooFine => "Flyte keeps six digits after the second; round to them.",
        };
        Violation::new(format!("{setting} {self}"), got, hint)
    }
}

#[cfg(test)]
mod tests;
