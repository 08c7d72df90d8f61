//! Patterns for names, as shells have them for files: `*` stands for any characters, `?` for one,
//! everything else for itself.

use crate::received::Received;
use crate::violation::Violation;

/// A pattern that a whole name must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern(String);

impl NamePattern {
    /// # Errors
    /// When no environment could have a name that matches.
    pub fn new(text: &str) -> Result<Self, Violation> {
        let allowed = |character: char| {
            character.is_ascii_lowercase()
                || character.is_ascii_digit()
                || "_-*?".contains(character)
        };
        if !text.is_empty() && text.chars().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new(
            "name must be a pattern for names of environments",
            Received::character(text, allowed),
            "Use lower-case letters, digits, `_` and `-`, `*` for any characters and `?` for one, \
             as in `training-*`.",
        ))
    }

    /// A pattern for names of secrets, which may have capitals.
    ///
    /// # Errors
    /// When no secret could have a name that matches.
    pub fn of_secrets(text: &str) -> Result<Self, Violation> {
        let allowed =
            |character: char| character.is_ascii_alphanumeric() || "_-*?".contains(character);
        if !text.is_empty() && text.chars().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new(
            "name must be a pattern for names of secrets",
            Received::character(text, allowed),
            "Use letters, digits, `_` and `-`, `*` for any characters and `?` for one, as in `db-*`.",
        ))
    }

    /// A pattern for ids of projects, which others may have made of more characters than are taken
    /// here. `setting` is what it is the value of.
    ///
    /// # Errors
    /// When no project could have an id that matches.
    pub fn of_projects(setting: &str, text: &str) -> Result<Self, Violation> {
        Self::of_others(text, || {
            format!("{setting} must be a pattern for ids of projects")
        })
    }

    /// A pattern for names of triggers.
    ///
    /// # Errors
    /// When no trigger could have a name that matches.
    pub fn of_triggers(text: &str) -> Result<Self, Violation> {
        Self::of_others(text, || {
            "name must be a pattern for names of triggers".to_owned()
        })
    }

    /// A pattern for names of apps.
    ///
    /// # Errors
    /// When no app could have a name that matches.
    pub fn of_apps(text: &str) -> Result<Self, Violation> {
        let allowed = |character: char| {
            character.is_ascii_lowercase()
                || character.is_ascii_digit()
                || "-*?".contains(character)
        };
        if !text.is_empty() && text.chars().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new(
            "name must be a pattern for names of apps",
            Received::character(text, allowed),
            "Use lower-case letters, digits and `-`, `*` for any characters and `?` for one, as in \
             `demo-*`.",
        ))
    }

    /// A pattern for names that are the choice of whoever made them.
    fn of_others(text: &str, rule: impl FnOnce() -> String) -> Result<Self, Violation> {
        let allowed = |character: char| {
            character != '/' && !character.is_whitespace() && !character.is_control()
        };
        if !text.is_empty() && text.chars().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new(
            rule(),
            Received::character(text, allowed),
            "Use the characters of the names, but no spaces and no `/`, `*` for any characters and `?` \
             for one, as in `team-*`.",
        ))
    }

    /// The one name that matches, if the pattern is a name.
    #[must_use]
    pub fn as_name(&self) -> Option<&str> {
        (!self.0.contains(['*', '?'])).then_some(self.0.as_str())
    }

    /// The texts that every matching name contains, in any place.
    pub fn contained(&self) -> impl Iterator<Item = &str> {
        let parts = self.0.split(['*', '?']);
        parts.filter(|part| !part.is_empty())
    }

    /// Whether a name matches.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name) = (characters(&self.0), characters(name));
        let (mut at, mut in_name) = (0, 0);
        // Where the last `*` is, and how much of the name was behind it when it was met.
        let mut star: Option<(usize, usize)> = None;
        while in_name < name.len() {
            match pattern.get(at) {
                Some('*') => {
                    star = Some((at, in_name));
                    at += 1;
                }
                Some(wanted) if *wanted == '?' || *wanted == name[in_name] => {
                    at += 1;
                    in_name += 1;
                }
                _ => {
                    // The last `*` has to stand for one character more.
                    let Some((place, behind)) = star else {
                        return false;
                    };
                    star = Some((place, behind + 1));
                    at = place + 1;
                    in_name = behind + 1;
                }
            }
        }
        pattern[at..].iter().all(|rest| *rest == '*')
    }
}

fn characters(text: &str) -> Vec<char> {
    text.chars().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> NamePattern {
        NamePattern::new(text).unwrap()
    }

    #[test]
    fn stars_and_question_marks_stand_for_characters() {
        for (text, matching, other) in [
            ("train-*", "train-1", "strain-1"),
            ("*-gpu", "a-gpu", "a-gpu-b"),
            ("a*b*c", "a-b-b-c", "a-c-b"),
            ("a?c", "abc", "ac"),
            ("fast_env", "fast_env", "fast-env"),
            ("*", "x", ""),
        ] {
            assert!(pattern(text).matches(matching), "{text}");
            assert_eq!(pattern(text).matches(other), text == "*", "{text}");
        }
    }

    #[test]
    fn a_question_mark_stands_for_a_character_of_any_length() {
        let pattern = NamePattern::of_triggers("Zur-?ffnung*").unwrap();
        assert!(pattern.matches("Zur-Öffnung"));
        assert!(!pattern.matches("Zur-ffnung"));
    }

    #[test]
    fn tells_what_the_backend_can_look_for() {
        assert_eq!(pattern("fast_env").as_name(), Some("fast_env"));
        assert_eq!(pattern("fast*").as_name(), None);
        let contained = |text| {
            let pattern = pattern(text);
            pattern.contained().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(contained("a*train-?b*"), ["a", "train-", "b"]);
        assert_eq!(contained("*"), [""; 0]);
    }

    #[test]
    fn other_characters_are_refused() {
        for text in ["", "A*", "a.b", "[ab]", "a b"] {
            assert!(NamePattern::new(text).is_err(), "{text:?}");
        }
        for text in ["", "a b", "a/b", "a\u{0}"] {
            let broken = NamePattern::of_projects("project", text).unwrap_err();
            assert_eq!(
                broken.rule(),
                "project must be a pattern for ids of projects"
            );
            assert!(NamePattern::of_triggers(text).is_err(), "{text:?}");
            let broken = NamePattern::of_apps(text).unwrap_err();
            assert_eq!(broken.rule(), "name must be a pattern for names of apps");
        }
    }

    proptest! {
        #[test]
        fn a_name_matches_itself_with_anything_left_out(name in "[a-z]{1,8}", cut in 0..8_usize) {
            let cut = cut.min(name.len());
            let starred = format!("{}*{}", &name[..cut], &name[cut..]);
            prop_assert!(pattern(&starred).matches(&name));
            prop_assert!(pattern(&starred).contained().all(|part| name.contains(part)));
        }
    }
}
