//! Flyte's own configuration file: the one that the `flyte` command reads.
//!
//! * `search` finds it where the SDK would;
//! * `yaml` is its text as a tree with positions;
//! * `entry` is a setting in it;
//! * `words` reads booleans, commands and names out of texts, of variables too.
//!
//! Rules, those of flyte SDK 2.12.1 (`config/_reader.py`) unless said otherwise:
//!
//! * Settings are named by section and key: `admin.endpoint`. Other keys are ignored.
//! * An empty value (null, `""`, `[]`) counts as not set.
//! * Where the SDK ignores a file that is broken, or a value of the wrong type, this is an error
//!   with its line and column: a setting that was written must not vanish.
//!
//! No value is ever part of an error: it may be secret.

mod entry;
mod error;
mod search;
mod words;
mod yaml;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use environment::Environment;

pub use crate::config_file::entry::Entry;
pub use crate::config_file::error::ConfigFileError;
use crate::config_file::search::{Found, search};
pub use crate::config_file::words::Words;
use crate::config_file::yaml::{Node, Value};

/// The largest file that is read. Real ones have a few hundred bytes.
const LARGEST: u64 = 1 << 20;

/// A configuration file that has been read.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    root: Option<Value>,
}

impl ConfigFile {
    /// Where the file is that the `flyte` command would read, if there is one.
    #[must_use]
    pub fn find(environment: &dyn Environment) -> Option<Found> {
        search(environment)
    }

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
        let scopes = entry("admin.scopes").names().unwrap();
        assert_eq!(scopes.unwrap(), ["all", "1"]);
        let command = entry("admin.command").command().unwrap();
        assert_eq!(command.unwrap(), ["mint", "a b"]);
    }

    #[test]
    fn an_empty_value_is_none() {
        let file = file("admin: {endpoint: '', insecure: , scopes: [], command: ''}\ntask:\n");
        assert_eq!(text(&file, "admin.endpoint"), None);
        let entry = |key| file.get(key).unwrap().unwrap();
        assert_eq!(entry("admin.insecure").switch().unwrap(), None);
        assert_eq!(entry("admin.scopes").names().unwrap(), None);
        assert_eq!(entry("admin.command").command().unwrap(), None);
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
                entry("admin.scopes").names().unwrap_err(),
                "expected a list of texts, got a mapping",
            ),
            (
                entry("admin.command").command().unwrap_err(),
                "a quotation mark is not closed",
            ),
            (
                entry("admin.proxyCommand").command().unwrap_err(),
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
