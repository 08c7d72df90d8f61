//! Values inside lists and dicts, as JSON.

use serde_json::Value as Json;

use crate::data_type::DataType;
use crate::value::Value;
use crate::written::Written;

/// A value of a type; nothing where it is none.
pub(super) fn read(data_type: &DataType, json: &Json) -> Option<Value> {
    match (data_type, json) {
        (DataType::List(element), Json::Array(values)) => {
            let values = values.iter().map(|value| read(element, value));
            values.collect::<Option<_>>().map(Value::List)
        }
        (DataType::Dict(element), Json::Object(values)) => {
            let values = values.iter();
            let values = values.map(|(key, value)| Some((key.clone(), read(element, value)?)));
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
pub(super) fn of(value: &Value) -> Json {
    match value {
        Value::Int(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Bool(value) => Json::from(*value),
        Value::List(values) => values.iter().map(of).collect(),
        Value::Dict(values) => {
            let values = values.iter();
            values
                .map(|(key, value)| (key.clone(), of(value)))
                .collect()
        }
        Value::Str(_)
        | Value::Datetime(_)
        | Value::Timedelta(_)
        | Value::File(_)
        | Value::Dir(_) => Json::from(value.to_text()),
    }
}
