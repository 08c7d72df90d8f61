//! How a Terraform command ended, and what it told the user.

use std::process::Output;

use serde::Deserialize;
use serde_json::Value;

/// A command that has ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    diagnostics: Vec<Diagnostic>,
}

/// An error or a warning.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Diagnostic {
    severity: String,
    pub(crate) summary: String,
    #[serde(default)]
    pub(crate) detail: String,
    /// The resource it is about; nothing for the provider.
    #[serde(default)]
    pub(crate) address: String,
    snippet: Option<Snippet>,
}

#[derive(Debug, Clone, Deserialize)]
struct Snippet {
    code: String,
}

impl Diagnostic {
    /// The line of the configuration that it points at.
    pub(crate) fn line(&self) -> &str {
        self.snippet
            .as_ref()
            .map_or("", |snippet| snippet.code.trim())
    }

    /// All its text.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}", self.summary, self.detail)
    }
}

impl Run {
    /// Reads what a command has said, be it one JSON document or one per line.
    pub(crate) fn read(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("Terraform writes text");
        let stdout = text(output.stdout);
        let diagnostics = match serde_json::from_str::<Value>(&stdout) {
            Ok(mut document) if document["diagnostics"].is_array() => {
                serde_json::from_value(document["diagnostics"].take()).unwrap()
            }
            _ => stdout
                .lines()
                .filter_map(|line| serde_json::from_str::<Value>(line).ok())
                .filter(|message| message["type"] == "diagnostic")
                .map(|mut message| serde_json::from_value(message["diagnostic"].take()).unwrap())
                .collect(),
        };
        Self {
            code: output.status.code(),
            stderr: text(output.stderr),
            stdout,
            diagnostics,
        }
    }

    /// The same, after it has been made sure that the command succeeded.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.report());
        self
    }

    /// The one error of a command that failed.
    #[track_caller]
    pub(crate) fn error(&self) -> &Diagnostic {
        let errors: Vec<_> = self.errors().collect();
        assert_eq!(errors.len(), 1, "{}", self.report());
        assert_eq!(self.code, Some(1), "{}", self.report());
        errors[0]
    }

    /// Every error.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of("error")
    }

    /// Every warning of the provider's.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of("warning")
            .filter(|warning| !warning.summary.contains("development overrides"))
    }

    /// A warning with this text in its summary. Terraform tells what it is told while planning
    /// again when it applies.
    #[track_caller]
    pub(crate) fn warning(&self, text: &str) -> &Diagnostic {
        let mut warnings = self.warnings();
        let found = warnings.find(|warning| warning.summary.contains(text));
        found.unwrap_or_else(|| panic!("no warning with `{text}`: {}", self.report()))
    }

    fn of(&self, severity: &str) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(move |diagnostic| diagnostic.severity == severity)
    }

    /// What a person would want to see of it.
    pub(crate) fn report(&self) -> String {
        let code = self.code;
        let told: Vec<_> = self
            .diagnostics
            .iter()
            .map(|it| format!("{}: {} [{}]", it.severity, it.text(), it.line()))
            .collect();
        let told = told.join("\n");
        format!("Terraform ended with {code:?}\n{told}\n{}", self.stderr)
    }
}
