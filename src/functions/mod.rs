//! The functions that the provider adds to the Terraform language, as
//! `provider::flyte::NAME(...)`. Terraform has them from 1.8 on, OpenTofu from 1.7 on.
//!
//! There is one file for each, and each does as little as possible: the domain computes the
//! results. Terraform calls functions while it validates, without a configured provider, as often
//! as it likes.

mod duration_seconds;
mod next_starts;
mod parse_task_environment_id;
mod reuse_capacity;
mod task_environment_id;
mod task_environment_python;
mod tasks;

use flyte_domain::Violation;
use terraform_framework::{Diagnostics, FunctionError, Parameter, Severity, Type};

pub(crate) use crate::functions::duration_seconds::DurationSeconds;
pub(crate) use crate::functions::next_starts::NextStarts;
pub(crate) use crate::functions::parse_task_environment_id::ParseTaskEnvironmentId;
pub(crate) use crate::functions::reuse_capacity::ReuseCapacity;
pub(crate) use crate::functions::task_environment_id::TaskEnvironmentId;
pub(crate) use crate::functions::task_environment_python::TaskEnvironmentPython;
pub(crate) use crate::functions::tasks::Tasks;

/// A parameter that must have a value.
fn parameter(name: &'static str, r#type: Type, description: &'static str) -> Parameter {
    Parameter {
        name,
        r#type,
        description,
        allow_null: false,
        allow_unknown: false,
    }
}

/// A broken rule, as the error of the argument that breaks it. Terraform puts the full stop.
fn refusal(violation: &Violation, argument: i64) -> FunctionError {
    told("", violation.rule(), &violation.detail(), argument)
}

/// The first broken rule, with its place in the argument: a function can report only one.
fn first_of(diagnostics: &Diagnostics, argument: i64) -> FunctionError {
    let mut errors = diagnostics.iter();
    let first = errors.find(|it| it.severity == Severity::Error);
    let (place, rule, detail) = first.map_or(("".into(), "", ""), |error| {
        let place = error.attribute.as_ref();
        let place = place.map_or_else(String::new, |path| format!("in `{path}`: "));
        (place, &*error.summary, &*error.detail)
    });
    told(&place, rule, detail, argument)
}

fn told(place: &str, rule: &str, detail: &str, argument: i64) -> FunctionError {
    let text = format!("{place}{rule}.\n{detail}");
    FunctionError {
        text: text.trim_end_matches('.').to_owned(),
        argument: Some(argument),
    }
}
