//! The objects inside a nested value, each paired with what it was or what was written of it.

use crate::schema::Nesting;
use crate::value::Value;

/// Rebuilds the objects inside a nested value. `rebuild` gets each object with its partners from
/// `one` and `other`; what is null or unknown stays as it is.
pub(super) fn rebuild_objects(
    nesting: Nesting,
    value: Value,
    one: &Value,
    other: &Value,
    mut rebuild: impl FnMut(Value, &Value, &Value) -> Value,
) -> Value {
    let mut pair = |index: usize, key: &str, element: Value| {
        if !matches!(element, Value::Map(_)) {
            return element;
        }
        let one = partner(nesting, one, index, key);
        let other = partner(nesting, other, index, key);
        rebuild(element, one, other)
    };
    match (nesting, value) {
        (Nesting::Single, value) => pair(0, "", value),
        (Nesting::List, Value::List(elements)) => Value::List(
            elements
                .into_iter()
                .enumerate()
                .map(|(index, element)| pair(index, "", element))
                .collect(),
        ),
        (Nesting::Map, Value::Map(elements)) => Value::Map(
            elements
                .into_iter()
                .map(|(key, element)| {
                    let element = pair(0, &key, element);
                    (key, element)
                })
                .collect(),
        ),
        (_, value) => value,
    }
}

/// The object in `others` that belongs to element `index` of a collection of objects, by key
/// or by position.
fn partner<'a>(nesting: Nesting, others: &'a Value, index: usize, key: &str) -> &'a Value {
    const NONE: &Value = &Value::Null;
    match nesting {
        Nesting::Single => others,
        Nesting::List => others
            .as_list()
            .and_then(|others| others.get(index))
            .unwrap_or(NONE),
        Nesting::Map => others.get(key).unwrap_or(NONE),
    }
}
