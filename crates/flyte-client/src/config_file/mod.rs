//! Flyte's own configuration file: the one that the `flyte` command reads.
//!
//! * `search` knows where it may be, and who vouches for it there;
//! * `discovery` decides which file counts;
//! * `file` reads it, and finds settings in it;
//! * `yaml` is its text as a tree with positions;
//! * `entry` is a setting in it;
//! * `raw_text` reads booleans, commands and names out of texts, of variables too.
//!
//! Rules, those of flyte SDK 2.12.1 (`config/_reader.py`) unless said otherwise:
//!
//! * Settings are named by section and key: `admin.endpoint`. Other keys are ignored.
//! * An empty value (null, `""`, `[]`) counts as not set.
//! * Where the SDK ignores a file that is broken, or a value of the wrong type, this is an error
//!   with its line and column: a setting that was written must not vanish.
//! * Where the SDK takes whatever file it finds, this says who vouches for the file, and passes over
//!   one that others can write to: what a file may say is for the caller to decide.
//!
//! No value is ever part of an error: it may be secret.

mod discovery;
mod entry;
mod error;
mod file;
mod raw_text;
mod search;
mod yaml;

pub use crate::config_file::discovery::{Search, Skip, Skipped};
pub use crate::config_file::entry::Entry;
pub use crate::config_file::error::ConfigFileError;
pub use crate::config_file::file::ConfigFile;
pub use crate::config_file::raw_text::RawText;
pub use crate::config_file::search::{Place, Trust};
