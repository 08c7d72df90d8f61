//! From models to values.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize, Serializer};

use crate::model::{ModelError, from_value};
use crate::number::Number;
use crate::path::Step;
use crate::value::Value;
use crate::{field, number, value};

/// Makes one value.
pub(super) struct ValueSerializer;

impl ser::Error for ModelError {
    fn custom<M: Display>(message: M) -> Self {
        Self::new(message.to_string())
    }
}

fn unsupported(what: &str) -> ModelError {
    ModelError::new(format!("Terraform has no value for {what}"))
}

/// Whole numbers of the machine, each as one of the widest of its kind.
macro_rules! serialize_integers {
    ($($method:ident $integer:ty as $widest:ty;)*) => {$(
        fn $method(self, integer: $integer) -> Result<Value, ModelError> {
            Ok(Value::Number(<$widest>::from(integer).into()))
        }
    )*};
}

impl Serializer for ValueSerializer {
    type Ok = Value;
    type Error = ModelError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Impossible<Value, ModelError>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Impossible<Value, ModelError>;

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

    fn serialize_bool(self, truth: bool) -> Result<Value, ModelError> {
        Ok(Value::Bool(truth))
    }

    fn serialize_f32(self, float: f32) -> Result<Value, ModelError> {
        self.serialize_f64(float.into())
    }

    fn serialize_f64(self, float: f64) -> Result<Value, ModelError> {
        let number = Number::from_f64(float);
        number
            .map(Value::Number)
            .ok_or_else(|| unsupported("infinity and NaN"))
    }

    fn serialize_char(self, character: char) -> Result<Value, ModelError> {
        Ok(Value::String(character.to_string()))
    }

    fn serialize_str(self, text: &str) -> Result<Value, ModelError> {
        Ok(text.into())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Value, ModelError> {
        Err(unsupported("bytes"))
    }

    fn serialize_none(self) -> Result<Value, ModelError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, ModelError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, ModelError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, ModelError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, ModelError> {
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
    ) -> Result<Value, ModelError> {
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
    ) -> Result<Value, ModelError> {
        let content = content.serialize(self)?;
        match (name, variant) {
            (value::SERDE_NAME, "Unknown") => from_value(&content).map(Value::Unknown),
            (value::SERDE_NAME, "Dynamic") => from_value(&content).map(Value::Dynamic),
            (value::SERDE_NAME | field::SERDE_NAME, _) => Ok(content),
            _ => Err(unsupported("enums with fields")),
        }
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements, ModelError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements, ModelError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements, ModelError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, ModelError> {
        Err(unsupported("enums with fields"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, ModelError> {
        Ok(Entries::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, ModelError> {
        Ok(Entries::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, ModelError> {
        Err(unsupported("enums with fields"))
    }
}

/// A list under construction.
pub(super) struct Elements(Vec<Value>);

impl Elements {
    fn push<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ModelError> {
        let index = i64::try_from(self.0.len()).map_err(ser::Error::custom)?;
        let element = element.serialize(ValueSerializer);
        self.0
            .push(element.map_err(|error| error.within(Step::Index(index)))?);
        Ok(())
    }
}

/// A map or object under construction.
#[derive(Default)]
pub(super) struct Entries {
    entries: BTreeMap<String, Value>,
    key: String,
}

/// Serde's three kinds of sequences are one to Terraform.
macro_rules! serialize_elements {
    ($($kind:ident $method:ident;)*) => {$(
        impl ser::$kind for Elements {
            type Ok = Value;
            type Error = ModelError;

            fn $method<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ModelError> {
                self.push(element)
            }

            fn end(self) -> Result<Value, ModelError> {
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
    type Error = ModelError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ModelError> {
        match key.serialize(ValueSerializer)? {
            Value::String(key) => {
                self.key = key;
                Ok(())
            }
            _ => Err(unsupported("maps whose keys are not strings")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ModelError> {
        let key = std::mem::take(&mut self.key);
        let value = value.serialize(ValueSerializer);
        let value = value.map_err(|error| error.within(Step::Key(key.clone())))?;
        self.entries.insert(key, value);
        Ok(())
    }

    fn end(self) -> Result<Value, ModelError> {
        Ok(Value::Map(self.entries))
    }
}

impl ser::SerializeStruct for Entries {
    type Ok = Value;
    type Error = ModelError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ModelError> {
        let name = name.to_owned();
        let value = value.serialize(ValueSerializer);
        let value = value.map_err(|error| error.within(Step::Attribute(name.clone())))?;
        self.entries.insert(name, value);
        Ok(())
    }

    fn end(self) -> Result<Value, ModelError> {
        Ok(Value::Map(self.entries))
    }
}
