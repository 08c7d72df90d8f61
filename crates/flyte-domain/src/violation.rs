//! How a refused value is explained to its author: the rule, what was given, the way out.
//!
//! A violation does not know where in a configuration the value stands; whoever does adds it.

use crate::received::Received;

/// A value that breaks a rule.
///
/// Its `Display` is the rule alone: one sentence without a full stop, fit for a summary line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rule}")]
pub struct Violation {
    rule: String,
    got: Received,
    hint: String,
}

impl Violation {
    /// `rule` is what was broken, without a value; `received` what broke it, `hint` what to write instead.
    pub fn new(rule: impl Into<String>, got: Received, hint: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            got,
            hint: hint.into(),
        }
    }

    /// The rule that was broken.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What broke it.
    #[must_use]
    pub const fn got(&self) -> &Received {
        &self.got
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// What was given and the hint, for the lines below the summary.
    #[must_use]
    pub fn detail(&self) -> String {
        if self.got.is_nothing() {
            self.hint.clone()
        } else {
            format!("{}\n{}", self.got, self.hint)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_rule_value_and_hint() {
        let hint = "Write a size above 0.";
        let violation = Violation::new("`size` must be positive", Received::number(-1), hint);
        assert_eq!(violation.to_string(), "`size` must be positive");
        assert_eq!(violation.detail(), "Got `-1`.\nWrite a size above 0.");
        let violation = Violation::new("`size` is missing", Received::nothing(), hint);
        assert_eq!(violation.detail(), hint);
    }
}
