//! How a refused value is told to its author: the rule, the value, the way out.
//!
//! A violation does not know where in a configuration the value stands; whoever does adds it.

use std::fmt::Display;

/// A value that breaks a rule.
///
/// Its `Display` is the rule alone: one sentence without a full stop, fit for a summary line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rule}")]
pub struct Violation {
    rule: String,
    got: String,
    hint: String,
}

impl Violation {
    /// `rule` is what was broken, `got` the value that broke it, `hint` what to write instead.
    pub fn new(rule: impl Into<String>, got: impl Display, hint: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            got: got.to_string(),
            hint: hint.into(),
        }
    }

    /// The rule that was broken.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The value that broke it.
    #[must_use]
    pub fn got(&self) -> &str {
        &self.got
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// The value and the hint, for the lines below the summary.
    #[must_use]
    pub fn detail(&self) -> String {
        format!("Got `{}`.\n{}", self.got, self.hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_rule_value_and_hint() {
        let violation = Violation::new("`size` must be positive", -1, "Write a size above 0.");
        assert_eq!(violation.to_string(), "`size` must be positive");
        assert_eq!(violation.detail(), "Got `-1`.\nWrite a size above 0.");
    }
}
