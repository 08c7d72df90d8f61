//! An API key: endpoint, client id, client secret and organisation in one text.
//!
//! Source: flyte SDK 2.12.1, `remote/_client/auth/_auth_utils.py`, `decode_api_key`: standard
//! base64 of `endpoint:client_id:client_secret:org`, taken apart at the first three colons, where
//! an organisation that is empty or `None` is none. An endpoint with a colon in it therefore does
//! not fit; keys carry a bare host.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

/// An API key, taken apart.
#[derive(Clone)]
pub struct ApiKey {
    /// The host of the API.
    pub endpoint: String,
    /// The name of the OAuth2 client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The organisation, where there are any.
    pub org: Option<String>,
}

/// A text that is not an API key. It is not shown: it may be one nevertheless, or some other
/// secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not the base64 form of `endpoint:client_id:client_secret:org`")]
pub struct ApiKeyError;

impl ApiKey {
    /// Takes a key apart.
    ///
    /// # Errors
    /// If the text is not base64, has too few parts, or lacks endpoint, client or secret.
    pub fn decode(text: &str) -> Result<Self, ApiKeyError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| ApiKeyError)?;
        let text = String::from_utf8(bytes).map_err(|_| ApiKeyError)?;
        let parts: Vec<_> = text.splitn(4, ':').collect();
        let [endpoint, client_id, client_secret, org] = parts[..] else {
            return Err(ApiKeyError);
        };
        if [endpoint, client_id, client_secret].contains(&"") {
            return Err(ApiKeyError);
        }
        Ok(Self {
            endpoint: endpoint.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.into(),
            org: (!matches!(org, "" | "None")).then(|| org.to_owned()),
        })
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey")
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    /// The parts are those that `decode_api_key` of flyte 2.12.1 gave.
    #[test]
    fn a_key_is_taken_apart_at_the_first_three_colons() {
        let key = ApiKey::decode("YWNtZS5leGFtcGxlLmNvbTpjaWQ6czNjcjN0OmFjbWU=\n").unwrap();
        assert_eq!(key.endpoint, "acme.example.com");
        assert_eq!(key.client_id, "cid");
        assert_eq!(key.client_secret.expose_secret(), "s3cr3t");
        assert_eq!(key.org.as_deref(), Some("acme"));
        assert!(!format!("{key:?}").contains("s3cr3t"));

        for (text, org) in [
            ("h:c:s:", None),
            ("h:c:s:None", None),
            ("h:c:s:a:b", Some("a:b")),
        ] {
            let key = ApiKey::decode(&STANDARD.encode(text)).unwrap();
            assert_eq!(key.org.as_deref(), org, "{text}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "h:c:s", ":c:s:o", "h::s:o", "h:c::o"] {
            assert!(ApiKey::decode(&STANDARD.encode(text)).is_err(), "{text}");
        }
        for text in ["not base64!", "/////w=="] {
            assert!(ApiKey::decode(text).is_err(), "{text}");
        }
    }
}
