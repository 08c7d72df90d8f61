//! Secrets taken out of texts from outside.
//!
//! Servers and commands like to say which token they did not like. What we sent is known, and is
//! hidden wherever it comes back; what looks like a token is hidden too, in case it is another.

use crate::credentials::escapes::end_of;

/// What stands in place of a secret.
const HIDDEN: &str = "(hidden)";
/// Shorter secrets cannot be told from ordinary words.
const SHORTEST: usize = 4;

/// The text without these secrets, also where their characters are written as in JSON, in an
/// address or in HTML, and without what looks like a token.
pub(crate) fn without_secrets(text: &str, secrets: &[&str]) -> String {
    without_tokens(&without(text, secrets))
}

/// The text without these secrets: one pass, in which the longest secret that begins at a place
/// counts.
fn without(text: &str, secrets: &[&str]) -> String {
    let secrets = secrets.iter().filter(|secret| secret.len() >= SHORTEST);
    let secrets: Vec<_> = secrets.collect();
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let ends = secrets.iter().filter_map(|secret| end_of(secret, rest));
        let end = ends.max().unwrap_or_default();
        if end == 0 {
            shown.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            shown.push_str(HIDDEN);
            rest = &rest[end..];
        }
    }
    shown
}

/// The text without words that look like a token.
fn without_tokens(text: &str) -> String {
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
    fn secrets_are_hidden_however_they_are_written() {
        for written in [
            "ab/c+d==",
            r"ab\/c+d==",
            r"ab\u002Fc\u002bd\u003D=",
            "ab%2Fc%2bd%3D%3d",
            "ab&#47;c&#x2B;d&#x3d;&equals;",
            "&#97;b/c&plus;d==",
        ] {
            let text = format!("no such token: {written}, says the server");
            assert_eq!(
                without_secrets(&text, &["ab/c+d=="]),
                "no such token: (hidden), says the server"
            );
        }
    }

    #[test]
    fn the_longest_secret_at_a_place_is_the_one() {
        assert_eq!(
            without_secrets("abcdefgh!", &["abcd", "abcdefgh"]),
            "(hidden)!"
        );
    }

    #[test]
    fn a_secret_that_stands_in_what_replaces_it_does_no_harm() {
        assert_eq!(
            without_secrets("hidden hidden", &["hidden"]),
            "(hidden) (hidden)"
        );
    }

    #[test]
    fn a_long_text_full_of_secrets_takes_one_pass() {
        let text = "s3cr3t/s3cr3t ".repeat(100_000);
        let shown = without_secrets(&text, &["s3cr3t/s3cr3t"]);
        assert_eq!(shown.len(), "(hidden) ".len() * 100_000);
    }

    #[test]
    fn an_empty_or_short_secret_hides_nothing() {
        assert_eq!(without_secrets("a b c", &["", "b"]), "a b c");
    }
}
