//! What a server says beyond what this provider's messages hold.
//!
//! JSON keeps no unknown fields: a message read from a newer server and written again would lose
//! them silently. So whoever may write again what someone else wrote asks for a [`WithUnknownFields`].

use flyte_proto::Organisations;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// A message, and what came with it.
#[derive(Clone, Debug, PartialEq)]
pub struct WithUnknownFields<T> {
    /// The message.
    pub message: T,
    /// The paths, as in `details.spec.shortName`, of fields that it does not have and the server
    /// sent. Sorted.
    pub unknown: Vec<String>,
}

impl<T> WithUnknownFields<T> {
    /// The fields below a path, by their paths from there.
    pub(super) fn below(&self, path: &str) -> Vec<String> {
        let fields = self.unknown.iter();
        let fields = fields.filter_map(|field| field.strip_prefix(path)?.strip_prefix('.'));
        fields.map(str::to_owned).collect()
    }
}

impl<'de, T: DeserializeOwned + Serialize> Deserialize<'de> for WithUnknownFields<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = Box::<RawValue>::deserialize(deserializer)?;
        let text = sent.get().as_bytes();
        let message: T = serde_json::from_slice(text).map_err(D::Error::custom)?;
        let sent: Value = serde_json::from_slice(text).map_err(D::Error::custom)?;
        let kept = serde_json::to_value(&message).map_err(D::Error::custom)?;
        let mut unknown = Vec::new();
        collect(&mut unknown, "", &sent, &kept);
        unknown.sort();
        Ok(Self { message, unknown })
    }
}

impl<T: Organisations> Organisations for WithUnknownFields<T> {
    fn each_organisation(&mut self, visit: &mut dyn FnMut(&mut String)) {
        self.message.each_organisation(visit);
    }
}

fn collect(unknown: &mut Vec<String>, path: &str, sent: &Value, kept: &Value) {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => {
            for (name, sent) in sent {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                match kept.get(name) {
                    Some(kept) => collect(unknown, &path, sent, kept),
                    None if is_default(sent) => {}
                    None => unknown.push(path),
                }
            }
        }
        (Value::Array(sent), Value::Array(kept)) => {
            for (sent, kept) in sent.iter().zip(kept) {
                collect(unknown, path, sent, kept);
            }
        }
        _ => {}
    }
}

/// Whether a value says no more than a field that is absent.
fn is_default(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty() || text == "0",
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use flyte_proto::flyteidl2::task::TaskSpec;
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_of_a_newer_server_are_named() {
        let whole: WithUnknownFields<TaskSpec> = serde_json::from_value(json!({
            "shortName": "f",
            "novelty": { "x": 1 },
            "taskTemplate": {
                "metadata": { "discoverable": false, "novel": true, "absent": "" },
                "interface": { "inputs": { "variables": [{ "key": "a", "sort": "new" }] } },
                "custom": { "any": null, "thing": 1 },
            },
        }))
        .unwrap();
        assert_eq!(whole.message.short_name, "f");
        assert_eq!(
            whole.unknown,
            [
                "novelty",
                "taskTemplate.interface.inputs.variables.sort",
                "taskTemplate.metadata.novel",
            ]
        );
        assert_eq!(whole.below("taskTemplate.metadata"), ["novel"]);
    }
}
