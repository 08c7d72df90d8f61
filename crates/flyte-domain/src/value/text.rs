//! Values as texts, as a configuration has them.

use serde_json::Value as Json;

use crate::data_type::DataType;
use crate::received::Received;
use crate::value::Value;
use crate::violation::Violation;
use crate::written::{WholeNumber, Written};

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
            DataType::Int => match WholeNumber::read(text) {
                WholeNumber::Is(number) => Some(Self::Int(number)),
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
            DataType::File => address(written).map(Self::File),
            DataType::Dir => address(written).map(Self::Dir),
            DataType::List(_) | DataType::Dict(_) => text_of(written)
                .and_then(|text| serde_json::from_str(&text).ok())
                .and_then(|json| from_json(data_type, &json)),
        };
        value.ok_or_else(|| {
            Violation::new(
                format!("A value must be of its input's type, `{data_type}`"),
                Received::kind(written),
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
            Self::List(_) | Self::Dict(_) => to_json(self).to_string(),
        }
    }
}

fn text_of(written: &Written) -> Option<String> {
    match written {
        Written::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn address(written: &Written) -> Option<String> {
    text_of(written).filter(|text| !text.is_empty())
}

/// A time as in RFC 3339. A leap second is none: the messages of the API have no place for it.
fn datetime(text: &str) -> Option<pbjson_types::Timestamp> {
    let time: pbjson_types::Timestamp = serde_json::from_value(text.into()).ok()?;
    (time.nanos < 1_000_000_000).then_some(time)
}

/// A value of a type; nothing where it is none.
fn from_json(data_type: &DataType, json: &Json) -> Option<Value> {
    match (data_type, json) {
        (DataType::List(element), Json::Array(values)) => {
            let values = values.iter().map(|value| from_json(element, value));
            values.collect::<Option<_>>().map(Value::List)
        }
        (DataType::Dict(element), Json::Object(values)) => {
            let values = values.iter();
            let values = values.map(|(key, value)| Some((key.clone(), from_json(element, value)?)));
            values.collect::<Option<_>>().map(Value::Dict)
        }
        (DataType::List(_) | DataType::Dict(_), _) => None,
        (simple, json) => {
            let written = match json {
                Json::Bool(value) => Written::Bool(*value),
                Json::Number(number) => Written::Number(number.to_string()),
                Json::String(text) => Written::Text(text.clone()),
                _ => return None,
            };
            Value::read(simple, &written).ok()
        }
    }
}

/// The JSON that is read as a value.
fn to_json(value: &Value) -> Json {
    match value {
        Value::Int(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Bool(value) => Json::from(*value),
        Value::List(values) => values.iter().map(to_json).collect(),
        Value::Dict(values) => {
            let values = values.iter();
            values
                .map(|(key, value)| (key.clone(), to_json(value)))
                .collect()
        }
        Value::Str(_)
        | Value::Datetime(_)
        | Value::Timedelta(_)
        | Value::File(_)
        | Value::Dir(_) => Json::from(value.to_text()),
    }
}
