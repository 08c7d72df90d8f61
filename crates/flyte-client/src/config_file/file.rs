//! A configuration file that has been read, and the settings in it.

use std::io;
use std::path::{Path, PathBuf};

use local_files::{DistrustReason, LocalFile};
use tracing::info;

use crate::config_file::entry::Entry;
use crate::config_file::error::ConfigFileError;
use crate::config_file::search::Trust;
use crate::config_file::yaml::{self, Document, Node, Value};

/// The largest file that is read, in MiB. Real ones have a few hundred bytes.
const LARGEST: u32 = 1;
/// The sections of the Flyte SDK 2.12.1 (`config/_internal.py`).
const SECTIONS: [&str; 5] = ["admin", "task", "image", "console", "local"];

/// A configuration file that has been read.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    trust: Trust,
    root: Option<Value>,
}

impl ConfigFile {
    /// Reads a file that the user has named.
    ///
    /// # Errors
    /// If it cannot be read or is not YAML with a mapping at the top.
    pub fn read(path: &Path) -> Result<Self, ConfigFileError> {
        Self::read_from(path, Trust::Named).1
    }

    /// Reads a file. This also says why the file is not the user's own, if it is not.
    pub(super) fn read_from(
        path: &Path,
        trust: Trust,
    ) -> (Option<DistrustReason>, Result<Self, ConfigFileError>) {
        let unreadable = |source: io::Error| match source.kind() {
            io::ErrorKind::FileTooLarge => ConfigFileError::TooLarge(path.to_owned()),
            _ => ConfigFileError::Unreadable {
                path: path.to_owned(),
                source,
            },
        };
        info!(file = %path.display(), ?trust, "reading a configuration file");
        let file = match LocalFile::open(path) {
            Ok(file) => file,
            Err(error) => return (None, Err(unreadable(error))),
        };
        let distrust = file.distrust();
        let text = file.read(LARGEST).and_then(|content| {
            String::from_utf8(content)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        });
        let read = text
            .map_err(unreadable)
            .and_then(|text| Self::parse(path, trust, &text));
        (distrust, read)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// If it is not YAML with a mapping at the top, or has more in it than such a file can have.
    pub fn parse(path: &Path, trust: Trust, text: &str) -> Result<Self, ConfigFileError> {
        let not_flytes = |position, problem: &str| ConfigFileError::NotFlytes {
            path: path.to_owned(),
            position,
            problem: problem.to_owned(),
        };
        // A byte order mark is no part of the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = yaml::parse(text).map_err(|error| ConfigFileError::InvalidYaml {
            path: path.to_owned(),
            position: error.position,
            problem: error.problem,
        })?;
        let root = match document {
            Document::None => None,
            Document::Several(second) => {
                return Err(not_flytes(second, "there is more than one document"));
            }
            Document::One(value) => match &*value.node {
                Node::Mapping(_) => Some(value),
                Node::Null => None,
                _ => {
                    let problem =
                        format!("expected sections such as `admin:`, got {}", value.kind());
                    return Err(not_flytes(value.position, &problem));
                }
            },
        };
        Ok(Self {
            path: path.to_owned(),
            trust,
            root,
        })
    }

    /// Whether there is anything in it that the Flyte SDK would read.
    pub(super) fn has_sections(&self) -> bool {
        let root = self.root.as_ref();
        root.is_some_and(|root| SECTIONS.iter().any(|section| root.get(section).is_some()))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Who vouches for it.
    #[must_use]
    pub fn trust(&self) -> Trust {
        self.trust
    }

    /// The setting of this section and key, such as `admin.endpoint`.
    ///
    /// # Errors
    /// If the section is not a mapping.
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
        ConfigFile::parse(Path::new("config.yaml"), Trust::Named, text).unwrap()
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
        let read = |text| ConfigFile::parse(Path::new("x.yaml"), Trust::Named, text);
        let error = read("admin:\n  endpoint: [a\n").unwrap_err();
        let told = error.to_string();
        assert!(
            told.starts_with("`x.yaml` is not valid YAML: line 3, column 1: "),
            "{told}"
        );
        for (text, expected) in [
            (
                "- admin\n",
                "line 1, column 1: expected sections such as `admin:`, got a list",
            ),
            (
                "admin: {}\n---\n",
                "line 2, column 1: there is more than one document",
            ),
        ] {
            let told = read(text).unwrap_err().to_string();
            assert_eq!(
                told,
                format!("`x.yaml` is not a configuration file of Flyte's: {expected}")
            );
        }
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
