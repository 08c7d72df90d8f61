//! What a rule received instead of what it asks for, as a sentence for the user. No text of a
//! configuration appears in it except through [`Shown`], or described without being shown.

use std::fmt::{Display, Formatter, Result};

use strsim::osa_distance;

use crate::shown::{Shown, fit};
use crate::written::Written;

/// A sentence about a refused value; nothing where the rule says enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received(String);

impl Received {
    /// Nothing to say beyond the rule.
    #[must_use]
    pub const fn nothing() -> Self {
        Self(String::new())
    }

    /// Words of our own, never those of a configuration, such as `both` or `12 headers`.
    pub fn words(words: impl Display) -> Self {
        Self(format!("Got {}.", fit(words)))
    }

    /// A number, or a value that we have read as a known one.
    pub fn number(number: impl Display) -> Self {
        Self(format!("Got `{}`.", fit(number)))
    }

    /// A value of a kind that may be shown, if it looks like one.
    #[must_use]
    pub fn shown(kind: Shown, text: &str) -> Self {
        match kind.quoted(text) {
            Some(shown) if !text.is_empty() => Self(format!("Got `{shown}`.")),
            _ => Self::text(text),
        }
    }

    /// A text that is not shown.
    #[must_use]
    pub fn text(text: &str) -> Self {
        match text {
            "" => Self("It is empty.".to_owned()),
            _ => Self(format!(
                "Got {}, not shown as it may be secret.",
                length(text)
            )),
        }
    }

    /// How long a text is, where that is what is wrong with it.
    #[must_use]
    pub fn length(text: &str) -> Self {
        match text.chars().count() {
            0 => Self::text(text),
            length => Self::words(format!("{length} characters")),
        }
    }

    /// A text that is not shown, except for its first character that is not allowed.
    pub fn character(text: &str, allowed: impl Fn(char) -> bool) -> Self {
        match text.chars().zip(1..).find(|(it, _)| !allowed(*it)) {
            Some((character, place)) => Self(format!(
                "Got {}, not shown as it may be secret; `{}` at character {place} is not allowed.",
                length(text),
                fit(character)
            )),
            None => Self::text(text),
        }
    }

    /// A text in place of one of these words; the one that is probably meant is named.
    #[must_use]
    pub fn word<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let Self(got) = Self::text(text);
        match nearest(text, known) {
            Some(meant) => Self(format!("{got} Did you mean `{meant}`?")),
            None => Self(got),
        }
    }

    /// A value of any type; texts in it are shown if they look like this kind.
    #[must_use]
    pub fn written(kind: Shown, written: &Written) -> Self {
        match written {
            Written::Text(text) => Self::shown(kind, text),
            other => Self::number(told(kind, other)),
        }
    }

    /// Only of what type a value is, for one that can be anything.
    #[must_use]
    pub fn kind(written: &Written) -> Self {
        match written {
            Written::Text(text) => Self::text(text),
            Written::Number(_) => Self::words("a number"),
            Written::Bool(_) => Self::words("`true` or `false`"),
            Written::List(_) => Self::words("a list"),
            Written::Object => Self::words("an object"),
            Written::Null | Written::Unknown => Self::nothing(),
        }
    }

    /// Whether there is nothing to say.
    pub(crate) fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Received {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str(&self.0)
    }
}

/// The known word that is so near to a text that it is probably meant.
pub(crate) fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 40;
    let written = text.to_ascii_lowercase();
    let near = |word: &&str| {
        let distance = osa_distance(&written, &word.to_ascii_lowercase());
        (distance <= 2 && distance * 2 < word.len()).then_some(distance)
    };
    known
        .into_iter()
        .filter(|_| text.len() <= LONGEST)
        .filter_map(|word| Some((near(&word)?, word)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

fn told(kind: Shown, written: &Written) -> String {
    match written {
        Written::Null => "null".to_owned(),
        Written::Unknown => "(known after apply)".to_owned(),
        Written::Bool(value) => value.to_string(),
        Written::Number(number) => number.clone(),
        Written::Text(text) => match kind.quoted(text) {
            Some(shown) => format!("\"{shown}\""),
            None => length(text),
        },
        Written::List(elements) => {
            let elements: Vec<_> = elements.iter().map(|it| told(kind, it)).collect();
            format!("[{}]", elements.join(", "))
        }
        Written::Object => "{…}".to_owned(),
    }
}

fn length(text: &str) -> String {
    match text.chars().count() {
        1 => "a text of 1 character".to_owned(),
        characters => format!("a text of {characters} characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_text_without_showing_it() {
        let got = Received::text("hunter2").to_string();
        assert_eq!(
            got,
            "Got a text of 7 characters, not shown as it may be secret."
        );
        assert_eq!(Received::text("").to_string(), "It is empty.");
        assert_eq!(
            Received::shown(Shown::Measure, "").to_string(),
            "It is empty."
        );
    }

    #[test]
    fn names_the_character_that_is_not_allowed() {
        let got = Received::character("my env", |it| it != ' ').to_string();
        assert!(
            got.ends_with("; ` ` at character 3 is not allowed."),
            "{got}"
        );
        let fine = Received::character("my", |it| it != ' ');
        assert_eq!(fine, Received::text("my"));
    }

    #[test]
    fn names_the_word_that_is_meant() {
        let got = Received::word("globl", ["run", "global"]).to_string();
        assert!(got.ends_with("Did you mean `global`?"), "{got}");
        for other in ["hunter2", "ran", ""] {
            assert_eq!(
                Received::word(other, ["on", "global"]),
                Received::text(other)
            );
        }
    }

    #[test]
    fn shows_numbers_and_lists_of_them() {
        let list = Written::List(vec![1.into(), "hunter2".into(), Written::Null]);
        assert_eq!(
            Received::written(Shown::Measure, &list).to_string(),
            "Got `[1, a text of 7 characters, null]`."
        );
        let digits = Written::Number("9".repeat(400));
        assert!(Received::written(Shown::Number, &digits).to_string().len() < 100);
    }
}
