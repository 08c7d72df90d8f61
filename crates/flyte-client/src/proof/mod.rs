//! What proves who calls, as it travels: the tokens that a request carries.
//!
//! It knows neither where tokens come from nor when one is sent. A token goes into a header and
//! nowhere else: not into a log, an error or `Debug`, and what comes back from outside is freed of
//! it ([`Proof::hide`]).

mod fault;
mod redact;
mod token;

use std::sync::Arc;

use http::HeaderMap;
use secrecy::ExposeSecret;

pub(super) use crate::proof::fault::{Fault, LOG_IN};
pub(super) use crate::proof::redact::without_secrets;
pub(super) use crate::proof::token::{Held, Token};

/// What proves who calls: the tokens that one request carries.
#[derive(Clone, Debug, Default)]
pub(super) struct Proof {
    pub(super) identity: Option<Arc<Held>>,
    pub(super) proxy: Option<Arc<Held>>,
}

impl Proof {
    pub(super) fn put(&self, headers: &mut HeaderMap) {
        for held in self.held() {
            held.token.put(headers);
        }
    }

    /// The answer without what was sent.
    pub(super) fn hide(&self, body: &mut Vec<u8>) {
        for held in self.held() {
            redact::hide(body, held.token.secret().expose_secret().as_bytes());
        }
    }

    /// Whether it holds a token of any age, of which a refusal says little about the next.
    pub(super) fn is_aged(&self) -> bool {
        self.identity.as_ref().is_some_and(|held| held.token.aged)
    }

    /// Whether it proves nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.held().next().is_none()
    }

    fn held(&self) -> impl Iterator<Item = &Held> {
        [&self.identity, &self.proxy]
            .into_iter()
            .filter_map(Option::as_deref)
    }
}
