//! The values of a task's inputs, as maps of strings.

use std::collections::BTreeMap;

use flyte_domain::{Input, Received, Shown, Value, Violation, Written};
use terraform_framework::Field;

use crate::literal::Texts;
use crate::reader::Reader;

/// Inputs by name.
pub(crate) type Inputs = BTreeMap<String, Input>;

/// Values for inputs, each read as its input's type; `unknown` is called for one that does not
/// exist.
pub(crate) fn values(
    reader: &mut Reader<'_>,
    name: &str,
    field: &Field<Texts>,
    inputs: &Inputs,
    unknown: impl Fn(&str) -> Violation,
) -> Option<Vec<(String, Value)>> {
    let values = reader.entries(name, field, |input, text| match inputs.get(input) {
        Some(known) => Value::read(&known.data_type, &Written::from(text)),
        None => Err(unknown(input)),
    });
    Some(values?.into_iter().collect())
}

/// The error for a value whose input the task does not have.
pub(crate) fn no_input(name: &str) -> Violation {
    Violation::new(
        "A value must be for an input of the task",
        Received::shown(Shown::Key, name),
        "Add it to `inputs`, or remove the value.",
    )
}

/// Values as the model has them.
pub(crate) fn value_texts(values: &[(String, Value)]) -> Field<Texts> {
    texts(values.iter().map(|(name, value)| (name, value.to_text())))
}

/// The strings of a map; null if there are none.
pub(crate) fn text_map(map: &BTreeMap<String, String>) -> Field<Texts> {
    texts(map.iter().map(|(name, text)| (name, text.clone())))
}

/// Strings by name; null if there are none.
pub(crate) fn texts<'a>(texts: impl Iterator<Item = (&'a String, String)>) -> Field<Texts> {
    let texts: Texts = texts
        .map(|(name, text)| (name.clone(), Field::Known(text)))
        .collect();
    if texts.is_empty() {
        Field::Null
    } else {
        Field::Known(texts)
    }
}
