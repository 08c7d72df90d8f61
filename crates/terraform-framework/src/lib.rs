//! The provider framework: its README, and then the map of its code.
#![doc = include_str!("../README.md")]
//!
//! # The code
//!
//! From the wire inwards:
//!
//! * `server` is the gRPC service: one file per group of RPCs;
//! * `erased` takes the models' types away, so that the service can hold many resources;
//! * `provider`, `resource`, `identity`, `list_resource`, `data_source`, `action` and
//!   `function` are the traits that a provider implements, with a request and a response struct
//!   per method;
//! * `planning` decides what changes, in a fixed order; `generation` turns a state back into the
//!   configuration that leads to it, and `write_only` keeps what is never stored out of both;
//! * `schema` declares attributes and blocks with their rules: the single source;
//! * `model` turns values into plain structs and back, whose members are `field`s; `testing` shows
//!   that a model and a schema agree;
//! * `value` with its `entries`, `number`, `types`, `name` and `path` are the language's own notions,
//!   `msgpack` and `json` their encodings, `conversion` makes a value fit another type, and
//!   `unexpected` finds what it would drop;
//! * `diagnostics`, `private` and `cancellation` are what operations carry with them.
//!
//! Invariant: nothing here names a backend, and nothing here reads the environment, the clock or a
//! file.

mod action;
mod cancellation;
mod conversion;
mod data_source;
mod diagnostics;
mod entries;
mod erased;
mod field;
mod function;
mod generation;
mod identity;
mod json;
mod list_resource;
mod model;
mod msgpack;
mod name;
mod number;
mod path;
mod planning;
mod private;
mod provider;
mod resource;
mod schema;
mod server;
#[cfg(test)]
mod strategies;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod types;
mod unexpected;
mod value;
mod write_only;

pub use crate::action::{Action, InvokeRequest, PlanActionRequest, Progress};
pub use crate::cancellation::Cancellation;
pub use crate::data_source::{DataSource, ReadDataRequest, ReadDataResponse};
pub use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
pub use crate::field::Field;
pub use crate::function::{Function, FunctionError, Parameter, Signature};
pub use crate::identity::{Identity, IdentitySchema};
pub use crate::list_resource::{Found, ListRequest, ListResource, Results};
pub use crate::name::Name;
pub use crate::number::Number;
pub use crate::path::{Path, PathError};
pub use crate::private::Private;
pub use crate::provider::{ConfigureRequest, ConfigureResponse, Offers, Provider};
pub use crate::resource::{
    ApplyResponse, CreateRequest, DeleteRequest, GenerateRequest, ImportRequest, ImportTarget,
    PlanDeleteRequest, PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource,
    TakeOverRequest, UpdateRequest, ValidateRequest,
};
pub use crate::schema::{
    Attribute, Block, Member, NestedBlock, Nesting, Schema, Shape, Stability, Usage,
};
pub use crate::server::Server;
pub use crate::types::Type;
pub use crate::unexpected::UnexpectedAttribute;
pub use crate::value::{Entries, Value};
