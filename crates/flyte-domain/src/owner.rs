//! Owner ids: which object of which Terraform state an environment in Flyte belongs to.
//!
//! Flyte knows no owners, and equal content proves nothing: a colleague may have written the same
//! configuration. So whoever creates an environment draws an id by chance and puts it on everything
//! that it deploys there.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// How many hexadecimal digits an id has.
const DIGITS: usize = 16;

/// An owner id: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnerId(u64);

impl OwnerId {
    /// The id of this number, which the caller draws by chance.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The id that follows this one for whoever has lost it, and has found it again in Flyte. If that
    /// is lost as well, it is found in the same way.
    #[must_use]
    pub fn after_loss(self) -> Self {
        let digest = Sha256::digest(self.to_string());
        let (head, _) = digest.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        Self(u64::from_be_bytes(*head))
    }
}

impl Display for OwnerId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:0DIGITS$x}", self.0)
    }
}

/// A text that is not an owner id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an owner id has 16 hexadecimal digits")]
pub struct NoOwnerId;

impl FromStr for OwnerId {
    type Err = NoOwnerId;

    fn from_str(text: &str) -> Result<Self, NoOwnerId> {
        let number = u64::from_str_radix(text, 16).map_err(|_| NoOwnerId)?;
        let id = Self(number);
        // One text per id: no sign, no capitals, all digits.
        (id.to_string() == text).then_some(id).ok_or(NoOwnerId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_follows_a_loss_is_one_and_the_same() {
        let id = OwnerId::new(1);
        assert_eq!(id.after_loss(), id.after_loss());
        assert_ne!(id.after_loss(), id);
        assert_ne!(id.after_loss(), OwnerId::new(2).after_loss());
    }

    #[test]
    fn an_id_has_one_text() {
        for number in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            let text = OwnerId::new(number).to_string();
            assert_eq!(text.len(), DIGITS);
            assert_eq!(text.parse(), Ok(OwnerId::new(number)));
        }
        for text in [
            "",
            "1",
            "0123456789ABCDEF",
            "+123456789abcdef",
            "0123456789abcdeg",
            "00123456789abcdef",
        ] {
            assert_eq!(text.parse::<OwnerId>(), Err(NoOwnerId), "{text}");
        }
    }
}
