//! A value as the user wrote it, before any rule has looked at it.
//!
//! It exists so that rules about the *kind* of a value ("an int, or two of them") can be stated
//! here, where the other rules are, without this module knowing Terraform's types.

/// What stands in a configuration for one setting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Written {
    /// Nothing: the setting's default applies.
    #[default]
    Null,
    /// Something that will only be known later. It silences every rule that would need it.
    Unknown,
    /// `true` or `false`.
    Bool(bool),
    /// A number of any size and precision, in decimal notation.
    Number(String),
    /// A text.
    Text(String),
    /// A list, set or tuple.
    List(Vec<Written>),
    /// An object or a map. No setting takes one.
    Object,
}

impl From<i64> for Written {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<&str> for Written {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A number read as a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WholeNumber {
    /// It is one, and this is it.
    Is(i64),
    /// It is one, but beyond what any setting can hold.
    OutOfRange,
    /// It has a fraction.
    IsNot,
}

impl WholeNumber {
    /// Reads decimal notation: `3`, `-1`, `1.5`, `3.0`, `1e40`.
    pub(crate) fn read(number: &str) -> Self {
        if let Ok(whole) = number.parse() {
            return Self::Is(whole);
        }
        let digits = number.strip_prefix('-').unwrap_or(number);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::OutOfRange;
        }
        match number.parse::<f64>() {
            // Beyond 2^53 every double is whole, so nothing is decided by rounding here.
            Ok(float) if float.abs() >= 9_007_199_254_740_992.0 => Self::OutOfRange,
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            Ok(float) if float.fract() == 0.0 && !float.is_nan() => Self::Is(float as i64),
            _ => Self::IsNot,
        }
    }
}

/// A number as Python's `str` writes the one that a user of the SDK would have written: a whole
/// number as `int`, any other as `float`. HCL cannot tell `1.0` from `1`: who means the first writes
/// it as a text.
pub(crate) fn python_number(number: &str) -> String {
    let parsed = number.parse::<f64>().ok().filter(|float| float.is_finite());
    let Some(float) = parsed.filter(|_| WholeNumber::read(number) == WholeNumber::IsNot) else {
        return number.to_owned();
    };
    // The shortest digits that give the number back, as in Python.
    let scientific = format!("{float:e}");
    match scientific.split_once("e-") {
        Some((digits, exponent)) if float.abs() < 1e-4 => format!("{digits}e-{exponent:0>2}"),
        _ => float.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `str` gives them in Python 3.11.
    #[test]
    fn spells_numbers_as_python_does() {
        for (number, python) in [
            ("1", "1"),
            ("0.1", "0.1"),
            ("-2.50", "-2.5"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("0.000000000015", "1.5e-11"),
            (
                "0.33333333333333333333333333333333333333333",
                "0.3333333333333333",
            ),
            ("99999999999999999999", "99999999999999999999"),
        ] {
            assert_eq!(python_number(number), python);
        }
    }

    #[test]
    fn tells_whole_numbers_from_others() {
        assert_eq!(WholeNumber::read("3"), WholeNumber::Is(3));
        assert_eq!(WholeNumber::read("-1"), WholeNumber::Is(-1));
        assert_eq!(WholeNumber::read("3.0"), WholeNumber::Is(3));
        assert_eq!(WholeNumber::read("1e3"), WholeNumber::Is(1000));
        assert_eq!(WholeNumber::read("1.5"), WholeNumber::IsNot);
        assert_eq!(WholeNumber::read("1e40"), WholeNumber::OutOfRange);
        assert_eq!(WholeNumber::read(&"9".repeat(60)), WholeNumber::OutOfRange);
        assert_eq!(WholeNumber::read("seven"), WholeNumber::IsNot);
        assert_eq!(WholeNumber::read("NaN"), WholeNumber::IsNot);
    }
}
