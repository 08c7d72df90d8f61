//! Bools, numbers and strings, each from its text in JSON: a number is what is written, which only its
//! text tells.

use serde_json::value::RawValue;

use crate::number::Number;
use crate::path::PathError;
use crate::types::Type;
use crate::value::Value;

/// What a JSON text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// That of valid JSON.
    pub(super) fn of(raw: &RawValue) -> Self {
        match raw.get().as_bytes().first() {
            Some(b'n') | None => Self::Null,
            Some(b't' | b'f') => Self::Bool,
            Some(b'"') => Self::String,
            Some(b'[') => Self::Array,
            Some(b'{') => Self::Object,
            Some(_) => Self::Number,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a bool",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "a list",
            Self::Object => "a map or object",
        }
    }

    /// The error of JSON of this kind where a type was expected.
    pub(super) fn instead_of(self, ty: &Type) -> PathError {
        let found = self.name();
        PathError::new(match ty {
            // All that an object of a resource has would be a page.
            Type::Object(_) => format!("must be an object, found {found}"),
            ty => format!("must be {ty}, found {found}"),
        })
    }
}

/// A value of a scalar type, which may be spelled as one of another.
pub(super) fn value(raw: &RawValue, ty: &Type) -> Result<Value, PathError> {
    let literal = raw.get();
    match (Kind::of(raw), ty) {
        (Kind::Null, _) => Ok(Value::Null),
        (Kind::Bool, Type::Bool) => Ok(Value::Bool(literal == "true")),
        (Kind::Bool, Type::String) => Ok(literal.into()),
        (Kind::Number, Type::Number) => number(literal).map(Value::Number),
        (Kind::Number, Type::String) => number(literal).map(|it| it.to_string().into()),
        (Kind::String, Type::String) => text(literal).map(Value::String),
        (Kind::String, Type::Number) => number(&text(literal)?).map(Value::Number),
        (Kind::String, Type::Bool) => match &*text(literal)? {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(PathError::new("must be `true` or `false`, found a string")),
        },
        (kind, ty) => Err(kind.instead_of(ty)),
    }
}

/// The text of a JSON string.
pub(super) fn text(literal: &str) -> Result<String, PathError> {
    let inside = literal
        .strip_prefix('"')
        .and_then(|it| it.strip_suffix('"'));
    match inside.filter(|inside| !inside.contains('\\')) {
        Some(inside) => Ok(inside.to_owned()),
        None => serde_json::from_str(literal).map_err(|error| invalid(&error)),
    }
}

/// The error of what is no JSON.
pub(super) fn invalid(error: &serde_json::Error) -> PathError {
    PathError::new(format!("the value is not valid JSON: {error}"))
}

fn number(text: &str) -> Result<Number, PathError> {
    text.parse()
        .map_err(|error| PathError::new(format!("must be a number, found {error}")))
}
