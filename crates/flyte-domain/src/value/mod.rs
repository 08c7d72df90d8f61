//! Values of inputs: defaults of tasks and what triggers and runs start them with.
//!
//! In a configuration every value is a text: those of simple types as they are, lists and dicts as
//! JSON. Values of one input are compared by meaning, so that `[1, 2]` is `[1,2]`.

mod json;
mod wire;

use std::collections::BTreeMap;

use crate::data_type::DataType;
use crate::duration::Duration;
use crate::violation::Violation;
use crate::written::{Whole, Written};

/// A value of one of the types that inputs can have. Floats are finite.
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
    /// Of `file`: where it is, `s3://…`.
    File(String),
    /// Of `dir`: where it is.
    Dir(String),
    /// Of `list[…]`.
    List(Vec<Value>),
    /// Of `dict[str, …]`.
    Dict(BTreeMap<String, Value>),
}

impl Value {
    /// Reads what was written as a value of a type. Numbers and booleans may stand in quotes.
    ///
    /// # Errors
    /// When it is no value of the type.
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
            DataType::Str => text_of(written).map(Self::Str),
            DataType::Timedelta => text.parse().ok().map(Self::Timedelta),
            DataType::Datetime => datetime(text).map(Self::Datetime),
            DataType::File => text_of(written).filter(is_address).map(Self::File),
            DataType::Dir => text_of(written).filter(is_address).map(Self::Dir),
            DataType::List(_) | DataType::Dict(_) => text_of(written)
                .and_then(|text| serde_json::from_str(&text).ok())
                .and_then(|json| json::read(data_type, &json)),
        };
        value.ok_or_else(|| {
            Violation::new(
                format!("A value must be of its input's type, `{data_type}`"),
                written,
                match data_type {
                    DataType::Datetime => "Write it as in RFC 3339: `2026-11-23T09:00:00Z`.",
                    DataType::Timedelta => "Write a duration such as `90s` or `1h`.",
                    DataType::File | DataType::Dir => {
                        "Write where it is, such as `s3://bucket/folder/file.csv`."
                    }
                    DataType::List(_) | DataType::Dict(_) => {
                        "Write lists and dicts as JSON, as `jsonencode` makes it."
                    }
                    _ => "Change the value or the type.",
                },
            )
        })
    }

    /// Whether it is a value of a type. An empty list is one of every list.
    #[must_use]
    pub fn is_of(&self, data_type: &DataType) -> bool {
        match (self, data_type) {
            (Self::Int(_), DataType::Int)
            | (Self::Float(_), DataType::Float)
            | (Self::Str(_), DataType::Str)
            | (Self::Bool(_), DataType::Bool)
            | (Self::Datetime(_), DataType::Datetime)
            | (Self::Timedelta(_), DataType::Timedelta)
            | (Self::File(_), DataType::File)
            | (Self::Dir(_), DataType::Dir) => true,
            (Self::List(values), DataType::List(element)) => {
                values.iter().all(|value| value.is_of(element))
            }
            (Self::Dict(values), DataType::Dict(element)) => {
                values.values().all(|value| value.is_of(element))
            }
            _ => false,
        }
    }

    /// The text that [`Value::read`] reads as this value.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Str(text) | Self::File(text) | Self::Dir(text) => text.clone(),
            Self::Bool(value) => value.to_string(),
            Self::Timedelta(duration) => duration.to_string(),
            Self::Datetime(time) => match serde_json::to_value(time) {
                Ok(serde_json::Value::String(text)) => text.replace("+00:00", "Z"),
                _ => String::new(),
            },
            Self::List(_) | Self::Dict(_) => json::of(self).to_string(),
        }
    }
}

fn text_of(written: &Written) -> Option<String> {
    match written {
        Written::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn is_address(text: &String) -> bool {
    !text.is_empty()
}

/// A time as in RFC 3339. A leap second is none: the messages of the API have no place for it.
fn datetime(text: &str) -> Option<pbjson_types::Timestamp> {
    let time: pbjson_types::Timestamp = serde_json::from_value(text.into()).ok()?;
    (time.nanos < 1_000_000_000).then_some(time)
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
            ("file", "s3://b/x.csv"),
            ("dir", "s3://b/x"),
            ("list[int]", "[]"),
            ("list[int]", "[1,2]"),
            ("dict[str, float]", r#"{"a":0.5,"b":2.0}"#),
            (
                "list[dict[str, datetime]]",
                r#"[{"at":"2026-11-23T09:00:00Z"}]"#,
            ),
            ("list[timedelta]", r#"["1m30s"]"#),
            ("dict[str, bool]", r#"{"":true}"#),
        ] {
            let value = read(data_type, text).unwrap();
            assert_eq!(value.to_text(), text);
            assert!(value.is_of(&data_type.parse().unwrap()), "{text}");
            assert_eq!(Value::from_wire(&value.to_wire()), Some(value));
        }
        assert_eq!(read("float", 2), Ok(Value::Float(2.0)));
        assert_eq!(read("bool", Written::Bool(true)), Ok(Value::Bool(true)));
        assert_eq!(read("list[int]", " [ 1 ]"), read("list[int]", "[1]"));
        assert!(!Value::List(vec![Value::Int(1)]).is_of(&"list[str]".parse().unwrap()));
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
            ("datetime", "2026-12-31T23:59:60Z"),
            ("file", ""),
            ("list[int]", ""),
            ("list[int]", "1"),
            ("list[int]", "["),
            ("list[int]", r#"["x"]"#),
            ("list[int]", r#"{"a": 1}"#),
            ("list[int]", "[null]"),
            ("list[str]", "[1]"),
            ("dict[str, int]", "[]"),
        ] {
            assert_eq!(
                read(data_type, text),
                Err(format!(
                    "A value must be of its input's type, `{data_type}`"
                ))
            );
        }
        assert!(read("str", Written::Null).is_err());
        assert!(read("str", 7).is_err());
    }
}
