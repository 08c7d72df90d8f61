//! Triggers: what starts a task without being asked.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use flyte_proto::flyteidl2::task::schedule::Expression;
use flyte_proto::flyteidl2::task::task_trigger_spec::InputWrapper;
use flyte_proto::flyteidl2::task::trigger_automation_spec::Automation;
use flyte_proto::flyteidl2::task::{
    Annotations, Cron as WireCron, Envs, FixedRate, FixedRateUnit, Inputs, Labels, NamedLiteral,
    RunSpec, Schedule as WireSchedule, TaskTrigger, TaskTriggerSpec, TriggerAutomationSpec,
    TriggerAutomationSpecType,
};
use flyte_proto::flyteidl2::trigger::{TriggerDetails, trigger_spec};

use crate::description::Description;
use crate::env_vars::EnvVars;
use crate::value::Value;
use crate::violation::Violation;

/// Starts a task at certain times.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// When.
    pub schedule: Schedule,
    /// Whether it does so at present.
    pub active: bool,
    /// What it is for; may be empty.
    pub description: Description,
    /// What the task is started with beyond its defaults, by input, in the order given.
    pub inputs: Vec<(String, Value)>,
    /// Labels of the runs.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the runs.
    pub annotations: BTreeMap<String, String>,
    /// Environment variables of the runs.
    pub env_vars: EnvVars,
}

/// The times of a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Whenever the clock matches.
    Cron(Cron),
    /// Every so many minutes.
    EveryMinutes(NonZeroU32),
}

/// A cron expression of five fields, or a word such as `@daily`, and a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    expression: String,
    /// Never that of UTC.
    timezone: Option<String>,
}

/// The time zone where none is said, as the SDK writes it (flyte SDK 2.12.1, `Cron`).
pub(crate) const UTC: &str = "UTC";

impl Cron {
    const WORDS: [&str; 7] = [
        "@yearly",
        "@annually",
        "@monthly",
        "@weekly",
        "@daily",
        "@midnight",
        "@hourly",
    ];

    /// Looks at the shape of the expression; the server reads it closely.
    ///
    /// # Errors
    /// The setting that breaks a rule, by its name.
    pub fn new(
        expression: &str,
        timezone: Option<&str>,
    ) -> Result<Self, (&'static str, Violation)> {
        let allowed =
            |character: char| character.is_ascii_alphanumeric() || "*/,-?".contains(character);
        let fields: Vec<_> = expression.split(' ').collect();
        let five = fields.len() == 5
            && fields
                .iter()
                .all(|field| !field.is_empty() && field.chars().all(allowed));
        let every = expression
            .strip_prefix("@every ")
            .is_some_and(|rest| !rest.is_empty());
        if !five && !every && !Self::WORDS.contains(&expression) {
            let rule = "cron must have five fields: minute, hour, day, month, weekday";
            let hint = "Write an expression such as `0 2 * * *`, or a word such as `@daily`.";
            return Err((
                "cron",
                Violation::new(rule, expression.escape_debug(), hint),
            ));
        }
        let timezone = timezone.filter(|timezone| !timezone.is_empty());
        let zone =
            |character: char| character.is_ascii_alphanumeric() || "/_+-".contains(character);
        if let Some(timezone) = timezone.filter(|timezone| !timezone.chars().all(zone)) {
            let rule = "timezone must be the name of a time zone";
            let hint = "Write a name such as `Europe/Berlin` or `UTC`.";
            return Err((
                "timezone",
                Violation::new(rule, timezone.escape_debug(), hint),
            ));
        }
        Ok(Self {
            expression: expression.to_owned(),
            timezone: timezone.filter(|zone| *zone != UTC).map(str::to_owned),
        })
    }

    /// The expression.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The time zone; UTC when absent.
    #[must_use]
    pub fn timezone(&self) -> Option<&str> {
        self.timezone.as_deref()
    }
}

/// A trigger that the server holds, as the message that it was deployed with.
pub(crate) fn deployed(details: TriggerDetails) -> TaskTrigger {
    let name = details.id.and_then(|id| id.name).unwrap_or_default().name;
    TaskTrigger {
        name,
        spec: details.spec.map(|spec| TaskTriggerSpec {
            active: spec.active,
            input_wrapper: spec
                .input_wrapper
                .map(|trigger_spec::InputWrapper::Inputs(inputs)| InputWrapper::Inputs(inputs)),
            run_spec: spec.run_spec,
            description: spec.description,
        }),
        automation_spec: details.automation_spec,
    }
}

impl Trigger {
    /// A trigger that is active and says nothing more than when.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self {
            schedule,
            active: true,
            description: Description::default(),
            inputs: Vec::new(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            env_vars: EnvVars::default(),
        }
    }

    /// The message for a task with these defaults, which take the place of inputs that the trigger
    /// leaves out (flyte SDK 2.12.1, `process_default_inputs`).
    pub(crate) fn to_wire(&self, name: &str, defaults: &[(String, Value)]) -> TaskTrigger {
        let expression = match &self.schedule {
            Schedule::Cron(cron) => Expression::Cron(WireCron {
                expression: cron.expression.clone(),
                timezone: cron.timezone().unwrap_or(UTC).to_owned(),
            }),
            Schedule::EveryMinutes(minutes) => Expression::Rate(FixedRate {
                value: minutes.get(),
                unit: FixedRateUnit::Minute.into(),
                start_time: None,
            }),
        };
        let is_given = |name: &str| self.inputs.iter().any(|(given, _)| given == name);
        let left_out = defaults.iter().filter(|(name, _)| !is_given(name));
        let literals = self.inputs.iter().chain(left_out);
        let literals = literals.map(|(name, value)| NamedLiteral {
            name: name.clone(),
            value: Some(value.to_wire()),
        });
        let values = |map: &BTreeMap<_, _>| Some(map.clone()).filter(|map| !map.is_empty());
        let envs = Some(self.env_vars.to_wire()).filter(|values| !values.is_empty());
        TaskTrigger {
            name: name.to_owned(),
            spec: Some(TaskTriggerSpec {
                active: self.active,
                input_wrapper: Some(InputWrapper::Inputs(Inputs {
                    literals: literals.collect(),
                    context: Vec::new(),
                })),
                run_spec: Some(RunSpec {
                    labels: values(&self.labels).map(|values| Labels { values }),
                    annotations: values(&self.annotations).map(|values| Annotations { values }),
                    envs: envs.map(|values| Envs { values }),
                    ..RunSpec::default()
                }),
                description: self.description.as_str().to_owned(),
            }),
            automation_spec: Some(TriggerAutomationSpec {
                r#type: TriggerAutomationSpecType::TypeSchedule.into(),
                automation: Some(Automation::Schedule(WireSchedule {
                    expression: Some(expression),
                    kickoff_time_input_arg: String::new(),
                })),
            }),
        }
    }

    /// Leaves out what the task is started with anyway.
    pub(super) fn leave_out(&mut self, defaults: &[(String, Value)]) {
        self.inputs.retain(|input| !defaults.contains(input));
    }

    /// The message in the order of its inputs' names, which means the same.
    pub(crate) fn sorted(mut wire: TaskTrigger) -> TaskTrigger {
        let spec = wire.spec.as_mut();
        if let Some(InputWrapper::Inputs(inputs)) = spec.and_then(|it| it.input_wrapper.as_mut()) {
            inputs
                .literals
                .sort_by(|one, other| one.name.cmp(&other.name));
        }
        wire
    }

    /// Nothing for triggers that break a rule or go by anything but a schedule of these kinds.
    pub(crate) fn from_wire(wire: &TaskTrigger) -> Option<Self> {
        let Automation::Schedule(schedule) = wire.automation_spec.as_ref()?.automation.as_ref()?;
        let schedule = match schedule.expression.as_ref()? {
            Expression::Cron(cron) => {
                Schedule::Cron(Cron::new(&cron.expression, Some(&cron.timezone)).ok()?)
            }
            Expression::CronExpression(expression) => {
                Schedule::Cron(Cron::new(expression, None).ok()?)
            }
            Expression::Rate(rate) => {
                let minutes = match FixedRateUnit::try_from(rate.unit).ok()? {
                    FixedRateUnit::Minute => 1,
                    FixedRateUnit::Hour => 60,
                    FixedRateUnit::Day => 1_440,
                    FixedRateUnit::Unspecified => return None,
                };
                Schedule::EveryMinutes(NonZeroU32::new(rate.value.checked_mul(minutes)?)?)
            }
        };
        let none = TaskTriggerSpec::default();
        let spec = wire.spec.as_ref().unwrap_or(&none);
        let inputs = match &spec.input_wrapper {
            Some(InputWrapper::Inputs(inputs)) => inputs.literals.as_slice(),
            None => &[],
        };
        let run = spec.run_spec.clone().unwrap_or_default();
        Some(Self {
            schedule,
            active: spec.active,
            description: Description::new(&spec.description).ok()?,
            inputs: inputs
                .iter()
                .map(|input| Some((input.name.clone(), Value::from_wire(input.value.as_ref()?)?)))
                .collect::<Option<_>>()?,
            labels: run.labels.unwrap_or_default().values,
            annotations: run.annotations.unwrap_or_default().values,
            env_vars: EnvVars::from_wire(&run.envs.unwrap_or_default().values),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cron_has_five_fields_or_a_word() {
        for expression in [
            "0 2 * * *",
            "*/15 8-18 ? JAN-MAR MON,TUE",
            "@daily",
            "@every 1h",
        ] {
            assert!(
                Cron::new(expression, Some("Europe/Berlin")).is_ok(),
                "{expression}"
            );
        }
        for expression in [
            "",
            "0 2 * *",
            "0 0 2 * * *",
            "0  2 * * *",
            "@often",
            "@every ",
            "a;b * * * *",
        ] {
            assert_eq!(
                Cron::new(expression, None).unwrap_err().0,
                "cron",
                "{expression}"
            );
        }
        assert_eq!(Cron::new("@daily", Some("a b")).unwrap_err().0, "timezone");
        assert_eq!(Cron::new("@daily", Some("UTC")), Cron::new("@daily", None));
    }

    #[test]
    fn defaults_take_the_place_of_what_is_left_out() {
        let value = |name: &str, number| (name.to_owned(), Value::Int(number));
        let defaults = [value("a", 1), value("b", 2)];
        let mut trigger = Trigger {
            inputs: vec![value("c", 3), value("b", 2)],
            ..Trigger::new(Schedule::EveryMinutes(NonZeroU32::MIN))
        };
        let names = |trigger: &Trigger| {
            let wire = Trigger::from_wire(&trigger.to_wire("t", &defaults)).unwrap();
            wire.inputs
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&trigger), ["c", "b", "a"]);
        trigger.leave_out(&defaults);
        assert_eq!(trigger.inputs, [value("c", 3)]);
        assert_eq!(names(&trigger), ["c", "a", "b"]);
    }

    #[test]
    fn everything_of_a_trigger_survives_the_wire() {
        let cron = Cron::new("0 2 * * *", Some("Europe/Berlin")).unwrap();
        let labels = BTreeMap::from([("team".to_owned(), "ml".to_owned())]);
        let full = Trigger {
            active: false,
            description: Description::new("each night").unwrap(),
            inputs: vec![
                ("b".to_owned(), Value::Int(1)),
                ("a".to_owned(), Value::Bool(true)),
            ],
            annotations: labels.clone(),
            env_vars: EnvVars::new(labels.clone()).unwrap(),
            labels,
            ..Trigger::new(Schedule::Cron(cron))
        };
        let plain = Trigger::new(Schedule::EveryMinutes(NonZeroU32::new(15).unwrap()));
        for trigger in [full, plain] {
            assert_eq!(
                Trigger::from_wire(&trigger.to_wire("nightly", &[])),
                Some(trigger)
            );
        }
        assert_eq!(Trigger::from_wire(&TaskTrigger::default()), None);
    }
}
