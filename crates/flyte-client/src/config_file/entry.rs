//! A setting in a configuration file, read as what it should be.

use std::path::Path;

use crate::config_file::error::ConfigFileError;
use crate::config_file::raw_text::{RawText, RawTextError};
use crate::config_file::yaml::{Node, Position, Value};

/// A setting in a file.
#[derive(Debug)]
pub struct Entry<'a> {
    pub(super) path: &'a Path,
    pub(super) key: &'static str,
    pub(super) value: &'a Value,
}

impl Entry<'_> {
    /// Where the value begins.
    #[must_use]
    pub fn position(&self) -> Position {
        self.value.position
    }

    /// A text. Numbers count as written; a plain `yes` or `true` does not, since YAML takes it for
    /// a boolean.
    ///
    /// # Errors
    /// For a boolean, a list or a mapping.
    pub fn text(&self) -> Result<Option<String>, ConfigFileError> {
        match &*self.value.node {
            Node::Null => Ok(None),
            Node::Scalar { text, .. } if text.is_empty() => Ok(None),
            Node::Scalar { text, plain: true } if is_boolean(text) => {
                Err(self.wrong("expected a text, got a boolean; write it in quotes"))
            }
            Node::Scalar { text, .. } => Ok(Some(text.clone())),
            _ => Err(self.expected("a text")),
        }
    }

    /// A boolean, also as a word in quotes.
    ///
    /// # Errors
    /// For every other value.
    pub fn switch(&self) -> Result<Option<bool>, ConfigFileError> {
        match &*self.value.node {
            Node::Null => Ok(None),
            Node::Scalar { text, .. } if text.is_empty() => Ok(None),
            Node::Scalar { text, .. } => RawText(text)
                .switch()
                .map(Some)
                .map_err(|error| self.wrong(&error.to_string())),
            _ => Err(self.expected("`true` or `false`")),
        }
    }

    /// A command and its arguments: a list of texts, or one text as [`RawText::command`] reads it.
    ///
    /// # Errors
    /// For a mapping, a list with something else in it, and a text that is not a command.
    pub fn command(&self) -> Result<Option<Vec<String>>, ConfigFileError> {
        self.list(|text| RawText(text).command())
    }

    /// Names: a list of texts, or one text as [`RawText::names`] reads it.
    ///
    /// # Errors
    /// For a mapping, a list with something else in it, and a text that is not a list of names.
    pub fn names(&self) -> Result<Option<Vec<String>>, ConfigFileError> {
        self.list(|text| RawText(text).names())
    }

    /// A list of texts; a single text is taken apart by `split`.
    fn list(
        &self,
        split: fn(&str) -> Result<Vec<String>, RawTextError>,
    ) -> Result<Option<Vec<String>>, ConfigFileError> {
        let items = match &*self.value.node {
            Node::Null => return Ok(None),
            Node::Scalar { text, .. } => {
                split(text).map_err(|error| self.wrong(&error.to_string()))?
            }
            Node::List(items) => items
                .iter()
                .map(|item| match &*item.node {
                    Node::Scalar { text, .. } => Ok(text.clone()),
                    _ => Err(self.wrong(&format!(
                        "expected a list of texts, with {} in it",
                        item.kind()
                    ))),
                })
                .collect::<Result<_, _>>()?,
            Node::Mapping(_) => return Err(self.expected("a list of texts")),
        };
        Ok((!items.is_empty()).then_some(items))
    }

    /// The error for a value that is not `what`.
    #[must_use]
    pub fn expected(&self, what: &str) -> ConfigFileError {
        self.wrong(&format!("expected {what}, got {}", self.value.kind()))
    }

    pub(super) fn wrong(&self, problem: &str) -> ConfigFileError {
        ConfigFileError::WrongType {
            path: self.path.to_owned(),
            key: self.key,
            position: self.value.position,
            problem: problem.to_owned(),
        }
    }
}

/// Whether YAML 1.1, which PyYAML reads, takes a plain scalar for a boolean.
fn is_boolean(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off"
    )
}
