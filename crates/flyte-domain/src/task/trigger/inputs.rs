//! What a trigger starts its task with, held against the inputs of the task.

use std::collections::BTreeMap;

use crate::data_type::DataType;
use crate::received::Received;
use crate::task::Input;
use crate::task::trigger::automation::Automation;
use crate::value::Value;
use crate::violation::Violation;

/// What a task says of the type of an input.
#[derive(Debug, Clone, Copy)]
pub(crate) enum InputType<'a> {
    /// There is no such input.
    None,
    /// One whose values can be written down.
    Written(&'a DataType),
    /// One without a notation here.
    Opaque,
}

/// What is wrong between what a trigger starts a task with and the task, by the name of the
/// trigger's setting: inputs that it does not have, that are of another type, or that are given
/// twice.
#[must_use]
pub fn input_problems(
    automation: &Automation,
    given: &[(String, Value)],
    inputs: &BTreeMap<String, Input>,
) -> Vec<(&'static str, Violation)> {
    let names: Vec<_> = inputs.keys().map(String::as_str).collect();
    let type_of = |name: &str| match inputs.get(name) {
        Some(input) => InputType::Written(&input.data_type),
        None => InputType::None,
    };
    problems(automation, given, type_of, &names)
}

/// The same for a task that says so of its inputs.
pub(crate) fn problems<'a>(
    automation: &Automation,
    given: &[(String, Value)],
    type_of: impl Fn(&str) -> InputType<'a>,
    names: &[&str],
) -> Vec<(&'static str, Violation)> {
    let mut problems = Vec::new();
    let bound = automation.bound_inputs();
    for (setting, name, types) in &bound {
        let wrong_type = |got| {
            let types: Vec<_> = types.iter().map(|it| format!("`{it}`")).collect();
            Violation::new(
                format!("The input `{name}` must be of type {}", types.join(" or ")),
                got,
                "That is what it is started with. Name another input, or change its type.",
            )
        };
        match type_of(name) {
            InputType::None => problems.push((*setting, no_input(name, names))),
            InputType::Written(data_type) if !types.is_empty() && !types.contains(data_type) => {
                problems.push((*setting, wrong_type(Received::number(data_type))));
            }
            InputType::Opaque if !types.is_empty() => {
                problems.push((*setting, wrong_type(Received::nothing())));
            }
            InputType::Written(_) | InputType::Opaque => {}
        }
        if given.iter().any(|(known, _)| known == name) {
            problems.push((
                "inputs",
                Violation::new(
                    format!("`{setting}` gives the input `{name}` its value already"),
                    Received::nothing(),
                    "Remove it from one of the two.",
                ),
            ));
        }
    }
    problems
}

/// The inputs that nothing gives a value to, if there are any. The rule is ours: the SDK lets such
/// runs fail.
#[must_use]
pub fn missing_inputs(
    automation: &Automation,
    given: &[(String, Value)],
    inputs: &BTreeMap<String, Input>,
    defaults: &[(String, Value)],
) -> Option<Violation> {
    let names: Vec<_> = inputs.keys().map(String::as_str).collect();
    let has_default = |name: &str| defaults.iter().any(|(known, _)| known == name);
    missing(automation, given, &names, has_default)
}

/// The same for a task with inputs of these names.
pub(crate) fn missing(
    automation: &Automation,
    given: &[(String, Value)],
    names: &[&str],
    has_default: impl Fn(&str) -> bool,
) -> Option<Violation> {
    let bound = automation.bound_inputs();
    let has_value = |name: &str| {
        given.iter().any(|(known, _)| known == name)
            || has_default(name)
            || bound.iter().any(|(_, known, _)| *known == name)
    };
    let missing: Vec<_> = (names.iter())
        .filter(|name| !has_value(name))
        .map(|name| format!("`{name}`"))
        .collect();
    (!missing.is_empty()).then(|| {
        Violation::new(
            format!("The trigger gives no value to {}", missing.join(", ")),
            Received::nothing(),
            "Each of its runs would fail. Give the input a value in `inputs`, or in the task's \
             `defaults`; the time of the start goes to the input that `kickoff_time_input` names.",
        )
    })
}

pub(crate) fn no_input(name: &str, names: &[&str]) -> Violation {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    Violation::new(
        "The task has no such input",
        Received::word(name, names.iter().copied()),
        match &quoted[..] {
            [] => "It has no inputs.".to_owned(),
            names => format!("It has {}.", names.join(", ")),
        },
    )
}
