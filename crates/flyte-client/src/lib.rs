//! The Flyte API: the Connect protocol over HTTP and JSON.
//!
//! # Layers, each knowing only those below it
//!
//! * `tasks`, `triggers`, `projects`: the methods of the services, `pages`: lists;
//! * `call`: one call from request message to answer message: retries, deadline, request id, log;
//! * `identity`: who calls: tokens, where they come from, when they are renewed;
//! * `retry`: what is repeated, how often and when, and `limits`: how many at a time and a second;
//!   they know no HTTP;
//! * `transport`: one attempt over HTTP: limits, headers;
//! * `connection`: the HTTP client, by `tls` and `proxy`;
//! * `answer`: what an HTTP answer means: a message, a Connect error, or not Flyte at all;
//! * `config_file`, `api_key`: what Flyte's users have, read; the rest does not know them;
//! * `whole`: what a server says that our messages have no field for;
//! * `failure`, `error`, `code`, `quote`: what went wrong, and how it is told.
//!
//! # Invariants
//!
//! * Nothing is read from the environment but the proxy variables, and nothing is done before the
//!   first call: [`Client::new`] neither connects nor loads certificates.
//! * **Cancelling is dropping**: every call is a future that may be dropped at any time, which
//!   closes its connection or stream at once. A write that was cut off so may have taken effect.
//! * Absence is only what the server says in so many words; see [`Error::is_not_found`].
//! * No body is ever logged, and no foreign text reaches an error unquoted and uncut.
//! * Credentials come from `identity` and go into headers and forms alone, never into an
//!   [`Endpoint`], which is shown in messages.

mod answer;
mod api_key;
mod call;
mod caller;
mod code;
mod config;
mod config_file;
mod connection;
mod endpoint;
mod error;
mod failure;
mod identity;
mod limits;
mod pages;
mod projects;
mod proof;
mod proxy;
mod quote;
mod random;
mod retry;
mod runs;
mod tasks;
mod tls;
mod transport;
mod triggers;
mod whole;

#[cfg(test)]
mod tests;

pub use crate::api_key::ApiKey;
pub use crate::call::{CallOptions, Client};
pub use crate::caller::{ClientCredentials, CommandLine, Flow, Identity};
pub use crate::code::Code;
pub use crate::config::{Config, ConfigError};
pub use crate::config_file::{ConfigFile, ConfigFileError, Entry, Words};
pub use crate::endpoint::Endpoint;
pub use crate::error::Error;
pub use crate::proxy::Proxy;
pub use crate::tasks::{TaskPages, TaskQuery};
pub use crate::tls::{ClientCertificate, Roots, Tls, TlsError, TlsPart};
pub use crate::whole::Whole;
