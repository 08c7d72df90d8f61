//! Tokens from the issuer's token endpoint.
//!
//! The requests are the SDK's, byte for byte (`_token_client.get_token` and
//! `AuthorizationClient.refresh_access_token`), quirks included: the client's secret is
//! percent-encoded before it is put into the `Authorization` header, the client's id is not. There
//! are two differences. The scope is left out when a login is refreshed, which asks for the same as
//! before (RFC 6749, section 6). And the reply's `expires_in` is used, and may be missing.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::Instant;
use tracing::debug;

use crate::answer::{Answer, is_json};
use crate::credentials::{Fault, LOG_IN, without_secrets};
use crate::failure::{Failure, Kind};
use crate::identity::discovery::{Issuer, shown};
use crate::identity::token_request::TokenRequest;
use crate::quote::quote;
use crate::{ClientCredentials, Code, Flow};

/// The longest that the token endpoint may take to answer.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// What is presented to the issuer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Grant<'a> {
    /// An application's secret.
    ClientCredentials(&'a ClientCredentials),
    /// What a person's login left.
    Refresh { flow: Flow, token: &'a SecretString },
}

/// What the issuer gave.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) access_token: SecretString,
    pub(super) refresh_token: Option<SecretString>,
    /// When it was asked for, and how long it is valid from then on.
    pub(super) asked: Instant,
    pub(super) life: Option<Duration>,
}

#[derive(Deserialize)]
struct Reply {
    access_token: SecretString,
    refresh_token: Option<SecretString>,
    /// Seconds, whatever number that is; some issuers write them as text.
    expires_in: Option<Box<RawValue>>,
}

/// A refusal in the form of RFC 6749, section 5.2.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// Asks for a token, again while the failure may pass.
pub(super) async fn request(
    grant: Grant<'_>,
    issuer: &Issuer,
    request: &TokenRequest<'_>,
) -> Result<Granted, Fault> {
    let (headers, body) = grant.request(issuer);
    let attempt = |number, time: Duration| {
        let headers = headers.clone();
        let body = Bytes::copy_from_slice(body.as_bytes());
        async move {
            let asked = Instant::now();
            let answer = request
                .transport
                .post_form(
                    &issuer.token_endpoint,
                    headers,
                    body,
                    time.min(LONGEST_ANSWER),
                )
                .await;
            let outcome = answer.and_then(|answer| grant.read(&answer, asked));
            let endpoint = shown(&issuer.token_endpoint);
            let error = outcome.as_ref().err().map(tracing::field::display);
            debug!(endpoint, attempt = number, error, "asked for a token");
            outcome
        }
    };
    let outcome = request.repeat(attempt).await;
    outcome.map_err(|(failure, reason)| grant.fault(issuer, &failure).passing(reason.may_pass()))
}

impl Grant<'_> {
    fn request(self, issuer: &Issuer) -> (HeaderMap, Zeroizing<String>) {
        let mut headers = HeaderMap::new();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(header::CONTENT_TYPE, form);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        let mut fields: Vec<(&str, &str)> = Vec::new();
        let scope;
        match self {
            Self::ClientCredentials(client) => {
                if let Some(basic) = basic(client) {
                    headers.insert(header::AUTHORIZATION, basic);
                }
                let own = &client.scopes;
                scope = joined(if own.is_empty() { &issuer.scopes } else { own });
                fields.push(("grant_type", "client_credentials"));
                fields.push(("scope", &scope));
                if !issuer.audience.is_empty() {
                    fields.push(("audience", &issuer.audience));
                }
            }
            Self::Refresh {
                flow: Flow::Pkce,
                token,
            } => fields.extend([
                ("refresh_token", token.expose_secret()),
                ("grant_type", "refresh_token"),
                ("client_id", &issuer.client_id),
            ]),
            Self::Refresh {
                flow: Flow::DeviceFlow,
                token,
            } => {
                fields.push(("grant_type", "refresh_token"));
                fields.push(("client_id", &issuer.client_id));
                if !issuer.audience.is_empty() {
                    fields.push(("audience", &issuer.audience));
                }
                fields.push(("refresh_token", token.expose_secret()));
            }
        }
        let mut body = Zeroizing::new(String::new());
        for (name, value) in fields {
            if !body.is_empty() {
                body.push('&');
            }
            body.push_str(name);
            body.push('=');
            encode(value, &mut body);
        }
        (headers, body)
    }

    /// What an answer of the token endpoint means.
    fn read(self, answer: &Answer, asked: Instant) -> Result<Granted, Failure> {
        let refuse = |kind, code| {
            let mut failure = Failure::new(kind, code).with_status(answer.status);
            failure.retry_after = answer.retry_after;
            failure
        };
        let inferred = Code::inferred(answer.status);
        if answer.status == 200 && is_json(&answer.content_type) {
            let reply: Reply = serde_json::from_slice(&answer.body).map_err(|_| {
                let fault = "it is not JSON with an `access_token`".to_owned();
                refuse(malformed(fault), Code::Internal)
            })?;
            return Ok(Granted {
                life: reply.expires_in.as_deref().and_then(life),
                access_token: reply.access_token,
                refresh_token: reply.refresh_token,
                asked,
            });
        }
        if answer.status == 200 {
            let fault = format!("it is `{}` and not JSON", quote(&answer.content_type));
            return Err(refuse(malformed(fault), Code::Internal));
        }
        let text = match serde_json::from_slice::<Refusal>(&answer.body) {
            Ok(Refusal {
                error,
                error_description,
            }) if error_description.is_empty() => format!("`{error}`"),
            Ok(Refusal {
                error,
                error_description,
            }) => format!("`{error}`: {error_description}"),
            Err(_) => String::from_utf8_lossy(&answer.body).into_owned(),
        };
        Err(refuse(Kind::Bare(self.quoted(&text)), inferred))
    }

    /// Foreign text without what we sent.
    fn quoted(self, text: &str) -> String {
        let (secret, basic) = match self {
            Self::ClientCredentials(client) => (&client.client_secret, Some(basic_text(client))),
            Self::Refresh { token, .. } => (token, None),
        };
        let secret = secret.expose_secret();
        let mut encoded = Zeroizing::new(String::new());
        encode(secret, &mut encoded);
        let basic = basic.as_ref().map_or("", |basic| basic.as_str());
        quote(&without_secrets(text, &[secret, &encoded, basic]))
    }

    fn fault(self, issuer: &Issuer, failure: &Failure) -> Fault {
        let endpoint = shown(&issuer.token_endpoint);
        let status = failure.status.unwrap_or_default();
        let text = match &failure.kind {
            Kind::Bare(body) if body.is_empty() => {
                format!("the token endpoint `{endpoint}` answered HTTP {status}")
            }
            Kind::Bare(body) => {
                format!("the token endpoint `{endpoint}` answered HTTP {status}: {body}")
            }
            _ => format!("the token endpoint `{endpoint}` gave no token: {failure}"),
        };
        let hint = match (self, &failure.kind) {
            (_, Kind::Bare(_)) if status == 429 || status >= 500 => {
                "Whoever issues the tokens is overloaded or down, or something in front of it is. Try \
                 again later."
                    .to_owned()
            }
            (Self::ClientCredentials(client), Kind::Bare(_)) => format!(
                "Check the secret of client `{}`, that the client belongs to this server, and the \
                 scopes that it asks for.",
                quote(&client.client_id)
            ),
            (Self::Refresh { .. }, Kind::Bare(_)) => LOG_IN.to_owned(),
            (_, Kind::Redirect(_) | Kind::Malformed { .. }) => {
                "The server names this address as the one that issues tokens. Its operator must \
                 correct it, or the proxy that answers in its place."
                    .to_owned()
            }
            _ => "Check that this machine can reach the token endpoint, which need not be on the \
                  host of `endpoint`: name, port, firewall, proxy, certificates."
                .to_owned(),
        };
        Fault::new(text, hint)
    }
}

/// An answer that may be a token after all, so that nothing of it is shown.
fn malformed(fault: String) -> Kind {
    Kind::Malformed {
        fault,
        start: String::new(),
    }
}

/// `Basic` and the client's id and secret, as the SDK writes them.
fn basic(client: &ClientCredentials) -> Option<HeaderValue> {
    let text = Zeroizing::new(format!("Basic {}", *basic_text(client)));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn basic_text(client: &ClientCredentials) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(format!("{}:", client.client_id));
    encode(client.client_secret.expose_secret(), &mut plain);
    Zeroizing::new(STANDARD.encode(plain.as_bytes()))
}

/// Scopes in one text, trimmed as the SDK does it, which copes with a list that was printed.
fn joined(scopes: &[String]) -> String {
    let scopes: Vec<_> = scopes
        .iter()
        .map(|scope| scope.trim_matches(['\'', ' ']))
        .collect();
    scopes.join(" ").trim_matches(['[', ']', '\'']).to_owned()
}

/// Percent-encoding as Python's `quote_plus` does it, which differs from that of HTML forms in `*`
/// and `~`.
fn encode(text: &str, encoded: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b'-' | b'~' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            _ => {
                encoded.push('%');
                for digit in [byte >> 4, byte & 0xf] {
                    let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                    encoded.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
}

/// The life of a token; `None` if the issuer does not say anything of use.
fn life(expires_in: &RawValue) -> Option<Duration> {
    let text = expires_in.get().trim_matches('"').trim();
    let seconds: f64 = text.parse().ok()?;
    if seconds <= 0.0 {
        return None;
    }
    Duration::try_from_secs_f64(seconds).ok()
}
