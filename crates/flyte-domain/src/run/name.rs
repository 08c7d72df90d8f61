//! Names of runs.

use std::fmt::{self, Display, Formatter};

use crate::received::Received;
use crate::violation::Violation;

const MAX_LENGTH: usize = 30;

/// The name of a run: 1 to 30 characters (flyteidl2, `RunIdentifier`), of which Kubernetes makes
/// names of pods: lower-case letters, digits and hyphens, a letter first and no hyphen last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunName(String);

impl RunName {
    /// # Errors
    /// When the name is too long or has a character that it may not have.
    pub fn new(name: &str) -> Result<Self, Violation> {
        let usual = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '-');
        let is_valid = (1..=MAX_LENGTH).contains(&name.len())
            && name.chars().all(usual)
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && !name.ends_with('-');
        if is_valid {
            return Ok(Self(name.to_owned()));
        }
        Err(Violation::new(
            format!(
                "The name of a run must have 1 to {MAX_LENGTH} lower-case letters, digits and \
                 hyphens"
            ),
            Received::character(name, usual),
            "It begins with a letter and ends with a letter or a digit. Without a name, the run \
             gets one of its own.",
        ))
    }

    /// A name that nobody has used, made of a random number.
    #[must_use]
    pub fn random(number: u64) -> Self {
        Self(format!("tf-{number:016x}"))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for RunName {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_a_pod_can_have() {
        let longest = "a".repeat(30);
        for name in ["r", "nightly-2026-11-23", &longest] {
            assert_eq!(RunName::new(name).unwrap().as_str(), name);
        }
        let too_long = "a".repeat(31);
        for name in ["", "A", "1a", "-a", "a-", "a_b", "a.b", "é", &too_long] {
            assert!(RunName::new(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_random_name_is_a_valid_one() {
        for number in [0, u64::MAX] {
            let name = RunName::random(number);
            assert_eq!(RunName::new(name.as_str()), Ok(name));
        }
    }
}
