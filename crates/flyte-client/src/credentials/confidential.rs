//! What a request carries that is secret for the user, and not for us: its answer may repeat it, in
//! part and in any writing, and is not shown then.
//!
//! A token is cut out of a text ([`redact`](super::redact)): we know what it looks like. A secret of
//! a user's can be anything, may have many lines, and its beginning is as bad as the whole. So a text
//! is looked at without all but its letters and digits, as it is and with its escapes read, and is
//! hidden as a whole where it has a part of the secret, of its base64 or of its hexadecimal digits.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::credentials::unescaped::unescaped;

/// What stands in place of a text.
const HIDDEN: &str = "(hidden, as it may repeat the secret)";

/// The parts that are looked for have half of the secret's letters and digits, but no fewer than
/// these, and no more.
const SHORTEST: usize = 4;
const LONGEST: usize = 8;

/// How often escapes are read: an answer may quote a body that quotes another.
const LEVELS: usize = 3;

/// A secret that a request carries.
#[derive(Clone, Debug)]
pub(crate) struct Confidential(SecretString);

impl Confidential {
    pub(crate) fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The text, or that it is hidden.
    pub(crate) fn hide(&self, text: String) -> String {
        if self.may_be_in(&text) {
            return HIDDEN.to_owned();
        }
        text
    }

    fn may_be_in(&self, text: &str) -> bool {
        let secret = self.0.expose_secret();
        if secret.is_empty() || text.is_empty() {
            return false;
        }
        let letters = Zeroizing::new(letters(secret));
        if letters.len() < SHORTEST {
            // It cannot be told from other words.
            return true;
        }
        let length = (letters.len() / 2).clamp(SHORTEST, LONGEST);
        let mut text = text.to_owned();
        let mut found = HashSet::new();
        for _ in 0..=LEVELS {
            let read = self::letters(&text);
            found.extend(read.windows(length).map(<[char]>::to_vec));
            text = unescaped(&text);
        }
        let is_found = |form: &[char]| {
            let mut parts = form.windows(length.min(form.len().max(1)));
            parts.any(|part| found.contains(part))
        };
        is_found(&letters) || encoded(secret).iter().any(|form| is_found(form))
    }
}

/// The letters and digits of base64, wherever in the encoded text the secret begins, and of
/// hexadecimal numbers.
fn encoded(secret: &str) -> Vec<Zeroizing<Vec<char>>> {
    let base64 = (0..3).map(|shift| {
        let bytes = Zeroizing::new([&vec![b':'; shift][..], secret.as_bytes()].concat());
        let text = Zeroizing::new(STANDARD_NO_PAD.encode(&*bytes));
        // The first and the last characters depend on what is around the secret.
        let inner = text.get(if shift == 0 { 0 } else { 4 }..text.len() - 1);
        Zeroizing::new(letters(inner.unwrap_or_default()))
    });
    let digits = secret.bytes().map(|byte| format!("{byte:02x}"));
    let hexadecimal = Zeroizing::new(letters(&digits.collect::<String>()));
    base64.chain([hexadecimal]).collect()
}

/// Letters and digits, of one case.
fn letters(text: &str) -> Vec<char> {
    let letters = text.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE;

    use super::*;

    fn shown(secret: &str, text: &str) -> String {
        Confidential::new(secret.into()).hide(text.to_owned())
    }

    #[test]
    fn a_text_without_the_secret_is_shown() {
        for secret in ["hunter2", "correct horse battery staple", "ab/c+d==e", ""] {
            for text in ["", "secrets \"fff935bf2fdde6\" already exists"] {
                assert_eq!(shown(secret, text), text);
            }
        }
    }

    #[test]
    fn a_text_with_a_part_of_it_is_not() {
        for part in ["hunter2", "unter", "HUNTER2", "hun\u{200b}ter", "h u n t"] {
            assert_eq!(shown("hunter2", &format!("no: {part}!")), HIDDEN, "{part}");
        }
        let long = "correct horse battery staple";
        assert_eq!(shown(long, "begins with \"correct h"), HIDDEN);
        assert_eq!(shown(long, "the horse is low"), "the horse is low");
    }

    #[test]
    fn no_writing_of_it_is_shown() {
        let secret = "K\u{e4}se/4711\n\"quoted\"\\\u{1f600}end";
        let json = serde_json::to_string(secret).unwrap();
        let twice = serde_json::to_string(&json).unwrap();
        let thrice = serde_json::to_string(&twice).unwrap();
        let every = |write: fn(u8) -> String| secret.bytes().map(write).collect::<String>();
        let units = |write: fn(u16) -> String| secret.encode_utf16().map(write).collect::<String>();
        let numbers = |write: fn(u32) -> String| {
            let numbers = secret.chars().map(u32::from);
            numbers.map(write).collect::<String>()
        };
        for written in [
            json,
            twice,
            thrice,
            secret.replace('\n', " "),
            every(|byte| format!("%{byte:02X}")),
            every(|byte| format!("\\x{byte:02x}")),
            every(|byte| format!("\\{byte:03o}")),
            every(|byte| format!("{byte:02x}")),
            every(|byte| format!("{byte:02X} ")),
            units(|unit| format!("\\u{unit:04x}")),
            units(|unit| format!("\\\\u{unit:04X}")),
            numbers(|number| format!("\\U{number:08x}")),
            numbers(|number| format!("&#{number};")),
            numbers(|number| format!("&amp;#x{number:x};")),
            STANDARD_NO_PAD.encode(secret),
            URL_SAFE.encode(format!("{{\"stringValue\":{secret:?}}}")),
            URL_SAFE.encode(format!("a{secret}")),
        ] {
            let text = format!("invalid value: {written}, says the server");
            assert_eq!(shown(secret, &text), HIDDEN, "{written}");
        }
    }

    #[test]
    fn beside_a_secret_that_is_like_any_word_nothing_is_shown() {
        for secret in ["x", "!?!?!?", "a-b", "\u{1f600}\u{1f600}"] {
            assert_eq!(shown(secret, "no"), HIDDEN, "{secret}");
        }
    }

    #[test]
    fn a_large_secret_is_looked_for_in_no_time() {
        let secret: String = (0..200_000).map(|it| format!("{it:05}")).collect();
        let text = "no such thing ".repeat(4000);
        assert_eq!(shown(&secret, &text), text);
    }
}
