//! The values that a spec consists of: JSON, with numbers that are doubles, as Flyte keeps them.

use flyte_proto::structure::{Kind, ListValue, Struct, Value};
use serde_json::{Map, Number, Value as Json};

/// The greatest number below which every whole double is the number that was written.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A text, if the value is one.
pub(crate) fn text(value: &Value) -> Option<&str> {
    match &value.kind {
        Some(Kind::String(text)) => Some(text),
        _ => None,
    }
}

/// An object, if the value is one.
pub(crate) fn object(value: &Value) -> Option<&Struct> {
    match &value.kind {
        Some(Kind::Struct(object)) => Some(object),
        _ => None,
    }
}

/// The elements of a list, if the value is one.
pub(crate) fn list(value: &Value) -> Option<&[Value]> {
    match &value.kind {
        Some(Kind::List(list)) => Some(&list.values),
        _ => None,
    }
}

/// A list.
pub(super) fn of_list(values: impl IntoIterator<Item = Value>) -> Value {
    Kind::List(ListValue {
        values: values.into_iter().collect(),
    })
    .into()
}

/// A text.
pub(super) fn of_text(text: &str) -> Value {
    Kind::String(text.to_owned()).into()
}

/// An object.
pub(super) fn of_struct(object: Struct) -> Value {
    Kind::Struct(object).into()
}

/// An object of these members.
pub(super) fn of_object<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let members = members.into_iter();
    of_struct(Struct {
        fields: members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    })
}

/// Without the members that are null, which Kubernetes takes for absent.
pub(super) fn without_nulls(object: Struct) -> Struct {
    let members = object.fields.into_iter();
    Struct {
        fields: members
            .filter(|(_, value)| !matches!(value.kind, None | Some(Kind::Null(_))))
            .map(|(name, value)| (name, inside(value)))
            .collect(),
    }
}

fn inside(value: Value) -> Value {
    let Some(kind) = value.kind else {
        return value;
    };
    match kind {
        Kind::Struct(object) => Kind::Struct(without_nulls(object)),
        Kind::List(list) => return of_list(list.values.into_iter().map(inside)),
        kind => kind,
    }
    .into()
}

/// As JSON, in which a whole number has no point.
pub(super) fn to_json(object: &Struct) -> Json {
    let members = object.fields.iter();
    let members = members.map(|(name, value)| (name.clone(), value_to_json(value)));
    Json::Object(members.collect::<Map<_, _>>())
}

fn value_to_json(value: &Value) -> Json {
    match &value.kind {
        None | Some(Kind::Null(_)) => Json::Null,
        Some(Kind::Bool(value)) => Json::Bool(*value),
        Some(Kind::String(text)) => Json::String(text.clone()),
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        Some(Kind::Number(number)) if number.fract() == 0.0 && number.abs() < EXACT => {
            Json::Number((*number as i64).into())
        }
        Some(Kind::Number(number)) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Some(Kind::Struct(object)) => to_json(object),
        Some(Kind::List(list)) => list.values.iter().map(value_to_json).collect(),
    }
}
