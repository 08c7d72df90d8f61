//! Texts that the server cuts when they are too long.

use crate::violation::Violation;

/// A text of at most `max` bytes of UTF-8. The server cuts by bytes, through the middle of a
/// character if need be; here a longer text is refused.
pub(super) fn limited(setting: &str, text: &str, max: usize) -> Result<String, Violation> {
    if text.len() <= max {
        return Ok(text.to_owned());
    }
    let start: String = text.chars().take(40).collect();
    Err(Violation::new(
        format!("{setting} must have at most {max} bytes"),
        format!("{start}…"),
        format!(
            "This one has {} bytes in {} characters; Flyte would cut it.",
            text.len(),
            text.chars().count()
        ),
    ))
}
