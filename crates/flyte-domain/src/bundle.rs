//! Code bundles: archives of Python code that Flyte keeps, and that a container unpacks before it
//! runs a task.
//!
//! A bundle that is in Flyte already is known by its URI. One that is still to be uploaded is
//! known by the hash of its files alone; its URI follows from where Flyte puts it.

use data_encoding::BASE32;

use crate::received::Received;
use crate::task::code::sha256_hex;
use crate::violation::Violation;

/// What the names of bundles begin and end with (flyte SDK 2.12.1).
const NAME: (&str, &str) = ("fast", ".tar.gz");
/// The hexadecimal digits of a hash of files: SHA-256.
const DIGITS: usize = 64;
/// The folder that a bundle is unpacked into where nothing else is said: where the container
/// starts.
const DESTINATION: &str = ".";

/// A code bundle.
///
/// Its hash is part of the identity of a warm pool (flyte SDK 2.12.1, `extract_unique_id_and_image`),
/// since a pool takes one bundle only. It is the first of these that a URI tells:
///
/// * the hash of the files, 64 digits, which this provider names its bundles by;
/// * the MD5 of the archive, 32 digits, which Flyte makes a folder of and the SDK puts into the
///   identity of the pool;
/// * the SHA-256 of the URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBundle {
    hash: String,
    uri: Option<String>,
    destination: String,
}

impl CodeBundle {
    /// A bundle that Flyte has, by the URI that containers fetch it from.
    ///
    /// # Errors
    /// When no container could fetch anything from it.
    pub fn at(uri: &str) -> Result<Self, Violation> {
        let refuse = |rule: &str| {
            Err(Violation::new(
                rule,
                Received::text(uri),
                "Write what Flyte gave when the bundle was uploaded, such as \
                 `s3://bucket/path/fast….tar.gz`, or the absolute path of a bundle in the image.",
            ))
        };
        if uri.is_empty() || uri.contains(char::is_whitespace) {
            return refuse("uri must not be empty or contain spaces");
        }
        let scheme = uri.split_once(':').map(|(scheme, _)| scheme);
        match scheme {
            Some("data") => return refuse("uri must name a bundle, and not hold it"),
            _ if uri.starts_with('/') || uri.contains("://") => {}
            _ => return refuse("uri must be that of a code bundle"),
        }
        Ok(Self {
            hash: hash_of(uri),
            uri: Some(uri.to_owned()),
            destination: DESTINATION.to_owned(),
        })
    }

    /// A bundle of files with this hash, wherever it is.
    #[must_use]
    pub fn of_files(hash: &str) -> Self {
        Self {
            hash: hash.to_owned(),
            uri: None,
            destination: DESTINATION.to_owned(),
        }
    }

    /// The same, unpacked into this folder, which is relative to where the container starts.
    ///
    /// # Errors
    /// When the runtime would not take it for a folder.
    pub fn unpacked_into(self, destination: &str) -> Result<Self, Violation> {
        let rule = match destination {
            "" => "destination must not be empty",
            _ if destination.starts_with('-') => "destination must not begin with `-`",
            _ if destination.contains(char::is_control) => {
                "destination must not contain control characters"
            }
            _ => {
                return Ok(Self {
                    destination: destination.to_owned(),
                    ..self
                });
            }
        };
        Err(Violation::new(
            rule,
            Received::text(destination),
            "Write a folder, absolute or relative to where the container starts, as in `app`. \
             `.`, the default, is where it starts.",
        ))
    }

    /// The same, where it was uploaded to.
    #[must_use]
    pub fn located(self, uri: &str) -> Self {
        Self {
            uri: Some(uri.to_owned()),
            ..self
        }
    }

    /// The same for a caller that knows as little of the URI as `other` does: files that are equal
    /// are the same bundle, wherever they are.
    #[must_use]
    pub fn as_known_to(&self, other: Option<&Self>) -> Self {
        let anywhere = other.is_some_and(|other| other.uri.is_none());
        Self {
            uri: self.uri.clone().filter(|_| !anywhere),
            ..self.clone()
        }
    }

    /// What tells it from other bundles: hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The URI that containers fetch it from; nothing while it is not uploaded.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    /// The folder that it is unpacked into.
    #[must_use]
    pub fn destination(&self) -> &str {
        &self.destination
    }

    /// Whether it is unpacked where the container starts.
    #[must_use]
    pub fn is_unpacked_at_the_start(&self) -> bool {
        self.destination == DESTINATION
    }

    /// Whether its hash is that of its files, so that the same files anywhere are the same bundle.
    #[must_use]
    pub fn is_of_files(&self) -> bool {
        (self.uri.as_deref()).is_none_or(|uri| uri.rsplit('/').next().and_then(file_hash).is_some())
    }

    /// The name of the file that holds the files of this hash.
    #[must_use]
    pub fn file_name(hash: &str) -> String {
        let (start, end) = NAME;
        format!("{start}{hash}{end}")
    }
}

fn hash_of(uri: &str) -> String {
    let mut parts = uri.rsplit('/');
    let name = parts.next().unwrap_or_default();
    file_hash(name)
        .or_else(|| parts.find_map(archive_hash))
        .unwrap_or_else(|| sha256_hex(uri))
}

/// The hash of the files, which the name of one of our bundles tells.
fn file_hash(name: &str) -> Option<String> {
    let (start, end) = NAME;
    let hash = name.strip_prefix(start)?.strip_suffix(end)?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (hash.len() == DIGITS && hash.bytes().all(is_digit)).then(|| hash.to_owned())
}

/// The MD5 of the archive, which Flyte's data proxy makes a folder of.
fn archive_hash(folder: &str) -> Option<String> {
    let digest: [u8; 16] = BASE32.decode(folder.as_bytes()).ok()?.try_into().ok()?;
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &str = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    #[test]
    fn a_uri_tells_what_the_pool_is_known_by() {
        let ours =
            format!("s3://b/uploads/p/d/YGBUBZWQ3LIZN5UQY6WV2BP2FY======/fast{FILES}.tar.gz");
        let sdk = "s3://b/uploads/p/d/YGBUBZWQ3LIZN5UQY6WV2BP2FY======/\
                   fast96a2b567b45890cb162e26c1989594c4.tar.gz";
        let other = CodeBundle::at("gs://b/code.tgz").unwrap();
        for (uri, hash, of_files) in [
            (ours.as_str(), FILES, true),
            (sdk, "c18340e6d0dad196f690c7ad5d05fa2e", false),
            ("gs://b/code.tgz", other.hash(), false),
        ] {
            let bundle = CodeBundle::at(uri).unwrap();
            assert_eq!((bundle.hash(), bundle.uri()), (hash, Some(uri)));
            assert_eq!(bundle.is_of_files(), of_files, "{uri}");
        }
        assert_ne!(
            other.hash(),
            CodeBundle::at("/opt/code.tgz").unwrap().hash()
        );
    }

    #[test]
    fn what_no_container_can_fetch_or_unpack_is_refused() {
        for uri in ["", "s3://a b", "data:;base64,aa", "code.tgz"] {
            assert!(CodeBundle::at(uri).is_err(), "{uri}");
        }
        let bundle = || CodeBundle::at("/opt/code.tgz").unwrap();
        for destination in ["", "-v", "a\nb"] {
            assert!(
                bundle().unpacked_into(destination).is_err(),
                "{destination}"
            );
        }
        let elsewhere = bundle().unpacked_into("/opt/app").unwrap();
        assert_eq!(elsewhere.destination(), "/opt/app");
    }

    #[test]
    fn equal_files_are_one_bundle_for_who_does_not_know_where_they_are() {
        let somewhere = CodeBundle::at(&format!("s3://b/fast{FILES}.tar.gz")).unwrap();
        let anywhere = CodeBundle::of_files(FILES);
        assert_eq!(somewhere.as_known_to(Some(&anywhere)), anywhere);
        assert_eq!(somewhere.as_known_to(None), somewhere);
        assert_eq!(anywhere.located("s3://b/x").uri(), Some("s3://b/x"));
    }
}
