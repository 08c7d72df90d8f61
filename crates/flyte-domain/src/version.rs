//! Versions of deploys: `r<revision>-<12 hexadecimal digits>`.
//!
//! The revision counts the deploys of an environment from 1. The digits are the beginning of a
//! SHA-256 over the requests of the deploy, so that a version says what it holds: two deploys of the same
//! revision and content have the same version, and no version ever has two contents.

use std::fmt::{self, Display, Formatter};
use std::num::NonZeroU32;
use std::str::FromStr;

use flyte_proto::flyteidl2::task::DeployTaskRequest;
use prost::Message;
use sha2::{Digest, Sha256};

/// Bytes of the digest that go into a version.
const HASH_BYTES: usize = 6;

/// The number of a deploy of an environment, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(NonZeroU32);

impl Revision {
    /// The first one.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// Nothing for 0.
    pub fn new(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The one after. The last of four billion has none after it and stays.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Display for Revision {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

/// What a deploy holds, in 48 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash([u8; HASH_BYTES]);

impl ContentHash {
    /// The hash of messages, in their order, over their deterministic bytes.
    ///
    /// They must not carry the version yet, since the version contains their hash.
    pub fn of<'a>(messages: impl IntoIterator<Item = &'a DeployTaskRequest>) -> Self {
        let mut hasher = Sha256::new();
        for message in messages {
            // With its length in front, so that the border between two messages counts.
            hasher.update(message.encode_length_delimited_to_vec());
        }
        let digest = hasher.finalize();
        let mut hash = [0; HASH_BYTES];
        hash.copy_from_slice(&digest[..HASH_BYTES]);
        Self(hash)
    }
}

impl Display for ContentHash {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// The version of a deploy of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    /// Which deploy it is.
    pub revision: Revision,
    /// What it holds.
    pub hash: ContentHash,
}

impl Display for Version {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "r{}-{}", self.revision, self.hash)
    }
}

/// A text that is not a version of ours: someone else deployed under it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("version `{0}` was not made by this provider, whose versions look like `r1-0123456789ab`")]
pub struct ForeignVersion(pub String);

impl FromStr for Version {
    type Err = ForeignVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (revision, hash) = text.strip_prefix('r')?.split_once('-')?;
            let revision = Revision(revision.parse().ok()?);
            if hash.len() != 2 * HASH_BYTES || !hash.is_ascii() {
                return None;
            }
            let mut bytes = [0; HASH_BYTES];
            for (byte, digits) in bytes.iter_mut().zip(hash.as_bytes().chunks(2)) {
                let digits = std::str::from_utf8(digits).ok()?;
                *byte = u8::from_str_radix(digits, 16).ok()?;
            }
            let version = Self {
                revision,
                hash: ContentHash(bytes),
            };
            // One text per version: no leading zeros or signs, no capitals.
            (version.to_string() == text).then_some(version)
        };
        parse().ok_or_else(|| ForeignVersion(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use flyte_proto::flyteidl2::task::TaskIdentifier;
    use proptest::prelude::*;

    use super::*;

    fn request(name: &str) -> DeployTaskRequest {
        DeployTaskRequest {
            task_id: Some(TaskIdentifier {
                name: name.to_owned(),
                ..TaskIdentifier::default()
            }),
            ..DeployTaskRequest::default()
        }
    }

    #[test]
    fn text_holds_revision_and_hash() {
        let version: Version = "r12-00ffab012345".parse().unwrap();
        assert_eq!(version.revision.get(), 12);
        assert_eq!(version.hash.to_string(), "00ffab012345");
        assert_eq!(version.revision.next().get(), 13);
    }

    #[test]
    fn other_texts_are_foreign() {
        for text in [
            "",
            "v1",
            "r1",
            "r0-0123456789ab",
            "r01-0123456789ab",
            "r+1-0123456789ab",
            "r1-0123456789AB",
            "r1-0123456789a",
            "r1-0123456789abc",
            "r1-+123456789ab",
            "r4294967296-0123456789ab",
            "r1-é123456789a",
            " r1-0123456789ab",
        ] {
            assert_eq!(
                text.parse::<Version>(),
                Err(ForeignVersion(text.to_owned()))
            );
        }
    }

    #[test]
    fn hash_depends_on_content_order_and_borders() {
        let hash = |names: &[&str]| {
            let requests: Vec<_> = names.iter().map(|name| request(name)).collect();
            ContentHash::of(&requests)
        };
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
        assert_ne!(hash(&["a", "b"]), hash(&["b", "a"]));
        assert_ne!(hash(&["a"]), hash(&["a", ""]));
        assert_ne!(hash(&["a"]), hash(&["b"]));
    }

    proptest! {
        #[test]
        fn versions_survive_their_text(revision in 1_u32.., hash: [u8; HASH_BYTES]) {
            let version = Version { revision: Revision::new(revision).unwrap(), hash: ContentHash(hash) };
            prop_assert_eq!(version.to_string().parse(), Ok(version));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = text.parse::<Version>();
        }
    }
}
