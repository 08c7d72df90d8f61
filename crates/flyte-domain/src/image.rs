//! Images of containers.

use std::fmt::{self, Display, Formatter};

use crate::received::Received;
use crate::violation::Violation;

/// A container image, used as it is written: not empty, no spaces or control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Image(String);

impl Image {
    /// What the flyte SDK 2.12.1 makes of `image="auto"` under Python 3.11.
    ///
    /// The SDK takes the Python of the machine that deploys; a provider has none, so that one
    /// version had to be chosen.
    pub const SDK_DEFAULT: &str = "ghcr.io/flyteorg/flyte:py3.11-v2.12.1";

    /// # Errors
    /// When the text is empty, has spaces, or is the SDK's word `auto`.
    pub fn new(text: &str) -> Result<Self, Violation> {
        let is_space = |it: char| it.is_whitespace() || it.is_control();
        if text == "auto" {
            return Err(Violation::new(
                "image must be the reference of a container image",
                Received::number("auto"),
                "`auto` is a keyword of the SDK. Leave `image` out to use the default image.",
            ));
        }
        if text.is_empty() || text.contains(is_space) {
            return Err(Violation::new(
                "image must not be empty or contain spaces",
                Received::character(text, |it| !is_space(it)),
                "Write the reference of a container image, as in `ghcr.io/acme/app:1.2.3`, or \
                 leave `image` out to have the default image.",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Image {
    fn default() -> Self {
        Self(Self::SDK_DEFAULT.to_owned())
    }
}

impl Display for Image {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_a_word_but_not_the_sdks() {
        assert!(Image::new("ghcr.io/acme/app:1.2.3").is_ok());
        assert!(Image::new(Image::SDK_DEFAULT).is_ok());
        for text in ["", " ", "a b", "a\n", "auto"] {
            assert!(Image::new(text).is_err(), "{text:?}");
        }
    }
}
