//! Names for others of the same length, so that no encoding of a message changes by it.

use std::cmp::Reverse;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

use memchr::memmem;

/// Shorter names would be found where they are none.
const LEAST: usize = 8;

/// The projects of a test, each by the name that the test knows, and by the one that it has behind
/// the mock.
#[derive(Debug)]
pub(super) struct Aliases {
    names: Vec<(String, String)>,
}

impl Aliases {
    /// Thinks of a name for each that nobody has had before.
    pub(super) fn new(mut known: Vec<String>) -> Result<Self, String> {
        // One may begin with another.
        known.sort_by_key(|name| Reverse(name.len()));
        if let Some(short) = known.iter().find(|name| name.len() < LEAST) {
            return Err(format!(
                "`{short}` is too short a name for the project of a test"
            ));
        }
        let names = known.into_iter().map(|known| {
            let number = RandomState::new().build_hasher().finish();
            let digits = format!("acc-{number:016x}");
            let other = digits.chars().cycle().take(known.len()).collect();
            (known, other)
        });
        let names = names.collect();
        Ok(Self { names })
    }

    /// The projects as the other backend knows them.
    pub(super) fn theirs(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(_, other)| other.as_str())
    }

    /// The projects as the test knows them.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(known, _)| known.as_str())
    }

    /// A message with the names that the other backend knows.
    pub(super) fn there(&self, message: &[u8]) -> Vec<u8> {
        let names = self.names.iter();
        swapped(
            message,
            names.map(|(known, other)| (known.as_str(), other.as_str())),
        )
    }

    /// A message with the names that the test knows.
    pub(super) fn back(&self, message: &[u8]) -> Vec<u8> {
        let names = self.names.iter();
        swapped(
            message,
            names.map(|(known, other)| (other.as_str(), known.as_str())),
        )
    }
}

fn swapped<'a>(message: &[u8], names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let mut swapped = message.to_vec();
    for (name, by) in names {
        let finder = memmem::Finder::new(name);
        let places: Vec<_> = finder.find_iter(&swapped).collect();
        for place in places {
            swapped[place..place + name.len()].copy_from_slice(by.as_bytes());
        }
    }
    swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_other_name_wherever_it_has_one() {
        let aliases = Aliases::new(vec!["flytesnacks".into(), "elsewhere".into()]).unwrap();
        let theirs: Vec<_> = aliases.theirs().collect();
        let [one, other] = theirs.as_slice() else {
            panic!("{theirs:?}");
        };
        let message = "flytesnacks\u{b}flytesnack é s3://elsewhere/flytesnacks";
        let there = aliases.there(message.as_bytes());
        let expected = format!("{one}\u{b}flytesnack é s3://{other}/{one}");
        assert_eq!(String::from_utf8(there.clone()).unwrap(), expected);
        assert_eq!(expected.len(), message.len());
        assert_eq!(aliases.back(&there), message.as_bytes());
        assert!(one.starts_with("acc-") && other.starts_with("acc-"));
    }

    #[test]
    fn a_name_that_could_be_a_word_is_none_for_a_project() {
        assert!(Aliases::new(vec!["other".to_owned()]).is_err());
    }
}
