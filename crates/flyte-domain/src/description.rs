//! Texts that say what something is for.

use crate::text::limited;
use crate::violation::Violation;

/// A description of at most 255 bytes of UTF-8. Empty stands for none.
///
/// The SDK shortens by characters and the server cuts by bytes, through the middle of a character
/// if need be; here a longer text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description(String);

impl Description {
    /// The longest description that the server keeps whole, in bytes.
    pub const MAX_BYTES: usize = 255;

    /// # Errors
    /// When the text is too long.
    pub fn new(text: &str) -> Result<Self, Violation> {
        limited("description", text, Self::MAX_BYTES).map(Self)
    }

    /// The text, empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_at_most_255_bytes() {
        assert!(Description::new(&"x".repeat(255)).is_ok());
        let violation = Description::new(&"x".repeat(256)).unwrap_err();
        assert_eq!(violation.rule(), "description must have at most 255 bytes");
        // 128 characters of two bytes each.
        assert!(Description::new(&"é".repeat(128)).is_err());
        assert!(Description::new(&"é".repeat(127)).is_ok());
    }

    /// 255 characters pass the SDK; the reason is then the server.
    #[test]
    fn the_reason_is_who_would_cut() {
        let hint = |length| {
            Description::new(&"ü".repeat(length))
                .unwrap_err()
                .hint()
                .to_owned()
        };
        assert!(hint(255).contains("510 bytes in 255 characters: the SDK sends it whole"));
        assert!(hint(256).contains("512 bytes in 256 characters: the SDK would cut it"));
    }
}
