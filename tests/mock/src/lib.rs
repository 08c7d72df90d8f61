//! A stateful stand-in for the open-source Flyte 2 backend.
//!
//! It serves what the unmodified Flyte SDK and CLI need to deploy and read tasks, over Connect in
//! both encodings, with the rules of that backend, its oddities included. Tests start
//! a [`Mock`], let it fail on demand, and look at what it received and holds.
//!
//! ```
//! use flyte_mock::{Code, Fault, FaultKind, Mock, Options};
//!
//! let mock = Mock::start(Options::default())?;
//! mock.fail(Fault::new("DeployTask", 3, FaultKind::Connect {
//!     code: Code::Unavailable,
//!     retry_after: None,
//! }));
//! assert!(mock.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(mock.count("DeployTask"), 0);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Each file knows only those below it in this list, and some of its own line:
//!
//! | module | it is |
//! |---|---|
//! | `cli` | the command line |
//! | `mock`, `contents`, `options` | the library's face |
//! | `server` | HTTP: from a request through latency and faults to an answer |
//! | `call`, `backend` | the answer to one call, and what all calls need |
//! | `relay` | another backend behind it, whose answers it gives |
//! | `routes` | which path is which method |
//! | `services` | the methods that Flyte has |
//! | `tasks`, `triggers`, `projects`, `settings`, `secrets`, `apps`, `runs`, `uploads`, `inputs`, `auth::methods` | the methods |
//! | `visit` | what a method is told of the call |
//! | `auth` | who may call: bearer tokens, the OAuth2 issuer, API keys |
//! | `store` | what is stored: its tables, a file for the rows of each, and the journal |
//! | `page`, `filter`, `limits`, `validate`, `cron`, `spec`, `place` | rules of the methods |
//! | `record`, `fault`, `mangle` | what was asked; failures on demand |
//! | `connect`, `codec`, `json` | the Connect protocol, encodings |
//! | `tls`, `proxy`, `throttle` | what may lie between a client and a backend |
//! | `wire`, `thread` | connections, and the threads behind it all |
//! | `error`, `idl`, `lock`, `clock`, `duration` | what all of them may need |

mod apps;
mod auth;
mod backend;
mod call;
pub mod cli;
mod clock;
mod codec;
mod connect;
mod contents;
mod cron;
mod duration;
mod error;
mod fault;
mod filter;
pub mod idl;
mod inputs;
mod json;
mod limits;
mod lock;
mod mangle;
mod mock;
mod options;
mod page;
mod place;
mod projects;
mod proxy;
mod record;
mod relay;
mod routes;
mod runs;
mod secrets;
mod server;
pub mod services;
mod settings;
mod spec;
mod store;
mod tasks;
mod thread;
mod throttle;
mod tls;
mod triggers;
mod uploads;
mod validate;
mod visit;
mod wire;

pub use crate::auth::Auth;
pub use crate::codec::Codec;
pub use crate::error::{ApiError, Code};
pub use crate::fault::{Fault, FaultKind, OAuthError};
pub use crate::mock::Mock;
pub use crate::options::Options;
pub use crate::proxy::{Proxy, ProxyOptions, Tunnel};
pub use crate::record::Recorded;
pub use crate::relay::Upstream;
pub use crate::routes::serves;
pub use crate::store::run::Outcome;
pub use crate::throttle::Throttle;
pub use crate::tls::{Certificates, Tls};
