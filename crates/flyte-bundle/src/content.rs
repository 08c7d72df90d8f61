//! A file while it is read: what is read of it is hashed, and must be as much as was promised.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use local_files::LocalFile;

use crate::error::{BundleError, Fault, Setting};
use crate::hash::Hasher;
use crate::stop::Stop;

/// An open file.
#[derive(Debug)]
pub(crate) struct OpenFile<'a> {
    path: &'a str,
    file: File,
    /// In bytes, when it was opened.
    pub(crate) size: u64,
    /// Whether its owner may execute it. Never on Windows.
    pub(crate) is_executable: bool,
}

impl<'a> OpenFile<'a> {
    /// Opens the file of this path in the bundle.
    pub(crate) fn open(path: &'a str, location: &Path) -> Result<Self, BundleError> {
        let file = LocalFile::open(location).map_err(|error| match error.kind() {
            // It was a file when the folder was read.
            io::ErrorKind::InvalidInput => {
                BundleError::new(Setting::SourceDir, path, Fault::Changed)
            }
            _ => BundleError::of_reading(Setting::SourceDir, path, error),
        })?;
        Ok(Self {
            path,
            size: file.metadata().len(),
            is_executable: is_executable(file.metadata()),
            file: file.into_file(),
        })
    }

    /// Its content, to be read once and to the end.
    pub(crate) fn content<'r>(self, hasher: &'r mut Hasher, stop: Stop<'r>) -> Content<'r, File>
    where
        'a: 'r,
    {
        hasher.begin(self.path, self.is_executable, self.size);
        Content {
            path: self.path,
            reader: self.file,
            missing: self.size,
            hasher,
            stop,
            error: None,
        }
    }
}

#[cfg(unix)]
fn is_executable(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(file) & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}

/// Content that is hashed as it is read. It ends when all that was promised was read and there is
/// no more; anything else is an error.
#[derive(Debug)]
pub(crate) struct Content<'a, R> {
    path: &'a str,
    reader: R,
    /// How many bytes are still to come.
    missing: u64,
    hasher: &'a mut Hasher,
    stop: Stop<'a>,
    /// Why reading failed, if it did.
    error: Option<BundleError>,
}

impl<R: Read> Content<'_, R> {
    /// Reads it to the end.
    pub(crate) fn skim(mut self) -> Result<(), BundleError> {
        let read = io::copy(&mut self, &mut io::sink());
        read.map(drop).map_err(|error| self.into_error(error))
    }

    /// What made reading fail; or else, if it was the writer, what `error` says.
    pub(crate) fn into_error(self, error: io::Error) -> BundleError {
        let of_writing = || BundleError::of_reading(Setting::SourceDir, self.path, error);
        self.error.unwrap_or_else(of_writing)
    }

    /// Whether it was read without a fault so far.
    pub(crate) fn is_sound(&self) -> bool {
        self.error.is_none()
    }

    fn piece(&mut self, buffer: &mut [u8]) -> Result<usize, BundleError> {
        self.stop.check(self.path)?;
        let failed = |error| BundleError::of_reading(Setting::SourceDir, self.path, error);
        let changed = || BundleError::new(Setting::SourceDir, self.path, Fault::Changed);
        let most = usize::try_from(self.missing).unwrap_or(usize::MAX);
        let read = if most == 0 {
            self.reader.read(&mut [0]).map_err(failed)?
        } else {
            let end = most.min(buffer.len());
            self.reader.read(&mut buffer[..end]).map_err(failed)?
        };
        if (read == 0) != (most == 0) {
            return Err(changed());
        }
        self.missing -= read as u64;
        self.hasher.go_on(&buffer[..read]);
        Ok(read)
    }
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        self.piece(buffer).map_err(|error| {
            self.error = Some(error);
            io::Error::other("the content cannot be used")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn skim(promised: u64, found: &[u8]) -> Result<(), BundleError> {
        let content = Content {
            path: "a.py",
            reader: found,
            missing: promised,
            hasher: &mut Hasher::new(),
            stop: Stop(&|| false),
            error: None,
        };
        content.skim()
    }

    #[test]
    fn a_file_that_grows_or_shrinks_is_refused() {
        skim(3, b"abc").unwrap();
        skim(0, b"").unwrap();
        for promised in [0, 2, 4] {
            let error = skim(promised, b"abc").unwrap_err();
            assert_eq!(error.to_string(), "`a.py` changed while it was read");
        }
    }

    #[test]
    fn a_file_that_vanished_or_became_a_folder_is_refused() {
        let temporary = tempfile::tempdir().unwrap();
        let location = temporary.path().join("a.py");
        let error = || OpenFile::open("a.py", &location).unwrap_err().to_string();
        assert_eq!(error(), "`a.py` vanished while the folder was read");
        fs::create_dir(&location).unwrap();
        assert_eq!(error(), "`a.py` changed while it was read");
    }

    /// Nobody writes into it: opening it as a file is opened would never end.
    #[cfg(unix)]
    #[test]
    fn a_file_that_became_a_named_pipe_is_refused() {
        let temporary = tempfile::tempdir().unwrap();
        let location = temporary.path().join("a.py");
        let made = std::process::Command::new("mkfifo").arg(&location).status();
        assert!(made.unwrap().success());
        let error = OpenFile::open("a.py", &location).unwrap_err();
        assert_eq!(error.to_string(), "`a.py` changed while it was read");
    }
}
