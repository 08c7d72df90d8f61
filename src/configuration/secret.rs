//! Secret settings.

use flyte_client::{ConfigFileError, Entry};
use secrecy::{ExposeSecret, SecretString};
use terraform_framework::{Field, Type};

use crate::configuration::kind::{EMPTY, Kind};
use crate::hidden::Hidden;

impl Kind for Hidden {
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
        if self.secret().expose_secret().is_empty() {
            return Err(EMPTY.to_owned());
        }
        Ok(Field::Known(self.secret().clone()))
    }

    fn of_variable(text: String) -> Result<SecretString, String> {
        Ok(text.into())
    }

    fn of_entry(entry: &Entry<'_>) -> Result<Option<SecretString>, ConfigFileError> {
        Ok(entry.text()?.map(SecretString::from))
    }
}
