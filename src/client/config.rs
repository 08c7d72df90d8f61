//! What a client is made with.

use std::time::Duration;

use http::HeaderValue;

use super::Endpoint;

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
}

impl Config {
    /// The settings for an endpoint, all others at their defaults: 10 s to connect, 30 s of
    /// silence, 60 s for an attempt, 5 retries.
    pub fn new(endpoint: Endpoint, user_agent: impl Into<String>) -> Self {
        Self {
            endpoint,
            user_agent: user_agent.into(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(60),
            max_retries: 5,
        }
    }

    /// The user agent as a header, if every setting can be used.
    pub(super) fn check(&self) -> Result<HeaderValue, ConfigError> {
        let timeouts = [
            ("connect_timeout", self.connect_timeout),
            ("read_timeout", self.read_timeout),
            ("request_timeout", self.request_timeout),
        ];
        if let Some((name, _)) = timeouts.iter().find(|(_, timeout)| timeout.is_zero()) {
            return Err(ConfigError::ZeroTimeout(name));
        }
        HeaderValue::from_str(&self.user_agent).map_err(|_| ConfigError::UserAgent)
    }
}

/// A setting with which no call could work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A time limit is zero.
    #[error("`{0}` is zero: every call would time out; give it at least a second")]
    ZeroTimeout(&'static str),
    /// The user agent is not a valid header.
    #[error("the user agent must be visible ASCII text")]
    UserAgent,
}
