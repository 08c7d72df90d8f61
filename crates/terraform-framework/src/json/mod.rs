//! The JSON form of values, which is only read: that of stored state, and the one that a dynamic
//! value may come in.
//!
//! Like MessagePack it needs the type, and it cannot express unknowns. Where the type is
//! dynamic, the value is `{"value": …, "type": …}`. State may be older than the schema, so that
//! attributes may be missing, which means null, and scalars may be spelled as another scalar
//! type, as Terraform itself allows: `"1"` for a number, `true` for a string. A text alone where the
//! type is dynamic was stored while it was that of texts.

mod scalar;
mod structure;

pub(crate) use crate::json::structure::{Unsupported, decode};

#[cfg(test)]
mod tests;
