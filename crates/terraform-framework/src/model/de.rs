//! From values to models.

use std::borrow::Cow;
use std::fmt::Display;
use std::{iter, slice};

use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};

use crate::model::ser::ValueSerializer;
use crate::name::Name;
use crate::path::{PathError, Step};
use crate::value::Value;
use crate::{field, number, value};

impl de::Error for PathError {
    fn custom<M: Display>(message: M) -> Self {
        Self::new(message.to_string())
    }

    // The standard texts of these repeat the value, which might be a secret.
    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("must be {expected}"))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("must be {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("must be one of `{}`", expected.join("`, `")))
    }
}

fn mismatch(value: &Value, expected: &str) -> PathError {
    PathError::new(match value.inner() {
        Value::Null => format!("must be {expected}, and must not be null"),
        Value::Unknown(_) => {
            format!("must be {expected} that is known now, but is known only after apply")
        }
        value => format!("must be {expected}, found {}", value.kind()),
    })
}

/// Whole numbers of the machine, range-checked.
macro_rules! deserialize_integers {
    ($($method:ident $visit:ident $integer:ident $as:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
            let range = || format!("a whole number from {} to {}", $integer::MIN, $integer::MAX);
            let Value::Number(number) = self.inner() else {
                return Err(mismatch(self, &range()));
            };
            match number.$as().map($integer::try_from) {
                Some(Ok(integer)) => visitor.$visit(integer),
                _ => Err(PathError::new(format!("must be {}, found {number}", range()))),
            }
        }
    )*};
}

/// Scalars of one kind.
macro_rules! deserialize_scalars {
    ($($method:ident $as:ident $visit:ident $expected:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
            match self.$as() {
                Some(scalar) => visitor.$visit(scalar),
                None => Err(mismatch(self, $expected)),
            }
        }
    )*};
}

/// A value lends nothing to the model, which owns all it holds.
impl<'de> Deserializer<'de> for &Value {
    type Error = PathError;

    deserialize_integers! {
        deserialize_i64 visit_i64 i64 as_i64;
        deserialize_u32 visit_u32 u32 as_u64;
        deserialize_u64 visit_u64 u64 as_u64;
    }

    deserialize_scalars! {
        deserialize_bool as_bool visit_bool "a bool";
        deserialize_str as_str visit_str "a string";
        deserialize_string as_str visit_str "a string";
        deserialize_identifier as_str visit_str "a string";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.inner() {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(unsigned), _) => visitor.visit_u64(unsigned),
                (None, Some(signed)) => visitor.visit_i64(signed),
                (None, None) => self.deserialize_f64(visitor),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.deserialize_map(visitor),
            Value::Unknown(_) | Value::Dynamic(_) => Err(mismatch(self, "a value")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        let number = self.as_number();
        let number = number.ok_or_else(|| mismatch(self, "a number"))?;
        match number.as_f64() {
            Some(float) => visitor.visit_f64(float),
            None => Err(PathError::new(
                "must be a number that a 64-bit float can hold",
            )),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.inner() {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.inner() {
            Value::Null => visitor.visit_unit(),
            _ => Err(mismatch(self, "null")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        match (name, self.inner()) {
            (number::SERDE_NAME, Value::Number(number)) => visitor.visit_str(&number.to_string()),
            (number::SERDE_NAME, _) => Err(mismatch(self, "a number")),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.inner() {
            Value::List(elements) => visitor.visit_seq(Elements((0..).zip(elements))),
            _ => Err(mismatch(self, "a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        match self.inner() {
            Value::List(elements) if elements.len() != length => Err(PathError::new(format!(
                "must have {length} elements, found {}",
                elements.len()
            ))),
            _ => self.deserialize_seq(visitor),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.inner() {
            Value::Map(entries) => visitor.visit_map(Entries {
                entries: entries.as_slice().iter(),
                current: None,
            }),
            _ => Err(mismatch(self, "a map")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        let Value::Map(entries) = self.inner() else {
            return Err(mismatch(self, "an object"));
        };
        let attributes = Attributes {
            entries,
            fields: fields.iter(),
        };
        let model = visitor.visit_seq(attributes)?;
        // All fields were found, so that there are others if there are more.
        if entries.len() > fields.len() {
            let mut names = entries.keys();
            if let Some(name) = names.find(|name| !fields.contains(&name.as_str())) {
                return Err(PathError::new("the model has no field of this name")
                    .within(Step::Attribute(name.clone())));
            }
        }
        Ok(model)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        visitor.visit_enum(match name {
            field::SERDE_NAME => Variant::of_field(self),
            value::SERDE_NAME => Variant::of_value(self)?,
            _ => match self.inner() {
                Value::String(name) => Variant {
                    name,
                    content: Cow::Owned(Value::Null),
                },
                _ => return Err(mismatch(self, "a string")),
            },
        })
    }

    // What no model needs has the errors of serde itself, if it works at all.
    forward_to_deserialize_any! {
        i8 i16 i32 u8 u16 f32 char bytes byte_buf unit_struct ignored_any
    }
}

/// The elements of a list, with their positions.
struct Elements<'a>(iter::Zip<std::ops::RangeFrom<i64>, slice::Iter<'a, Value>>);

impl<'de> de::SeqAccess<'de> for Elements<'_> {
    type Error = PathError;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, PathError> {
        let Some((index, element)) = self.0.next() else {
            return Ok(None);
        };
        let element = seed.deserialize(element);
        element
            .map(Some)
            .map_err(|error| error.within(Step::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint().1
    }
}

/// The attributes of an object, in the order of the model's fields.
struct Attributes<'a> {
    entries: &'a value::Entries,
    fields: slice::Iter<'static, &'static str>,
}

impl<'de> de::SeqAccess<'de> for Attributes<'_> {
    type Error = PathError;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, PathError> {
        let Some(name) = self.fields.next() else {
            return Ok(None);
        };
        let attribute = match self.entries.get(*name) {
            Some(value) => seed.deserialize(value).map(Some),
            None => Err(PathError::new("the attribute is missing")),
        };
        attribute.map_err(|error| error.within(Step::Attribute(Name::new_static(name))))
    }
}

/// The entries of a map.
struct Entries<'a> {
    entries: slice::Iter<'a, (Name, Value)>,
    current: Option<&'a (Name, Value)>,
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = PathError;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, PathError> {
        self.current = self.entries.next();
        let Some((name, _)) = self.current else {
            return Ok(None);
        };
        let key = seed.deserialize(name.as_str().into_deserializer());
        key.map(Some)
            .map_err(|error: PathError| error.within(Step::Key(name.clone())))
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, PathError> {
        let (name, value) = self
            .current
            .ok_or_else(|| PathError::new("the model asks for a value before its key"))?;
        let value = seed.deserialize(value);
        value.map_err(|error| error.within(Step::Key(name.clone())))
    }
}

/// A variant of an enum and what it holds.
struct Variant<'a> {
    name: &'a str,
    content: Cow<'a, Value>,
}

impl<'a> Variant<'a> {
    fn of_field(value: &'a Value) -> Self {
        let name = match value.inner() {
            Value::Null => "Null",
            Value::Unknown(_) => "Unknown",
            _ => "Known",
        };
        Self {
            name,
            content: Cow::Borrowed(value),
        }
    }

    fn of_value(value: &'a Value) -> Result<Self, PathError> {
        let borrowed = Cow::Borrowed(value);
        let (name, content) = match value {
            Value::Null => ("Null", borrowed),
            Value::Unknown(unknown) => ("Unknown", Cow::Owned(unknown.serialize(ValueSerializer)?)),
            Value::Bool(_) => ("Bool", borrowed),
            Value::Number(_) => ("Number", borrowed),
            Value::String(_) => ("String", borrowed),
            Value::List(_) => ("List", borrowed),
            Value::Map(_) => ("Map", borrowed),
            Value::Dynamic(dynamic) => ("Dynamic", Cow::Owned(dynamic.serialize(ValueSerializer)?)),
        };
        Ok(Self { name, content })
    }
}

impl<'de> de::EnumAccess<'de> for Variant<'_> {
    type Error = PathError;
    type Variant = Self;

    fn variant_seed<V: de::DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), PathError> {
        let name = seed.deserialize(self.name.into_deserializer());
        name.map(|name: V::Value| (name, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_> {
    type Error = PathError;

    fn unit_variant(self) -> Result<(), PathError> {
        Ok(())
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, PathError> {
        seed.deserialize(&*self.content)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, PathError> {
        Err(PathError::new("a string cannot be an enum with fields"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, PathError> {
        Err(PathError::new("a string cannot be an enum with fields"))
    }
}
