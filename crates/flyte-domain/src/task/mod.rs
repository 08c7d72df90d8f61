//! Tasks deployed with an environment: Python functions whose code is baked into the image, and
//! containers that run anything.

pub(crate) mod code;
mod inherited;
pub(crate) mod label;
pub(crate) mod limits;
pub(crate) mod overrides;
pub(crate) mod placeholders;
mod read;
mod rules;
pub(crate) mod runtime;
mod spec;
pub(crate) mod trigger;
pub(crate) mod trigger_fields;

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::TaskTrigger;

use crate::data_type::DataType;
use crate::received::Received;
pub(crate) use crate::task::code::Code;
pub(crate) use crate::task::inherited::Inherited;
pub use crate::task::label::{TaskLabel, TriggerName};
use crate::task::limits::{Retries, Timeouts};
use crate::task::overrides::Overrides;
pub(crate) use crate::task::read::{TaskReading, read};
pub(crate) use crate::task::spec::spec;
use crate::task::trigger::Trigger;
#[cfg(test)]
use crate::template::Stamp;
use crate::text::limited;
use crate::value::Value;
use crate::violation::Violation;

/// What a task of an environment says for itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What it runs.
    pub code: Code,
    /// Its inputs, by name.
    pub inputs: BTreeMap<String, Input>,
    /// The types of its outputs, by name; `o0`, `o1`, … for a Python task.
    pub outputs: BTreeMap<String, DataType>,
    /// Values of inputs that need none, in the order of the function's parameters.
    pub defaults: Vec<(String, Value)>,
    /// What it is called where there is little room; its own name when absent.
    pub short_name: Option<ShortName>,
    /// What it is for.
    pub documentation: Documentation,
    /// How often it is tried again.
    pub retries: Retries,
    /// How long it may take.
    pub timeouts: Timeouts,
    /// Its own settings.
    pub overrides: Overrides,
    /// Whether it makes a report.
    pub report: bool,
    /// Whether users are meant to start it.
    pub entrypoint: bool,
    /// Whether it makes artifacts.
    pub produces_artifacts: bool,
    /// What starts it, by name.
    pub triggers: BTreeMap<TriggerName, Trigger>,
    /// What no configuration says.
    pub inherited: Inherited,
}

impl Task {
    /// A task that says nothing but what it runs.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            inputs: BTreeMap::new(),
            outputs: BTreeMap::new(),
            defaults: Vec::new(),
            short_name: None,
            documentation: Documentation::default(),
            retries: Retries::default(),
            timeouts: Timeouts::default(),
            overrides: Overrides::default(),
            report: false,
            entrypoint: false,
            produces_artifacts: false,
            triggers: BTreeMap::new(),
            inherited: Inherited::default(),
        }
    }

    /// Without the inputs of triggers that say what the task's defaults say.
    #[must_use]
    pub fn without_repeated_defaults(mut self) -> Self {
        self.leave_out_defaults();
        self
    }

    pub(super) fn leave_out_defaults(&mut self) {
        for trigger in self.triggers.values_mut() {
            trigger.leave_out(&self.defaults);
        }
    }

    /// The messages of its triggers.
    pub(super) fn triggers(&self) -> Vec<TaskTrigger> {
        self.triggers
            .iter()
            .map(|(name, trigger)| trigger.to_wire(name.as_str(), &self.defaults))
            .collect()
    }
}

/// An input of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its type.
    pub data_type: DataType,
    /// What it is for; may be empty.
    pub description: String,
}

/// A name of 1 to 63 characters. The SDK cuts; here a longer one is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortName(String);

impl ShortName {
    /// # Errors
    /// When the text is empty or too long.
    pub fn new(text: &str) -> Result<Self, Violation> {
        let length = text.chars().count();
        if (1..=63).contains(&length) {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new(
            "short_name must have 1 to 63 characters",
            Received::length(text),
            "Write a short one, or remove it: the task then has its own name. Flyte would cut a \
             longer one.",
        ))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a task is for: a line of at most 255 bytes and a text of at most 2048. Empty for none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Documentation {
    short: String,
    long: String,
}

impl Documentation {
    /// # Errors
    /// The text that is too long, by the name of its setting.
    pub fn new(short: &str, long: &str) -> Result<Self, (&'static str, Violation)> {
        let text = |setting, text, max| {
            limited(setting, text, max).map_err(|violation| (setting, violation))
        };
        Ok(Self {
            short: text("short_description", short, 255)?,
            long: text("long_description", long, 2048)?,
        })
    }

    /// The line.
    #[must_use]
    pub fn short(&self) -> &str {
        &self.short
    }

    /// The text.
    #[must_use]
    pub fn long(&self) -> &str {
        &self.long
    }
}

#[cfg(test)]
mod tests;
