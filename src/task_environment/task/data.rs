//! Inputs and outputs of a task, and the values of inputs.

use std::collections::BTreeMap;

use flyte_domain::{DataType, Input, Task, Value};
use terraform_framework::{Attribute, Block, Type, Value as TerraformValue};

use crate::findings;
use crate::reader::Reader;
use crate::task_environment::task::model::TaskObject;
use crate::values::{Inputs, no_input, texts, value_texts, values};

pub(super) struct Data {
    pub(super) inputs: Inputs,
    pub(super) outputs: BTreeMap<String, DataType>,
    pub(super) defaults: Vec<(String, Value)>,
}

pub(super) fn add(object: Block) -> Block {
    let types = |description| {
        Attribute::optional(Type::map(Type::String))
            .equal_when(same_types)
            .rule(|value, path, diagnostics| {
                for (name, text) in value.as_map().into_iter().flatten() {
                    if let Some(text) = text.as_str()
                        && let Err(violation) = text.parse::<DataType>()
                    {
                        let path = path.clone().key(name.clone());
                        diagnostics.push(findings::violation(&violation, path));
                    }
                }
            })
            .description(description)
    };
    let texts = |description| Attribute::optional(Type::map(Type::String)).description(description);
    object
        .attribute(
            "inputs",
            types(
                "Inputs by name, with their types in Python's notation: `int`, `float`, `str`, \
                 `bool`, `datetime`, `timedelta`, `file`, `dir`, `list[...]` or \
                 `dict[str, ...]`.",
            ),
        )
        .attribute(
            "input_descriptions",
            texts("What inputs are for, by the name of the input."),
        )
        .attribute(
            "outputs",
            types(
                "Outputs by name, with their types like `inputs`. Those of a Python task are \
                 named after their position: `o0`, `o1`, and so on.",
            ),
        )
        .attribute(
            "defaults",
            texts(
                "Values of inputs that need none, by the name of the input: a `datetime` as in RFC \
                 3339, a `timedelta` as a duration such as `1h`, a `file` or `dir` by where it is, \
                 lists and dicts by `jsonencode`.",
            ),
        )
}

fn same_types(one: &TerraformValue, other: &TerraformValue) -> bool {
    let read = |value: &TerraformValue| {
        let types = value.as_map()?.iter();
        types
            .map(|(name, text)| Some((name.clone(), text.as_str()?.parse().ok()?)))
            .collect::<Option<BTreeMap<_, DataType>>>()
    };
    read(one).is_some_and(|types| Some(types) == read(other))
}

impl TaskObject {
    pub(super) fn check_data(&self, reader: &mut Reader<'_>) -> Option<Data> {
        let inputs = reader.entries("inputs", &self.inputs, |_, text| text.parse::<DataType>());
        let outputs = reader.entries("outputs", &self.outputs, |_, text| text.parse());
        let inputs = inputs.map(|types| -> Inputs {
            types
                .into_iter()
                .map(|(name, data_type)| {
                    let description = String::new();
                    (
                        name,
                        Input {
                            data_type,
                            description,
                        },
                    )
                })
                .collect()
        });
        let descriptions = reader.entries(
            "input_descriptions",
            &self.input_descriptions,
            |name, text| {
                let exists = inputs
                    .as_ref()
                    .is_none_or(|inputs| inputs.contains_key(name));
                exists
                    .then(|| text.to_owned())
                    .ok_or_else(|| no_input(name))
            },
        );
        let mut inputs = inputs?;
        let defaults = values(reader, "defaults", &self.defaults, &inputs, no_input);
        for (name, description) in descriptions? {
            if let Some(input) = inputs.get_mut(&name) {
                input.description = description;
            }
        }
        Some(Data {
            inputs,
            outputs: outputs?,
            defaults: defaults?,
        })
    }

    pub(super) fn take_data(&mut self, task: &Task) {
        let inputs = task.inputs.iter();
        self.inputs = texts(inputs.map(|(name, input)| (name, input.data_type.to_string())));
        let described = task
            .inputs
            .iter()
            .filter(|(_, input)| !input.description.is_empty());
        self.input_descriptions =
            texts(described.map(|(name, input)| (name, input.description.clone())));
        let outputs = task.outputs.iter();
        self.outputs = texts(outputs.map(|(name, data_type)| (name, data_type.to_string())));
        self.defaults = value_texts(&task.defaults);
    }
}
