//! Texts that are cut when they are too long: by the SDK, which counts characters, and by the server,
//! which counts bytes.

use crate::received::Received;
use crate::violation::Violation;

/// A text of at most `max` bytes of UTF-8. The server cuts by bytes, through the middle of a
/// character if need be; here a longer text is refused.
pub(super) fn limited(setting: &str, text: &str, max: usize) -> Result<String, Violation> {
    if text.len() <= max {
        return Ok(text.to_owned());
    }
    let (bytes, characters) = (text.len(), text.chars().count());
    let who = if characters <= max {
        "the SDK sends it whole, and the server cuts it after so many bytes, perhaps within a character"
    } else {
        "the SDK would cut it, and so would the server"
    };
    Err(Violation::new(
        format!("{setting} must have at most {max} bytes"),
        Received::nothing(),
        format!("This one has {bytes} bytes in {characters} characters: {who}."),
    ))
}
