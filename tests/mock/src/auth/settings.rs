//! What a backend demands of those who call it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Who may call a backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// Bearer tokens that are good forever, as a person or a command would bring them.
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

    pub(super) fn asks_for_no_token(&self) -> bool {
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
