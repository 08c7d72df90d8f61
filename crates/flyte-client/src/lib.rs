//! The Flyte API: the Connect protocol over HTTP and JSON.
//!
//! A [`Client`] is made from a [`Config`]; its methods are those of Flyte's services. Begin reading
//! with `tasks`, which shows what a method is, and go on with `call`, through which all of them go.
//!
//! # Layers, each knowing only those below it
//!
//! * `tasks`, `triggers`, `projects`, `settings`, `secrets`, `apps`, `runs`, `uploads`, `inputs`: the methods
//!   of the services;
//! * `clusters`: which endpoint serves an operation, and `routes`: those that were named already;
//!   `put_file`: files that go to a store;
//! * `exclusive`: operations that wait for each other;
//! * `pages`: lists, of which `listing` says what one is and `prefetch` asks for several pages at a
//!   time, and `unknown_fields`: what a server says that our messages have no field for;
//! * `call`: the client, and one call from request message to answer message: retries, deadline,
//!   request id, log; `options`: what bounds an operation;
//! * `identity`: how it authenticates: where tokens come from, when they are renewed;
//! * `retry`: what is repeated, how often and when, and `limits`: how many at a time and a second;
//!   they know no HTTP;
//! * `name_locks`: names that one operation at a time has to itself;
//! * `transport`: one attempt over HTTP: limits, headers, and `parts`: a body that is a file;
//! * `connection`: the HTTP client, by `tls` and `proxy`;
//! * `answer`: what an HTTP answer means: a message, a Connect error, or not Flyte at all;
//! * `error`: a call that failed, and `failure`: what one attempt of it ended with;
//! * `config`: the settings, checked, and `caller`: who calls, as they say it;
//! * `location`: where a file may be put, and `store`: what the store there says;
//! * `credentials`: the tokens that a request carries, `tls` and `proxy`, each with what can go wrong;
//! * `endpoint`: the address of the API, and `organisation`: the organisation it belongs to;
//! * `code`, `quote`, `random`: Connect's codes, foreign text made safe, random numbers.
//!
//! Besides them there are `config_file` and `api_key`: what Flyte's users have, read. The rest does
//! not know them.
//!
//! # What it must not know
//!
//! Terraform, and what a task environment is. It neither plans nor decides: it calls, and tells what
//! happened.
//!
//! # Invariants
//!
//! * Nothing is read from the environment but the proxy variables, and nothing is done before the
//!   first call: [`Client::new`] neither connects nor loads certificates.
//! * **Cancelling is dropping**: every call is a future that may be dropped at any time, which
//!   closes its connection or stream at once. A write that was cut off so may have taken effect.
//! * Of one task and its triggers, one call writes at a time, whatever clones of a client write:
//!   the server's database cannot do it otherwise.
//! * Absence is only what the server says in so many words; see [`Error::is_not_found`].
//! * No body is ever logged, and no foreign text reaches an error unquoted and uncut.
//! * Credentials go into headers and forms alone, by `credentials` and `identity`, never into an
//!   [`Endpoint`], which is shown in messages.
//! * A secret of the user's that a call carries ends with it: what answers repeat of it is hidden.
//! * A signed address is a credential too: a `location` has it, and only its scheme and host are
//!   shown. To a store goes no other.

mod answer;
mod api_key;
mod apps;
mod call;
mod caller;
mod clusters;
mod code;
mod config;
mod config_file;
mod connection;
mod credentials;
mod endpoint;
mod error;
mod exclusive;
mod failure;
mod hint;
mod identity;
mod inputs;
mod limits;
mod listing;
mod location;
mod name_locks;
mod options;
mod organisation;
mod pages;
mod parts;
mod prefetch;
mod projects;
mod proxy;
mod put_file;
mod quote;
mod random;
mod retry;
mod routes;
mod runs;
mod secrets;
mod settings;
mod store;
mod tasks;
mod tls;
mod transport;
mod triggers;
mod unknown_fields;
mod uploads;

#[cfg(test)]
mod tests;

pub use crate::answer::Dated;
pub use crate::api_key::ApiKey;
pub use crate::apps::{AppPages, ListedApp};
pub use crate::call::Client;
pub use crate::caller::{ClientCredentials, CommandLine, Flow, Identity};
pub use crate::code::Code;
pub use crate::config::{Config, ConfigError};
pub use crate::config_file::{
    ConfigFile, ConfigFileError, Entry, Place, RawText, Search, Skip, Skipped, Trust,
};
pub use crate::endpoint::Endpoint;
pub use crate::error::Error;
pub use crate::hint::NoUploads;
pub use crate::inputs::InputsFor;
pub use crate::name_locks::Exclusive;
pub use crate::options::CallOptions;
pub use crate::projects::ProjectPages;
pub use crate::proxy::{Proxies, Proxy};
pub use crate::secrets::SecretPages;
pub use crate::tasks::{TaskPages, TaskQuery};
pub use crate::tls::{ClientCertificate, Roots, Tls, TlsError, TlsPart};
pub use crate::triggers::{ListedTrigger, TriggerPages};
pub use crate::uploads::Upload;
