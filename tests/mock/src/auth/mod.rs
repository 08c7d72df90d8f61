//! Who may call, and how a client comes by a token.
//!
//! The open-source backend has no authentication of its own; a proxy in front of it has. The mock
//! plays both: without [`Auth`] everybody may call, with it a call needs a bearer token in the
//! announced header. Only the questions a client asks before it has one are free.
//!
//! Invariant: a token that is wrong, late, in another header or without `Bearer` is refused, and
//! the refusal says which of these it was.

mod issuer;
pub(crate) mod methods;
mod tokens;

use std::sync::Mutex;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};

pub(crate) use crate::auth::issuer::{DEVICE_PATH, Refusal, TOKEN_PATH};
pub(crate) use crate::auth::methods::document;
use crate::auth::tokens::Tokens;
use crate::error::{ApiError, Code};
use crate::server::lock;

/// What a public client, one without a secret, calls itself.
const PUBLIC_CLIENT: &str = "flytectl";

/// Who may call a backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// Bearer tokens that are good for ever, as a person or a command would bring them.
    pub tokens: Vec<String>,
    /// Clients, id and secret, that the issuer gives tokens to.
    pub clients: Vec<(String, String)>,
    /// Refresh tokens that the issuer takes from the public client `flytectl`.
    pub refresh_tokens: Vec<String>,
    /// How long an issued token is good.
    pub token_lifetime: Duration,
    /// The header that carries the token.
    pub header: String,
    /// The scopes that are announced; no others are given.
    pub scopes: Vec<String>,
    /// The audience that is announced, and that a request for a token must name.
    pub audience: Option<String>,
    /// A second token, in `proxy-authorization`, as an identity-aware proxy demands it.
    pub proxy_token: Option<String>,
}

impl Default for Auth {
    /// Everybody may call; issued tokens are good for an hour, in `authorization`, with scope `all`.
    fn default() -> Self {
        Self {
            tokens: Vec::new(),
            clients: Vec::new(),
            refresh_tokens: Vec::new(),
            token_lifetime: Duration::from_secs(3600),
            header: "authorization".to_owned(),
            scopes: vec!["all".to_owned()],
            audience: None,
            proxy_token: None,
        }
    }
}

impl Auth {
    /// Whoever brings this token may call.
    #[must_use]
    pub fn token(token: impl Into<String>) -> Self {
        Self {
            tokens: vec![token.into()],
            ..Self::default()
        }
    }

    /// Whoever fetches a token with this id and secret may call.
    #[must_use]
    pub fn client(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            clients: vec![(id.into(), secret.into())],
            ..Self::default()
        }
    }

    /// Whether nobody is kept out.
    pub(crate) fn admits_everybody(&self) -> bool {
        self.asks_for_no_token() && self.proxy_token.is_none()
    }

    fn asks_for_no_token(&self) -> bool {
        self.tokens.is_empty() && self.clients.is_empty() && self.refresh_tokens.is_empty()
    }

    /// The `FLYTE_API_KEY` of each client for the backend at this host (flyte SDK 2.12.1,
    /// `decode_api_key`). The SDK takes a key apart at the colons from the left, so that it
    /// understands a host without port only.
    #[must_use]
    pub fn api_keys(&self, host: &str) -> Vec<String> {
        let clients = self.clients.iter();
        clients
            .map(|(id, secret)| STANDARD.encode(format!("{host}:{id}:{secret}:")))
            .collect()
    }
}

/// The guard at the door, and the tokens it has seen issued.
#[derive(Debug)]
pub(crate) struct Guard {
    auth: Auth,
    issued: Mutex<Tokens>,
}

impl Guard {
    pub(crate) fn new(auth: Auth) -> Self {
        let issued = Mutex::new(Tokens::new(&auth.refresh_tokens));
        Self { auth, issued }
    }

    /// Takes every token back that was issued so far.
    pub(crate) fn revoke(&self) {
        lock(&self.issued).revoke();
    }

    /// Whether a method with this path may be called with these headers, and by whom.
    pub(crate) fn admit(&self, path: &str, headers: &HeaderMap) -> Result<String, ApiError> {
        if path.contains("flyteidl2.auth.AuthMetadataService/") {
            return Ok(String::new());
        }
        if let Some(expected) = &self.auth.proxy_token {
            let token = bearer(headers, "proxy-authorization")?;
            if token != expected {
                return Err(refused("the proxy does not know the token"));
            }
        }
        if self.auth.asks_for_no_token() {
            return Ok(String::new());
        }
        let token = bearer(headers, &self.auth.header)?;
        if self.auth.tokens.iter().any(|known| known == token) {
            return Ok("a bearer of a token".to_owned());
        }
        lock(&self.issued).owner(token).map_err(refused)
    }
}

fn bearer<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, ApiError> {
    let mut values = headers.get_all(name).iter();
    let value = values
        .next()
        .ok_or_else(|| refused(format!("no token in the header `{name}`")))?;
    if values.next().is_some() {
        return Err(refused(format!("more than one header `{name}`")));
    }
    let text = HeaderValue::to_str(value).unwrap_or_default();
    text.strip_prefix("Bearer ")
        .ok_or_else(|| refused(format!("the header `{name}` does not begin with `Bearer `")))
}

fn refused(why: impl Into<String>) -> ApiError {
    ApiError::new(Code::Unauthenticated, why)
}
