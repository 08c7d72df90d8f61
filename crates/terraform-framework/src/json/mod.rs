//! The JSON form of values, which is only read: that of stored state, and the one that a dynamic
//! value may come in.
//!
//! Like MessagePack it needs the type, and it cannot express unknowns. Where the type is
//! dynamic, the value is `{"value": …, "type": …}`. State may be older than the schema, so that
//! attributes may be missing, which means null, and scalars may be spelled as another scalar
//! type, as Terraform itself allows: `"1"` for a number, `true` for a string. A text alone where the
//! type is dynamic was stored while it was that of texts.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::number::Number;
use crate::path::{PathError, Step};
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
) -> Result<Value, PathError> {
    unsupported.value(Some(parsed(bytes)?), ty)
}

/// JSON, one level of it: what is in it is still text, since a number is what is written, which only
/// its text tells.
enum Json<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    String(String),
    Array(Vec<&'a RawValue>),
    Object(Entries<'a>),
}

type Entries<'a> = BTreeMap<String, &'a RawValue>;

impl<'a> Json<'a> {
    /// One level of valid JSON; nothing is null.
    fn of(raw: Option<&'a RawValue>) -> Result<Self, PathError> {
        let text = raw.map_or("null", RawValue::get);
        Ok(match text.as_bytes().first() {
            Some(b'n') | None => Self::Null,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'"') => Self::String(parsed(text.as_bytes())?),
            Some(b'[') => Self::Array(parsed(text.as_bytes())?),
            Some(b'{') => Self::Object(parsed(text.as_bytes())?),
            Some(_) => Self::Number(text),
        })
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "a map or object",
        }
    }
}

fn parsed<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, PathError> {
    serde_json::from_slice(bytes)
        .map_err(|error| PathError::new(format!("the value is not valid JSON: {error}")))
}

impl Unsupported {
    fn value(self, raw: Option<&RawValue>, ty: &Type) -> Result<Value, PathError> {
        match (Json::of(raw)?, ty) {
            (Json::Null, _) => Ok(Value::Null),
            (Json::Bool(truth), Type::Bool) => Ok(Value::Bool(truth)),
            (Json::Bool(truth), Type::String) => Ok(Value::String(truth.to_string())),
            (Json::Number(literal), Type::Number) => number(literal).map(Value::Number),
            (Json::Number(literal), Type::String) => {
                number(literal).map(|number| Value::String(number.to_string()))
            }
            (Json::String(text), Type::String) => Ok(Value::String(text)),
            (Json::String(text), Type::Number) => number(&text).map(Value::Number),
            (Json::String(text), Type::Bool) => match text.as_str() {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(PathError::new("must be `true` or `false`, found a string")),
            },
            (Json::Array(elements), Type::List(ty) | Type::Set(ty)) => {
                self.elements(elements.into_iter().map(|element| (element, &**ty)))
            }
            (Json::Array(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                self.elements(elements.into_iter().zip(types))
            }
            (Json::Array(elements), Type::Tuple(types)) => Err(PathError::new(format!(
                "must have {} elements, found {}",
                types.len(),
                elements.len()
            ))),
            (Json::Object(entries), Type::Map(ty)) => {
                let entries = entries.into_iter().map(|(key, raw)| {
                    let value = self.value(Some(raw), ty);
                    let value = value.map_err(|error| error.within(Step::Key(key.clone())))?;
                    Ok((key, value))
                });
                entries.collect::<Result<_, _>>().map(Value::Map)
            }
            (Json::Object(entries), Type::Object(object)) => self.attributes(entries, object),
            (Json::Object(parts), Type::Dynamic) => self.dynamic(parts),
            (Json::String(text), Type::Dynamic) => Ok(Value::from(text).into_dynamic()),
            // All that an object of a resource has would be a page.
            (json, Type::Object(_)) => Err(PathError::new(format!(
                "must be an object, found {}",
                json.kind()
            ))),
            (json, ty) => Err(PathError::new(format!(
                "must be {ty}, found {}",
                json.kind()
            ))),
        }
    }

    fn elements<'t>(
        self,
        elements: impl Iterator<Item = (&'t RawValue, &'t Type)>,
    ) -> Result<Value, PathError> {
        let elements = (0..).zip(elements).map(|(index, (raw, ty))| {
            let element = self.value(Some(raw), ty);
            element.map_err(|error| error.within(Step::Index(index)))
        });
        elements.collect::<Result<_, _>>().map(Value::List)
    }

    fn attributes(self, mut entries: Entries<'_>, object: &ObjectType) -> Result<Value, PathError> {
        let mut attributes = BTreeMap::new();
        for (name, ty) in &object.attributes {
            let value = self.value(entries.remove(name), ty);
            let value = value.map_err(|error| error.within(Step::Attribute(name.clone())))?;
            attributes.insert(name.clone(), value);
        }
        match entries.keys().next() {
            Some(name) if self == Self::Refuse => Err(object.unsupported(name)),
            _ => Ok(Value::Map(attributes)),
        }
    }

    fn dynamic(self, mut parts: Entries<'_>) -> Result<Value, PathError> {
        let (Some(value), Some(ty), true) = (
            parts.remove("value"),
            parts.remove("type"),
            parts.is_empty(),
        ) else {
            return Err(PathError::new(
                "must be an object of exactly `value` and `type`",
            ));
        };
        let ty = Type::from_json(ty.get().as_bytes());
        let r#type = ty.map_err(|error| PathError::new(error.to_string()))?;
        let value = self.value(Some(value), &r#type)?;
        Ok(match r#type {
            Type::Dynamic => value,
            r#type => Value::Dynamic(Box::new(Dynamic { r#type, value })),
        })
    }
}

fn number(text: &str) -> Result<Number, PathError> {
    text.parse()
        .map_err(|error| PathError::new(format!("must be a number, found {error}")))
}

#[cfg(test)]
mod tests;
