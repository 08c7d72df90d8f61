//! Why a configuration file cannot be used.

use std::io;
use std::path::PathBuf;

use crate::config_file::yaml::Position;

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
    InvalidYaml {
        /// The file.
        path: PathBuf,
        /// Where reading it had to stop.
        position: Position,
        /// Why.
        problem: String,
    },
    /// It is YAML, and no configuration of Flyte's.
    #[error("`{}` is not a configuration file of Flyte's: line {}, column {}: {problem}", path.display(), position.line, position.column)]
    NotFlytes {
        /// The file.
        path: PathBuf,
        /// What shows it.
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
