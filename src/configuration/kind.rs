//! What a setting holds, and how it is read from an attribute, a variable and a file.

use flyte_client::{ConfigFileError, Entry, RawText};
use flyte_domain::{Received, Shown};
use terraform_framework::{Field, Number, Type};

/// What to do about an attribute that is empty.
pub(super) const EMPTY: &str =
    "It is empty. Leave it out, or set it to `null`, where there is none.";

/// A kind of setting: the type of its attribute, and how its value is read.
pub(super) trait Kind {
    /// What the program uses.
    type Value;
    /// What a value must be, as the end of a sentence.
    const RULE: &'static str = "must not be empty";
    /// Whether Terraform hides the attribute.
    const SENSITIVE: bool = false;

    /// The type of the attribute.
    fn attribute_type() -> Type;

    /// Returns whether no part of an attribute is unknown.
    fn is_whole(&self) -> bool {
        true
    }

    /// The value of an attribute; an error says what is wrong with it.
    fn of_attribute(&self) -> Result<Field<Self::Value>, String>;

    /// The value of a variable that is not empty; an error says what was expected.
    fn of_variable(text: String) -> Result<Self::Value, String>;

    /// The value in the configuration file, if it is not empty.
    fn of_entry(entry: &Entry<'_>) -> Result<Option<Self::Value>, ConfigFileError>;

    /// Returns whether a value asks for nothing, because the default is the same.
    fn is_off(_: &Self::Value) -> bool {
        false
    }

    /// The value as a string.
    #[cfg(test)]
    fn shown(value: &Self::Value) -> String;
}

impl Kind for String {
    #[cfg(test)]
    fn shown(value: &Self) -> String {
        value.to_string()
    }

    type Value = String;

    fn attribute_type() -> Type {
        Type::String
    }

    fn of_attribute(&self) -> Result<Field<String>, String> {
        Ok(Field::Known(self.clone()))
    }

    fn of_variable(text: String) -> Result<String, String> {
        Ok(text)
    }

    fn of_entry(entry: &Entry<'_>) -> Result<Option<String>, ConfigFileError> {
        entry.text()
    }
}

impl Kind for bool {
    #[cfg(test)]
    fn shown(value: &Self) -> String {
        value.to_string()
    }

    type Value = bool;
    const RULE: &'static str = "must be `true` or `false`";

    fn attribute_type() -> Type {
        Type::Bool
    }

    fn is_off(value: &bool) -> bool {
        !value
    }

    fn of_attribute(&self) -> Result<Field<bool>, String> {
        Ok(Field::Known(*self))
    }

    fn of_variable(text: String) -> Result<bool, String> {
        RawText(&text)
            .switch()
            .map_err(|_| Received::word(&text, ["true", "false"]).to_string())
    }

    fn of_entry(entry: &Entry<'_>) -> Result<Option<bool>, ConfigFileError> {
        entry.switch()
    }
}

impl Kind for Number {
    #[cfg(test)]
    fn shown(value: &Self) -> String {
        value.to_string()
    }

    type Value = Number;
    const RULE: &'static str = "must be a number";

    fn attribute_type() -> Type {
        Type::Number
    }

    fn of_attribute(&self) -> Result<Field<Number>, String> {
        Ok(Field::Known(self.clone()))
    }

    fn of_variable(text: String) -> Result<Number, String> {
        text.trim()
            .parse()
            .map_err(|_| Received::shown(Shown::Measure, &text).to_string())
    }

    fn of_entry(entry: &Entry<'_>) -> Result<Option<Number>, ConfigFileError> {
        match entry.text()? {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(entry.expected("a number")),
            },
        }
    }
}
