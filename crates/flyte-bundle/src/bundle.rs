//! The hash of a bundle, and the bundle itself.

use std::fmt;

use md5::{Digest as _, Md5};

use crate::archive::{self, Archive};
use crate::content::OpenFile;
use crate::error::BundleError;
use crate::hash::{Hash, Hasher};
use crate::limits::{LIMITS, Limits};
use crate::source::Source;
use crate::stop::Stop;

/// A bundle that is ready for its upload.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed {
    /// Of the very bytes that are in the archive.
    pub hash: Hash,
    /// A tar file, compressed with gzip.
    pub archive: Vec<u8>,
    /// The MD5 of the archive, which HTTP's `Content-MD5` and Flyte's addresses are made of.
    pub md5: [u8; 16],
    /// How many files are in it.
    pub files: usize,
    /// How many bytes all files have together.
    pub content: u64,
}

/// The hash of what a source comes to. Every file is read, piece by piece, and nothing is packed.
///
/// It blocks. `is_cancelled` is asked often; when it says so, the call ends.
///
/// # Errors
///
/// What is wrong with the source; see [`Fault`](crate::Fault).
pub fn hash(source: &Source, is_cancelled: &dyn Fn() -> bool) -> Result<Hash, BundleError> {
    let stop = Stop(is_cancelled);
    let mut hasher = Hasher::new();
    for (path, location) in source.files(stop, LIMITS)?.iter() {
        let file = OpenFile::open(path, location)?;
        file.content(&mut hasher, stop).skim()?;
    }
    Ok(hasher.finish())
}

/// The bundle of what a source comes to. The archive is held in memory, the files are not.
///
/// Between a plan's `hash` and this, files may have changed: compare [`Packed::hash`] with the
/// planned one. It blocks. `is_cancelled` is asked often; when it says so, the call ends.
///
/// # Errors
///
/// What is wrong with the source; see [`Fault`](crate::Fault).
pub fn pack(source: &Source, is_cancelled: &dyn Fn() -> bool) -> Result<Packed, BundleError> {
    pack_within(source, is_cancelled, LIMITS)
}

/// The bundle without a file, for a container that wants a bundle and has its code already.
///
/// A constant: GNU tar takes it silently, and the warm runtime accepts it.
#[must_use]
pub fn smallest() -> Packed {
    let archive = archive::SMALLEST.to_vec();
    Packed {
        hash: Hasher::new().finish(),
        md5: Md5::digest(&archive).into(),
        archive,
        files: 0,
        content: 0,
    }
}

fn pack_within(
    source: &Source,
    is_cancelled: &dyn Fn() -> bool,
    limits: Limits,
) -> Result<Packed, BundleError> {
    let stop = Stop(is_cancelled);
    let files = source.files(stop, limits)?;
    let mut hasher = Hasher::new();
    let mut archive = Archive::new(limits.archive);
    let mut sum = 0;
    for (path, location) in files.iter() {
        let file = OpenFile::open(path, location)?;
        let (is_executable, size) = (file.is_executable, file.size);
        let mut content = file.content(&mut hasher, stop);
        if let Err(error) = archive.add(path, is_executable, size, &mut content) {
            return Err(if content.is_sound() && archive::is_full(&error) {
                files.too_large_an_archive()
            } else {
                content.into_error(error)
            });
        }
        sum += size;
    }
    // Nothing but the limit makes writing to memory fail.
    let archive = archive.finish().map_err(|_| files.too_large_an_archive())?;
    Ok(Packed {
        hash: hasher.finish(),
        md5: Md5::digest(&archive).into(),
        archive,
        files: files.len(),
        content: sum,
    })
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packed")
            .field("hash", &self.hash)
            .field("archive", &self.archive.len())
            .field("files", &self.files)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::error::Setting;

    fn source() -> (tempfile::TempDir, Source) {
        let temporary = tempfile::tempdir().unwrap();
        // Bytes that cannot be compressed much.
        let content =
            (0..50_000_u32).map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
        fs::write(temporary.path().join("a"), content.collect::<Vec<_>>()).unwrap();
        fs::write(temporary.path().join("b"), "b").unwrap();
        let source = Source {
            folder: temporary.path().to_owned(),
            ..Source::default()
        };
        (temporary, source)
    }

    #[test]
    fn more_than_there_may_be_is_refused() {
        let (_temporary, source) = source();
        let packed = pack(&source, &|| false).unwrap();
        let just_enough = Limits {
            archive: packed.archive.len() as u64,
            content: packed.content,
            files: packed.files,
        };
        let within = |limits| pack_within(&source, &|| false, limits);
        assert_eq!(within(just_enough).unwrap(), packed);
        for (limits, problem) in [
            (
                Limits {
                    files: 1,
                    ..just_enough
                },
                "has more than 1 files to bundle",
            ),
            (
                Limits {
                    content: 50_000,
                    ..just_enough
                },
                "has more than 48 KiB to bundle",
            ),
            (
                Limits {
                    archive: just_enough.archive - 1,
                    ..just_enough
                },
                "makes an archive of more than ",
            ),
            (
                Limits {
                    archive: 5,
                    ..just_enough
                },
                "makes an archive of more than 5 bytes",
            ),
        ] {
            let error = within(limits).unwrap_err();
            let start = format!("`{}` {problem}", source.folder.display());
            assert!(error.to_string().starts_with(&start), "{error}");
            assert_eq!(error.setting(), Setting::SourceDir);
            assert!(problem.contains("files") || error.hint().contains("`a`, with 48 KiB"));
        }
    }

    #[test]
    fn the_smallest_is_of_no_file() {
        let smallest = smallest();
        assert_eq!(smallest.hash, Hasher::new().finish());
        assert_eq!((smallest.files, smallest.content), (0, 0));
    }
}
