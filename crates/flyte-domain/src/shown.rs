//! What a message may quote of a configuration. Everything else is described without being shown.
//!
//! Nobody tells a provider what is sensitive: any text of a configuration may come from a variable
//! that is marked so, and Terraform writes messages as they are. So a message names settings and
//! rules, and quotes a value only where [`Shown`] says why it is not a secret, and only when it
//! looks like what it should be: a password in place of a time is not repeated.

use std::fmt::{Display, Write as _};

/// The kinds of values that may be quoted; this is the only such table. A text in any other place is
/// told by its length, or by the character or the known word that helps its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A number, `true`, `false` or null. Terraform may have a sensitive mark on it, but its own
    /// messages quote numbers as well, and a number out of its range tells nobody anything.
    Number,
    /// A duration or an amount, such as `-5s` or `500mb`: begins like a number, and is short.
    Measure,
    /// A cron expression: stars, numbers and names of months or days between spaces, or a word after
    /// `@`.
    Schedule,
    /// A time zone: a name with a `/`, or a short one such as `CEST` or `GMT+2`.
    Zone,
    /// A moment, such as `2026-13-01`: digits and what stands between them.
    Moment,
    /// A key of a map or an object, or a reference to one: tasks, triggers, inputs, outputs, tags,
    /// headers, variables. Terraform shows keys in every plan and in the path of a message.
    Key,
    /// The id of an environment, which is four names that stand in every address of Flyte's console
    /// and on Terraform's command line.
    Id,
}

impl Shown {
    /// The longest that is quoted, in characters.
    const LONGEST: usize = 80;

    /// Whether a text looks like one of these, and not like something that came here by mistake.
    fn is_like(self, text: &str) -> bool {
        let all = |allowed: &str| {
            text.chars()
                .all(|it| it.is_ascii_alphanumeric() || allowed.contains(it))
        };
        let digit = |it: char| it.is_ascii_digit();
        match self {
            Self::Number | Self::Key | Self::Id => true,
            Self::Measure => {
                text.starts_with(|it: char| digit(it) || "+-.".contains(it))
                    && text.len() <= 24
                    && all("+-. ")
            }
            Self::Schedule => match text.strip_prefix('@') {
                Some(name) => name
                    .split(' ')
                    .all(|word| is_name(word, 12) || Self::Measure.is_like(word)),
                None => {
                    let parts = text.split(|it: char| "*/,-?# ".contains(it));
                    let mut parts = parts.filter(|part| !part.is_empty());
                    text.len() <= Self::LONGEST
                        && text.contains(' ')
                        && text.contains(|it| it == '*' || digit(it))
                        && parts.all(|part| is_name(part, 4) || part.chars().all(digit))
                }
            },
            Self::Zone => all("/_+-:") && (text.contains('/') || is_short_zone(text)),
            Self::Moment => {
                text.starts_with(digit)
                    && text.chars().all(|it| digit(it) || "-:.+ TZtz".contains(it))
            }
        }
    }

    /// The text for a message, if it may be shown.
    pub(crate) fn quoted(self, text: &str) -> Option<String> {
        self.is_like(text).then(|| fit(text))
    }
}

/// `JAN`, `daily`: a few letters.
fn is_name(text: &str, most: usize) -> bool {
    text.len() <= most && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// `CEST`, `GMT+2`: capitals, and a number of hours at most.
fn is_short_zone(text: &str) -> bool {
    let zone = text.trim_end_matches(|it: char| it.is_ascii_digit() || ":+-".contains(it));
    text.len() <= 9 && zone.len() <= 5 && zone.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// A value in one line: at most so long, and without characters that no terminal shows.
pub(crate) fn fit(value: impl Display) -> String {
    let value = value.to_string();
    let mut fitting = String::new();
    for (index, character) in value.chars().enumerate() {
        if index == Shown::LONGEST {
            fitting.push('…');
            break;
        }
        match character {
            '\'' | '"' | '\\' => fitting.push(character),
            _ => {
                // Writing to a text does not fail.
                let _ = write!(fitting, "{}", character.escape_debug());
            }
        }
    }
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_looks_like_what_it_should_be() {
        for (kind, text) in [
            (Shown::Measure, "500mb"),
            (Shown::Measure, "-5s"),
            (Shown::Measure, "1 Gi"),
            (Shown::Schedule, "0 25 * * *"),
            (Shown::Schedule, "*/5 8-18 1,15 * MON-FRI"),
            (Shown::Schedule, "@fortnightly"),
            (Shown::Schedule, "@every 5x"),
            (Shown::Zone, "Europe/Berln"),
            (Shown::Zone, "GMT+2"),
            (Shown::Moment, "2026-13-01T00:00:00Z"),
            (Shown::Key, "load rows"),
        ] {
            assert_eq!(kind.quoted(text).as_deref(), Some(text), "{kind:?}");
        }
    }

    #[test]
    fn shows_no_password_in_place_of_it() {
        for password in [
            "@hunter2",
            "0 2 hunter2 * *",
            "hunter2-topsecret",
            "correct horse battery",
            "Tr0ub4dor&3",
            "PASSWORD1234",
        ] {
            for kind in [Shown::Measure, Shown::Schedule, Shown::Zone, Shown::Moment] {
                assert_eq!(kind.quoted(password), None, "{kind:?}");
            }
        }
    }

    #[test]
    fn no_value_floods_a_message() {
        assert_eq!(fit("9".repeat(400)).chars().count(), 81);
        assert_eq!(fit("a\u{1b}[1m\n"), "a\\u{1b}[1m\\n");
    }
}
