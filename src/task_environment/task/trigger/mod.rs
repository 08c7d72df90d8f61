//! The attribute `triggers` of a task: what starts it without being asked.
//!
//! `model` holds the plain structs, `automation` says when, `run` what the runs are like,
//! `notifications` who is told how they ended. The rules are the domain's.

mod automation;
pub(crate) mod model;
mod notifications;
mod run;

use flyte_domain::{Description, Trigger, input_problems};
use terraform_framework::{Attribute, Block, Field, Nesting, Type, Usage};

use crate::task_environment::literal::known;
use crate::task_environment::reader::Reader;
use crate::task_environment::task::data::{self, Data};
use crate::task_environment::task::trigger::model::TriggerObject;

pub(super) fn attribute() -> Attribute {
    let texts = |description| Attribute::optional(Type::map(Type::String)).description(description);
    let object = automation::add(Block::default())
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
    let object = notifications::add(run::add(object));
    Attribute::nested(Nesting::Map, object, Usage::Optional).description(
        "What starts the task, by the name of the trigger: one of `cron`, `interval_minutes`, \
         `artifact` and `on_demand`.",
    )
}

impl TriggerObject {
    /// The trigger of a task with this data, once all of it is known.
    pub(super) fn check(&self, mut reader: Reader<'_>, data: &Data) -> Option<Trigger> {
        let automation = self.check_automation(&mut reader);
        let description = reader.setting("description", &self.description, |text| {
            Description::new(text)
        });
        let inputs = data::values(&mut reader, "inputs", &self.inputs, &data.inputs);
        if let (Some(automation), Some(given)) = (&automation, &inputs) {
            for (setting, violation) in input_problems(automation, given, &data.inputs) {
                reader.refuse(setting, &violation);
            }
        }
        let custom_context = reader.texts("custom_context", &self.custom_context);
        let notifications = self.check_notifications(&mut reader);
        let run = self.check_run(&mut reader);
        let mut run = run?;
        run.notifications = notifications?;
        Some(Trigger {
            active: known(&self.active)?.copied().unwrap_or(true),
            description: description?.unwrap_or_default(),
            inputs: inputs?,
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
            inputs: data::value_texts(&trigger.inputs),
            custom_context: data::text_map(&trigger.custom_context),
            ..Self::default()
        };
        object.take_automation(&trigger.automation);
        object.take_run(&trigger.run);
        object.take_notifications(&trigger.run.notifications);
        object
    }
}
