//! What a trigger starts its task with, held against the inputs of the task.

use std::collections::BTreeMap;

use crate::got::Got;
use crate::task::Input;
use crate::task::trigger::automation::Automation;
use crate::value::Value;
use crate::violation::Violation;

/// What is wrong between what a trigger starts a task with and the task, by the name of the
/// trigger's setting: inputs that it does not have, that are of another type, or that are given
/// twice.
#[must_use]
pub fn input_problems(
    automation: &Automation,
    given: &[(String, Value)],
    inputs: &BTreeMap<String, Input>,
) -> Vec<(&'static str, Violation)> {
    let mut problems = Vec::new();
    let bound = automation.bound_inputs();
    for (setting, name, types) in &bound {
        match inputs.get(*name) {
            None => problems.push((*setting, no_input(name, inputs))),
            Some(input) if !types.is_empty() && !types.contains(&input.data_type) => {
                let types: Vec<_> = types.iter().map(|it| format!("`{it}`")).collect();
                problems.push((
                    *setting,
                    Violation::new(
                        format!("The input `{name}` must be of type {}", types.join(" or ")),
                        Got::number(&input.data_type),
                        "That is what it is started with. Name another input, or change its type.",
                    ),
                ));
            }
            Some(_) => {}
        }
        if given.iter().any(|(known, _)| known == name) {
            problems.push((
                "inputs",
                Violation::new(
                    format!("`{setting}` gives the input `{name}` its value already"),
                    Got::nothing(),
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
    let bound = automation.bound_inputs();
    let has_value = |name: &String| {
        let is_given = |values: &[(String, Value)]| values.iter().any(|(known, _)| known == name);
        is_given(given) || is_given(defaults) || bound.iter().any(|(_, known, _)| known == name)
    };
    let missing: Vec<_> = (inputs.keys())
        .filter(|name| !has_value(name))
        .map(|name| format!("`{name}`"))
        .collect();
    (!missing.is_empty()).then(|| {
        Violation::new(
            format!("The trigger gives no value to {}", missing.join(", ")),
            Got::nothing(),
            "Each of its runs would fail. Give the input a value in `inputs`, or in the task's \
             `defaults`; the time of the start goes to the input that `kickoff_time_input` names.",
        )
    })
}

fn no_input(name: &str, inputs: &BTreeMap<String, Input>) -> Violation {
    let names: Vec<_> = inputs.keys().map(|name| format!("`{name}`")).collect();
    Violation::new(
        "The task has no such input",
        Got::word(name, inputs.keys().map(String::as_str)),
        match &names[..] {
            [] => "It has no inputs.".to_owned(),
            names => format!("It has {}.", names.join(", ")),
        },
    )
}
