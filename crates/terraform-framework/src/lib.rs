//! The provider framework: what any Terraform provider needs, without knowing Flyte or the
//! process it runs in.
//!
//! From the wire inwards:
//!
//! * [`server`] is the gRPC service: one file per group of RPCs;
//! * `erased` takes the models' types away, so that the service can hold many resources;
//! * [`provider`], [`resource`], [`identity`], [`list_resource`], [`data_source`], [`action`] and
//!   [`function`] are the traits that a provider implements, with a request and a response struct
//!   per method;
//! * `planning` decides what changes, in a fixed order; `generation` turns a state back into the
//!   configuration that leads to it;
//! * [`schema`] declares attributes and blocks with their rules: the single source;
//! * [`model`] turns values into plain structs and back, whose members are [`field`]s;
//! * [`value`], [`number`], [`types`] and [`path`] are the language's own notions, `msgpack` and
//!   `json` their encodings, [`conversion`] makes one fit another's type;
//! * [`diagnostics`], [`private`] and [`cancellation`] are what operations carry with them.
//!
//! Invariant: nothing here names Flyte, and nothing here reads the environment, the clock or a
//! file: it could be a crate of its own.

pub mod action;
#[cfg(any(test, feature = "testing"))]
pub mod agreement;
pub mod cancellation;
pub mod conversion;
pub mod data_source;
pub mod diagnostics;
mod erased;
pub mod field;
pub mod function;
mod generation;
pub mod identity;
pub mod json;
pub mod list_resource;
pub mod model;
pub mod msgpack;
pub mod number;
pub mod path;
mod planning;
pub mod private;
pub mod provider;
pub mod resource;
pub mod schema;
pub mod server;
#[cfg(test)]
mod strategies;
pub mod types;
pub mod value;
