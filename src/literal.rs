//! Terraform's values in the form in which the domain takes what a user wrote, strings that may be
//! absent, and values that mean the same.

use std::collections::BTreeMap;

use flyte_domain::Written;
use serde::de::DeserializeOwned;
use terraform_framework::{Field, Number, Value};

/// Strings by name, as an attribute of type `map(string)` has them.
pub(crate) type Texts = BTreeMap<String, Field<String>>;

/// A value of any type.
pub(crate) fn written(value: &Value) -> Written {
    match value.inner() {
        Value::Null => Written::Null,
        Value::Unknown(_) => Written::Unknown,
        Value::Bool(value) => Written::Bool(*value),
        Value::Number(number) => Written::Number(number.to_string()),
        Value::String(text) => Written::Text(text.clone()),
        Value::List(elements) => Written::List(elements.iter().map(written).collect()),
        Value::Map(_) | Value::Dynamic(_) => Written::Object,
    }
}

/// A value of any type where numbers are expected. A number in a string, as from untyped variables
/// and from maps of strings, counts as the number, as everywhere in Terraform.
pub(crate) fn written_numbers(value: &Value) -> Written {
    match value.inner() {
        Value::String(text) => match text.parse::<Number>() {
            Ok(number) => Written::Number(number.to_string()),
            Err(_) => written(value),
        },
        Value::List(elements) => Written::List(elements.iter().map(written_numbers).collect()),
        _ => written(value),
    }
}

/// A string.
pub(crate) fn written_text(field: &Field<String>) -> Written {
    match field {
        Field::Null => Written::Null,
        Field::Unknown => Written::Unknown,
        Field::Known(text) => Written::Text(text.clone()),
    }
}

/// A number.
pub(crate) fn written_number(field: &Field<Number>) -> Written {
    match field {
        Field::Null => Written::Null,
        Field::Unknown => Written::Unknown,
        Field::Known(number) => Written::Number(number.to_string()),
    }
}

/// The value of a field that may be null: `None` while it is unknown.
pub(crate) fn known<T>(field: &Field<T>) -> Option<Option<&T>> {
    match field {
        Field::Null => Some(None),
        Field::Unknown => None,
        Field::Known(value) => Some(Some(value)),
    }
}

/// Returns a function that tells whether two values of an attribute are read as the same.
pub(crate) fn read_alike<M: DeserializeOwned, T: PartialEq>(
    read: impl Fn(&M) -> Option<T> + Send + Sync + 'static,
) -> impl Fn(&Value, &Value) -> bool + Send + Sync + 'static {
    move |one, other| {
        let read = |value: &Value| read(&value.to_model().ok()?);
        read(one).is_some_and(|meaning| Some(meaning) == read(other))
    }
}
