//! Triggers as messages of the API, and back.

use flyte_proto::flyteidl2::core::KeyValuePair;
use flyte_proto::flyteidl2::task::schedule::Expression;
use flyte_proto::flyteidl2::task::task_trigger_spec::InputWrapper;
use flyte_proto::flyteidl2::task::trigger_automation_spec::Automation as WireAutomation;
use flyte_proto::flyteidl2::task::{
    ArtifactTrigger, Cron as WireCron, FixedRate, FixedRateUnit, Inputs, NamedLiteral,
    Schedule as WireSchedule, TaskTrigger, TaskTriggerSpec, TriggerAutomationSpec,
    TriggerAutomationSpecType,
};
use flyte_proto::flyteidl2::trigger::{TriggerDetails, trigger_spec};

use crate::cron::interval::Interval;
use crate::cron::{Cron, UTC};
use crate::description::Description;
use crate::task::trigger::Trigger;
use crate::task::trigger::automation::{Automation, OnArtifact, Schedule, Times};
use crate::task::trigger::offloaded::Offloaded;
use crate::task::trigger::run::RunOptions;
use crate::value::Value;

/// The name in the context of the inputs under which Flyte's runtime finds the input that has the
/// time of the start (flyte SDK 2.12.1, `KICKOFF_TIME_INPUT_ARG_CONTEXT_KEY`).
const KICKOFF: &str = "_u_kickoff_time_input_arg";

/// A trigger that the server holds, as the message that it was deployed with.
pub(crate) fn deployed(details: TriggerDetails) -> TaskTrigger {
    let name = details.id.and_then(|id| id.name).unwrap_or_default().name;
    TaskTrigger {
        name,
        spec: details.spec.map(|spec| TaskTriggerSpec {
            active: spec.active,
            input_wrapper: spec.input_wrapper.map(|inputs| match inputs {
                trigger_spec::InputWrapper::Inputs(inputs) => InputWrapper::Inputs(inputs),
                trigger_spec::InputWrapper::OffloadedInputData(data) => {
                    InputWrapper::OffloadedInputData(data)
                }
            }),
            run_spec: spec.run_spec,
            description: spec.description,
        }),
        automation_spec: details.automation_spec,
    }
}

impl Trigger {
    /// What a task with these defaults, which take the place of inputs that the trigger leaves out,
    /// is started with (flyte SDK 2.12.1, `process_default_inputs`).
    pub(crate) fn inputs_to_wire(&self, defaults: &[(String, Value)]) -> Inputs {
        let bound = self.automation.bound_inputs();
        let is_given = |name: &String| self.inputs.iter().any(|(given, _)| given == name);
        let left_out = defaults.iter().filter(|(name, _)| !is_given(name));
        let literals = self.inputs.iter().chain(left_out);
        let kickoff = bound
            .iter()
            .filter(|(setting, ..)| *setting == "kickoff_time_input")
            .map(|(_, name, _)| (KICKOFF, *name));
        let context = (self.custom_context.iter())
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .chain(kickoff);
        Inputs {
            literals: literals
                .map(|(name, value)| NamedLiteral {
                    name: name.clone(),
                    value: Some(value.to_wire()),
                })
                .collect(),
            context: context
                .map(|(key, value)| KeyValuePair {
                    key: key.to_owned(),
                    value: value.to_owned(),
                })
                .collect(),
        }
    }

    /// The message for a task with these defaults.
    pub(crate) fn to_wire(&self, name: &str, defaults: &[(String, Value)]) -> TaskTrigger {
        TaskTrigger {
            name: name.to_owned(),
            spec: Some(TaskTriggerSpec {
                active: self.active,
                input_wrapper: Some(match &self.offloaded {
                    Some(kept) => InputWrapper::OffloadedInputData(kept.to_wire()),
                    None => InputWrapper::Inputs(self.inputs_to_wire(defaults)),
                }),
                run_spec: Some(self.run.to_wire()),
                description: self.description.as_str().to_owned(),
            }),
            automation_spec: Some(self.automation.to_wire()),
        }
    }

    /// The message in the order of its inputs' names, which means the same.
    pub(crate) fn sorted(mut wire: TaskTrigger) -> TaskTrigger {
        let spec = wire.spec.as_mut();
        if let Some(InputWrapper::Inputs(inputs)) = spec.and_then(|it| it.input_wrapper.as_mut()) {
            inputs
                .literals
                .sort_by(|one, other| one.name.cmp(&other.name));
            inputs.context.sort_by(|one, other| one.key.cmp(&other.key));
        }
        wire
    }

    /// Nothing for triggers that break a rule.
    pub(crate) fn from_wire(wire: &TaskTrigger) -> Option<Self> {
        let automation = Automation::from_wire(wire.automation_spec.as_ref()?)?;
        let none = TaskTriggerSpec::default();
        let spec = wire.spec.as_ref().unwrap_or(&none);
        let no_inputs = Inputs::default();
        let (inputs, offloaded) = match &spec.input_wrapper {
            Some(InputWrapper::Inputs(inputs)) => (inputs, None),
            Some(InputWrapper::OffloadedInputData(data)) => {
                (&no_inputs, Some(Offloaded::from_wire(data)))
            }
            None => (&no_inputs, None),
        };
        let context = inputs.context.iter().filter(|pair| pair.key != KICKOFF);
        Some(Self {
            automation,
            active: spec.active,
            description: Description::new(&spec.description).ok()?,
            inputs: (inputs.literals.iter())
                .map(|input| Some((input.name.clone(), Value::from_wire(input.value.as_ref()?)?)))
                .collect::<Option<_>>()?,
            custom_context: context
                .map(|pair| (pair.key.clone(), pair.value.clone()))
                .collect(),
            run: RunOptions::from_wire(spec.run_spec.clone().unwrap_or_default()),
            knows_inputs: offloaded.is_none(),
            offloaded,
        })
    }
}

impl Automation {
    fn to_wire(&self) -> TriggerAutomationSpec {
        match self {
            Self::Schedule(schedule) => TriggerAutomationSpec {
                r#type: TriggerAutomationSpecType::TypeSchedule.into(),
                automation: Some(WireAutomation::Schedule(schedule.to_wire())),
            },
            Self::Artifact(artifact) => TriggerAutomationSpec {
                r#type: TriggerAutomationSpecType::TypeArtifact.into(),
                automation: Some(WireAutomation::Artifact(ArtifactTrigger {
                    artifact_name: artifact.name.clone(),
                    version: artifact.version.clone(),
                    input_arg: artifact.input.clone().unwrap_or_default(),
                    partitions: artifact.partitions.clone(),
                    partition_input_args: artifact.partition_inputs.clone(),
                })),
            },
            Self::OnDemand => TriggerAutomationSpec {
                r#type: TriggerAutomationSpecType::TypeNone.into(),
                automation: None,
            },
        }
    }

    fn from_wire(wire: &TriggerAutomationSpec) -> Option<Self> {
        Some(match wire.automation.as_ref() {
            None => Self::OnDemand,
            Some(WireAutomation::Schedule(schedule)) => {
                Self::Schedule(Schedule::from_wire(schedule)?)
            }
            Some(WireAutomation::Artifact(artifact)) => Self::Artifact(OnArtifact {
                name: Some(artifact.artifact_name.clone()).filter(|name| !name.is_empty())?,
                version: artifact.version.clone(),
                partitions: artifact.partitions.clone(),
                input: Some(artifact.input_arg.clone()).filter(|name| !name.is_empty()),
                partition_inputs: artifact.partition_input_args.clone(),
            }),
        })
    }
}

impl Schedule {
    fn to_wire(&self) -> WireSchedule {
        let expression = match &self.times {
            Times::Cron(cron) => Expression::Cron(WireCron {
                expression: cron.expression().to_owned(),
                timezone: cron.timezone().unwrap_or(UTC).to_owned(),
            }),
            Times::Interval { interval, start } => Expression::Rate(FixedRate {
                value: interval.minutes(),
                unit: FixedRateUnit::Minute.into(),
                start_time: *start,
            }),
        };
        WireSchedule {
            expression: Some(expression),
            kickoff_time_input_arg: self.kickoff_time_input.clone().unwrap_or_default(),
        }
    }

    fn from_wire(wire: &WireSchedule) -> Option<Self> {
        let times = match wire.expression.as_ref()? {
            Expression::Cron(cron) => {
                Times::Cron(Cron::new(&cron.expression, Some(&cron.timezone)).ok()?)
            }
            Expression::CronExpression(expression) => {
                Times::Cron(Cron::new(expression, None).ok()?)
            }
            Expression::Rate(rate) => {
                let minutes = match FixedRateUnit::try_from(rate.unit).ok()? {
                    FixedRateUnit::Minute => 1,
                    FixedRateUnit::Hour => 60,
                    FixedRateUnit::Day => 1_440,
                    FixedRateUnit::Unspecified => return None,
                };
                let minutes = i64::from(rate.value) * minutes;
                Times::Interval {
                    interval: Interval::read(&minutes.into()).ok()?,
                    start: rate.start_time,
                }
            }
        };
        Some(Self {
            times,
            kickoff_time_input: Some(wire.kickoff_time_input_arg.clone())
                .filter(|name| !name.is_empty()),
        })
    }
}
