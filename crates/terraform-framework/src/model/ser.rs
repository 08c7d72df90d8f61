//! From models to values.

use std::fmt::Display;

use serde::Deserialize;
use serde::ser::{self, Impossible, Serialize, Serializer};

use crate::name::Name;
use crate::number::Number;
use crate::path::{PathError, Step};
use crate::value::{Unknown, Value};
use crate::{field, number, value};

/// Makes one value.
pub(super) struct ValueSerializer;

impl ser::Error for PathError {
    fn custom<M: Display>(message: M) -> Self {
        Self::new(message.to_string())
    }
}

fn unsupported(what: &str) -> PathError {
    PathError::new(format!("Terraform has no value for {what}"))
}

/// Whole numbers of the machine, each as one of the widest of its kind.
macro_rules! serialize_integers {
    ($($method:ident $integer:ty as $widest:ty;)*) => {$(
        fn $method(self, integer: $integer) -> Result<Value, PathError> {
            Ok(Value::Number(<$widest>::from(integer).into()))
        }
    )*};
}

impl Serializer for ValueSerializer {
    type Ok = Value;
    type Error = PathError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Impossible<Value, PathError>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Impossible<Value, PathError>;

    serialize_integers! {
        serialize_i8 i8 as i64;
        serialize_i16 i16 as i64;
        serialize_i32 i32 as i64;
        serialize_i64 i64 as i64;
        serialize_u8 u8 as u64;
        serialize_u16 u16 as u64;
        serialize_u32 u32 as u64;
        serialize_u64 u64 as u64;
    }

    fn serialize_bool(self, truth: bool) -> Result<Value, PathError> {
        Ok(Value::Bool(truth))
    }

    fn serialize_f32(self, float: f32) -> Result<Value, PathError> {
        self.serialize_f64(float.into())
    }

    fn serialize_f64(self, float: f64) -> Result<Value, PathError> {
        let number = Number::from_f64(float);
        number
            .map(Value::Number)
            .ok_or_else(|| unsupported("infinity and NaN"))
    }

    fn serialize_char(self, character: char) -> Result<Value, PathError> {
        Ok(Value::String(character.to_string()))
    }

    fn serialize_str(self, text: &str) -> Result<Value, PathError> {
        Ok(text.into())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Value, PathError> {
        Err(unsupported("bytes"))
    }

    fn serialize_none(self) -> Result<Value, PathError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, PathError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, PathError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, PathError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, PathError> {
        match (name, variant) {
            (field::SERDE_NAME, "Unknown") => Ok(Value::unknown()),
            (field::SERDE_NAME | value::SERDE_NAME, _) => Ok(Value::Null),
            _ => Ok(variant.into()),
        }
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        content: &T,
    ) -> Result<Value, PathError> {
        match (name, content.serialize(self)?) {
            (number::SERDE_NAME, Value::String(text)) => {
                text.parse().map(Value::Number).map_err(ser::Error::custom)
            }
            (_, value) => Ok(value),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        content: &T,
    ) -> Result<Value, PathError> {
        let content = content.serialize(self)?;
        match (name, variant) {
            (value::SERDE_NAME, "Unknown") => Unknown::deserialize(&content).map(Value::Unknown),
            (value::SERDE_NAME, "Dynamic") => Box::deserialize(&content).map(Value::Dynamic),
            (value::SERDE_NAME | field::SERDE_NAME, _) => Ok(content),
            _ => Err(unsupported("enums with fields")),
        }
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements, PathError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements, PathError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements, PathError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, PathError> {
        Err(unsupported("enums with fields"))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Entries, PathError> {
        Ok(Entries::with_capacity(length.unwrap_or_default()))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Entries, PathError> {
        Ok(Entries::with_capacity(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, PathError> {
        Err(unsupported("enums with fields"))
    }
}

/// A list under construction.
pub(super) struct Elements(Vec<Value>);

impl Elements {
    fn push<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), PathError> {
        let index = i64::try_from(self.0.len()).map_err(ser::Error::custom)?;
        let element = element.serialize(ValueSerializer);
        self.0
            .push(element.map_err(|error| error.within(Step::Index(index)))?);
        Ok(())
    }
}

/// A map or object under construction.
pub(super) struct Entries {
    entries: Vec<(Name, Value)>,
    key: Name,
}

impl Entries {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            entries: Vec::with_capacity(capacity),
            key: Name::default(),
        }
    }
}

/// Serde's three kinds of sequences are one to Terraform.
macro_rules! serialize_elements {
    ($($kind:ident $method:ident;)*) => {$(
        impl ser::$kind for Elements {
            type Ok = Value;
            type Error = PathError;

            fn $method<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), PathError> {
                self.push(element)
            }

            fn end(self) -> Result<Value, PathError> {
                Ok(Value::List(self.0))
            }
        }
    )*};
}

serialize_elements! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
}

impl ser::SerializeMap for Entries {
    type Ok = Value;
    type Error = PathError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), PathError> {
        match key.serialize(ValueSerializer)? {
            Value::String(key) => {
                self.key = key.into();
                Ok(())
            }
            _ => Err(unsupported("maps whose keys are not strings")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), PathError> {
        let key = std::mem::take(&mut self.key);
        let value = value.serialize(ValueSerializer);
        let value = value.map_err(|error| error.within(Step::Key(key.clone())))?;
        self.entries.push((key, value));
        Ok(())
    }

    fn end(self) -> Result<Value, PathError> {
        Ok(Value::map(self.entries))
    }
}

impl ser::SerializeStruct for Entries {
    type Ok = Value;
    type Error = PathError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), PathError> {
        let value = value.serialize(ValueSerializer);
        let value = value.map_err(|error| error.within(Step::Attribute(Name::new_static(name))))?;
        self.entries.push((Name::new_static(name), value));
        Ok(())
    }

    fn end(self) -> Result<Value, PathError> {
        Ok(Value::map(self.entries))
    }
}
