//! What the fuzz targets share.
//!
//! * [`draw`] makes choices out of the bytes of an input: [`types`] of values, and [`config`]urations out
//!   of [`words`] that users write;
//! * [`provider`] is the provider in this process, and [`schema`] what Terraform core makes of its
//!   schema; [`stored`] is the JSON of its states, and [`lives`] what a plan must hold to;
//! * [`server`] gives the answers of an input to a client.

pub mod config;
pub mod draw;
pub mod lives;
pub mod provider;
pub mod schema;
pub mod server;
pub mod stored;
pub mod types;
pub mod words;
