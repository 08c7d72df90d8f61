//! Proto3 JSON in.
//!
//! The generated code reads a number with an untagged enum, which serde_json cannot serve when any
//! crate of the build asks for its `arbitrary_precision` (the provider does): numbers then come as
//! maps. So a text is parsed to a tree first, and [`Tree`] hands out that tree with plain numbers.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Number, Value};

/// Reads a message from JSON text.
pub(crate) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    T::deserialize(serde_json::from_slice::<Tree>(text)?)
}

/// Reads a message from a JSON tree.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Tree::deserialize(value)?)
}

/// JSON as it is written: an object may have a member twice, which a message refuses if it knows
/// the field.
enum Tree {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Tree {
    fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same where no message is read.
    fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => value.into(),
            Self::Number(number) => number.into(),
            Self::String(text) => text.into(),
            Self::Array(values) => values.into_iter().map(Self::into_value).collect(),
            Self::Object(members) => {
                let members = members.into_iter();
                members.map(|(name, it)| (name, it.into_value())).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree, E> {
        let number = Number::from_f64(value);
        number
            .map(Tree::Number)
            .ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = access.next_element()? {
            values.push(value);
        }
        Ok(Tree::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = access.next_key::<String>()? {
            if name == NUMBER {
                let digits: String = access.next_value()?;
                return digits.parse().map(Tree::Number).map_err(de::Error::custom);
            }
            members.push((name, access.next_value()?));
        }
        Ok(Tree::Object(members))
    }
}

/// The name under which serde_json hands out a number as it is written.
const NUMBER: &str = "$serde_json::private::Number";

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
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Number(number) => visit_number(&number, visitor),
            Self::String(text) => visitor.visit_string(text),
            Self::Array(values) => visitor.visit_seq(SeqDeserializer::new(values.into_iter())),
            Self::Object(members) => visitor.visit_map(MapDeserializer::new(members.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_none(),
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

    /// A field of a message that is null is not there. In a map it would be a value.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Object(mut members) => {
                members.retain(|(_, value)| !value.is_null());
                Self::Object(members).deserialize_any(visitor)
            }
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.into_value().deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
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
