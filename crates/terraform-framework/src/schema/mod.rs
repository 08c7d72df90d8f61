//! What a resource, data source or provider accepts: the single source from which Terraform's
//! view of it, its validation, its plans and its documentation page are made.
//!
//! A [`Block`] is an object with [`Attribute`]s and nested blocks. An attribute has a plain type
//! or is itself an object (or a list or map of objects): a *nested attribute*, which uses [`Block`]
//! for its members too, without nested blocks inside. There are no sets of such objects: their
//! elements have no address, so nothing inside could be planned or blamed. An attribute of the
//! plain type `set(object({ … }))` is planned as a whole.
//!
//! [`block`] is what a schema consists of, with [`nesting`] and [`usage`]; [`building`] is how a
//! provider writes one down.
//!
//! [`check`] holds a schema against what Terraform demands of one, [`wire`] turns it into the
//! protocol's messages, [`validation`] holds a configuration against the schema, [`location`] says
//! where Terraform can show what is wrong.

mod block;
mod building;
mod check;
pub(super) mod location;
mod nesting;
mod usage;
pub(super) mod validation;
pub(super) mod wire;

use crate::diagnostics::Diagnostics;
pub use crate::schema::block::{Attribute, Block, Member, NestedBlock, Shape};
pub use crate::schema::nesting::Nesting;
pub use crate::schema::usage::{Stability, Usage};
use crate::value::Value;

/// The schema of one resource, data source or provider configuration.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The version of the stored state, raised when stored states must be converted.
    pub version: i64,
    /// The outermost block.
    pub block: Block,
}

impl Schema {
    /// Version 0 of a schema.
    #[must_use]
    pub fn new(block: Block) -> Self {
        Self { version: 0, block }
    }

    /// What breaks the rules of the attributes in a configuration, or is required and missing.
    /// Unknown values break none.
    #[must_use]
    pub fn validate(&self, config: &Value) -> Diagnostics {
        validation::validate(&self.block, config)
    }

    /// What Terraform would refuse about this schema, one text per rule broken.
    ///
    /// Terraform refuses the whole provider for a single one of them, so a test calls this for
    /// every schema.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        check::problems(&self.block)
    }
}
