//! A string that must not be shown.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// A string that must not be shown.
///
/// It can be written back to Terraform, which stores it like every sensitive value. Otherwise it is
/// only readable by exposing it.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Hidden(SecretString);

impl Hidden {
    /// The string, for its recipient.
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
