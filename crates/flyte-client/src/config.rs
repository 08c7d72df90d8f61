//! What a client is made with.

use std::time::Duration;

use http::{HeaderValue, header};
use secrecy::ExposeSecret;

use crate::credentials::Token;
use crate::{CommandLine, Endpoint, Identity, Proxies, Tls, TlsError, tls};

/// The settings of a [`Client`](super::Client).
#[derive(Clone, Debug)]
pub struct Config {
    /// The base address of the API.
    pub endpoint: Endpoint,
    /// The `User-Agent` header: `terraform-provider-flyte/VERSION (Terraform CORE_VERSION)`.
    pub user_agent: String,
    /// The longest that making a connection may take, TLS included.
    pub connect_timeout: Duration,
    /// The longest silence while an answer is read.
    pub read_timeout: Duration,
    /// The longest that one attempt of a call may take from beginning to end.
    pub request_timeout: Duration,
    /// How often a call is repeated after its first attempt failed for a passing reason.
    pub max_retries: u32,
    /// Whether, once the server has answered, a call with a deadline is repeated until then, however
    /// often that is.
    pub is_patient: bool,
    /// The most requests that begin within a second, retries included; `None` for no limit.
    /// Fractions are allowed: 0.5 is one request every two seconds.
    pub requests_per_second: Option<f64>,
    /// The most requests that are under way at any time.
    pub max_concurrent_requests: usize,
    /// Whom we trust and who we are, over TLS.
    pub tls: Tls,
    /// The proxies to use.
    pub proxies: Proxies,
    /// Who calls.
    pub identity: Identity,
    /// The program, with its arguments, that prints a token for a proxy in front of Flyte. The token
    /// goes out as `proxy-authorization` beside the identity's own.
    pub proxy_command: Option<CommandLine>,
    /// Whether the machine's keyring is left alone, also for [`Identity::Stored`].
    pub disable_keyring: bool,
}

impl Config {
    /// The settings for an endpoint, all others at their defaults: 10 s to connect, 30 s of
    /// silence, 60 s for an attempt, 5 retries, 32 requests at a time, any number a second.
    pub fn new(endpoint: Endpoint, user_agent: impl Into<String>) -> Self {
        Self {
            endpoint,
            user_agent: user_agent.into(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(60),
            max_retries: 5,
            is_patient: true,
            requests_per_second: None,
            max_concurrent_requests: 32,
            tls: Tls::default(),
            proxies: Proxies::default(),
            identity: Identity::Anonymous,
            proxy_command: None,
            disable_keyring: false,
        }
    }

    /// The settings that need reading, if every setting can be used.
    pub(super) fn check(&self) -> Result<Checked, ConfigError> {
        let timeouts = [
            ("connect_timeout", self.connect_timeout),
            ("read_timeout", self.read_timeout),
            ("request_timeout", self.request_timeout),
        ];
        if let Some((name, _)) = timeouts.iter().find(|(_, timeout)| timeout.is_zero()) {
            return Err(ConfigError::ZeroTimeout(name));
        }
        if let Some(rate) = self.requests_per_second
            && !(rate.is_finite() && rate > 0.0)
        {
            return Err(ConfigError::Rate);
        }
        if self.max_concurrent_requests == 0 {
            return Err(ConfigError::NoRequests);
        }
        self.check_identity()?;
        Ok(Checked {
            user_agent: HeaderValue::from_str(&self.user_agent)
                .map_err(|_| ConfigError::UserAgent)?,
            tls: self.tls.check().map_err(ConfigError::Tls)?,
        })
    }

    /// Refuses settings with which no call could prove anything, or would prove it to everybody.
    fn check_identity(&self) -> Result<(), ConfigError> {
        match &self.identity {
            Identity::Anonymous if self.proxy_command.is_none() => return Ok(()),
            Identity::Token(token)
                if Token::new(header::AUTHORIZATION, token.clone()).is_none() =>
            {
                return Err(ConfigError::Token);
            }
            Identity::ClientCredentials(credentials)
                if credentials.client_id.is_empty()
                    || credentials.client_secret.expose_secret().is_empty() =>
            {
                return Err(ConfigError::ClientCredentials);
            }
            _ => {}
        }
        if self.endpoint.is_plain() && !self.endpoint.is_loopback() {
            return Err(ConfigError::PlainCredentials(self.endpoint.clone()));
        }
        Ok(())
    }
}

/// What reading the settings gave.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) user_agent: HeaderValue,
    pub(super) tls: tls::Checked,
}

/// A setting with which no call could work.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A time limit is zero.
    #[error("`{0}` is zero: every call would time out; give it at least a second")]
    ZeroTimeout(&'static str),
    /// A token would travel where everybody can read it.
    #[error(
        "credentials are not sent to `{0}`: plain HTTP can be read on its way, and only this \
         machine's own addresses are safe from that; use `https://`, or leave the credentials out"
    )]
    PlainCredentials(Endpoint),
    /// The token is not one that a header can carry.
    #[error("the token must be visible ASCII text, without spaces or line ends")]
    Token,
    /// Client credentials lack a part.
    #[error("client credentials need both a client id and a client secret")]
    ClientCredentials,
    /// The user agent is not a valid header.
    #[error("the user agent must be visible ASCII text")]
    UserAgent,
    /// The rate of requests is not a positive number.
    #[error("`requests_per_second` must be a number above 0")]
    Rate,
    /// No request is allowed.
    #[error("`max_concurrent_requests` must be at least 1")]
    NoRequests,
    /// A certificate or key cannot be used.
    #[error(transparent)]
    Tls(TlsError),
}
