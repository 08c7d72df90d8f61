//! A text that nobody may see.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// A text that nobody may see.
///
/// It can be written back to Terraform, which keeps it as it keeps every sensitive value, and is
/// otherwise only shown to whoever exposes it.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Hidden(SecretString);

impl Hidden {
    /// The text, for whoever it is for.
    pub(crate) fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl From<String> for Hidden {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl PartialEq for Hidden {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}
