//! The MessagePack form of values, in which Terraform and providers talk.
//!
//! The bytes carry no types: both sides know them from the schema. Rules beyond MessagePack:
//!
//! * A number is an integer if it fits 64 bits, a float if it is a fraction that a float holds
//!   exactly, and decimal text otherwise. All three are read everywhere.
//! * An unknown is an extension value: `d4 00 00`, or code 12 with what is known as a map.
//! * Where the type is dynamic, the value is `[type JSON as bin, value]`; a null or unknown of
//!   no particular type is not wrapped.
//! * An object has exactly the attributes of its type, and absent ones are null. Keys are
//!   written in order. A set is an array in the order of the value.
//!
//! Reading survives any bytes: nothing is allocated on the word of a length, and nesting is
//! limited.

mod decode;
mod encode;
mod token;

pub(crate) use crate::msgpack::decode::decode;
pub(crate) use crate::msgpack::encode::encode;

/// Why bytes are not a value of the type.
pub(crate) type DecodeError = super::path::PathError;

/// Why a value cannot be written as one of the type.
pub(crate) type EncodeError = super::path::PathError;

/// The extension code of unknown values with refinements.
const REFINED_UNKNOWN: i8 = 12;

/// The keys of the map inside a refined unknown.
mod refinement {
    pub(super) const NULLNESS: i64 = 1;
    pub(super) const STRING_PREFIX: i64 = 2;
    pub(super) const NUMBER_LOWER: i64 = 3;
    pub(super) const NUMBER_UPPER: i64 = 4;
    pub(super) const LENGTH_LOWER: i64 = 5;
    pub(super) const LENGTH_UPPER: i64 = 6;
}

#[cfg(test)]
mod tests;
