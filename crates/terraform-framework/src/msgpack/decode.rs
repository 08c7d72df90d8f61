//! From MessagePack to values.

use crate::msgpack::token::{Token, Tokens};
use crate::msgpack::{DecodeError, REFINED_UNKNOWN, refinement};
use crate::number::Number;
use crate::path::Step;
use crate::types::{ObjectType, Type};
use crate::value::{Bound, Dynamic, Entries, Refinements, Unknown, Value};

/// The deepest nesting that is read; far beyond any schema, and safe on any stack.
const MAX_DEPTH: usize = 128;

/// Reads the value of a type.
///
/// # Errors
/// If the bytes are not exactly one value of the type, with the place where it fails.
pub(crate) fn decode(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    let mut decoder = Decoder {
        tokens: Tokens::new(bytes),
        depth: 0,
    };
    let value = decoder.value(ty)?;
    match decoder.tokens.remaining() {
        0 => Ok(value),
        _ => Err(DecodeError::new("the value is followed by further bytes")),
    }
}

struct Decoder<'a> {
    tokens: Tokens<'a>,
    depth: usize,
}

impl<'a> Decoder<'a> {
    fn value(&mut self, ty: &Type) -> Result<Value, DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(format!(
                "the value is nested more than {MAX_DEPTH} levels deep"
            )));
        }
        self.depth += 1;
        let value = self.value_at_depth(ty);
        self.depth -= 1;
        value
    }

    fn value_at_depth(&mut self, ty: &Type) -> Result<Value, DecodeError> {
        match (self.tokens.next()?, ty) {
            (Token::Nil, _) => Ok(Value::Null),
            (Token::Extension(code, payload), _) => Ok(Value::Unknown(unknown(code, payload))),
            (Token::Bool(truth), Type::Bool) => Ok(Value::Bool(truth)),
            (token, Type::Number) => number(&token).map(Value::Number),
            (Token::Text(text) | Token::Binary(text), Type::String) => {
                utf8(text).map(|text| Value::String(text.to_owned()))
            }
            (Token::Array(length), Type::List(element) | Type::Set(element)) => {
                self.elements(length, std::iter::repeat_n(&**element, length))
            }
            (Token::Array(length), Type::Tuple(types)) if length == types.len() => {
                self.elements(length, types)
            }
            (Token::Array(length), Type::Tuple(types)) => Err(DecodeError::new(format!(
                "must have {} elements, found {length}",
                types.len()
            ))),
            (Token::Map(length), Type::Map(element)) => self.entries(length, element),
            (Token::Map(length), Type::Object(object)) => self.attributes(length, object),
            (Token::Array(2), Type::Dynamic) => self.dynamic(),
            (token, ty) => Err(mismatch(ty, &token)),
        }
    }

    fn elements<'t>(
        &mut self,
        length: usize,
        types: impl IntoIterator<Item = &'t Type>,
    ) -> Result<Value, DecodeError> {
        let mut elements = Vec::with_capacity(length.min(self.tokens.remaining()));
        for (index, ty) in (0..).zip(types) {
            let element = self.value(ty);
            elements.push(element.map_err(|error| error.within(Step::Index(index)))?);
        }
        Ok(Value::List(elements))
    }

    fn entries(&mut self, length: usize, ty: &Type) -> Result<Value, DecodeError> {
        let mut entries = Entries::with_capacity(length.min(self.tokens.remaining()));
        for _ in 0..length {
            let key = self.key()?;
            let here = || Step::Key(key.into());
            let value = self.value(ty).map_err(|error| error.within(here()))?;
            if entries.insert(key.into(), value).is_some() {
                return Err(DecodeError::new("the key appears twice").within(here()));
            }
        }
        Ok(Value::Map(entries))
    }

    /// Terraform writes attributes in the order of their names, which is that of the type.
    fn attributes(&mut self, length: usize, object: &ObjectType) -> Result<Value, DecodeError> {
        let mut attributes = Entries::with_capacity(length.min(object.attributes.len()));
        let mut expected = object.attributes.iter();
        for _ in 0..length {
            let name = self.key()?;
            let here = || Step::Attribute(name.into());
            let (known, ty) = (expected.next().filter(|(expected, _)| **expected == name))
                .or_else(|| object.attributes.get_key_value(name))
                .ok_or_else(|| object.unsupported(name))?;
            let value = self.value(ty).map_err(|error| error.within(here()))?;
            if attributes.insert(known.clone(), value).is_some() {
                return Err(DecodeError::new("the attribute appears twice").within(here()));
            }
        }
        if attributes.len() == object.attributes.len() {
            return Ok(Value::Map(attributes));
        }
        let mut names = object.attributes.keys();
        match names.find(|name| !attributes.contains_key(*name)) {
            Some(name) => Err(object.missing(name)),
            None => Ok(Value::Map(attributes)),
        }
    }

    fn key(&mut self) -> Result<&'a str, DecodeError> {
        match self.tokens.next()? {
            Token::Text(key) | Token::Binary(key) => utf8(key),
            token => Err(DecodeError::new(format!(
                "keys must be strings, found {}",
                token.kind()
            ))),
        }
    }

    fn dynamic(&mut self) -> Result<Value, DecodeError> {
        let ty = match self.tokens.next()? {
            Token::Text(json) | Token::Binary(json) => Type::from_json(json),
            token => return Err(mismatch(&Type::Dynamic, &token)),
        };
        let r#type = ty.map_err(|error| DecodeError::new(error.to_string()))?;
        let value = self.value(&r#type)?;
        Ok(match r#type {
            Type::Dynamic => value,
            r#type => Value::Dynamic(Box::new(Dynamic { r#type, value })),
        })
    }
}

fn mismatch(ty: &Type, token: &Token<'_>) -> DecodeError {
    DecodeError::new(format!("must be {ty}, found {}", token.kind()))
}

fn utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|_| DecodeError::new("the text is not valid UTF-8"))
}

fn number(token: &Token<'_>) -> Result<Number, DecodeError> {
    match *token {
        Token::Signed(integer) => Ok(integer.into()),
        Token::Unsigned(integer) => Ok(integer.into()),
        Token::Float(float) => Number::from_f64(float)
            .ok_or_else(|| DecodeError::new("must be a number, found infinity or NaN")),
        Token::Text(text) => utf8(text)?
            .parse()
            .map_err(|error| DecodeError::new(format!("must be a number, found {error}"))),
        _ => Err(mismatch(&Type::Number, token)),
    }
}

/// Every extension value is an unknown. What cannot be read of its refinements is no loss.
fn unknown(code: i8, payload: &[u8]) -> Unknown {
    let refinements = match code {
        REFINED_UNKNOWN => refinements(payload).ok(),
        _ => None,
    };
    let meaningful = refinements.filter(|refinements| *refinements != Refinements::default());
    Unknown {
        refinements: meaningful.map(Box::new),
    }
}

fn refinements(payload: &[u8]) -> Result<Refinements, DecodeError> {
    let mut tokens = Tokens::new(payload);
    let Token::Map(length) = tokens.next()? else {
        return Err(DecodeError::new("refinements are not a map"));
    };
    let mut refinements = Refinements::default();
    for _ in 0..length {
        let key = number(&tokens.next()?)?.as_i64();
        let value = tokens.clone();
        tokens.skip_value()?;
        apply_refinement(&mut refinements, key, value)?;
    }
    Ok(refinements)
}

fn apply_refinement(
    refinements: &mut Refinements,
    key: Option<i64>,
    mut value: Tokens<'_>,
) -> Result<(), DecodeError> {
    match key {
        Some(refinement::NULLNESS) => refinements.not_null = value.next()? == Token::Bool(false),
        Some(refinement::STRING_PREFIX) => {
            if let Token::Text(prefix) = value.next()? {
                refinements.string_prefix = Some(utf8(prefix)?.to_owned());
            }
        }
        Some(refinement::NUMBER_LOWER) => refinements.lower = bound(value)?,
        Some(refinement::NUMBER_UPPER) => refinements.upper = bound(value)?,
        Some(refinement::LENGTH_LOWER) => refinements.min_length = number(&value.next()?)?.as_u64(),
        Some(refinement::LENGTH_UPPER) => refinements.max_length = number(&value.next()?)?.as_u64(),
        _ => {}
    }
    Ok(())
}

fn bound(mut value: Tokens<'_>) -> Result<Option<Bound>, DecodeError> {
    let (Token::Array(2), number, Token::Bool(inclusive)) =
        (value.next()?, number(&value.next()?)?, value.next()?)
    else {
        return Ok(None);
    };
    Ok(Some(Bound { number, inclusive }))
}
