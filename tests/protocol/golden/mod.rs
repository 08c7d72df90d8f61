//! Every error and warning that the program can give, as a user meets it: each is caused here, and
//! written to the files in `tests/messages`, where they can be read one after the other.
//!
//! A difference in review shows what a change means to users. `UPDATE_DOCS=1` writes the files
//! again. [`complete`] holds them against the program, so that no message is left out.

mod apps;
mod backend;
mod block;
mod canary;
mod complete;
mod exceptions;
mod lives;
mod masks;
mod projects;
mod rare;
mod resource;
mod rest;
mod secrets;
mod settings;
mod tasks;
pub(crate) mod triggers;

use std::fs;
use std::path::PathBuf;

use environment::{Environment, ProcessEnvironment};
use serde_json::Value as Json;
use terraform_proto::tfplugin6::diagnostic::Severity;
use terraform_proto::tfplugin6::{Diagnostic, FunctionError};

use crate::core::path;
use crate::golden::masks::masked;

/// A file of messages, and what is told in it so far.
#[derive(Debug)]
struct Page {
    name: &'static str,
    text: String,
}

impl Page {
    /// A page about `subject`.
    fn new(name: &'static str, subject: &str) -> Self {
        let text = format!(
            "# Messages: {subject}\n\n\
             Written by `UPDATE_DOCS=1 cargo test --test protocol golden`. Each is given for what \
             stands before it.\n"
        );
        Self { name, text }
    }

    /// What the program said of `cause`: at least one message.
    #[track_caller]
    fn tell(&mut self, cause: &str, diagnostics: &[Diagnostic]) {
        assert!(!diagnostics.is_empty(), "nothing is said of {cause}");
        self.text += &format!("\n## {}\n", short(&masked(cause)));
        for diagnostic in diagnostics {
            let severity = match diagnostic.severity() {
                Severity::Warning => "Warning",
                _ => "Error",
            };
            let at = diagnostic.attribute.as_ref().map(path).unwrap_or_default();
            let at = match at.as_str() {
                "" => String::new(),
                at => format!(" at `{at}`"),
            };
            self.add(severity, &at, &diagnostic.summary, &diagnostic.detail);
        }
    }

    /// The same for a configuration.
    #[track_caller]
    fn tell_of(&mut self, config: &Json, diagnostics: &[Diagnostic]) {
        self.tell(&format!("`{config}`"), diagnostics);
    }

    /// What a function refuses, which has no place but its argument.
    fn refused(&mut self, cause: &str, error: &FunctionError) {
        self.text += &format!("\n## {}\n", short(&masked(cause)));
        let at = error.function_argument;
        let at = at.map_or_else(String::new, |index| format!(" at argument {index}"));
        let (summary, detail) = error.text.split_once('\n').unwrap_or((&error.text, ""));
        self.add("Error", &at, summary.trim_end_matches('.'), detail);
    }

    fn add(&mut self, severity: &str, at: &str, summary: &str, detail: &str) {
        let detail: String = masked(detail)
            .lines()
            .map(|line| match line {
                "" => ">\n".to_owned(),
                line => format!("> {line}\n"),
            })
            .collect();
        let summary = masked(summary);
        self.text += &format!("\n{severity}{at}: **{summary}**\n\n{detail}");
    }

    /// Compares the file with what was told; with `UPDATE_DOCS` set, writes it.
    fn check(&self) {
        let path = folder().join(self.name).with_extension("md");
        if ProcessEnvironment.get("UPDATE_DOCS").is_some() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &self.text).unwrap();
            return;
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        let lines = found.lines().zip(self.text.lines());
        let first = lines.filter(|(was, is)| was != is).take(1);
        assert!(
            found == self.text,
            "the messages in {} have changed, first {:?}\nRun `UPDATE_DOCS=1 cargo test --test \
             protocol golden`, read the difference, and commit it.",
            path.display(),
            first.collect::<Vec<_>>()
        );
    }
}

/// A cause without what is only there to be long.
fn short(cause: &str) -> String {
    let mut text = String::new();
    let (mut last, mut run) = (None, 0);
    for character in cause.chars() {
        run = if Some(character) == last { run + 1 } else { 0 };
        last = Some(character);
        match run {
            0..10 => text.push(character),
            10 => text.push('…'),
            _ => {}
        }
    }
    text
}

fn folder() -> PathBuf {
    project().join("tests/messages")
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
