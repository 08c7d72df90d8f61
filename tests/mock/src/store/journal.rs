//! The `--state` file: one JSON line per change, appended as it happens.
//!
//! A process that is killed loses at most the line it was writing; such a torn last line is
//! dropped when the file is read again. Reading also rewrites the file, so that it does not grow
//! with its history from start to start.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::json;
use crate::store::app::AppRow;
use crate::store::project::ProjectRow;
use crate::store::secret::SecretRow;
use crate::store::settings::SettingsRow;
use crate::store::task::Stored;
use crate::store::trigger::TriggerRow;

/// One change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    /// A version as it is from now on.
    Task(Stored),
    /// All versions of a task and its triggers are gone.
    Forget {
        project: String,
        domain: String,
        name: String,
    },
    /// A project as it is from now on.
    Project(ProjectRow),
    /// The next revision of a trigger.
    Trigger(Box<TriggerRow>),
    /// Settings as they are from now on.
    Settings(Box<SettingsRow>),
    /// A secret as it is from now on.
    Secret(Box<SecretRow>),
    /// The secret of this object is gone.
    ForgetSecret(String),
    /// An app as it is from now on.
    App(Box<AppRow>),
    /// The app of this service is gone.
    ForgetApp(String),
}

#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: Option<File>,
}

impl Journal {
    /// Reads the changes in the file at `path`; no file is the same as no changes.
    ///
    /// # Errors
    /// When the file cannot be read, or a line other than an unfinished last one is not a change.
    pub(crate) fn read(path: &Path) -> io::Result<(Self, Vec<Entry>)> {
        let text = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        // What follows the last line feed was never finished.
        let end = text.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        let mut entries = Vec::new();
        for (index, line) in text[..end].split(|byte| *byte == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            entries.push(json::from_slice(line).map_err(|error| {
                let place = format!("line {}: {error}", index + 1);
                io::Error::new(io::ErrorKind::InvalidData, place)
            })?);
        }
        let journal = Self {
            path: path.to_owned(),
            file: None,
        };
        Ok((journal, entries))
    }

    /// Replaces the file's content, all or nothing, and keeps it open for more.
    pub(crate) fn rewrite(mut self, entries: impl Iterator<Item = Entry>) -> io::Result<Self> {
        let mut fresh = self.path.clone().into_os_string();
        fresh.push(".new");
        let mut out = BufWriter::new(File::create(&fresh)?);
        for entry in entries {
            out.write_all(&line(&entry)?)?;
        }
        out.into_inner()?.sync_all()?;
        fs::rename(&fresh, &self.path)?;
        self.file = Some(OpenOptions::new().append(true).open(&self.path)?);
        Ok(self)
    }

    /// Adds one change.
    pub(crate) fn append(&mut self, entry: &Entry) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.write_all(&line(entry)?),
            None => Ok(()),
        }
    }
}

fn line(entry: &Entry) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    Ok(line)
}
