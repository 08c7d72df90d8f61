//! The JSON form of values: that of stored state, and the one that a dynamic value may come in.
//!
//! Like MessagePack it needs the type, and it cannot express unknowns. Where the type is
//! dynamic, the value is `{"value": …, "type": …}`. State may be older than the schema, so that
//! attributes may be missing, which means null, and scalars may be spelled as another scalar
//! type, as Terraform itself allows: `"1"` for a number, `true` for a string.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::msgpack::{DecodeError, EncodeError};
use crate::number::Number;
use crate::path::Step;
use crate::types::{ObjectType, Type};
use crate::value::{Dynamic, Value};

/// What to do with attributes that the type does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsupported {
    /// They are an error.
    Refuse,
    /// They are dropped: state written by a version of the schema that had them.
    Ignore,
}

/// Reads the value of a type.
///
/// # Errors
/// If it is not JSON, or not that of a value of the type, with the place where it fails.
pub(crate) fn decode(
    bytes: &[u8],
    ty: &Type,
    unsupported: Unsupported,
) -> Result<Value, DecodeError> {
    let json = serde_json::from_slice(bytes)
        .map_err(|error| DecodeError::new(format!("the value is not valid JSON: {error}")))?;
    unsupported.value(json, ty)
}

impl Unsupported {
    fn value(self, json: Json, ty: &Type) -> Result<Value, DecodeError> {
        match (json, ty) {
            (Json::Null, _) => Ok(Value::Null),
            (Json::Bool(truth), Type::Bool) => Ok(Value::Bool(truth)),
            (Json::Bool(truth), Type::String) => Ok(Value::String(truth.to_string())),
            (Json::Number(literal), Type::Number) => number(literal.as_str()).map(Value::Number),
            (Json::Number(literal), Type::String) => {
                number(literal.as_str()).map(|number| Value::String(number.to_string()))
            }
            (Json::String(text), Type::String) => Ok(Value::String(text)),
            (Json::String(text), Type::Number) => number(&text).map(Value::Number),
            (Json::String(text), Type::Bool) => match text.as_str() {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(DecodeError::new(
                    "must be `true` or `false`, found a string",
                )),
            },
            (Json::Array(elements), Type::List(ty) | Type::Set(ty)) => {
                self.elements(elements.into_iter().map(|element| (element, &**ty)))
            }
            (Json::Array(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                self.elements(elements.into_iter().zip(types))
            }
            (Json::Array(elements), Type::Tuple(types)) => Err(DecodeError::new(format!(
                "must have {} elements, found {}",
                types.len(),
                elements.len()
            ))),
            (Json::Object(entries), Type::Map(ty)) => {
                let entries = entries.into_iter().map(|(key, json)| {
                    let value = self.value(json, ty);
                    let value = value.map_err(|error| error.within(Step::Key(key.clone())))?;
                    Ok((key, value))
                });
                entries.collect::<Result<_, _>>().map(Value::Map)
            }
            (Json::Object(entries), Type::Object(object)) => self.attributes(entries, object),
            (Json::Object(parts), Type::Dynamic) => self.dynamic(parts),
            (json, ty) => Err(DecodeError::new(format!(
                "must be {ty}, found {}",
                kind(&json)
            ))),
        }
    }

    fn elements<'t>(
        self,
        elements: impl Iterator<Item = (Json, &'t Type)>,
    ) -> Result<Value, DecodeError> {
        let elements = (0..).zip(elements).map(|(index, (json, ty))| {
            let element = self.value(json, ty);
            element.map_err(|error| error.within(Step::Index(index)))
        });
        elements.collect::<Result<_, _>>().map(Value::List)
    }

    fn attributes(
        self,
        mut entries: serde_json::Map<String, Json>,
        object: &ObjectType,
    ) -> Result<Value, DecodeError> {
        let mut attributes = BTreeMap::new();
        for (name, ty) in &object.attributes {
            let value = self.value(entries.remove(name).unwrap_or_default(), ty);
            let value = value.map_err(|error| error.within(Step::Attribute(name.clone())))?;
            attributes.insert(name.clone(), value);
        }
        match entries.keys().next() {
            Some(name) if self == Self::Refuse => Err(object.unsupported(name)),
            _ => Ok(Value::Map(attributes)),
        }
    }

    fn dynamic(self, mut parts: serde_json::Map<String, Json>) -> Result<Value, DecodeError> {
        let (Some(value), Some(ty), true) = (
            parts.remove("value"),
            parts.remove("type"),
            parts.is_empty(),
        ) else {
            return Err(DecodeError::new(
                "must be an object of exactly `value` and `type`",
            ));
        };
        let ty = Type::from_json_value(&ty);
        let r#type = ty.map_err(|error| DecodeError::new(error.to_string()))?;
        let value = self.value(value, &r#type)?;
        Ok(match r#type {
            Type::Dynamic => value,
            r#type => Value::Dynamic(Box::new(Dynamic { r#type, value })),
        })
    }
}

fn number(text: &str) -> Result<Number, DecodeError> {
    text.parse()
        .map_err(|error| DecodeError::new(format!("must be a number, found {error}")))
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a bool",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "a map or object",
    }
}

/// Writes the value as one of the type.
///
/// # Errors
/// If the value is not one of the type ([`Value::conforms_to`]) or is not wholly known, with
/// the place.
pub(crate) fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, EncodeError> {
    value.conforms_to(ty)?;
    Ok(to_json(value, ty)?.to_string().into_bytes())
}

/// The JSON of a value that conforms to the type.
fn to_json(value: &Value, ty: &Type) -> Result<Json, EncodeError> {
    match (value, ty) {
        (Value::Null, _) => Ok(Json::Null),
        (Value::Unknown(_), _) => Err(EncodeError::new(
            "the value is not known yet, which JSON cannot express",
        )),
        (Value::Bool(truth), _) => Ok(Json::Bool(*truth)),
        (Value::Number(number), _) => {
            let number = serde_json::Number::from_string_unchecked(number.to_string());
            Ok(Json::Number(number))
        }
        (Value::String(text), _) => Ok(Json::String(text.clone())),
        (Value::Dynamic(dynamic), _) => Ok(json!({
            "value": to_json(&dynamic.value, &dynamic.r#type)?,
            "type": dynamic.r#type.to_json_value(),
        })),
        (Value::List(elements), Type::Tuple(types)) => to_array(elements.iter().zip(types)),
        (Value::List(elements), Type::List(ty) | Type::Set(ty)) => {
            to_array(elements.iter().map(|element| (element, &**ty)))
        }
        (Value::Map(entries), Type::Object(object)) => {
            // Both maps are sorted and have the same keys.
            let attributes = entries.iter().zip(object.attributes.values());
            to_object(attributes, Step::Attribute)
        }
        (Value::Map(entries), Type::Map(ty)) => {
            to_object(entries.iter().map(|entry| (entry, &**ty)), Step::Key)
        }
        (value, ty) => Err(EncodeError::new(format!(
            "must be {ty}, found {}",
            value.kind()
        ))),
    }
}

fn to_array<'a>(
    elements: impl Iterator<Item = (&'a Value, &'a Type)>,
) -> Result<Json, EncodeError> {
    let elements = (0..).zip(elements).map(|(index, (element, ty))| {
        to_json(element, ty).map_err(|error| error.within(Step::Index(index)))
    });
    elements.collect::<Result<_, _>>().map(Json::Array)
}

fn to_object<'a>(
    entries: impl Iterator<Item = ((&'a String, &'a Value), &'a Type)>,
    step: fn(String) -> Step,
) -> Result<Json, EncodeError> {
    let entries = entries.map(|((name, value), ty)| {
        let json = to_json(value, ty);
        let json = json.map_err(|error| error.within(step(name.clone())))?;
        Ok((name.clone(), json))
    });
    entries.collect::<Result<_, _>>().map(Json::Object)
}

#[cfg(test)]
mod tests;
