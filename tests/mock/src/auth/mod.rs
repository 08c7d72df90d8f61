//! Who may call, and how a client comes by a token.
//!
//! The open-source backend has no authentication of its own; a proxy in front of it has. The mock
//! plays both: without [`Auth`] everybody may call, with it a call needs a bearer token in the
//! announced header. Only the questions a client asks before it has one are free.
//!
//! Invariant: a token that is wrong, late, in another header or without `Bearer` is refused, and
//! the refusal says which of these it was.

mod guard;
mod issuer;
pub(crate) mod methods;
mod settings;
mod tokens;

pub(crate) use crate::auth::guard::Guard;
pub(crate) use crate::auth::issuer::{DEVICE_PATH, Refusal, TOKEN_PATH};
pub(crate) use crate::auth::methods::{document, unconfigured};
pub use crate::auth::settings::Auth;
