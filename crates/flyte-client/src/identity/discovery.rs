//! What the server says about signing in: `AuthMetadataService`, which answers without a token.
//!
//! The two methods are asked in parallel, as the SDK does; the document at
//! `/.well-known/oauth-authorization-server` is not used.

use bytes::Bytes;
use http::{HeaderName, header};
use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tracing::debug;

use crate::Code;
use crate::credentials::{AuthTokens, Fault};
use crate::endpoint::is_loopback;
use crate::failure::{Failure, Kind};
use crate::identity::token_request::TokenRequest;
use crate::quote::quote;
use crate::transport::Attempt;

const METADATA: &str = "/flyteidl2.auth.AuthMetadataService/GetOAuth2Metadata";
const CLIENT_CONFIG: &str = "/flyteidl2.auth.AuthMetadataService/GetPublicClientConfig";

/// Who issues tokens for the server, and what for.
#[derive(Clone, Debug)]
pub(super) struct Issuer {
    pub(super) token_endpoint: Url,
    /// The client that people log in with.
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) audience: String,
    /// The header in which the server wants its tokens.
    pub(super) header: HeaderName,
}

/// `GetOAuth2MetadataResponse`, as far as it is of use. Both spellings of a name are proto3 JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    #[serde(alias = "token_endpoint")]
    token_endpoint: Option<String>,
}

/// `GetPublicClientConfigResponse`, likewise.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientConfig {
    #[serde(alias = "client_id")]
    client_id: Option<String>,
    scopes: Option<Vec<String>>,
    #[serde(alias = "authorization_metadata_key")]
    authorization_metadata_key: Option<String>,
    audience: Option<String>,
}

/// Asks who issues tokens.
pub(super) async fn issuer(request: &TokenRequest<'_>) -> Result<Issuer, Fault> {
    let (metadata, client) = tokio::try_join!(
        ask::<Metadata>(request, METADATA),
        ask::<ClientConfig>(request, CLIENT_CONFIG)
    )?;
    let token_endpoint = metadata.token_endpoint.unwrap_or_default();
    Ok(Issuer {
        header: header_name(client.authorization_metadata_key)?,
        token_endpoint: trusted(&token_endpoint)?,
        client_id: client.client_id.unwrap_or_default(),
        scopes: client.scopes.unwrap_or_default(),
        audience: client.audience.unwrap_or_default(),
    })
}

/// Asks in which header the server wants its tokens.
///
/// For tokens that no discovery was needed for. Where the server does not say, it is the usual one.
pub(super) async fn header(request: &TokenRequest<'_>) -> HeaderName {
    match ask::<ClientConfig>(request, CLIENT_CONFIG).await {
        Ok(client) => header_name(client.authorization_metadata_key).ok(),
        Err(fault) => {
            debug!(%fault, "Flyte does not say which header it wants tokens in");
            None
        }
    }
    .unwrap_or(header::AUTHORIZATION)
}

async fn ask<A: DeserializeOwned>(
    request: &TokenRequest<'_>,
    path: &'static str,
) -> Result<A, Fault> {
    let body = Bytes::from_static(b"{}");
    let tokens = AuthTokens {
        identity: None,
        proxy: request.proxy.clone(),
    };
    let attempt = |_, time| {
        let attempt = Attempt {
            path,
            request_id: request.request_id,
            body: &body,
            tokens: &tokens,
            confidential: None,
            time,
        };
        async move { request.transport.send(attempt).await?.decode() }
    };
    let outcome = request.repeat(attempt).await;
    outcome.map_err(|(failure, reason)| undiscovered(path, &failure).passing(reason.may_pass()))
}

fn undiscovered(path: &str, failure: &Failure) -> Fault {
    let method = path.rsplit('/').next().unwrap_or(path);
    let text = format!("no token can be obtained, because `{method}` failed: {failure}");
    if failure.code == Code::Unimplemented
        && matches!(failure.kind, Kind::Refused(_) | Kind::Bare(_))
    {
        let hint = "The server does not say who issues tokens for it. Give a token, or a command \
                    that prints one, or ask the server's operator to configure its \
                    authorization server.";
        return Fault::new(text, hint).without_issuer();
    }
    Fault::new(
        text,
        "`endpoint` must be the base address of the Flyte API. A proxy in front of it must let \
         this method through without a token.",
    )
}

fn header_name(announced: Option<String>) -> Result<HeaderName, Fault> {
    match announced.as_deref() {
        None | Some("") => Ok(header::AUTHORIZATION),
        Some(name) => HeaderName::try_from(name).map_err(|_| {
            Fault::new(
                format!(
                    "the server wants tokens in a header `{}`, which is not a valid name",
                    quote(name)
                ),
                "The server's operator must correct its `authorizationMetadataKey`.",
            )
        }),
    }
}

/// The address, if a secret may be sent there.
fn trusted(address: &str) -> Result<Url, Fault> {
    let operator = "The server's operator must correct the address that it announces.";
    if address.is_empty() {
        let text = "the server does not say who issues tokens for it: `GetOAuth2Metadata` names \
                    no token endpoint";
        return Err(Fault::new(text, operator).without_issuer());
    }
    let url = Url::parse(address)
        .ok()
        .filter(Url::has_host)
        .ok_or_else(|| {
            Fault::new(
                format!(
                    "the server names a token endpoint that is not a valid address: `{}`",
                    quote(address)
                ),
                operator,
            )
        })?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(Fault::new(
            format!(
                "the secret is not sent to the token endpoint `{}`, because it is not `https`",
                shown(&url)
            ),
            operator,
        )),
    }
}

/// An address without what may be secret in it.
pub(super) fn shown(url: &Url) -> String {
    quote(&format!(
        "{}{}",
        url.origin().ascii_serialization(),
        url.path()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_where_nobody_reads_along() {
        for address in [
            "https://issuer.example.com/oauth/token",
            "http://127.0.0.1:8090/token",
            "http://localhost/token",
            "http://[::1]:1/token",
        ] {
            trusted(address).unwrap();
        }
        for (address, text) in [
            (
                "http://issuer.example.com/token?key=s3cr3t",
                "`http://issuer.example.com/token`, because it is not `https`",
            ),
            ("http://me:s3cr3t@issuer.example.com/token", "not `https`"),
            ("http://127.0.0.1.example.com/token", "not `https`"),
            ("/token", "is not a valid address: `/token`"),
            ("", "names no token endpoint"),
            ("ftp://issuer.example.com", "not `https`"),
        ] {
            let fault = trusted(address).unwrap_err().to_string();
            assert!(
                fault.contains(text) && !fault.contains("s3cr3t"),
                "{address}: {fault}"
            );
        }
    }

    #[test]
    fn the_header_is_the_one_announced() {
        for (announced, name) in [
            (None, "authorization"),
            (Some(""), "authorization"),
            (Some("Flyte-Authorization"), "flyte-authorization"),
        ] {
            assert_eq!(header_name(announced.map(str::to_owned)).unwrap(), name);
        }
        header_name(Some("no header".into())).unwrap_err();
    }
}
