//! Kubernetes quantities: `1`, `500m`, `1.5Gi`, `1e3`.
//!
//! # Grammar
//!
//! ```text
//! quantity = digits [ "." [ digits ] ] [ suffix ]  |  "." digits [ suffix ]
//! suffix   = "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E"          powers of 1000
//!          | "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei"                      powers of 1024
//!          | ( "e" | "E" ) [ "+" | "-" ] digits                           powers of 10
//! ```
//!
//! Kubernetes keeps quantities to the thousand-millionth and up to 2^63 - 1; so do we. The SDK
//! sends whatever it is given, and the error shows when a task is started: here it shows at once.

use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

const NANO: u128 = 1_000_000_000;
const MAX_NANOS: u128 = i64::MAX as u128 * NANO;

/// An amount of a resource, compared by value: `1` equals `1000m`. Keeps its spelling.
#[derive(Debug, Clone)]
pub struct Quantity {
    text: String,
    nanos: u128,
}

impl Quantity {
    /// The spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// So many times as much, in Kubernetes' canonical form: with the largest suffix of its kind that
    /// needs no fraction. Nothing if that is beyond what Kubernetes can count.
    #[must_use]
    pub fn times(&self, count: u32) -> Option<Self> {
        let nanos = self.nanos.checked_mul(count.into())?;
        (nanos <= MAX_NANOS).then(|| Self {
            text: canonical(nanos, self.text.ends_with('i')),
            nanos,
        })
    }

    /// Whether there is nothing of it.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.nanos == 0
    }
}

impl Display for Quantity {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(positive) = text.strip_prefix('-') {
            return Err(nanos(positive).map_or_else(|error| error, |_| QuantityError::Negative));
        }
        Ok(Self {
            text: text.to_owned(),
            nanos: nanos(text)?,
        })
    }
}

fn canonical(nanos: u128, is_binary: bool) -> String {
    const DECIMAL: [(&str, i32); 10] = [
        ("E", 18),
        ("P", 15),
        ("T", 12),
        ("G", 9),
        ("M", 6),
        ("k", 3),
        ("", 0),
        ("m", -3),
        ("u", -6),
        ("n", -9),
    ];
    const BINARY: [(&str, u32); 6] = [
        ("Ei", 60),
        ("Pi", 50),
        ("Ti", 40),
        ("Gi", 30),
        ("Mi", 20),
        ("Ki", 10),
    ];
    if nanos == 0 {
        return "0".to_owned();
    }
    let binary = BINARY.map(|(suffix, bits)| (suffix, NANO << bits));
    let binary = binary.into_iter().filter(|_| is_binary);
    let decimal = DECIMAL
        .into_iter()
        .filter(|(_, power)| !is_binary || *power <= 0);
    let decimal = decimal.map(|(suffix, power)| (suffix, 10_u128.pow((power + 9).unsigned_abs())));
    let mut units = binary.chain(decimal);
    let unit = units.find(|(_, unit)| nanos.is_multiple_of(*unit));
    unit.map_or_else(String::new, |(suffix, unit)| {
        format!("{}{suffix}", nanos / unit)
    })
}

fn nanos(text: &str) -> Result<u128, QuantityError> {
    let end = text
        .find(|character: char| !(character.is_ascii_digit() || character == '.'))
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return Err(QuantityError::Syntax);
    }
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let (multiplier, power) = scale(suffix)?;
    if digits.is_empty() {
        return Ok(0);
    }
    let digits: u128 = digits.parse().map_err(|_| QuantityError::OutOfRange)?;
    // The value is digits * multiplier * 10^power, in thousand-millionths.
    let fraction_length = i32::try_from(fraction.len()).map_err(|_| QuantityError::TooFine)?;
    let power = power + 9 - fraction_length;
    let mantissa = digits
        .checked_mul(multiplier)
        .ok_or(QuantityError::OutOfRange)?;
    let ten = |exponent: i32| 10_u128.checked_pow(exponent.unsigned_abs());
    let nanos = if power >= 0 {
        ten(power).and_then(|scale| mantissa.checked_mul(scale))
    } else {
        let scale = ten(power).ok_or(QuantityError::TooFine)?;
        if mantissa % scale != 0 {
            return Err(QuantityError::TooFine);
        }
        Some(mantissa / scale)
    };
    nanos
        .filter(|nanos| *nanos <= MAX_NANOS)
        .ok_or(QuantityError::OutOfRange)
}

/// A suffix as a factor and a power of ten.
fn scale(suffix: &str) -> Result<(u128, i32), QuantityError> {
    Ok(match suffix {
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "" => (1, 0),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        _ => {
            let exponent: i32 = suffix
                .strip_prefix(['e', 'E'])
                .filter(|exponent| !exponent.is_empty())
                .and_then(|exponent| exponent.parse().ok())
                .ok_or(QuantityError::Syntax)?;
            if exponent.abs() > 40 {
                return Err(QuantityError::OutOfRange);
            }
            (1, exponent)
        }
    })
}

/// Why something is not a quantity. The text continues "`memory` must …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// It does not follow the grammar.
    #[error("must be a Kubernetes quantity")]
    Syntax,
    /// It is below zero.
    #[error("must be greater than or equal to 0")]
    Negative,
    /// It is beyond 2^63 - 1.
    #[error("must be below 9223372036854775808")]
    OutOfRange,
    /// It is no multiple of a thousand-millionth.
    #[error("must be a multiple of `1n`")]
    TooFine,
}

/// The setting whose amounts are no bytes.
const CPU: &str = "cpu";

impl QuantityError {
    /// The rule about a setting, with examples of it.
    #[must_use]
    pub fn rule(self, setting: &str) -> String {
        match self {
            Self::Syntax if setting == CPU => format!("{setting} {self} such as `500m` or `2`"),
            Self::Syntax => format!("{setting} {self} such as `512Mi` or `1Gi`"),
            _ => format!("{setting} {self}"),
        }
    }

    /// What to write instead.
    #[must_use]
    pub fn hint(self, setting: &str) -> &'static str {
        match self {
            Self::Syntax if setting == CPU => {
                "Write how many CPUs, or thousandths of one with the suffix `m`: `0.5` and `500m` \
                 are the same."
            }
            Self::Syntax => {
                "Write a number with a suffix such as m (thousandth), k, M, G (powers of 1000) or \
                 Ki, Mi, Gi (powers of 1024). Capitals matter: `1gi` and `512MB` mean nothing."
            }
            Self::Negative => "An amount has no sign.",
            Self::OutOfRange => "Kubernetes cannot represent a larger amount.",
            Self::TooFine => "Kubernetes keeps nine digits after the point.",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    #[test]
    fn products_are_in_canonical_form() {
        for (one, count, expected) in [
            ("500m", 3, "1500m"),
            ("0.5", 4, "2"),
            ("512Mi", 2, "1Gi"),
            ("1.5Gi", 3, "4608Mi"),
            ("100M", 10, "1G"),
            ("1000", 1, "1k"),
            ("1e3", 1, "1k"),
            ("100n", 3, "300n"),
            ("1Ki", 0, "0"),
            ("0.5Ki", 1, "512"),
        ] {
            let product = quantity(one).times(count).unwrap();
            assert_eq!(product.as_str(), expected);
            assert_eq!(product, quantity(expected));
        }
        assert_eq!(quantity("1E").times(10), None);
    }

    #[test]
    fn spellings_of_one_value_are_equal() {
        for (one, other) in [
            ("1", "1000m"),
            ("1", "1.0"),
            ("1", "1."),
            (".5", "500m"),
            ("1Gi", "1024Mi"),
            ("1.5Gi", "1536Mi"),
            ("1G", "1000M"),
            ("1e3", "1k"),
            ("1E3", "1k"),
            ("1E", "1e18"),
            ("1e-3", "1m"),
            ("100000u", "100m"),
            ("0", "0Gi"),
            ("0.000000001", "1n"),
        ] {
            assert_eq!(quantity(one), quantity(other), "{one} {other}");
        }
        assert!(quantity("1G") < quantity("1Gi"));
        assert_eq!(quantity("1000m").as_str(), "1000m");
    }

    #[test]
    fn refuses_what_kubernetes_would() {
        for (text, expected) in [
            ("", QuantityError::Syntax),
            (".", QuantityError::Syntax),
            ("1gi", QuantityError::Syntax),
            ("512MB", QuantityError::Syntax),
            ("1 Gi", QuantityError::Syntax),
            ("1.2.3", QuantityError::Syntax),
            ("1K", QuantityError::Syntax),
            ("Gi", QuantityError::Syntax),
            ("1e", QuantityError::Syntax),
            ("+1", QuantityError::Syntax),
            ("-x", QuantityError::Syntax),
            ("-1", QuantityError::Negative),
            ("-1Gi", QuantityError::Negative),
            ("8Ei", QuantityError::OutOfRange),
            ("1e99999999", QuantityError::OutOfRange),
            ("1e999999999999", QuantityError::Syntax),
            (
                "99999999999999999999999999999999999999999",
                QuantityError::OutOfRange,
            ),
            ("0.1n", QuantityError::TooFine),
            ("1e-10", QuantityError::TooFine),
        ] {
            assert_eq!(text.parse::<Quantity>(), Err(expected), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = text.parse::<Quantity>();
        }

        #[test]
        fn nearly_right_text_is_answered(text in "-?[0-9.]{0,50}[a-zA-Z]{0,2}[-+]?[0-9]{0,12}") {
            let _ = text.parse::<Quantity>();
        }

        #[test]
        fn thousandths_are_exact(whole in 0..1_000_000_u32, thousandths in 0..1_000_u32) {
            let milli = u64::from(whole) * 1_000 + u64::from(thousandths);
            let decimal = format!("{whole}.{thousandths:03}");
            prop_assert_eq!(quantity(&decimal), quantity(&format!("{milli}m")));
        }
    }
}
