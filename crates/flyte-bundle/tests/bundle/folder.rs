//! A folder with files that a test wants, and what is bundled of it.

use std::fs;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use flyte_bundle::{BundleError, Fault, Packed, Source, hash, pack};
use tempfile::TempDir;

/// A temporary folder.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// With files that have their own path as content.
    pub(crate) fn with(paths: &[&str]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for path in paths {
            folder.write(path, path);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// Writes a file, in a folder that is made for it.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Makes a folder the root of a repository.
    pub(crate) fn make_repository(&self, path: &str) {
        for part in ["objects", "refs"] {
            fs::create_dir_all(self.join(path).join(".git").join(part)).unwrap();
        }
        fs::write(self.join(path).join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    }

    /// All of it, or of a folder in it.
    pub(crate) fn source(&self, path: &str) -> Source {
        Source {
            folder: self.join(path),
            ..Source::default()
        }
    }

    /// What is bundled of it.
    pub(crate) fn bundled(&self) -> Vec<String> {
        bundled(&self.source("."))
    }

    /// What is bundled with such settings.
    pub(crate) fn bundled_with(&self, include: &[&str], exclude: &[&str]) -> Vec<String> {
        bundled(&self.with_settings(include, exclude))
    }

    /// What is wrong with such settings.
    pub(crate) fn error_with(&self, include: &[&str], exclude: &[&str]) -> BundleError {
        error(&self.with_settings(include, exclude))
    }

    fn with_settings(&self, include: &[&str], exclude: &[&str]) -> Source {
        let owned = |patterns: &[&str]| patterns.iter().map(|&pattern| pattern.into()).collect();
        Source {
            include: owned(include),
            exclude: owned(exclude),
            ..self.source(".")
        }
    }
}

/// The paths in a bundle; none if there is nothing to bundle.
pub(crate) fn bundled(source: &Source) -> Vec<String> {
    match pack(source, &|| false) {
        Ok(packed) => {
            assert_eq!(hash(source, &|| false).unwrap(), packed.hash);
            paths(&packed)
        }
        Err(error) if matches!(error.fault(), Fault::NoFiles(_)) => Vec::new(),
        Err(error) => panic!("{error}"),
    }
}

/// What both a plan and an apply say is wrong.
pub(crate) fn error(source: &Source) -> BundleError {
    let planned = hash(source, &|| false).unwrap_err();
    let packed = pack(source, &|| false).unwrap_err();
    assert_eq!(planned.to_string(), packed.to_string());
    assert_eq!(planned.setting(), packed.setting());
    packed
}

/// The paths in the archive, in its order.
pub(crate) fn paths(packed: &Packed) -> Vec<String> {
    let mut archive = tar::Archive::new(GzDecoder::new(packed.archive.as_slice()));
    let members = archive.entries().unwrap();
    let paths = members.map(|member| member.unwrap().path().unwrap().to_str().unwrap().to_owned());
    let paths: Vec<_> = paths.collect();
    assert!(paths.is_sorted());
    assert_eq!(paths.len(), packed.files);
    paths
}
