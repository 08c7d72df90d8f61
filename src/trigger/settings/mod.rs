//! The settings of a trigger: in the attribute `triggers` of a task, and in its own resource.
//!
//! `model` holds the plain structs, `automation` says when a trigger fires, `run` what its runs are
//! like, and `notifications` who is notified when they end. The rules are the domain's.

mod automation;
pub(crate) mod model;
mod notifications;
mod run;

use flyte_domain::{Description, Trigger, Violation, input_problems};
use terraform_framework::{Attribute, Block, Field, Nesting, Type, Usage};

use crate::literal::known;
use crate::reader::Reader;
use crate::trigger::settings::model::TriggerObject;
use crate::values::{self, Inputs};

/// Adds the settings of a trigger to the block or object that has them.
pub(crate) fn add(object: Block) -> Block {
    let texts = |description| Attribute::optional(Type::map(Type::String)).description(description);
    let object = automation::add(object)
        .attribute(
            "active",
            Attribute::optional(Type::Bool)
                .description("Whether it starts the task at present. Default `true`."),
        )
        .attribute(
            "description",
            Attribute::optional(Type::String)
                .description("What it is for. At most 255 characters and 255 bytes."),
        )
        .attribute(
            "inputs",
            texts(
                "What the task is started with, by the name of the input, as in `defaults`. What \
                 is left out has the task's default; an input that has none must be here, unless \
                 the start gives it its value.",
            ),
        )
        .attribute(
            "custom_context",
            texts(
                "What every task of the run can read as `flyte.ctx().custom_context`. It is kept \
                 with the inputs.",
            ),
        );
    notifications::add(run::add(object))
}

/// The attribute of a task.
pub(crate) fn attribute() -> Attribute {
    Attribute::nested(Nesting::Map, add(Block::default()), Usage::Optional).description(
        "What starts the task, by the name of the trigger: one of `cron`, `interval_minutes`, \
         `artifact` and `on_demand`.",
    )
}

impl TriggerObject {
    /// The trigger of a task with these inputs, once all of it is known.
    pub(crate) fn check(&self, mut reader: Reader<'_>, inputs: &Inputs) -> Option<Trigger> {
        let trigger = self.read(&mut reader, inputs, values::no_input)?;
        let problems = input_problems(&trigger.automation, &trigger.inputs, inputs);
        for (setting, violation) in problems {
            reader.refuse(setting, &violation);
        }
        Some(trigger)
    }

    /// The same, not checked against the task that it starts; `unknown` is called for an input that
    /// the task does not have.
    pub(crate) fn read(
        &self,
        reader: &mut Reader<'_>,
        inputs: &Inputs,
        unknown: impl Fn(&str) -> Violation,
    ) -> Option<Trigger> {
        let inputs = values::values(reader, "inputs", &self.inputs, inputs, unknown);
        let trigger = self.read_without_inputs(reader);
        Some(Trigger {
            inputs: inputs?,
            ..trigger?
        })
    }

    /// The same without the inputs, whose types are not known.
    pub(crate) fn read_without_inputs(&self, reader: &mut Reader<'_>) -> Option<Trigger> {
        let automation = self.check_automation(reader);
        let description = reader.setting("description", &self.description, |text| {
            Description::new(text)
        });
        let custom_context = reader.texts("custom_context", &self.custom_context);
        let notifications = self.check_notifications(reader);
        let run = self.check_run(reader);
        let mut run = run?;
        run.notifications = notifications?;
        Some(Trigger {
            active: known(&self.active)?.copied().unwrap_or(true),
            description: description?.unwrap_or_default(),
            custom_context: custom_context?,
            run,
            ..Trigger::new(automation?)
        })
    }
}

/// The trigger as Flyte holds it.
impl From<&Trigger> for TriggerObject {
    fn from(trigger: &Trigger) -> Self {
        let mut object = Self {
            active: Field::from((!trigger.active).then_some(false)),
            description: Some(trigger.description.as_str().to_owned())
                .filter(|text| !text.is_empty())
                .into(),
            inputs: values::value_texts(&trigger.inputs),
            custom_context: values::text_map(&trigger.custom_context),
            ..Self::default()
        };
        object.take_automation(&trigger.automation);
        object.take_run(&trigger.run);
        object.take_notifications(&trigger.run.notifications);
        object
    }
}
