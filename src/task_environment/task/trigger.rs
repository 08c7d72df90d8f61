//! The attribute `triggers` of a task: what starts it without being asked.

use std::num::NonZeroU32;

use flyte_domain::{Cron, Description, EnvVars, Schedule, Trigger, Violation};
use terraform_framework::{Attribute, Block, Field, Nesting, Number, Type, Usage};

use crate::task_environment::literal::known;
use crate::task_environment::reader::{Reader, UNKNOWN_KEYS};
use crate::task_environment::task::data::{self, Inputs};
use crate::task_environment::task::model::TriggerObject;

pub(super) fn attribute() -> Attribute {
    let text = |description| Attribute::optional(Type::String).description(description);
    let texts = |description| Attribute::optional(Type::map(Type::String)).description(description);
    let object = Block::default()
        .attribute(
            "cron",
            text(
                "Times as a cron expression of five fields, such as `0 2 * * *`, or a word such \
                 as `@daily`.",
            ),
        )
        .attribute(
            "timezone",
            text("Time zone of `cron`, such as `Europe/Berlin`. Default UTC."),
        )
        .attribute(
            "interval_minutes",
            Attribute::optional(Type::Number).description("Minutes from one start to the next."),
        )
        .attribute(
            "active",
            Attribute::optional(Type::Bool)
                .description("Whether it starts the task at present. Default `true`."),
        )
        .attribute("description", text("What it is for. At most 255 bytes."))
        .attribute(
            "inputs",
            texts(
                "What the task is started with, by the name of the input, of the types that \
                 `defaults` can have. What is left out has the task's default; whether every input \
                 without one is given is not checked.",
            ),
        )
        .attribute("labels", texts("Labels of the runs."))
        .attribute("annotations", texts("Annotations of the runs."))
        .attribute("env_vars", texts("Environment variables of the runs."));
    Attribute::nested(Nesting::Map, object, Usage::Optional).description(
        "What starts the task at certain times, by the name of the trigger: either `cron` or \
         `interval_minutes`.",
    )
}

const HINT: &str = "Write `cron = \"0 2 * * *\"`, or `interval_minutes = 30`.";

impl TriggerObject {
    /// The trigger of a task with these inputs, once all of it is known.
    pub(super) fn check(&self, mut reader: Reader<'_>, inputs: &Inputs) -> Option<Trigger> {
        let schedule = self.schedule(&mut reader);
        let description = reader.setting("description", &self.description, |text| {
            Description::new(text)
        });
        let inputs = data::values(&mut reader, "inputs", &self.inputs, inputs);
        let labels = reader.texts("labels", &self.labels);
        let annotations = reader.texts("annotations", &self.annotations);
        let env_vars = EnvVars::new(reader.texts("env_vars", &self.env_vars)?).map_err(|broken| {
            for (_, violation) in broken {
                reader.refuse("env_vars", &violation);
            }
        });
        Some(Trigger {
            active: known(&self.active)?.copied().unwrap_or(true),
            description: description?.unwrap_or_default(),
            inputs: inputs?,
            labels: labels?,
            annotations: annotations?,
            env_vars: env_vars.ok()?,
            ..Trigger::new(schedule?)
        })
    }

    fn schedule(&self, reader: &mut Reader<'_>) -> Option<Schedule> {
        let cron = known(&self.cron)?;
        let timezone = known(&self.timezone)?.map(String::as_str);
        let minutes = reader.setting("interval_minutes", &self.interval_minutes, |number| {
            let minutes = number
                .as_u64()
                .and_then(|number| u32::try_from(number).ok());
            minutes.and_then(NonZeroU32::new).ok_or_else(|| {
                let rule = "interval_minutes must be a whole number of at least 1";
                Violation::new(
                    rule,
                    number,
                    "Write the minutes from one start to the next.",
                )
            })
        })?;
        match (cron, minutes) {
            (Some(cron), None) => Cron::new(cron, timezone)
                .map(Schedule::Cron)
                .map_err(|(name, violation)| reader.refuse(name, &violation))
                .ok(),
            (None, Some(minutes)) => {
                if let Some(timezone) = timezone {
                    let rule = "timezone is only for `cron`";
                    let hint = "Remove it: an interval has no time of day.";
                    reader.refuse("timezone", &Violation::new(rule, timezone, hint));
                }
                Some(Schedule::EveryMinutes(minutes))
            }
            (Some(_), Some(_)) => {
                let rule = "A trigger must have either `cron` or `interval_minutes`, and not both";
                reader.refuse("interval_minutes", &Violation::new(rule, "both", HINT));
                None
            }
            (None, None) => {
                let rule = "A trigger must have either `cron` or `interval_minutes`";
                let hint = format!("{HINT} {UNKNOWN_KEYS}");
                reader.refuse_whole(&Violation::new(rule, "neither", hint));
                None
            }
        }
    }
}

/// The trigger as Flyte holds it.
impl From<&Trigger> for TriggerObject {
    fn from(trigger: &Trigger) -> Self {
        let texts = |map: &std::collections::BTreeMap<String, String>| {
            data::texts(map.iter().map(|(name, text)| (name, text.clone())))
        };
        let mut object = Self {
            active: Field::from((!trigger.active).then_some(false)),
            description: Some(trigger.description.as_str().to_owned())
                .filter(|text| !text.is_empty())
                .into(),
            inputs: data::value_texts(&trigger.inputs),
            labels: texts(&trigger.labels),
            annotations: texts(&trigger.annotations),
            env_vars: texts(&trigger.env_vars.to_map()),
            ..Self::default()
        };
        match &trigger.schedule {
            Schedule::Cron(cron) => {
                object.cron = Field::Known(cron.expression().to_owned());
                object.timezone = cron.timezone().map(str::to_owned).into();
            }
            Schedule::EveryMinutes(minutes) => {
                object.interval_minutes = Field::Known(Number::from(minutes.get()));
            }
        }
        object
    }
}
