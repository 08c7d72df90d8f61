//! An open file that is a regular file: not a pipe, a device or a folder.
//!
//! Opening a named pipe waits for a writer, maybe forever, so files are opened without waiting.
//! Anything that is not a regular file is then refused, before it is read.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::owner::{DistrustReason, distrust};

/// An open file.
#[derive(Debug)]
pub struct LocalFile {
    file: File,
    metadata: Metadata,
}

impl LocalFile {
    /// Opens the file, or the one that a link leads to.
    ///
    /// # Errors
    /// If it cannot be opened, or is not a regular file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = without_waiting().open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            let problem = "it is neither a file nor a link to one";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        Ok(Self { file, metadata })
    }

    /// Its metadata, as it was when the file was opened.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Why the file is not the user's own; `None` if it is.
    #[must_use]
    pub fn distrust(&self) -> Option<DistrustReason> {
        distrust(&self.metadata)
    }

    /// Its content, if that is at most this many MiB.
    ///
    /// # Errors
    /// If it cannot be read, and, as [`io::ErrorKind::FileTooLarge`], if it is larger.
    pub fn read(self, most_mib: u32) -> io::Result<Vec<u8>> {
        let most = u64::from(most_mib) << 20;
        let mut content = Vec::new();
        self.file.take(most + 1).read_to_end(&mut content)?;
        if content.len() as u64 > most {
            let problem = format!("it is larger than {most_mib} MiB");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
        }
        Ok(content)
    }

    /// The file, to be read by the caller.
    #[must_use]
    pub fn into_file(self) -> File {
        self.file
    }
}

#[cfg(unix)]
fn without_waiting() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut options = OpenOptions::new();
    options.read(true);
    options.custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn without_waiting() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_read_up_to_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("it");
        fs::write(&path, "content").unwrap();
        let read = || LocalFile::open(&path).and_then(|file| file.read(1));
        assert_eq!(read().unwrap(), b"content");
        fs::write(&path, vec![0; 1 << 20]).unwrap();
        assert_eq!(read().unwrap().len(), 1 << 20);
        fs::write(&path, vec![0; (1 << 20) + 1]).unwrap();
        let error = read().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(error.to_string(), "it is larger than 1 MiB");
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = LocalFile::open(&folder.path().join("absent")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        if cfg!(unix) {
            let error = LocalFile::open(folder.path()).unwrap_err();
            assert_eq!(error.to_string(), "it is neither a file nor a link to one");
        }
    }

    /// Opening it as other programs do would wait for a writer, who never comes.
    #[cfg(unix)]
    #[test]
    fn a_named_pipe_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let error = LocalFile::open(&pipe).unwrap_err();
        assert_eq!(error.to_string(), "it is neither a file nor a link to one");
    }
}
