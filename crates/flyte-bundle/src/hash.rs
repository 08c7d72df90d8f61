//! What is hashed of a bundle.
//!
//! SHA-256 over the format number and, for each file in the order of the archive: the length of its
//! path, the path, one byte that is 1 if it can be executed and else 0, the size of its content, and
//! the content. Numbers have 8 bytes, the highest first. So no two lists of files give the same
//! input.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// Stands for everything that makes bytes of an archive out of its files: what is written into
/// it, and the compressor that Cargo.lock chooses. Raise it whenever equal files give other bytes
/// than before: Flyte's address of a bundle is made of the bytes, the identity of a warm pool of the
/// hash, and a pool refuses a second address.
const FORMAT: u64 = 1;

/// The hash of a bundle: 64 hexadecimal digits, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash(String);

impl Hash {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Hashes files, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Hasher(Sha256);

impl Hasher {
    /// For no file yet.
    pub(crate) fn new() -> Self {
        Self(Sha256::new_with_prefix(FORMAT.to_be_bytes()))
    }

    /// Begins a file, whose content has to follow.
    pub(crate) fn begin(&mut self, path: &str, is_executable: bool, size: u64) {
        self.0.update((path.len() as u64).to_be_bytes());
        self.0.update(path);
        self.0.update([u8::from(is_executable)]);
        self.0.update(size.to_be_bytes());
    }

    /// Goes on with its content.
    pub(crate) fn go_on(&mut self, content: &[u8]) {
        self.0.update(content);
    }

    /// The hash of all files.
    pub(crate) fn finish(self) -> Hash {
        Hash(format!("{:x}", self.0.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(files: &[(&str, bool, &str)]) -> Hash {
        let mut hasher = Hasher::new();
        for (path, is_executable, content) in files {
            hasher.begin(path, *is_executable, content.len() as u64);
            hasher.go_on(content.as_bytes());
        }
        hasher.finish()
    }

    /// By `printf '\0\0\0\0\0\0\0\1' | sha256sum`, and with `\0\0\0\0\0\0\0\1a\1\0\0\0\0\0\0\0\2bc`
    /// behind it.
    #[test]
    fn the_input_is_as_documented() {
        let none = "cd2662154e6d76b2b2b92e70c0cac3ccf534f9b74eb5b89819ec509083d00a50";
        assert_eq!(hash(&[]).as_str(), none);
        let one = "14f4bb701d25d58ee8ea37b34fc2ab0e4f162eaf08207859aaebdd7581c4a97e";
        assert_eq!(hash(&[("a", true, "bc")]).to_string(), one);
    }

    #[test]
    fn nothing_runs_into_something_else() {
        let hashes = [
            hash(&[("a", false, "bc"), ("d", false, "")]),
            hash(&[("a", false, "b"), ("d", false, "c")]),
            hash(&[("ab", false, "c"), ("d", false, "")]),
            hash(&[("a", false, "bcd")]),
            hash(&[("a", true, "bc"), ("d", false, "")]),
            hash(&[("a", false, "bc"), ("d", true, "")]),
        ];
        for (index, one) in hashes.iter().enumerate() {
            assert!(!hashes[..index].contains(one), "{index}");
        }
    }
}
