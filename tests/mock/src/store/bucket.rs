//! The table of uploaded files: a bucket such as those of S3, which takes what comes to an address
//! that was signed for it. It is not kept in the state file.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::{fs, io};

use bytes::Bytes;

/// Where files are that are in no folder.
const ROOT: &str = "s3://flyte-mock";

/// The files of the backend.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    /// The folder that they are written to as well.
    pub(crate) folder: Option<PathBuf>,
    files: BTreeMap<String, Bytes>,
    /// What signatures are made with.
    secret: RandomState,
}

/// What an address is signed for.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct Grant<'a> {
    /// The place in the bucket, such as `uploads/PROJECT/DOMAIN/…/file`.
    pub(crate) key: &'a str,
    /// When it ends, in seconds since 1970.
    pub(crate) expires: u64,
    /// What the header `Content-MD5` says.
    pub(crate) md5: &'a str,
    /// What the header for metadata says; empty if there is to be none.
    pub(crate) metadata: &'a str,
}

impl Bucket {
    /// The signature of a grant: 32 hexadecimal digits.
    pub(crate) fn sign(&self, grant: &Grant<'_>) -> String {
        let [high, low] = [true, false].map(|half| self.secret.hash_one((half, grant)));
        format!("{high:016x}{low:016x}")
    }

    /// Where a file is for whoever runs tasks.
    pub(crate) fn native_url(&self, key: &str) -> String {
        match &self.folder {
            Some(folder) => folder.join(key).display().to_string(),
            None => format!("{ROOT}/{key}"),
        }
    }

    /// Where all files are.
    pub(crate) fn root(&self) -> String {
        let folder = self.folder.as_ref();
        folder.map_or_else(|| ROOT.to_owned(), |folder| folder.display().to_string())
    }

    /// Keeps a file, in place of the one that is there.
    pub(crate) fn put(&mut self, key: &str, content: Bytes) -> io::Result<()> {
        if let Some(folder) = &self.folder {
            let path = folder.join(key);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, &content)?;
        }
        self.files.insert(key.to_owned(), content);
        Ok(())
    }

    /// Every file with where it is.
    pub(crate) fn files(&self) -> Vec<(String, Bytes)> {
        let files = self.files.iter();
        files
            .map(|(key, content)| (self.native_url(key), content.clone()))
            .collect()
    }
}
