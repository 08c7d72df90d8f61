//! Values of inputs: defaults of tasks and what triggers start them with.

use flyte_proto::flyteidl2::core::primitive::Value as WireValue;
use flyte_proto::flyteidl2::core::{Literal, Primitive, Scalar, literal, scalar};

use crate::data_type::DataType;
use crate::duration::Duration;
use crate::violation::Violation;
use crate::written::{Whole, Written};

/// A value of one of the simple types. Floats are finite.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of `int`.
    Int(i64),
    /// Of `float`.
    Float(f64),
    /// Of `str`.
    Str(String),
    /// Of `bool`.
    Bool(bool),
    /// Of `datetime`.
    Datetime(pbjson_types::Timestamp),
    /// Of `timedelta`.
    Timedelta(Duration),
}

impl Value {
    /// Reads what was written as a value of a type. Numbers and booleans may stand in quotes.
    ///
    /// # Errors
    /// When it is no value of the type, or the type has none that can be written down.
    pub fn read(data_type: &DataType, written: &Written) -> Result<Self, Violation> {
        let text = match written {
            Written::Text(text) | Written::Number(text) => text.as_str(),
            Written::Bool(true) => "true",
            Written::Bool(false) => "false",
            _ => "",
        };
        let value = match data_type {
            DataType::Int => match Whole::read(text) {
                Whole::Is(number) => Some(Self::Int(number)),
                _ => None,
            },
            DataType::Float => text
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(Self::Float),
            DataType::Bool => text.parse().ok().map(Self::Bool),
            DataType::Str => match written {
                Written::Text(text) => Some(Self::Str(text.clone())),
                _ => None,
            },
            DataType::Timedelta => text.parse().ok().map(Self::Timedelta),
            DataType::Datetime => serde_json::from_value(text.into()).ok().map(Self::Datetime),
            DataType::File | DataType::Dir | DataType::List(_) | DataType::Dict(_) => {
                return Err(Violation::new(
                    format!("A value of type `{data_type}` cannot be written down"),
                    written,
                    "Only `int`, `float`, `str`, `bool`, `datetime` and `timedelta` have values \
                     in a configuration.",
                ));
            }
        };
        value.ok_or_else(|| {
            Violation::new(
                format!("A value must be of its input's type, `{data_type}`"),
                written,
                match data_type {
                    DataType::Datetime => "Write it as in RFC 3339: `2026-11-23T09:00:00Z`.",
                    DataType::Timedelta => "Write a duration such as `90s` or `1h`.",
                    _ => "Change the value or the type.",
                },
            )
        })
    }

    /// The type that it is of.
    #[must_use]
    pub const fn data_type(&self) -> DataType {
        match self {
            Self::Int(_) => DataType::Int,
            Self::Float(_) => DataType::Float,
            Self::Str(_) => DataType::Str,
            Self::Bool(_) => DataType::Bool,
            Self::Datetime(_) => DataType::Datetime,
            Self::Timedelta(_) => DataType::Timedelta,
        }
    }

    /// The text that [`Value::read`] reads as this value.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Str(text) => text.clone(),
            Self::Bool(value) => value.to_string(),
            Self::Timedelta(duration) => duration.to_string(),
            Self::Datetime(time) => match serde_json::to_value(time) {
                Ok(serde_json::Value::String(text)) => text.replace("+00:00", "Z"),
                _ => String::new(),
            },
        }
    }

    pub(crate) fn to_wire(&self) -> Literal {
        let value = match self {
            Self::Int(number) => WireValue::Integer(*number),
            Self::Float(number) => WireValue::FloatValue(*number),
            Self::Str(text) => WireValue::StringValue(text.clone()),
            Self::Bool(value) => WireValue::Boolean(*value),
            Self::Datetime(time) => WireValue::Datetime(*time),
            Self::Timedelta(duration) => WireValue::Duration((*duration).into()),
        };
        let primitive = Primitive { value: Some(value) };
        let scalar = Scalar {
            value: Some(scalar::Value::Primitive(primitive)),
        };
        Literal {
            value: Some(literal::Value::Scalar(Box::new(scalar))),
            ..Literal::default()
        }
    }

    /// Nothing for values of other types.
    pub(crate) fn from_wire(wire: &Literal) -> Option<Self> {
        let literal::Value::Scalar(scalar) = wire.value.as_ref()? else {
            return None;
        };
        let scalar::Value::Primitive(primitive) = scalar.value.as_ref()? else {
            return None;
        };
        Some(match primitive.value.as_ref()? {
            WireValue::Integer(number) => Self::Int(*number),
            WireValue::FloatValue(number) if number.is_finite() => Self::Float(*number),
            WireValue::FloatValue(_) => return None,
            WireValue::StringValue(text) => Self::Str(text.clone()),
            WireValue::Boolean(value) => Self::Bool(*value),
            WireValue::Datetime(time) => Self::Datetime(*time),
            WireValue::Duration(duration) => Self::Timedelta(duration.try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data_type: &str, written: impl Into<Written>) -> Result<Value, String> {
        let data_type = data_type.parse().unwrap();
        Value::read(&data_type, &written.into()).map_err(|violation| violation.rule().to_owned())
    }

    #[test]
    fn values_are_read_by_type_and_survive_text_and_wire() {
        for (data_type, text) in [
            ("int", "-7"),
            ("float", "1.5"),
            ("str", ""),
            ("str", "7"),
            ("bool", "false"),
            ("timedelta", "1m30s"),
            ("datetime", "2026-11-23T09:00:00Z"),
        ] {
            let value = read(data_type, text).unwrap();
            assert_eq!(value.to_text(), text);
            assert_eq!(value.data_type().to_string(), data_type);
            assert_eq!(Value::from_wire(&value.to_wire()), Some(value));
        }
        assert_eq!(read("float", 2), Ok(Value::Float(2.0)));
        assert_eq!(read("bool", Written::Bool(true)), Ok(Value::Bool(true)));
    }

    #[test]
    fn values_of_other_types_are_refused() {
        for (data_type, text) in [
            ("int", "1.5"),
            ("int", "99999999999999999999"),
            ("float", "NaN"),
            ("float", "x"),
            ("bool", "yes"),
            ("timedelta", "soon"),
            ("datetime", "tomorrow"),
        ] {
            assert_eq!(
                read(data_type, text),
                Err(format!(
                    "A value must be of its input's type, `{data_type}`"
                ))
            );
        }
        assert_eq!(
            read("file", "/etc/passwd"),
            Err("A value of type `file` cannot be written down".to_owned())
        );
        assert!(read("str", Written::Null).is_err());
        assert!(read("str", 7).is_err());
    }
}
