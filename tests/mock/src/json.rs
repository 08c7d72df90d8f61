//! Proto3 JSON in.
//!
//! The generated code reads a number with an untagged enum, which serde_json cannot serve when any
//! crate of the build asks for its `arbitrary_precision` (the provider does): numbers then come as
//! maps. So a text is parsed to a tree first, and [`Tree`] hands out that tree with plain numbers.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Number, Value};

/// Reads a message from JSON text.
pub(crate) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    from_value(serde_json::from_slice(text)?)
}

/// Reads a message from a JSON tree.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Tree(value))
}

struct Tree(Value);

/// Whole numbers are integers however they are spelled (`3`, `3.0`, `3e0`), as in protobuf.
fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53: below it every whole double is exact
    if let Some(value) = number.as_u64() {
        return visitor.visit_u64(value);
    }
    if let Some(value) = number.as_i64() {
        return visitor.visit_i64(value);
    }
    match number.as_f64() {
        #[allow(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        Some(value) if value.fract() == 0.0 && value.abs() < EXACT => {
            visitor.visit_i64(value as i64)
        }
        Some(value) if value.is_finite() => visitor.visit_f64(value),
        _ => Err(serde::de::Error::custom(format!(
            "number {number} is out of range"
        ))),
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => visit_number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(values) => {
                visitor.visit_seq(SeqDeserializer::new(values.into_iter().map(Tree)))
            }
            Value::Object(members) => visitor.visit_map(MapDeserializer::new(
                members.into_iter().map(|(name, value)| (name, Tree(value))),
            )),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idl::flyteidl2::core::{ReusePolicy, TaskTemplate, primitive};

    #[test]
    fn numbers_may_be_spelled_in_every_way_of_protobuf() {
        for text in ["3", "3.0", "3e0", "\"3\""] {
            let json = format!(r#"{{"minReplicas": {text}, "max_replicas": 5}}"#);
            let policy: ReusePolicy = from_slice(json.as_bytes()).unwrap();
            assert_eq!((policy.min_replicas, policy.max_replicas), (3, 5), "{text}");
        }
        assert!(from_slice::<ReusePolicy>(br#"{"minReplicas": 3.5}"#).is_err());
    }

    #[test]
    fn large_integers_and_doubles_keep_their_value() {
        let json = br#"{"integer": "-9223372036854775808"}"#;
        let read: crate::idl::flyteidl2::core::Primitive = from_slice(json).unwrap();
        assert_eq!(read.value, Some(primitive::Value::Integer(i64::MIN)));
        let read: crate::idl::flyteidl2::core::Primitive =
            from_slice(br#"{"floatValue": 2.5}"#).unwrap();
        assert_eq!(read.value, Some(primitive::Value::FloatValue(2.5)));
    }

    #[test]
    fn unknown_fields_are_dropped_and_structs_keep_everything() {
        let json = br#"{"type": "actor", "new": {"a": [1]}, "custom": {"n": null, "d": 1.5, "l": [true]}}"#;
        let template: TaskTemplate = from_slice(json).unwrap();
        let custom = serde_json::to_value(template.custom).unwrap();
        assert_eq!(
            custom,
            serde_json::json!({"n": null, "d": 1.5, "l": [true]})
        );
    }
}
