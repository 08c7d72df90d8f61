//! Attributes that hold a duration: different spellings of the same duration are equal.

use flyte_domain::Duration;
use terraform_framework::{Attribute, Type, Value};

use crate::findings;

/// An optional attribute that holds a duration.
pub(super) fn attribute(name: &'static str) -> Attribute {
    Attribute::optional(Type::String)
        .equal_when(same)
        .rule(move |value, path, diagnostics| {
            if let Some(text) = value.as_str()
                && let Err(violation) = Duration::parse_for(name, text)
            {
                diagnostics.push(findings::violation(&violation, path.clone()));
            }
        })
}

fn same(one: &Value, other: &Value) -> bool {
    let read = |value: &Value| value.as_str()?.parse::<Duration>().ok();
    read(one).is_some_and(|duration| Some(duration) == read(other))
}
