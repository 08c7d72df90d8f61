//! What a provider tells the person who runs Terraform.
//!
//! A diagnostic has a severity, a one-line summary, a detail and, where one attribute is to
//! blame, its path. [`Diagnostics`] keeps the order in which they were found and drops exact
//! repetitions: the same rule may be checked by more than one phase.

use std::fmt;

use crate::path::Path;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The operation fails.
    Error,
    /// The operation goes on; the user should know.
    Warning,
}

/// One message to the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// One line, without a trailing period.
    pub summary: String,
    /// What went wrong and what to do, in full sentences.
    pub detail: String,
    /// The attribute to blame. `None` points at the whole block.
    pub attribute: Option<Path>,
    /// Whether the first object that has it tells it for all others of a run. For warnings.
    pub once: bool,
}

impl Diagnostic {
    /// An error of the whole block.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            attribute: None,
            once: false,
        }
    }

    /// A warning about the whole block.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(summary, detail)
        }
    }

    /// Lets the first object that has a warning with this summary tell it for all others, from one
    /// configuration of the provider to the next. Its detail should say that it speaks for them.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Blames one attribute.
    #[must_use]
    pub fn at(mut self, attribute: Path) -> Self {
        self.attribute = (!attribute.is_root()).then_some(attribute);
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })?;
        if let Some(attribute) = &self.attribute {
            write!(f, " at {attribute}")?;
        }
        write!(f, ": {}: {}", self.summary, self.detail)
    }
}

/// Diagnostics in the order they were found, each of them once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No diagnostics.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, unless it is there already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    /// Adds an error of the whole block.
    pub fn error(&mut self, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Diagnostic::error(summary, detail));
    }

    /// Adds a warning about the whole block.
    pub fn warning(&mut self, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Diagnostic::warning(summary, detail));
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        let mut all = Self::new();
        all.extend(diagnostics);
        all
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_message_is_kept_once_and_the_order_stays() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.error("b", "detail");
        diagnostics.warning("a", "detail");
        diagnostics.error("b", "detail");
        diagnostics.push(Diagnostic::error("b", "detail").at(Path::root().attribute("name")));

        let summaries: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(
            summaries,
            [
                "error: b: detail",
                "warning: a: detail",
                "error at name: b: detail"
            ]
        );
    }

    #[test]
    fn warnings_alone_are_no_errors() {
        let mut diagnostics = Diagnostics::from(Diagnostic::warning("careful", "detail"));
        assert!(!diagnostics.has_errors());
        diagnostics.error("wrong", "detail");
        assert!(diagnostics.has_errors());
    }
}
