//! The HTTP client: one stack for every request, to Flyte and to whoever issues tokens.

use std::time::Duration;

use reqwest::{Client, redirect};
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;

use crate::config::{Checked, Config};

/// How often an HTTP/2 connection in use is asked whether it is alive, and how long it may take to
/// say so: without, a connection that was dropped silently takes every request with it.
const PING_EVERY: Duration = Duration::from_secs(20);
const PONG_WITHIN: Duration = Duration::from_secs(10);

/// Why there is no HTTP client.
#[derive(Debug, thiserror::Error)]
pub(super) enum SetupError {
    #[error("reading the system's certificates took more than {} s", .0.as_secs())]
    Slow(Duration),
    #[error("reading the system's certificates was cut off")]
    CutOff(#[from] JoinError),
    #[error(transparent)]
    Tls(#[from] rustls::Error),
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

/// What is needed to reach an address, as far as a client depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AddressKind {
    /// Plain HTTP; otherwise TLS.
    pub(super) plain: bool,
    /// On this machine.
    pub(super) loopback: bool,
}

/// A client for such addresses. Only one for TLS loads certificates, aside and in the time that a
/// connection has: the files that `SSL_CERT_FILE` and `SSL_CERT_DIR` name may be on a drive that does
/// not answer.
///
/// `silence` is how long a request may wait for its answer, counted from its first byte and not from
/// its last, and for each further part of the answer (reqwest 0.13, `read_timeout`).
///
/// Redirects are not followed, and the only retries are those of requests that the connection gave
/// back unprocessed.
pub(super) async fn http_client(
    config: &Config,
    checked: &Checked,
    address_kind: AddressKind,
    silence: Option<Duration>,
) -> Result<Client, SetupError> {
    let mut builder = Client::builder()
        .user_agent(checked.user_agent.clone())
        .redirect(redirect::Policy::none())
        .connect_timeout(config.connect_timeout)
        .http2_keep_alive_interval(PING_EVERY)
        .http2_keep_alive_timeout(PONG_WITHIN);
    if let Some(silence) = silence {
        builder = builder.read_timeout(silence);
    }
    if address_kind.plain {
        // Loading the system's certificates takes milliseconds, here for nothing.
        builder = builder.tls_certs_only([]);
    } else {
        let tls = checked.tls.clone();
        let loading = spawn_blocking(move || tls.client_config());
        let time = config.connect_timeout;
        let loaded = timeout(time, loading).await;
        let tls = loaded.map_err(|_| SetupError::Slow(time))??;
        builder = builder.tls_backend_preconfigured(tls?);
    }
    builder = config
        .proxies
        .put_into(builder, address_kind.plain, address_kind.loopback)?;
    Ok(builder.build()?)
}
