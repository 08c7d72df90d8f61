//! Values of inputs: defaults of tasks and what triggers and runs start them with.
//!
//! In a configuration every value is a text: those of simple types as they are, lists and dicts as
//! JSON. Values of one input are compared by meaning, so that `[1, 2]` is `[1,2]`.

mod text;
mod wire;

use std::collections::BTreeMap;

use crate::data_type::DataType;
use crate::duration::Duration;

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::written::Written;

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
