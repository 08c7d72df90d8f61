//! Where tokens come from, one way for each [`Identity`].

use http::header::PROXY_AUTHORIZATION;
use secrecy::SecretString;
use tokio::sync::{Mutex, OnceCell};
use tracing::{info, warn};

use crate::credentials::{Fault, LOG_IN, Token};
use crate::identity::command;
use crate::identity::discovery::{self, Issuer};
use crate::identity::grant::{self, Grant, Granted};
use crate::identity::keyring::{Keyring, Login};
use crate::identity::token_cache::{Fetched, TokenCache};
use crate::identity::token_request::TokenRequest;
use crate::quote::quote;
use crate::{ClientCredentials, CommandLine, Config, Flow, Identity};

/// A way to get a token.
#[derive(Debug)]
pub(super) enum Source {
    /// There is only this one.
    Given,
    ClientCredentials {
        client: ClientCredentials,
        issuer: OnceCell<Issuer>,
    },
    Command(CommandLine),
    ProxyCommand(CommandLine),
    Stored {
        flow: Flow,
        /// `None` if it must be left alone.
        keyring: Option<Keyring>,
        /// What the endpoint is called in messages.
        host: String,
        issuer: OnceCell<Issuer>,
        /// A login that was refreshed and could not be stored, with its name in the keyring.
        unsaved: Mutex<Option<(String, Login)>>,
    },
}

impl Source {
    /// The source of an identity, with the token that is at hand.
    pub(super) fn of(config: &Config) -> Option<(Self, TokenCache)> {
        let mut at_hand = None;
        let source = match &config.identity {
            Identity::Anonymous => return None,
            Identity::Token(token) => {
                at_hand = Token::new(http::header::AUTHORIZATION, token.clone());
                Self::Given
            }
            Identity::ClientCredentials(client) => Self::ClientCredentials {
                client: client.clone(),
                issuer: OnceCell::new(),
            },
            Identity::Command(command) => Self::Command(command.clone()),
            Identity::Stored(flow) => Self::Stored {
                flow: *flow,
                keyring: (!config.disable_keyring).then(|| Keyring::new(&config.endpoint)),
                host: config.endpoint.to_string(),
                issuer: OnceCell::new(),
                unsaved: Mutex::new(None),
            },
        };
        Some((source, TokenCache::new(at_hand)))
    }

    /// A token in place of the one that was refused or is about to end, or of none.
    pub(super) async fn fetch(&self, old: Option<&Token>, request: &TokenRequest<'_>) -> Fetched {
        match self {
            Self::Given => {
                let header = discovery::header(request).await;
                Ok(old
                    .filter(|token| token.header != header)
                    .map(|token| token.in_header(header)))
            }
            Self::ClientCredentials { client, issuer } => {
                let issuer = issuer
                    .get_or_try_init(|| discovery::issuer(request))
                    .await?;
                let granted =
                    grant::request(Grant::ClientCredentials(client), issuer, request).await?;
                issued(issuer, granted).map(Some)
            }
            Self::Command(command) => {
                let secret = command::token(command, "command").await?;
                // The same header again, or the one that the server announces.
                let header = match old {
                    Some(token) => token.header.clone(),
                    None => discovery::header(request).await,
                };
                token(header, secret).map(Some)
            }
            Self::ProxyCommand(command) => {
                let secret = command::token(command, "proxy_command").await?;
                token(PROXY_AUTHORIZATION, secret).map(Some)
            }
            Self::Stored {
                flow,
                keyring,
                host,
                issuer,
                unsaved,
            } => {
                let keyring = readable(keyring.as_ref(), host)?;
                let mut unsaved = unsaved.lock().await;
                let (service, login) = match unsaved.take() {
                    Some(login) => login,
                    None => logged_in(keyring, host).await?,
                };
                let issuer = issuer
                    .get_or_try_init(|| discovery::issuer(request))
                    .await?;
                if let Some(secret) = login.newer_than(old) {
                    let token = token(issuer.header.clone(), secret)?;
                    return Ok(Some(token.aged()));
                }
                let Some(refresh_token) = login.refresh_token else {
                    return Ok(None);
                };
                let refresh = Grant::Refresh {
                    flow: *flow,
                    token: &refresh_token,
                };
                let granted = grant::request(refresh, issuer, request).await?;
                let renewed = Login {
                    access_token: Some(granted.access_token.clone()),
                    refresh_token: granted.refresh_token.clone().or(Some(refresh_token)),
                };
                info!(
                    host,
                    "storing the renewed login in the keyring, as `flyte` does"
                );
                if let Err(reason) = keyring.write(&service, &renewed).await {
                    warn!(
                        reason,
                        "the refreshed login could not be stored; `flyte` may have to log in again"
                    );
                    *unsaved = Some((service, renewed));
                }
                issued(issuer, granted).map(Some)
            }
        }
    }

    /// What to do when the server refuses a token from here.
    pub(super) fn hint(&self) -> String {
        match self {
            Self::Given => {
                "The configured token was sent and refused. It may have expired, or be meant for \
                 another server."
                    .to_owned()
            }
            Self::ClientCredentials { client, .. } => format!(
                "A token that was just issued to client `{}` was refused. Check that the client \
                 belongs to this server, and the scopes that it asks for.",
                quote(&client.client_id)
            ),
            Self::Command(command) | Self::ProxyCommand(command) => format!(
                "The token that {} has just printed was refused. Check that it is one for this \
                 server.",
                match command::shown_program(&command.program) {
                    Some(program) => format!("`{program}`"),
                    None => "the configured command".to_owned(),
                }
            ),
            Self::Stored { host, .. } => format!(
                "The token of the login to `{host}` that is stored on this machine was refused. \
                 {LOG_IN}"
            ),
        }
    }
}

fn readable<'a>(keyring: Option<&'a Keyring>, host: &str) -> Result<&'a Keyring, Fault> {
    keyring.ok_or_else(|| {
        let text = format!("the keyring, which may hold a login for `{host}`, is disabled");
        Fault::new(text, LOG_IN)
    })
}

async fn logged_in(keyring: &Keyring, host: &str) -> Result<(String, Login), Fault> {
    let text = match keyring.read().await {
        Ok(Some(found)) => return Ok(found),
        Ok(None) => format!("nobody has logged in to `{host}` on this machine"),
        Err(reason) => {
            format!("the keyring, which may hold a login for `{host}`, cannot be read: {reason}")
        }
    };
    Err(Fault::new(text, LOG_IN))
}

fn issued(issuer: &Issuer, granted: Granted) -> Result<Token, Fault> {
    let token = token(issuer.header.clone(), granted.access_token)?;
    Ok(match granted.life {
        Some(life) => token.valid(granted.asked, life),
        None => token,
    })
}

fn token(header: http::HeaderName, secret: SecretString) -> Result<Token, Fault> {
    Token::new(header, secret).ok_or_else(|| {
        Fault::new(
            "the token is not one that a header can carry",
            "A token is visible ASCII text without spaces or line ends, at most 32 KiB.",
        )
    })
}
