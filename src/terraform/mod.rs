//! The provider framework: values, schemas and the planning pipeline.

pub mod field;
pub mod json;
pub mod model;
pub mod msgpack;
pub mod number;
pub mod path;
pub mod types;
pub mod value;
