//! Flyte's own configuration file: the one that the `flyte` command reads.
//!
//! * `search` finds it where the SDK would;
//! * `yaml` is its text as a tree with positions;
//! * [`words`] reads booleans, commands and names out of texts, of variables too.
//!
//! Rules, those of flyte SDK 2.12.1 (`config/_reader.py`) unless said otherwise:
//!
//! * Settings are named by section and key: `admin.endpoint`. Other keys are ignored.
//! * An empty value (null, `""`, `[]`) counts as not set.
//! * Where the SDK ignores a file that is broken, or a value of the wrong type, this is an error
//!   with its line and column: a setting that was written must not vanish.
//!
//! No value is ever part of an error: it may be secret.

mod search;
pub mod words;
mod yaml;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub use search::{Found, FoundBy, expand_home, search};
pub use yaml::Position;

use crate::config_file::words::WordsError;
use crate::config_file::yaml::{Node, Value};

/// The largest file that is read. Real ones have a few hundred bytes.
const LARGEST: u64 = 1 << 20;

/// A configuration file that has been read.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    root: Option<Value>,
}

/// A setting in a file.
#[derive(Debug)]
pub struct Entry<'a> {
    path: &'a Path,
    key: &'static str,
    value: &'a Value,
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFileError {
    /// It cannot be opened or read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is too large for a configuration file.
    #[error("`{}` is larger than 1 MiB", .0.display())]
    TooLarge(PathBuf),
    /// It is not YAML.
    #[error("`{}` is not valid YAML: line {}, column {}: {problem}", path.display(), position.line, position.column)]
    Broken {
        /// The file.
        path: PathBuf,
        /// Where reading it had to stop.
        position: Position,
        /// Why.
        problem: String,
    },
    /// A key that we know has a value that it cannot have.
    #[error("`{key}` in `{}` (line {}, column {}): {problem}", path.display(), position.line, position.column)]
    WrongType {
        /// The file.
        path: PathBuf,
        /// The key, with its section.
        key: &'static str,
        /// Where the value begins.
        position: Position,
        /// What was expected and what was found.
        problem: String,
    },
}

impl ConfigFile {
    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read or is not YAML with a mapping at the top.
    pub fn read(path: &Path) -> Result<Self, ConfigFileError> {
        let unreadable = |source| ConfigFileError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut text = String::new();
        let file = File::open(path).map_err(unreadable)?;
        let length = file
            .take(LARGEST + 1)
            .read_to_string(&mut text)
            .map_err(unreadable)?;
        if length as u64 > LARGEST {
            return Err(ConfigFileError::TooLarge(path.to_owned()));
        }
        Self::parse(path, &text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// If it is not YAML with a mapping at the top.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigFileError> {
        let broken = |position, problem| ConfigFileError::Broken {
            path: path.to_owned(),
            position,
            problem,
        };
        // A byte order mark is no part of the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = yaml::parse(text).map_err(|error| broken(error.position, error.problem))?;
        let root = match root {
            Some(value) => match &*value.node {
                Node::Mapping(_) => Some(value),
                Node::Null => None,
                _ => {
                    let problem =
                        format!("expected sections such as `admin:`, got {}", value.kind());
                    return Err(broken(value.position, problem));
                }
            },
            None => None,
        };
        Ok(Self {
            path: path.to_owned(),
            root,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The setting of this section and key, such as `admin.endpoint`.
    ///
    /// # Errors
    /// If the section is no mapping.
    pub fn get(&self, key: &'static str) -> Result<Option<Entry<'_>>, ConfigFileError> {
        let mut value = match &self.root {
            Some(root) => root,
            None => return Ok(None),
        };
        for part in key.split('.') {
            let entry = Entry {
                path: &self.path,
                key,
                value,
            };
            if matches!(*value.node, Node::Null) {
                return Ok(None);
            }
            if !matches!(*value.node, Node::Mapping(_)) {
                return Err(entry.wrong(&format!(
                    "expected a mapping around it, got {}",
                    value.kind()
                )));
            }
            match value.get(part) {
                Some(next) => value = next,
                None => return Ok(None),
            }
        }
        Ok(Some(Entry {
            path: &self.path,
            key,
            value,
        }))
    }
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
            Node::Scalar { text, .. } => words::switch(text)
                .map(Some)
                .map_err(|error| self.wrong(&error.to_string())),
            _ => Err(self.expected("`true` or `false`")),
        }
    }

    /// A list of texts; a single text is taken apart by `split`.
    ///
    /// # Errors
    /// For a mapping, and if `split` refuses.
    pub fn list(
        &self,
        split: fn(&str) -> Result<Vec<String>, WordsError>,
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

    fn wrong(&self, problem: &str) -> ConfigFileError {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> ConfigFile {
        ConfigFile::parse(Path::new("config.yaml"), text).unwrap()
    }

    fn text(file: &ConfigFile, key: &'static str) -> Option<String> {
        file.get(key).unwrap().and_then(|it| it.text().unwrap())
    }

    #[test]
    fn settings_are_found_by_section_and_key() {
        let file = file(
            "admin:\n  endpoint: dns:///flyte.example.com\n  insecure: on\n  unheard: {of: [1]}\n  \
             scopes: [all, 1]\n  command: mint 'a b'\ntask: {project: 007, org: }\nother: [1]\n",
        );
        assert_eq!(
            text(&file, "admin.endpoint").as_deref(),
            Some("dns:///flyte.example.com")
        );
        assert_eq!(text(&file, "task.project").as_deref(), Some("007"));
        assert_eq!(text(&file, "task.org"), None);
        assert_eq!(text(&file, "task.domain"), None);
        assert_eq!(text(&file, "image.builder"), None);
        let entry = |key| file.get(key).unwrap().unwrap();
        assert_eq!(entry("admin.insecure").switch().unwrap(), Some(true));
        let list = |key, split| entry(key).list(split).unwrap().unwrap();
        assert_eq!(list("admin.scopes", words::names), ["all", "1"]);
        assert_eq!(list("admin.command", words::command), ["mint", "a b"]);
    }

    #[test]
    fn an_empty_value_is_none() {
        let file = file("admin: {endpoint: '', insecure: , scopes: [], command: ''}\ntask:\n");
        assert_eq!(text(&file, "admin.endpoint"), None);
        let entry = |key| file.get(key).unwrap().unwrap();
        assert_eq!(entry("admin.insecure").switch().unwrap(), None);
        assert_eq!(entry("admin.scopes").list(words::names).unwrap(), None);
        assert_eq!(entry("admin.command").list(words::command).unwrap(), None);
        assert!(file.get("task.org").unwrap().is_none());
    }

    #[test]
    fn a_value_of_the_wrong_type_is_placed_and_not_shown() {
        let file = file(
            "admin:\n  endpoint: [canary]\n  clientId: yes\n  insecure: canary\n  scopes: {canary: 1}\n  \
             command: \"'canary\"\n  proxyCommand: [[canary]]\ntask: canary\n",
        );
        let entry = |key| file.get(key).unwrap().unwrap();
        for (error, expected) in [
            (
                entry("admin.endpoint").text().unwrap_err(),
                "`admin.endpoint` in `config.yaml` (line 2, column 13): expected a text, got a list",
            ),
            (
                entry("admin.clientId").text().unwrap_err(),
                "got a boolean; write it in quotes",
            ),
            (
                entry("admin.insecure").switch().unwrap_err(),
                "(line 4, column 13): expected `true` or `false`",
            ),
            (
                entry("admin.scopes").list(words::names).unwrap_err(),
                "expected a list of texts, got a mapping",
            ),
            (
                entry("admin.command").list(words::command).unwrap_err(),
                "a quotation mark is not closed",
            ),
            (
                entry("admin.proxyCommand")
                    .list(words::command)
                    .unwrap_err(),
                "with a list in it",
            ),
            (
                file.get("task.org").unwrap_err(),
                "`task.org` in `config.yaml` (line 8, column 7): expected a mapping around it",
            ),
        ] {
            let told = error.to_string();
            assert!(told.contains(expected), "{told}");
            assert!(!told.contains("canary"), "{told}");
        }
    }

    #[test]
    fn a_broken_file_is_named_with_line_and_column() {
        let error = ConfigFile::parse(Path::new("x.yaml"), "admin:\n  endpoint: [a\n").unwrap_err();
        let told = error.to_string();
        assert!(
            told.starts_with("`x.yaml` is not valid YAML: line 3, column 1: "),
            "{told}"
        );
        let error = ConfigFile::parse(Path::new("x.yaml"), "- admin\n").unwrap_err();
        let told = error.to_string();
        assert!(
            told.contains("line 1, column 1: expected sections"),
            "{told}"
        );
    }

    #[test]
    fn a_file_is_read_or_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        let missing = ConfigFile::read(&path).unwrap_err();
        assert!(matches!(missing, ConfigFileError::Unreadable { .. }));
        assert!(missing.to_string().contains("config.yaml"));
        std::fs::write(&path, "\u{feff}admin:\n  endpoint: x\n").unwrap();
        let file = ConfigFile::read(&path).unwrap();
        assert_eq!(text(&file, "admin.endpoint").as_deref(), Some("x"));
        std::fs::write(&path, "#".repeat(2 << 20)).unwrap();
        assert!(matches!(
            ConfigFile::read(&path),
            Err(ConfigFileError::TooLarge(_))
        ));
    }
}
