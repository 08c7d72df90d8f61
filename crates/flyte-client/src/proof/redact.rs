//! Secrets taken out of texts from outside.
//!
//! Servers and commands like to say which token they did not like. What we sent is known, and is
//! hidden wherever it comes back; what looks like a token is hidden too, in case it is another.

use std::borrow::Cow;

/// What stands in place of a secret.
const HIDDEN: &str = "(hidden)";
/// Shorter secrets cannot be told from ordinary words.
const SHORTEST: usize = 4;

/// The text without these secrets, and without what looks like one.
pub(crate) fn without_secrets(text: &str, secrets: &[&str]) -> String {
    let mut text = Cow::Borrowed(text);
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        if text.contains(secret) {
            text = text.replace(secret, HIDDEN).into();
        }
    }
    let mut shown = String::with_capacity(text.len());
    let mut after_bearer = false;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let space = &word[bare.len()..];
        // The beginning of every JSON Web Token: `{"` in base64.
        let start = if after_bearer {
            Some(0)
        } else {
            bare.find("eyJ")
        };
        match start {
            Some(start) if !bare[start..].is_empty() => {
                shown.push_str(&bare[..start]);
                shown.push_str(HIDDEN);
            }
            _ => shown.push_str(bare),
        }
        shown.push_str(space);
        if !bare.is_empty() {
            let word = bare.trim_start_matches(['"', '\'', '`', '(', ':']);
            after_bearer = word.eq_ignore_ascii_case("bearer");
        }
    }
    shown
}

/// Takes a secret out of bytes from outside.
pub(super) fn hide(bytes: &mut Vec<u8>, secret: &[u8]) {
    if secret.len() < SHORTEST {
        return;
    }
    while let Some(start) = bytes
        .windows(secret.len())
        .position(|window| window == secret)
    {
        bytes.splice(start..start + secret.len(), HIDDEN.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_wherever_they_are() {
        for (text, shown) in [
            ("bad token s3cr3t!", "bad token (hidden)!"),
            ("s3cr3ts3cr3t", "(hidden)(hidden)"),
            ("token=eyJhbGciOi.x.y is old", "token=(hidden) is old"),
            (
                "sent \"Bearer abcdef\"\n and more",
                "sent \"Bearer (hidden)\n and more",
            ),
            ("Bearer token expected", "Bearer (hidden) expected"),
            ("nothing here", "nothing here"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(text, &["s3cr3t"]), shown);
        }
    }

    #[test]
    fn secrets_are_hidden_in_bytes() {
        let mut bytes = b"\xffs3cr3t s3cr3t".to_vec();
        hide(&mut bytes, b"s3cr3t");
        assert_eq!(bytes, b"\xff(hidden) (hidden)");
        hide(&mut bytes, b"");
        hide(&mut bytes, b"hid");
        assert_eq!(bytes.len(), 18);
    }

    #[test]
    fn an_empty_or_short_secret_hides_nothing() {
        assert_eq!(without_secrets("a b c", &["", "b"]), "a b c");
    }
}
