//! `google.protobuf.Struct` and its values, with fields sorted by name.
//!
//! pbjson's own type is a hash map: its JSON and its bytes change order from run to run, which
//! would break every content hash.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A JSON object.
#[derive(Clone, PartialEq, prost::Message, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Struct {
    /// The members, sorted by name.
    #[prost(btree_map = "string, message", tag = "1")]
    pub fields: BTreeMap<String, Value>,
}

/// Any JSON value. Numbers are doubles, as everywhere in protobuf's JSON types.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Value {
    /// `None` reads as JSON null.
    #[prost(oneof = "Kind", tags = "1, 2, 3, 4, 5, 6")]
    pub kind: Option<Kind>,
}

/// A JSON array.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ListValue {
    /// The elements.
    #[prost(message, repeated, tag = "1")]
    pub values: Vec<Value>,
}

/// What a [`Value`] is.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Kind {
    /// JSON null; the number is always 0.
    #[prost(int32, tag = "1")]
    Null(i32),
    /// A number.
    #[prost(double, tag = "2")]
    Number(f64),
    /// A text.
    #[prost(string, tag = "3")]
    String(String),
    /// A boolean.
    #[prost(bool, tag = "4")]
    Bool(bool),
    /// An object.
    #[prost(message, tag = "5")]
    Struct(Struct),
    /// An array.
    #[prost(message, tag = "6")]
    List(ListValue),
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Self { kind: Some(kind) }
    }
}

impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.kind {
            None | Some(Kind::Null(_)) => serializer.serialize_unit(),
            Some(Kind::Number(number)) => serializer.serialize_f64(*number),
            Some(Kind::String(text)) => serializer.serialize_str(text),
            Some(Kind::Bool(value)) => serializer.serialize_bool(*value),
            Some(Kind::Struct(object)) => object.serialize(serializer),
            Some(Kind::List(list)) => serializer.collect_seq(&list.values),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        from_json(json).map_err(serde::de::Error::custom)
    }
}

fn from_json(json: serde_json::Value) -> Result<Value, String> {
    let kind = match json {
        serde_json::Value::Null => Kind::Null(0),
        serde_json::Value::Bool(value) => Kind::Bool(value),
        serde_json::Value::Number(number) => Kind::Number(
            number
                .as_f64()
                .filter(|number| number.is_finite())
                .ok_or_else(|| format!("number `{number}` does not fit a double"))?,
        ),
        serde_json::Value::String(text) => Kind::String(text),
        serde_json::Value::Array(values) => Kind::List(ListValue {
            values: values
                .into_iter()
                .map(from_json)
                .collect::<Result<_, _>>()?,
        }),
        serde_json::Value::Object(members) => Kind::Struct(Struct {
            fields: members
                .into_iter()
                .map(|(name, value)| Ok((name, from_json(value)?)))
                .collect::<Result<_, String>>()?,
        }),
    };
    Ok(kind.into())
}
