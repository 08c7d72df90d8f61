//! Who calls: what proves it to Flyte, and where the proof comes from.
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
//! * Before it ends, if its issuer has said when that is ([`Token::valid`]), by one call for all
//!   ([`keeper`]).
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
//! * To the endpoint alone, over TLS or to this machine ([`check`]); secrets to the token endpoint
//!   that the endpoint names, under the same condition. No redirect is followed with either.
//! * Into no log, error, argument or `Debug`. Servers that repeat what they were sent are cut short
//!   ([`Proof::hide`]).
//!
//! We never start a login that needs a person: Terraform has nobody to ask.

mod command;
mod discovery;
mod fault;
mod grant;
mod keeper;
mod keyring;
mod redact;
mod settings;
mod source;
mod token;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

pub(super) use fault::Fault;
use http::HeaderMap;
use secrecy::ExposeSecret;
pub(super) use settings::check;
pub use settings::{ClientCredentials, CommandLine, Flow, Identity};
pub(super) use token::Token;
use tracing::debug;

use crate::error::Ending;
use crate::failure::{Failure, Kind};
use crate::identity::keeper::{Held, Keeper};
use crate::identity::source::Source;
use crate::limits::Limits;
use crate::proxy::ProxyFault;
use crate::retry::{Effect, Schedule};
use crate::transport::Transport;
use crate::{Code, Config};

/// What to do where a person has to log in.
const LOG_IN: &str = "Log in with the `flyte` command on this machine and with this endpoint, as \
                      in `flyte whoami`. Where nobody can log in, as in CI, use an API key or a \
                      client id and secret.";

/// What proves who calls: the tokens that one request carries.
#[derive(Clone, Debug, Default)]
pub(super) struct Proof {
    identity: Option<Arc<Held>>,
    proxy: Option<Arc<Held>>,
}

/// For whom a token is fetched, and by which means.
#[derive(Debug)]
pub(super) struct Errand<'a> {
    pub(super) transport: &'a Transport,
    pub(super) schedule: &'a Schedule,
    /// The id of the call that needs the token, so that its traces are together.
    pub(super) request_id: &'a str,
    proxy: Option<Arc<Held>>,
}

/// The tokens of a client, and how to get them.
#[derive(Debug)]
pub(super) struct Credentials {
    identity: Option<(Source, Keeper)>,
    proxy: Option<(Source, Keeper)>,
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

    fn held(&self) -> impl Iterator<Item = &Held> {
        [&self.identity, &self.proxy]
            .into_iter()
            .filter_map(Option::as_deref)
    }
}

impl<'a> Errand<'a> {
    pub(super) fn new(
        transport: &'a Transport,
        schedule: &'a Schedule,
        request_id: &'a str,
    ) -> Self {
        Self {
            transport,
            schedule,
            request_id,
            proxy: None,
        }
    }

    /// Makes a request that only reads, again while its failure may pass. The limits on requests are
    /// not for these: the call that needs the token has its turn already.
    async fn repeat<T, F>(
        &self,
        attempt: impl FnMut(u32, Duration) -> F,
    ) -> Result<T, (Failure, Ending)>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let unlimited = Limits::new(usize::MAX, None);
        let course = self.schedule.run(Effect::Read, None, &unlimited, attempt);
        course.await.outcome
    }
}

impl Credentials {
    pub(super) fn new(config: &Config) -> Self {
        let proxy = config.proxy_command.clone();
        Self {
            identity: Source::of(config),
            proxy: proxy.map(|command| (Source::ProxyCommand(command), Keeper::new(None))),
        }
    }

    /// What to send with a call.
    pub(super) async fn proof(&self, mut errand: Errand<'_>) -> Result<Proof, Fault> {
        if let Some((source, keeper)) = &self.proxy {
            errand.proxy = keeper.renew(None, || source.fetch(None, &errand)).await?;
        }
        let identity = match &self.identity {
            None => None,
            Some((source, keeper)) => {
                let renew = async |old: Arc<Held>| source.fetch(Some(&old.token), &errand).await;
                keeper.current(renew).await?
            }
        };
        Ok(Proof {
            identity,
            proxy: errand.proxy,
        })
    }

    /// Whether a failure says that this proof, or its absence, was not enough.
    pub(super) fn refused(&self, proof: &Proof, failure: &Failure) -> bool {
        let asks = self.identity.is_some()
            && proof.identity.is_none()
            && (failure.code == Code::PermissionDenied
                || matches!(failure.kind, Kind::Redirect(_) | Kind::WebPage(_)));
        asks || failure.code == Code::Unauthenticated || self.refused_by_proxy(failure)
    }

    fn refused_by_proxy(&self, failure: &Failure) -> bool {
        self.proxy.is_some()
            && matches!(
                failure.kind,
                Kind::Proxy {
                    fault: ProxyFault::Credentials,
                    ..
                }
            )
    }

    /// What to send in place of a proof that was refused; `None` if there is nothing else.
    pub(super) async fn renew(
        &self,
        proof: &Proof,
        failure: &Failure,
        mut errand: Errand<'_>,
    ) -> Result<Option<Proof>, Fault> {
        debug!(
            request_id = errand.request_id,
            sent = proof.identity.is_some(),
            "Flyte asks for credentials"
        );
        errand.proxy.clone_from(&proof.proxy);
        // Who refuses in Connect's words is Flyte, if it asks for anything. Anything else may as well
        // come from the proxy.
        let by_flyte = self.identity.is_some() && matches!(failure.kind, Kind::Refused(_));
        let mut new = None;
        if let Some((source, keeper)) = &self.proxy
            && !by_flyte
        {
            let renewed = keeper
                .renew(proof.proxy.as_deref(), || source.fetch(None, &errand))
                .await?;
            errand.proxy.clone_from(&renewed);
            new = Some(Proof {
                identity: proof.identity.clone(),
                proxy: renewed,
            });
        }
        if let Some((source, keeper)) = &self.identity
            && !self.refused_by_proxy(failure)
        {
            let old = proof.identity.as_deref();
            let fetch = || source.fetch(old.map(|held| &held.token), &errand);
            match keeper.renew(old, fetch).await {
                Ok(Some(identity)) => {
                    new = Some(Proof {
                        identity: Some(identity),
                        proxy: errand.proxy.clone(),
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

    /// What to do about a refusal of this proof.
    pub(super) fn hint(&self, proof: &Proof, failure: &Failure) -> Option<String> {
        let source = if self.refused_by_proxy(failure) {
            self.proxy.as_ref()
        } else {
            self.identity.as_ref().or(self.proxy.as_ref())
        };
        match (failure.code, source) {
            (Code::Unauthenticated, Some((source, _))) => Some(source.hint()),
            (_, Some((source, _))) if self.refused_by_proxy(failure) => Some(source.hint()),
            (Code::PermissionDenied, _) if proof.held().next().is_none() => Some(
                "No credentials were sent, because none are configured. If the server wants some, \
                 give them; if not, ask for the permission that this call needs."
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
