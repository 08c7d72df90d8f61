//! A token as it travels: in a header, and nowhere else.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

/// The longest token that is taken. Servers refuse headers that are much longer.
const LONGEST: usize = 32 << 10;

/// A token and the header that carries it.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) header: HeaderName,
    secret: SecretString,
    /// `Bearer` and the token, marked so that nobody prints it or keeps it in a compression table.
    value: HeaderValue,
    /// From when on it is renewed, and until when it is valid. By the clock that never jumps.
    expiry: Option<Expiry>,
    /// Whether it was issued nobody knows when.
    pub(crate) aged: bool,
}

#[derive(Clone, Copy, Debug)]
struct Expiry {
    renew: Instant,
    end: Instant,
}

impl Token {
    /// A token in a header; `None` if a header cannot carry it.
    pub(crate) fn new(header: HeaderName, secret: SecretString) -> Option<Self> {
        let text = secret.expose_secret();
        let fits = !text.is_empty() && text.len() <= LONGEST;
        if !fits || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let bearer = Zeroizing::new(format!("Bearer {text}"));
        let mut value = HeaderValue::from_str(&bearer).ok()?;
        value.set_sensitive(true);
        Some(Self {
            header,
            secret,
            value,
            expiry: None,
            aged: false,
        })
    }

    /// The same token, valid for this long from that moment. It is renewed when a quarter of its
    /// life is left, but never more than a minute early.
    pub(crate) fn valid(mut self, from: Instant, life: Duration) -> Self {
        let margin = (life / 4).min(Duration::from_secs(60));
        self.expiry = from.checked_add(life).map(|end| Expiry {
            renew: end.checked_sub(margin).unwrap_or(end),
            end,
        });
        self
    }

    /// The same token, issued nobody knows when.
    pub(crate) fn aged(mut self) -> Self {
        self.aged = true;
        self
    }

    /// The same token in another header.
    pub(crate) fn in_header(&self, header: HeaderName) -> Self {
        Self {
            header,
            ..self.clone()
        }
    }

    /// Whether it is good for another call without being renewed.
    pub(crate) fn is_fresh(&self) -> bool {
        let now = Instant::now();
        self.expiry.is_none_or(|expiry| now < expiry.renew)
    }

    /// Whether the server would still take it.
    pub(crate) fn is_valid(&self) -> bool {
        let now = Instant::now();
        self.expiry.is_none_or(|expiry| now < expiry.end)
    }

    /// The token itself, to be recognised where it must not appear.
    pub(crate) fn secret(&self) -> &SecretString {
        &self.secret
    }

    pub(crate) fn add_to(&self, headers: &mut HeaderMap) {
        headers.insert(self.header.clone(), self.value.clone());
    }
}

/// A token with a number, by which a newer one is told apart.
#[derive(Debug)]
pub(crate) struct NumberedToken {
    pub(crate) serial: u64,
    pub(crate) token: Token,
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
        token.add_to(&mut headers);
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

    #[tokio::test(start_paused = true)]
    async fn a_token_is_renewed_before_it_ends() {
        for (life, fresh) in [(2000, 1500), (100_000, 75_000), (3_600_000, 3_540_000)] {
            let start = Instant::now();
            let token = token("t").unwrap();
            let token = token.valid(start, Duration::from_millis(life));
            tokio::time::advance(Duration::from_millis(fresh - 1)).await;
            assert!(token.is_fresh(), "{life}");
            tokio::time::advance(Duration::from_millis(1)).await;
            assert!(!token.is_fresh() && token.is_valid(), "{life}");
            tokio::time::advance(Duration::from_millis(life - fresh)).await;
            assert!(!token.is_valid(), "{life}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_life_beyond_what_a_clock_counts_has_no_end() {
        let token = token("t").unwrap().valid(Instant::now(), Duration::MAX);
        assert!(token.is_fresh());
    }
}
