//! A text that nobody may see.

use std::fmt;

use flyte_client::{ConfigFileError, Entry};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use terraform_framework::{Field, Type};

use crate::configuration::kind::{EMPTY, Kind};

/// A text that nobody may see.
///
/// It can be written back to Terraform, which keeps it as it keeps every sensitive value, and is
/// otherwise only shown to whoever exposes it.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Secret(SecretString);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Kind for Secret {
    #[cfg(test)]
    fn shown(value: &SecretString) -> String {
        value.expose_secret().to_owned()
    }

    type Value = SecretString;
    const SENSITIVE: bool = true;

    fn attribute_type() -> Type {
        Type::String
    }

    fn of_attribute(&self) -> Result<Field<SecretString>, String> {
        if self.0.expose_secret().is_empty() {
            return Err(EMPTY.to_owned());
        }
        Ok(Field::Known(self.0.clone()))
    }

    fn of_variable(text: String) -> Result<SecretString, String> {
        Ok(text.into())
    }

    fn of_entry(entry: &Entry<'_>) -> Result<Option<SecretString>, ConfigFileError> {
        Ok(entry.text()?.map(SecretString::from))
    }
}
