//! Terraform's numbers: decimal, of any size, without loss.
//!
//! What fits a machine integer is one. Every other number is kept as sign, significant digits and
//! a power of ten. The form is canonical (no zero at either end of the digits), so `1`, `1.0` and
//! `1e0` are equal, hash equally and are written alike. Memory follows the length of the text that
//! was read, never the exponent: `1e400000000` is one digit.
//!
//! Binary floats are the exception to "without loss", because Terraform compares fractions by
//! their shortest decimal text: the float `0.1` is the number `0.1` here.

mod decimal;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::number::decimal::Decimal;
pub(crate) use crate::number::decimal::ParseNumberError;

/// The name under which [`Number`] announces itself to the serializers of `model`.
pub(crate) const SERDE_NAME: &str = "$terraform::Number";

/// A decimal number. Order and equality are those of the value, not of the spelling.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Form);

/// Each number has one form.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Integer(i64),
    /// What is no such integer.
    Decimal(Box<Decimal>),
}

impl Default for Number {
    fn default() -> Self {
        Self(Form::Integer(0))
    }
}

impl Number {
    /// The number that Terraform takes a 64-bit float for: whole floats exactly, fractions by
    /// their shortest decimal text. `None` for infinities and NaN.
    #[must_use]
    pub fn from_f64(float: f64) -> Option<Self> {
        if !float.is_finite() {
            return None;
        }
        let text = if float.fract() == 0.0 {
            format!("{float:.0}")
        } else {
            format!("{float:e}")
        };
        text.parse().ok()
    }

    /// The value as a signed integer, if it is whole and in range.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Integer(integer) => Some(*integer),
            Form::Decimal(_) => None,
        }
    }

    /// The value as an unsigned integer, if it is whole and in range.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Form::Integer(integer) => (*integer).try_into().ok(),
            Form::Decimal(decimal) => decimal.as_integer(),
        }
    }

    /// The float nearest to the value; `None` beyond the largest float.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.decimal().as_f64()
    }

    /// The fraction as a float that has exactly this value and leads back to this number;
    /// `None` for whole numbers.
    pub(crate) fn as_exact_fraction(&self) -> Option<f64> {
        match &self.0 {
            Form::Integer(_) => None,
            Form::Decimal(decimal) => decimal.as_exact_fraction(),
        }
    }

    /// Whether the value has no fraction.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Integer(_) => true,
            Form::Decimal(decimal) => decimal.is_integer(),
        }
    }

    fn decimal(&self) -> Cow<'_, Decimal> {
        match &self.0 {
            // The text of an integer is always a number in range.
            Form::Integer(integer) => Cow::Owned(integer.to_string().parse().unwrap_or_default()),
            Form::Decimal(decimal) => Cow::Borrowed(decimal),
        }
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        Self(match decimal.as_integer() {
            Some(integer) => Form::Integer(integer),
            None => Form::Decimal(Box::new(decimal)),
        })
    }
}

impl FromStr for Number {
    type Err = ParseNumberError;

    /// Reads `-12`, `0.1`, `1e400`, `2.5E-3`: a sign only if negative, digits on both sides of
    /// a decimal point, an optional exponent.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Rust accepts a plus as a sign, too.
        match text.parse() {
            Ok(integer) if !text.starts_with('+') => Ok(Self(Form::Integer(integer))),
            _ => text.parse::<Decimal>().map(Self::from),
        }
    }
}

impl fmt::Display for Number {
    /// All digits and no exponent, as Terraform writes numbers, unless that were thousands.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Integer(integer) => integer.fmt(f),
            Form::Decimal(decimal) => decimal.fmt(f),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.decimal(), f)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Integer(one), Form::Integer(other)) => one.cmp(other),
            _ => self.decimal().cmp(&other.decimal()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self(Form::Integer(integer))
    }
}

impl From<u32> for Number {
    fn from(integer: u32) -> Self {
        i64::from(integer).into()
    }
}

impl From<u64> for Number {
    fn from(integer: u64) -> Self {
        match i64::try_from(integer) {
            Ok(integer) => integer.into(),
            // The text of an integer is always a number in range.
            Err(_) => integer.to_string().parse().unwrap_or_default(),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(SERDE_NAME, &self.to_string())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberVisitor;

        impl<'de> de::Visitor<'de> for NumberVisitor {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Number, D::Error> {
                deserializer.deserialize_str(self)
            }
        }

        deserializer.deserialize_newtype_struct(SERDE_NAME, NumberVisitor)
    }
}

#[cfg(test)]
mod tests;
