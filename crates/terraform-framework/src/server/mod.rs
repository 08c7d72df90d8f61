//! The gRPC service: each RPC of protocol 6.10 turned into calls of the provider's traits.
//!
//! [`service`] has a method for each RPC, which [`inner`] answers: one file per group of RPCs. All
//! expected failures are diagnostics with gRPC status OK, because Terraform shows those with
//! their place and keeps the state that comes with them. Each RPC runs in a task of its own, so
//! that a panic becomes a diagnostic of that RPC ([`guard`]) and a call that Terraform gives up
//! on still runs to its end.

mod actions;
mod answer;
mod configuration;
mod data_sources;
mod functions;
mod generation;
mod guard;
mod identities;
mod inner;
mod lists;
mod registry;
mod resources;
mod schemas;
mod service;
mod states;
mod unsupported;
mod wire;

pub use crate::server::service::Server;
