//! The OAuth2 issuer: a token endpoint that is as strict as the strictest in use.
//!
//! It takes what the SDK sends (flyte SDK 2.12.1, `_token_client.py`, `pkce.py`): client
//! credentials with the id as it is and the secret form-encoded in `Authorization: Basic`, and
//! refresh tokens from the public client, each good for one use. There is nobody to ask, so a
//! device is let in at once, and no browser can sign in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::auth::guard::Guard;
use crate::auth::tokens::Use;
use crate::lock::lock;

pub(crate) const TOKEN_PATH: &str = "/oauth2/token";
pub(crate) const DEVICE_PATH: &str = "/oauth2/device";
pub(super) const AUTHORIZE_PATH: &str = "/oauth2/authorize";

/// What a public client, one without a secret, calls itself.
pub(super) const PUBLIC_CLIENT: &str = "flytectl";

/// The grant of RFC 8628.
pub(super) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Why no token is given: an error code of RFC 6749, section 5.2, with a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    error: &'static str,
    text: String,
}

impl Refusal {
    pub(crate) fn new(error: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { error, text }
    }

    /// The answer that carries it.
    pub(crate) fn answer(&self) -> (StatusCode, Value) {
        let status = match self.error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = json!({"error": self.error, "error_description": self.text});
        (status, body)
    }
}

/// The fields of a form.
struct Form(Vec<(String, String)>);

impl Form {
    fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Refusal> {
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        if kind.trim() != "application/x-www-form-urlencoded" {
            let text = format!("the body is `{kind}`, not a form");
            return Err(Refusal::new("invalid_request", text));
        }
        Ok(Self(form_urlencoded::parse(body).into_owned().collect()))
    }

    /// A field; empty if it is not there.
    fn get(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }
}

impl Guard {
    /// Answers a request to the token endpoint.
    pub(crate) fn token(&self, headers: &HeaderMap, body: &Bytes) -> Result<Value, Refusal> {
        let form = Form::read(headers, body)?;
        match form.get("grant_type") {
            "client_credentials" => {
                let client = self.client(headers)?;
                self.check(&form)?;
                Ok(self.grant(&client, None))
            }
            "refresh_token" => self.renew(&form, Use::Refresh, "refresh_token"),
            DEVICE_GRANT => self.renew(&form, Use::Device, "device_code"),
            other => {
                let text = format!("the grant `{other}` is not served");
                Err(Refusal::new("unsupported_grant_type", text))
            }
        }
    }

    /// Answers a device that wants to be let in.
    pub(crate) fn device(
        &self,
        headers: &HeaderMap,
        body: &Bytes,
        base: &str,
    ) -> Result<Value, Refusal> {
        let form = Form::read(headers, body)?;
        public(&form)?;
        self.check(&form)?;
        Ok(json!({
            "device_code": lock(&self.issued).offer(Use::Device),
            "user_code": "MOCK-CODE",
            "verification_uri": format!("{base}{DEVICE_PATH}"),
            "expires_in": 600,
            "interval": 1,
        }))
    }

    /// A token for the public client, for something that is good for one use.
    fn renew(&self, form: &Form, what: Use, field: &str) -> Result<Value, Refusal> {
        public(form)?;
        if !lock(&self.issued).spend(what, form.get(field)) {
            let text = format!("the `{field}` is unknown or was used before");
            return Err(Refusal::new("invalid_grant", text));
        }
        let next = lock(&self.issued).offer(Use::Refresh);
        Ok(self.grant(PUBLIC_CLIENT, Some(next)))
    }

    fn grant(&self, owner: &str, refresh: Option<String>) -> Value {
        let lifetime = self.auth.token_lifetime;
        let mut answer = json!({
            "access_token": lock(&self.issued).issue(owner, lifetime),
            "token_type": "Bearer",
            "expires_in": lifetime.as_secs().max(1),
            "scope": self.auth.scopes.join(" "),
        });
        if let Some(refresh) = refresh {
            answer["refresh_token"] = json!(refresh);
        }
        answer
    }

    /// The client that the header names, if its secret is right.
    fn client(&self, headers: &HeaderMap) -> Result<String, Refusal> {
        let invalid = |text: &str| Refusal::new("invalid_client", text);
        let value = headers.get(header::AUTHORIZATION);
        let value = value.and_then(|value| value.to_str().ok());
        let encoded = value
            .and_then(|value| value.strip_prefix("Basic "))
            .ok_or_else(|| invalid("no client in `Authorization: Basic`"))?;
        let decoded = STANDARD.decode(encoded).ok();
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let (id, secret) = decoded
            .as_deref()
            .and_then(|text| text.split_once(':'))
            .ok_or_else(|| invalid("`Authorization: Basic` is not an id and a secret"))?;
        let secret =
            form_decoded(secret).ok_or_else(|| invalid("the secret is not form-encoded"))?;
        let known = self.auth.clients.iter();
        if known
            .clone()
            .any(|known| known.0 == id && known.1 == secret)
        {
            return Ok(id.to_owned());
        }
        Err(invalid("the client is unknown, or its secret is wrong"))
    }

    /// Checks the scope and the audience that are asked for.
    fn check(&self, form: &Form) -> Result<(), Refusal> {
        let mut scopes = form.get("scope").split_whitespace();
        if let Some(scope) = scopes.find(|scope| !self.auth.scopes.iter().any(|it| it == scope)) {
            let text = format!("the scope `{scope}` is not given");
            return Err(Refusal::new("invalid_scope", text));
        }
        let audience = form.get("audience");
        match &self.auth.audience {
            Some(expected) if audience != expected => {
                let text = format!("the audience is `{audience}`, not `{expected}`");
                Err(Refusal::new("invalid_target", text))
            }
            _ => Ok(()),
        }
    }
}

/// Makes sure that it is the public client that asks.
fn public(form: &Form) -> Result<(), Refusal> {
    match form.get("client_id") {
        PUBLIC_CLIENT => Ok(()),
        other => {
            let text = format!("`{other}` is not the public client `{PUBLIC_CLIENT}`");
            Err(Refusal::new("invalid_client", text))
        }
    }
}

/// What form-encoded text stands for; nothing if it has characters that would have been encoded.
fn form_decoded(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-~*+%".contains(c);
    if !text.chars().all(plain) {
        return None;
    }
    let pair = format!("s={text}");
    let mut fields = form_urlencoded::parse(pair.as_bytes());
    fields.next().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_must_be_encoded_as_a_form_does() {
        assert_eq!(form_decoded("s+e%2Fc%3Ar%2B").as_deref(), Some("s e/c:r+"));
        assert_eq!(form_decoded("a~b*c").as_deref(), Some("a~b*c"));
        for raw in ["s e", "a/b", "a:b", "a=b", "a&b"] {
            assert_eq!(form_decoded(raw), None, "{raw}");
        }
    }
}
