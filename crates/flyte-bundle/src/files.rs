//! The files that were taken, in the order in which they are hashed and packed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::error::{BundleError, Fault, Setting};
use crate::limits::Limits;

/// Files by their path in the bundle, sorted by its bytes, and where their content is.
#[derive(Debug)]
pub(crate) struct Files {
    /// The folder, as it was given.
    folder: String,
    limits: Limits,
    by_path: BTreeMap<String, PathBuf>,
    content: u64,
    largest: (String, u64),
}

impl Files {
    /// None yet.
    pub(crate) fn new(folder: String, limits: Limits) -> Self {
        Self {
            folder,
            limits,
            by_path: BTreeMap::new(),
            content: 0,
            largest: Default::default(),
        }
    }

    /// Takes one; a second time is fine. An error if there are too many now, or too much in them.
    pub(crate) fn take(
        &mut self,
        path: String,
        location: PathBuf,
        size: u64,
    ) -> Result<(), BundleError> {
        if self.by_path.contains_key(&path) {
            return Ok(());
        }
        self.content = self.content.saturating_add(size);
        if self.by_path.is_empty() || size > self.largest.1 {
            self.largest = (path.clone(), size);
        }
        self.by_path.insert(path, location);
        if self.by_path.len() > self.limits.files {
            return Err(self.error(Fault::TooManyFiles(self.limits.files)));
        }
        if self.content > self.limits.content {
            return Err(self.error(Fault::TooMuchContent {
                limit: self.limits.content,
                largest: self.largest.clone(),
            }));
        }
        Ok(())
    }

    /// That the archive of them became too large.
    pub(crate) fn too_large_an_archive(&self) -> BundleError {
        self.error(Fault::ArchiveTooLarge {
            limit: self.limits.archive,
            largest: self.largest.clone(),
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_path.len()
    }

    /// Each path, and where its content is.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &PathBuf)> {
        let files = self.by_path.iter();
        files.map(|(path, location)| (path.as_str(), location))
    }

    fn error(&self, fault: Fault) -> BundleError {
        BundleError::new(Setting::SourceDir, &self.folder, fault)
    }
}
