//! Credentials as they travel: the tokens that a request carries.
//!
//! It knows neither where tokens come from nor when one is sent. A token goes into a header and
//! nowhere else: not into a log, an error or `Debug`, and what comes back from outside is freed of
//! it ([`SentSecrets::quote`]). So is what comes back of a secret of the user's, which a call carries in its
//! body ([`Confidential`]).

mod confidential;
mod escapes;
mod fault;
mod redact;
mod token;
mod unescaped;

use std::sync::Arc;

use http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};

pub(super) use crate::credentials::confidential::Confidential;
pub(super) use crate::credentials::fault::{Fault, LOG_IN};
pub(super) use crate::credentials::redact::without_secrets;
pub(super) use crate::credentials::token::{NumberedToken, Token};
use crate::quote::{quote_json_with, quote_with};

/// The tokens that one request carries to authenticate the caller.
#[derive(Clone, Debug, Default)]
pub(super) struct AuthTokens {
    pub(super) identity: Option<Arc<NumberedToken>>,
    pub(super) proxy: Option<Arc<NumberedToken>>,
}

impl AuthTokens {
    pub(super) fn add_to(&self, headers: &mut HeaderMap) {
        for numbered in self.numbered() {
            numbered.token.add_to(headers);
        }
    }

    /// Whether it holds a token of any age, of which a refusal says little about the next.
    pub(super) fn is_aged(&self) -> bool {
        self.identity.as_ref().is_some_and(|it| it.token.aged)
    }

    /// Whether there are no tokens.
    pub(super) fn is_empty(&self) -> bool {
        self.numbered().next().is_none()
    }

    fn numbered(&self) -> impl Iterator<Item = &NumberedToken> {
        [&self.identity, &self.proxy]
            .into_iter()
            .filter_map(Option::as_deref)
    }
}

/// The secrets that a request carried, which its answer may repeat and no message may show.
#[derive(Clone, Debug, Default)]
pub(super) struct SentSecrets {
    /// What authenticates the caller.
    pub(super) tokens: AuthTokens,
    /// What a proxy asks for, as it was sent and as it may come back.
    pub(super) login: Option<Arc<[SecretString]>>,
    /// What the user keeps secret.
    pub(super) confidential: Option<Confidential>,
}

impl SentSecrets {
    /// The beginning of a text from outside, without these secrets, fit for a message.
    pub(super) fn quote(&self, text: &str) -> String {
        quote_with(text, |text| self.hide(text))
    }

    /// [`quote`](Self::quote) for bytes that need not be text.
    pub(super) fn quote_bytes(&self, bytes: &[u8]) -> String {
        self.quote(&String::from_utf8_lossy(bytes))
    }

    /// The beginning of JSON, broken or not, without the texts in it and without these secrets.
    pub(super) fn quote_json(&self, bytes: &[u8]) -> String {
        quote_json_with(bytes, |text| self.hide(text))
    }

    fn hide(&self, text: &str) -> String {
        let tokens = self.tokens.numbered().map(|it| it.token.secret());
        let login = self.login.iter().flat_map(|login| login.iter());
        let secrets: Vec<_> = tokens
            .chain(login)
            .map(ExposeSecret::expose_secret)
            .collect();
        let shown = without_secrets(text, &secrets);
        match &self.confidential {
            Some(confidential) => confidential.hide(shown),
            None => shown,
        }
    }
}
