//! How a client authenticates: where tokens come from, when one is sent and when it is renewed.
//!
//! Rules are those of the Flyte SDK 2.12.1 (`flyte/remote/_client/auth`), except where this or a
//! module below says otherwise.
//!
//! # When a token is sent
//!
//! * **What is at hand is sent at once**: a given token goes out with the first call.
//! * **What has to be fetched is fetched when the server asks for it.** The first calls go out
//!   without a token, as in the SDK, so that a backend without authentication works with whatever
//!   is configured, and neither an issuer, nor a command, nor the keyring is bothered for it. It
//!   costs one refused request per process. Asking is `unauthenticated`; and, while nothing has been
//!   sent, also `permission_denied`, a redirect or a web page, which is how login pages in front
//!   of a server ask. The SDK takes `unknown` for a refusal too; we do not, because such a call may
//!   have taken effect.
//! * **The proxy command runs before the first call.** A proxy in front of Flyte answers as it
//!   likes, and nothing gets past it without its token, discovery included.
//!
//! # When it is renewed
//!
//! * Before it ends, if its issuer has said when that is ([`Token::valid`](crate::credentials::Token::valid)), by one call for all
//!   ([`token_cache`]).
//! * When it is refused: then the call is made once more, whatever it does, because a refused call
//!   did nothing. This is no retry in the sense of `max_retries`. If a token that was just issued is
//!   refused, that is an error. Only a login from the keyring, which is of any age, may be
//!   refused, refreshed, and sent again.
//! * A refusal with a token is never `permission_denied`: that is an answer.
//!
//! # Where it goes
//!
//! * In the header that the server announces (`authorizationMetadataKey`); for given tokens and
//!   commands this is asked when the usual one is refused.
//! * To the endpoint alone, over TLS or to this machine ([`Config`] is checked for it); secrets to the token endpoint
//!   that the endpoint names, under the same condition. No redirect is followed with either.
//! * Into no log, error, argument or `Debug`. Servers that repeat what they were sent are cut short
//!   ([`SentSecrets`](crate::credentials)).
//!
//! We never start a login that needs a person: Terraform has nobody to ask.

mod command;
mod discovery;
mod grant;
mod keyring;
mod source;
mod token_cache;
mod token_request;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use tracing::debug;

use crate::credentials::{AuthTokens, Fault, NumberedToken};
use crate::failure::{Failure, Kind};
use crate::identity::source::Source;
use crate::identity::token_cache::TokenCache;
pub(super) use crate::identity::token_request::TokenRequest;
use crate::proxy::ProxyFault;
use crate::{Code, Config};

/// The tokens of a client, and how to get them.
#[derive(Debug)]
pub(super) struct Credentials {
    identity: Option<(Source, TokenCache)>,
    proxy: Option<(Source, TokenCache)>,
}

impl Credentials {
    pub(super) fn new(config: &Config) -> Self {
        let proxy = config.proxy_command.clone();
        Self {
            identity: Source::of(config),
            proxy: proxy.map(|command| (Source::ProxyCommand(command), TokenCache::new(None))),
        }
    }

    /// What to send with a call.
    pub(super) async fn tokens(&self, mut request: TokenRequest<'_>) -> Result<AuthTokens, Fault> {
        if let Some((source, cache)) = &self.proxy {
            request.proxy = cache.renew(None, || source.fetch(None, &request)).await?;
        }
        let identity = match &self.identity {
            None => None,
            Some((source, cache)) => {
                let renew =
                    async |old: Arc<NumberedToken>| source.fetch(Some(&old.token), &request).await;
                cache.current(renew).await?
            }
        };
        Ok(AuthTokens {
            identity,
            proxy: request.proxy,
        })
    }

    /// Whether a failure says that these tokens, or their absence, were not enough.
    pub(super) fn refused(&self, tokens: &AuthTokens, failure: &Failure) -> bool {
        let asks = self.identity.is_some()
            && tokens.identity.is_none()
            && (failure.code == Code::PermissionDenied
                || matches!(failure.kind, Kind::Redirect(_) | Kind::WebPage(_)));
        asks || failure.code == Code::Unauthenticated || self.refused_by_proxy(failure)
    }

    fn refused_by_proxy(&self, failure: &Failure) -> bool {
        self.proxy.is_some()
            && matches!(
                failure.kind,
                Kind::Proxy {
                    fault: ProxyFault::NoCredentials | ProxyFault::WrongCredentials,
                    ..
                }
            )
    }

    /// What to send in place of tokens that were refused; `None` if there is nothing else.
    pub(super) async fn renew(
        &self,
        tokens: &AuthTokens,
        failure: &Failure,
        mut request: TokenRequest<'_>,
    ) -> Result<Option<AuthTokens>, Fault> {
        debug!(
            request_id = request.request_id,
            sent = tokens.identity.is_some(),
            "Flyte asks for credentials"
        );
        request.proxy.clone_from(&tokens.proxy);
        // Who refuses in Connect's words is Flyte, if it asks for anything. Anything else may as well
        // come from the proxy.
        let by_flyte = self.identity.is_some() && matches!(failure.kind, Kind::Refused(_));
        let mut new = None;
        if let Some((source, cache)) = &self.proxy
            && !by_flyte
        {
            let renewed = cache
                .renew(tokens.proxy.as_deref(), || source.fetch(None, &request))
                .await?;
            request.proxy.clone_from(&renewed);
            new = Some(AuthTokens {
                identity: tokens.identity.clone(),
                proxy: renewed,
            });
        }
        if let Some((source, cache)) = &self.identity
            && !self.refused_by_proxy(failure)
        {
            let old = tokens.identity.as_deref();
            let fetch = || source.fetch(old.map(|held| &held.token), &request);
            match cache.renew(old, fetch).await {
                Ok(Some(identity)) => {
                    new = Some(AuthTokens {
                        identity: Some(identity),
                        proxy: request.proxy.clone(),
                    });
                }
                Ok(None) => {}
                // It was no login page after all: what the server said is the better message.
                Err(fault) if fault.has_no_issuer() && failure.code != Code::Unauthenticated => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(new)
    }

    /// Remembers that tokens which were just fetched are refused, so that not everybody has another one
    /// fetched.
    pub(super) fn reject(&self, tokens: &AuthTokens, failure: &Failure) {
        let (kept, held) = if self.refused_by_proxy(failure) {
            (&self.proxy, &tokens.proxy)
        } else {
            (&self.identity, &tokens.identity)
        };
        if let (Some((_, cache)), Some(held)) = (kept, held) {
            let hint = failure.hint.as_deref().unwrap_or_default();
            cache.reject(held, Fault::new(failure.to_string(), hint));
        }
    }

    /// What to do about a refusal of these tokens.
    pub(super) fn hint(&self, tokens: &AuthTokens, failure: &Failure) -> Option<String> {
        let source = if self.refused_by_proxy(failure) {
            self.proxy.as_ref()
        } else {
            self.identity.as_ref().or(self.proxy.as_ref())
        };
        match (failure.code, source) {
            (Code::Unauthenticated, Some((source, _))) => Some(source.hint()),
            (_, Some((source, _))) if self.refused_by_proxy(failure) => Some(source.hint()),
            (Code::PermissionDenied, _) if tokens.is_empty() => Some(
                "No credentials were sent, because none are configured. If the server wants some, \
                 give them; if not, ask for the permission that this call needs."
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
