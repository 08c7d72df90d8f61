//! The inputs of a run: what is given, and for the rest the task's defaults.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::parameter::Behavior;
use flyte_proto::flyteidl2::core::{Literal, Variable};
use flyte_proto::flyteidl2::task::{Inputs, NamedLiteral, TaskSpec};

use crate::data_type::DataType;
use crate::received::Received;
use crate::shown::Shown;
use crate::value::Value;
use crate::violation::Violation;
use crate::written::Written;

/// The inputs for a run of a task, in the order of its interface. Texts are read as the input's
/// type; lists and dicts are JSON.
///
/// # Errors
/// What is wrong, each with the name of the input that it is about.
pub(super) fn inputs(
    spec: &TaskSpec,
    given: &BTreeMap<String, String>,
) -> Result<Inputs, Vec<(String, Violation)>> {
    let interface = spec
        .task_template
        .as_ref()
        .and_then(|template| template.interface.as_ref())
        .and_then(|interface| interface.inputs.as_ref());
    let variables = interface.map_or(&[][..], |inputs| &inputs.variables);
    let mut wrong: Vec<_> = given
        .keys()
        .filter(|name| variables.iter().all(|variable| variable.key != **name))
        .map(|name| {
            (
                name.clone(),
                unknown(name, variables.iter().map(|entry| &*entry.key)),
            )
        })
        .collect();
    let mut literals = Vec::new();
    for entry in variables {
        let value = match given.get(&entry.key) {
            Some(text) => read(entry.value.as_ref(), text),
            None => default(spec, &entry.key)
                .cloned()
                .ok_or_else(|| missing(&entry.key)),
        };
        match value {
            Ok(value) => literals.push(NamedLiteral {
                name: entry.key.clone(),
                value: Some(value),
            }),
            Err(violation) => wrong.push((entry.key.clone(), violation)),
        }
    }
    if wrong.is_empty() {
        Ok(Inputs {
            literals,
            ..Inputs::default()
        })
    } else {
        Err(wrong)
    }
}

fn default<'a>(spec: &'a TaskSpec, input: &str) -> Option<&'a Literal> {
    let named = spec
        .default_inputs
        .iter()
        .find(|named| named.name == input)?;
    match named.parameter.as_ref()?.behavior.as_ref()? {
        Behavior::Default(literal) => Some(literal),
        Behavior::Required(_) => None,
    }
}

fn read(variable: Option<&Variable>, text: &str) -> Result<Literal, Violation> {
    let wire = variable.and_then(|variable| variable.r#type.as_ref());
    let data_type = wire.and_then(DataType::from_wire).ok_or_else(|| {
        Violation::new(
            "The input is of a type whose values cannot be written down here",
            Received::nothing(),
            "Give the task a default for it, or start the run with the `flyte` command.",
        )
    })?;
    Value::read(&data_type, &Written::from(text)).map(|value| value.to_wire())
}

fn missing(name: &str) -> Violation {
    Violation::new(
        format!("The input `{name}` needs a value"),
        Received::nothing(),
        "The task has no default for it.",
    )
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Violation {
    let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
    Violation::new(
        "The task has no such input",
        Received::shown(Shown::Key, name),
        if known.is_empty() {
            "It has no inputs.".to_owned()
        } else {
            format!("It has {}.", known.join(", "))
        },
    )
}

#[cfg(test)]
mod tests {
    use flyte_proto::flyteidl2::core::{
        Parameter, TaskTemplate, TypedInterface, VariableEntry, VariableMap,
    };
    use flyte_proto::flyteidl2::task::NamedParameter;

    use super::*;

    fn spec(inputs: &[(&str, &str)], defaults: &[(&str, &str, &str)]) -> TaskSpec {
        let variables = inputs.iter().map(|(name, data_type)| VariableEntry {
            key: (*name).to_owned(),
            value: Some(Variable {
                r#type: Some(data_type.parse::<DataType>().unwrap().to_wire()),
                ..Variable::default()
            }),
        });
        let defaults = defaults
            .iter()
            .map(|(name, data_type, text)| NamedParameter {
                name: (*name).to_owned(),
                parameter: Some(Parameter {
                    behavior: Some(Behavior::Default(wire(data_type, text))),
                    ..Parameter::default()
                }),
            });
        TaskSpec {
            task_template: Some(TaskTemplate {
                interface: Some(TypedInterface {
                    inputs: Some(VariableMap {
                        variables: variables.collect(),
                    }),
                    ..TypedInterface::default()
                }),
                ..TaskTemplate::default()
            }),
            default_inputs: defaults.collect(),
            ..TaskSpec::default()
        }
    }

    fn wire(data_type: &str, text: &str) -> Literal {
        let data_type = data_type.parse().unwrap();
        Value::read(&data_type, &text.into()).unwrap().to_wire()
    }

    fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_not_given_has_the_default_of_the_task() {
        let spec = spec(&[("day", "str"), ("days", "int")], &[("days", "int", "7")]);
        let made = inputs(&spec, &given(&[("day", "2026-11-23")])).unwrap();
        let made: Vec<_> = made
            .literals
            .into_iter()
            .map(|literal| (literal.name, literal.value.unwrap()))
            .collect();
        assert_eq!(
            made,
            [
                ("day".to_owned(), wire("str", "2026-11-23")),
                ("days".to_owned(), wire("int", "7")),
            ]
        );
    }

    #[test]
    fn every_wrong_input_is_named() {
        let spec = spec(&[("a", "int"), ("b", "str")], &[]);
        let wrong = inputs(&spec, &given(&[("a", "many"), ("c", "x")])).unwrap_err();
        let wrong: Vec<_> = wrong
            .iter()
            .map(|(name, violation)| (name.as_str(), violation.rule()))
            .collect();
        assert_eq!(
            wrong,
            [
                ("c", "The task has no such input"),
                ("a", "A value must be of its input's type, `int`"),
                ("b", "The input `b` needs a value"),
            ]
        );
    }
}
