//! Values as Terraform stores them in a state.

use serde_json::{Number, Value as Json, json};
use terraform_framework::Value;

/// The JSON of a value that is known.
///
/// # Panics
/// For what no state has.
#[must_use]
pub fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Unknown(_) => panic!("a state has nothing unknown"),
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => {
            let number: Result<Number, _> = serde_json::from_str(&number.to_string());
            Json::Number(number.expect("it is written as JSON does"))
        }
        Value::String(text) => text.as_str().into(),
        Value::List(elements) => elements.iter().map(json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), json(value)))
            .collect(),
        Value::Dynamic(dynamic) => {
            let r#type: Json = serde_json::from_slice(&dynamic.r#type.to_json())
                .expect("a type is written as JSON");
            json!({"value": json(&dynamic.value), "type": r#type})
        }
    }
}
