//! Decimals of any length: sign, significant digits and a power of ten.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Numbers reach as far as those of Terraform, whose binary exponent has 32 bits.
const MAX_EXPONENT: i64 = 646_456_992;

/// Above this many characters a number is written with an exponent, so that a short input never
/// becomes a long output. Terraform itself always writes all digits and reads both forms.
const MAX_PLAIN_LENGTH: usize = 4096;

/// Up to this many digits every decimal survives the way through a 64-bit float and back.
const FLOAT_DIGITS: usize = 15;

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseNumberError {
    /// The text does not have the form `-12.5e3`.
    Syntax,
    /// The number is larger or smaller than any of Terraform's.
    Range,
}

impl fmt::Display for ParseNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a decimal number",
            Self::Range => "a number outside of the range that Terraform can hold",
        })
    }
}

impl std::error::Error for ParseNumberError {}

/// A number in its canonical form.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Decimal {
    negative: bool,
    /// Decimal digits of a whole number, without zeros at either end; empty for zero.
    digits: Box<str>,
    /// The power of ten that the digits are multiplied with.
    exponent: i32,
}

impl Decimal {
    /// The float nearest to the value; `None` beyond the largest float.
    pub(super) fn as_f64(&self) -> Option<f64> {
        let float: f64 = self.scientific().parse().ok()?;
        float.is_finite().then_some(float)
    }

    /// The value as a machine integer, if it is whole and in range.
    pub(super) fn as_integer<T: FromStr>(&self) -> Option<T> {
        let is_short = self.is_integer() && self.magnitude() <= 20;
        is_short.then(|| self.to_string().parse().ok())?
    }

    /// The fraction as a float that has exactly this value and leads back to this number;
    /// `None` for whole numbers.
    pub(super) fn as_exact_fraction(&self) -> Option<f64> {
        // d / 10^k is m / 2^k if 5^k divides d, and 5^k has more digits than d from k = 22 on.
        let places = u32::try_from(-self.exponent).ok()?;
        if places == 0 || places > 22 || self.digits.len() > FLOAT_DIGITS {
            return None;
        }
        let digits: u64 = self.digits.parse().ok()?;
        digits
            .is_multiple_of(5_u64.pow(places))
            .then(|| self.as_f64())?
    }

    /// Whether the value has no fraction.
    pub(super) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// Brings the digits into canonical form.
    fn canonical(negative: bool, digits: &str, exponent: i64) -> Result<Self, ParseNumberError> {
        let digits = digits.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Ok(Self::default());
        }
        let out_of_range = |_| ParseNumberError::Range;
        let length = i64::try_from(digits.len()).map_err(out_of_range)?;
        let zeros = i64::try_from(digits.len() - significant.len()).map_err(out_of_range)?;
        let exponent = exponent.saturating_add(zeros);
        if exponent.saturating_sub(zeros).saturating_add(length).abs() > MAX_EXPONENT {
            return Err(ParseNumberError::Range);
        }
        Ok(Self {
            negative,
            digits: significant.into(),
            exponent: i32::try_from(exponent).map_err(out_of_range)?,
        })
    }

    /// How many digits stand before the decimal point; zero or less for values below one.
    fn magnitude(&self) -> i64 {
        i64::from(self.exponent) + i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
    }

    fn scientific(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        match self.digits.split_at_checked(1) {
            None => "0".to_owned(),
            Some((first, "")) => format!("{sign}{first}e{}", self.magnitude() - 1),
            Some((first, rest)) => format!("{sign}{first}.{rest}e{}", self.magnitude() - 1),
        }
    }

    fn compare_absolute(&self, other: &Self) -> Ordering {
        let zero_first = self
            .digits
            .is_empty()
            .cmp(&other.digits.is_empty())
            .reverse();
        zero_first
            .then(self.magnitude().cmp(&other.magnitude()))
            .then_with(|| self.digits.cmp(&other.digits))
    }
}

impl FromStr for Decimal {
    type Err = ParseNumberError;

    /// Reads `-12`, `0.1`, `1e400`, `2.5E-3`: a sign only if negative, digits on both sides of
    /// a decimal point, an optional exponent.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits_only = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        if !digits_only(whole) || !fraction.is_none_or(digits_only) {
            return Err(ParseNumberError::Syntax);
        }
        let fraction = fraction.unwrap_or_default();
        let places = i64::try_from(fraction.len()).map_err(|_| ParseNumberError::Range)?;
        let exponent = exponent.map_or(Ok(0), parse_exponent)?;
        let digits = [whole, fraction].concat();
        Self::canonical(negative, &digits, exponent.saturating_sub(places))
    }
}

/// Reads the digits behind the `e`. More of them than fit are clamped: zero may have any
/// exponent, every other number is then out of range.
fn parse_exponent(text: &str) -> Result<i64, ParseNumberError> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ParseNumberError::Syntax);
    }
    let value = digits.parse().unwrap_or(i64::MAX / 2);
    Ok(if negative { -value } else { value })
}

impl fmt::Display for Decimal {
    /// All digits and no exponent, as Terraform writes numbers, unless that were thousands.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zeros = usize::try_from(self.exponent.unsigned_abs()).unwrap_or(usize::MAX);
        if self.digits.len().saturating_add(zeros) > MAX_PLAIN_LENGTH {
            return f.write_str(&self.scientific());
        }
        let text = match usize::try_from(self.magnitude()) {
            _ if self.digits.is_empty() => "0".to_owned(),
            Ok(_) if self.is_integer() => format!("{}{:0<zeros$}", self.digits, ""),
            Ok(point) if point > 0 => {
                format!("{}.{}", &self.digits[..point], &self.digits[point..])
            }
            _ => format!("0.{:0>zeros$}", self.digits),
        };
        f.pad_integral(!self.negative, "", &text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scientific())
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_absolute(other),
            (true, true) => other.compare_absolute(self),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
