//! A token as it travels: in a header, and nowhere else.

use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

/// The longest token that is taken. Servers refuse headers that are much longer.
const LONGEST: usize = 32 << 10;

/// A token and the header that carries it.
#[derive(Clone, Debug)]
pub(in crate::client) struct Token {
    pub(super) header: HeaderName,
    /// `Bearer` and the token, marked so that nobody prints it or keeps it in a compression table.
    value: HeaderValue,
}

impl Token {
    /// A token in a header; `None` if a header cannot carry it.
    pub(in crate::client) fn new(header: HeaderName, secret: SecretString) -> Option<Self> {
        let text = secret.expose_secret();
        let fits = !text.is_empty() && text.len() <= LONGEST;
        if !fits || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let bearer = Zeroizing::new(format!("Bearer {text}"));
        let mut value = HeaderValue::from_str(&bearer).ok()?;
        value.set_sensitive(true);
        Some(Self { header, value })
    }

    pub(in crate::client) fn put(&self, headers: &mut HeaderMap) {
        headers.insert(self.header.clone(), self.value.clone());
    }
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;

    use super::*;

    fn token(text: &str) -> Option<Token> {
        Token::new(AUTHORIZATION, SecretString::from(text))
    }

    #[test]
    fn a_token_is_never_shown() {
        let mut headers = HeaderMap::new();
        let token = token("canary-7d1f").unwrap();
        token.put(&mut headers);
        assert_eq!(headers[AUTHORIZATION], "Bearer canary-7d1f");
        let shown = format!("{token:?} {headers:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn what_no_header_can_carry_is_no_token() {
        for text in ["", "two words", "line\n", "caf\u{e9}", "a\0b"] {
            assert!(token(text).is_none(), "{text:?}");
        }
        assert!(token(&"a".repeat(LONGEST)).is_some());
        assert!(token(&"a".repeat(LONGEST + 1)).is_none());
    }
}
