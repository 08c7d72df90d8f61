//! The mock as its clients see it: through HTTP, the library and the command.
#![expect(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod auth;
mod backend;
mod codecs;
mod command;
mod conformance;
mod deploy;
mod faults;
mod filters;
mod library;
mod lists;
mod network;
mod projects;
mod protocol;
mod readme;
mod rules;
mod scopes;
mod triggers;
mod uploads;
mod vectors;
