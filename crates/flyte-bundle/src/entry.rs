//! What one finds in a folder, and what of it can be packed.

use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{BundleError, Fault, Setting};

/// Something in a folder.
#[derive(Debug)]
pub(crate) struct Entry {
    /// From the top of the tree, with `/` between names.
    pub(crate) path: Vec<u8>,
    pub(crate) location: PathBuf,
    pub(crate) kind: Kind,
    file_type: FileType,
}

/// What rules and patterns tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file, or anything else that is not a folder.
    File,
    Folder,
    LinkToFolder,
}

/// Where the content of a file is, and its size in bytes.
pub(crate) type Content = (PathBuf, u64);

/// What is in the folder at `location`, sorted by name. `shown` is the folder in messages.
pub(crate) fn list(
    location: &Path,
    path: &[u8],
    shown: &str,
    setting: Setting,
) -> Result<Vec<Entry>, BundleError> {
    let failed = |error| BundleError::of_reading(setting, shown, error);
    let mut entries = Vec::new();
    for entry in fs::read_dir(location).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let file_type = entry.file_type().map_err(failed)?;
        entries.push(Entry::new(entry.file_name(), location, path, file_type));
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

impl Entry {
    fn new(name: OsString, folder: &Path, folder_path: &[u8], file_type: FileType) -> Self {
        let location = folder.join(&name);
        let mut path = folder_path.to_owned();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name.as_encoded_bytes());
        let kind = if file_type.is_dir() {
            Kind::Folder
        } else if file_type.is_symlink() && location.is_dir() {
            Kind::LinkToFolder
        } else {
            Kind::File
        };
        Self {
            path,
            location,
            kind,
            file_type,
        }
    }

    /// The path as text.
    pub(crate) fn text(&self, setting: Setting) -> Result<&str, BundleError> {
        std::str::from_utf8(&self.path).map_err(|_| self.error(setting, Fault::NotUtf8))
    }

    /// Where to read it, if it is a file. `None` for a socket and for a link to nothing.
    pub(crate) fn content(
        &self,
        root: &Path,
        setting: Setting,
    ) -> Result<Option<Content>, BundleError> {
        if self.kind == Kind::LinkToFolder {
            return Err(self.error(setting, Fault::LinkToFolder));
        }
        let location = if self.file_type.is_symlink() {
            match fs::canonicalize(&self.location) {
                Ok(target) if !target.starts_with(root) => {
                    return Err(self.error(setting, Fault::LinkLeadsOut));
                }
                Ok(target) => target,
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Err(self.failed(setting, error));
                }
                Err(_) => return Ok(None),
            }
        } else {
            self.location.clone()
        };
        let found = fs::symlink_metadata(&location).map_err(|error| self.failed(setting, error))?;
        if is_socket(found.file_type()) {
            return Ok(None);
        }
        if !found.is_file() {
            return Err(self.error(setting, Fault::Special));
        }
        Ok(Some((location, found.len())))
    }

    fn failed(&self, setting: Setting, error: io::Error) -> BundleError {
        BundleError::of_reading(setting, &String::from_utf8_lossy(&self.path), error)
    }

    fn error(&self, setting: Setting, fault: Fault) -> BundleError {
        BundleError::new(setting, String::from_utf8_lossy(&self.path), fault)
    }
}

#[cfg(unix)]
fn is_socket(file_type: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&file_type)
}

#[cfg(not(unix))]
fn is_socket(_: FileType) -> bool {
    false
}
