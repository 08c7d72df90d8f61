//! Serde between values and the plain structs that resources work with.
//!
//! | in the model | stands for |
//! |---|---|
//! | a struct | an object with exactly its fields; a missing or further attribute is an error |
//! | `T` | a known value; null and unknown are errors |
//! | `Option<T>` | null or known; unknown is an error |
//! | [`Field<T>`](super::field::Field) | null, unknown or known; refinements are not kept |
//! | [`Value`] | anything, untouched |
//! | `i64`, `u32`, `u64` | a whole number in range |
//! | `f64`, [`Number`](super::number::Number) | a number, rounded or exact |
//! | `Vec<T>`, tuples | a list, set or tuple |
//! | `BTreeMap<String, T>` | a map |
//! | an enum without fields | a string, one of the variants' names |
//!
//! The dynamic wrapping of a value is looked through unless the field is a [`Value`]; on the
//! way back it is not invented ([`Value::into_dynamic`]). `#[serde(default)]`, `alias` and
//! `flatten` have no place in a model: the schema says what there is.
//!
//! `Field`, `Value` and `Number` announce themselves to these serializers by their serde names.

mod de;
mod ser;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::path::PathError;
use crate::value::Value;

impl Value {
    /// Reads a model from the value.
    ///
    /// # Errors
    /// If the value does not have the structure of the model, with the place.
    pub fn to_model<M: DeserializeOwned>(&self) -> Result<M, PathError> {
        M::deserialize(self)
    }

    /// The value of a model.
    ///
    /// # Errors
    /// If the model holds what Terraform has no value for: bytes, infinite floats, enums with
    /// data, maps whose keys are not strings.
    pub fn from_model<M: Serialize + ?Sized>(model: &M) -> Result<Self, PathError> {
        model.serialize(ser::ValueSerializer)
    }
}

#[cfg(test)]
mod tests;
