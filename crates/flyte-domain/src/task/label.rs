//! Names of tasks within their environment and of triggers within their task.

use std::fmt::{self, Display, Formatter};

use crate::identity::EnvironmentName;
use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// The name of a task within its environment, which for a Python task is that of its function:
/// 1 to 63 letters, digits, `_` and `-`, with no digit or `-` in front.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskLabel(String);

impl TaskLabel {
    /// # Errors
    /// When the text is no such name.
    pub fn new(text: &str) -> Result<Self, Violation> {
        let starts_well =
            text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if starts_well && text.len() <= 63 && text.bytes().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new(
            "The name of a task must have 1 to 63 letters, digits, `_` and `-`",
            Received::shown(Shown::Key, text),
            "It begins with a letter or `_`; for a Python task it is the name of the function.",
        ))
    }

    /// The label as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a Python function can have this name.
    #[must_use]
    pub fn is_identifier(&self) -> bool {
        !self.0.contains('-')
    }

    /// The name that Flyte knows the task by: `<environment>.<label>`.
    #[must_use]
    pub fn full_name(&self, environment: &EnvironmentName) -> String {
        format!("{environment}.{self}")
    }
}

impl Display for TaskLabel {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name of a trigger: 1 to 255 characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TriggerName(String);

impl TriggerName {
    /// # Errors
    /// When the text is no such name.
    pub fn new(text: &str) -> Result<Self, Violation> {
        if !text.is_empty() && text.chars().count() <= 255 && !text.contains(char::is_control) {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new(
            "The name of a trigger must have 1 to 255 characters",
            Received::shown(Shown::Key, text),
            "Write a short name such as `nightly`.",
        ))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_names_of_functions_or_nearly() {
        for text in ["main", "_x", "step_1", "a-b", &"x".repeat(63)] {
            assert_eq!(TaskLabel::new(text).unwrap().as_str(), text);
        }
        for text in ["", "1x", "-x", "a.b", "a b", "é", "a\n", &"x".repeat(64)] {
            assert!(TaskLabel::new(text).is_err(), "{text:?}");
        }
        assert!(!TaskLabel::new("a-b").unwrap().is_identifier());
    }

    #[test]
    fn trigger_names_are_short_lines() {
        assert!(TriggerName::new("each night").is_ok());
        for text in ["", "a\nb", &"x".repeat(256)] {
            assert!(TriggerName::new(text).is_err(), "{text:?}");
        }
    }
}
