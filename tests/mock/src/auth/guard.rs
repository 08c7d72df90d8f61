//! The guard at the door: whether a call may come in, and why not.

use std::sync::Mutex;

use http::{HeaderMap, HeaderValue};

use crate::auth::settings::Auth;
use crate::auth::tokens::Tokens;
use crate::error::{ApiError, Code};
use crate::lock::lock;

/// The guard at the door, and the tokens it has seen issued.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(super) auth: Auth,
    pub(super) issued: Mutex<Tokens>,
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

pub(super) fn refused(why: impl Into<String>) -> ApiError {
    ApiError::new(Code::Unauthenticated, why)
}
