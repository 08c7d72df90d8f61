//! When a trigger starts its task.

use flyte_domain::{
    Automation, Cron, DataType, Interval, OnArtifact, Received, Schedule, Shown, Times, Value,
    Violation, Written,
};
use terraform_framework::{Attribute, Block, Field, Nesting, Number, Type, Usage};

use crate::literal::known;
use crate::reader::{Reader, UNKNOWN_KEYS};
use crate::trigger::settings::model::{ArtifactObject, TriggerObject};
use crate::values;

pub(super) fn add(object: Block) -> Block {
    let text = |description| Attribute::optional(Type::String).description(description);
    let texts = |description| Attribute::optional(Type::map(Type::String)).description(description);
    let artifact = Block::default()
        .attribute(
            "name",
            text("Name of the artifact, in the project and domain of the task."),
        )
        .attribute(
            "version",
            text("The one version that starts the task. Default: every new one."),
        )
        .attribute(
            "partitions",
            texts("Partitions that a version must have to start the task, by their keys."),
        )
        .attribute("input", text("The input that is given the artifact."))
        .attribute(
            "partition_inputs",
            texts(
                "Inputs that are given a partition of the version: the partition's key, by the \
                 name of the input, which must be of type `datetime` or `str`.",
            ),
        );
    object
        .attribute(
            "cron",
            text(
                "Times as a cron expression of five fields, such as `0 2 * * *`, or a word such as \
                 `@daily` or `@every 1h30m`. The function `next_starts` shows what it means.",
            ),
        )
        .attribute(
            "timezone",
            text("Time zone of `cron`, such as `Europe/Berlin`, in capitals as here. Default UTC."),
        )
        .attribute(
            "interval_minutes",
            Attribute::optional(Type::Number).description("Minutes from one start to the next."),
        )
        .attribute(
            "start_time",
            text(
                "What the interval is counted from, as in RFC 3339: `2026-12-01T06:00:00Z`. \
                 Default: when the trigger was activated.",
            ),
        )
        .attribute(
            "artifact",
            Attribute::nested(Nesting::Single, artifact, Usage::Optional).description(
                "A new version of an artifact. The open-source Flyte keeps such a trigger, without \
                 its partitions, and never fires it.",
            ),
        )
        .attribute(
            "on_demand",
            Attribute::optional(Type::Bool).description(
                "Set to `true` for a trigger that only users fire: a named way to start the task.",
            ),
        )
        .attribute(
            "kickoff_time_input",
            text(
                "The input that is given the time of the start, of type `datetime`; Python's \
                 `flyte.TriggerTime`. For `cron` and `interval_minutes`.",
            ),
        )
}

const HINT: &str = "Write `cron = \"0 2 * * *\"`, or `interval_minutes = 30`.";
const NONE: &str =
    "A trigger must have one of `cron`, `interval_minutes`, `artifact` and `on_demand`";
const MORE: &str =
    "A trigger must have only one of `cron`, `interval_minutes`, `artifact` and `on_demand`";

impl TriggerObject {
    /// What starts the task, once it is known.
    pub(super) fn check_automation(&self, reader: &mut Reader<'_>) -> Option<Automation> {
        let times = self.times(reader);
        let artifact = match known(&self.artifact) {
            None => None,
            Some(None) => Some(None),
            Some(Some(artifact)) => artifact.check(reader.inner("artifact")).map(Some),
        };
        let on_demand = known(&self.on_demand)?.copied().unwrap_or(false);
        let kinds = [
            ("cron", !self.cron.is_null()),
            ("interval_minutes", !self.interval_minutes.is_null()),
            ("artifact", !self.artifact.is_null()),
            ("on_demand", on_demand),
        ];
        let given: Vec<_> = kinds.iter().filter(|(_, is_given)| *is_given).collect();
        match given[..] {
            [] => {
                let hint = format!("{HINT} {UNKNOWN_KEYS}");
                reader.refuse_whole(&Violation::new(NONE, Received::nothing(), hint));
                return None;
            }
            [_] => {}
            [(first, _), (second, _), ..] => {
                let got = format!("`{first}` and `{second}`");
                reader.refuse(second, &Violation::new(MORE, Received::words(got), HINT));
                return None;
            }
        }
        let kickoff = reader.name("kickoff_time_input", &self.kickoff_time_input)?;
        if let Some(artifact) = artifact? {
            self.refuse_kickoff(reader, kickoff.as_ref());
            return Some(Automation::Artifact(artifact));
        }
        if on_demand {
            self.refuse_kickoff(reader, kickoff.as_ref());
            return Some(Automation::OnDemand);
        }
        Some(Automation::Schedule(Schedule {
            times: times??,
            kickoff_time_input: kickoff,
        }))
    }

    fn refuse_kickoff(&self, reader: &mut Reader<'_>, kickoff: Option<&String>) {
        if kickoff.is_some() {
            let rule = "kickoff_time_input is only for `cron` and `interval_minutes`";
            let hint = "Remove it: without a schedule, no start is planned for a certain time.";
            reader.refuse(
                "kickoff_time_input",
                &Violation::new(rule, Received::nothing(), hint),
            );
        }
    }

    /// The times: `None` while they are unknown or break a rule, `Some(None)` if there are none.
    fn times(&self, reader: &mut Reader<'_>) -> Option<Option<Times>> {
        let interval = reader.setting("interval_minutes", &self.interval_minutes, |number| {
            Interval::read(&Written::Number(number.to_string()))
        });
        let start = reader.setting("start_time", &self.start_time, |text| {
            match Value::read(&DataType::Datetime, &Written::from(text.as_str())) {
                Ok(Value::Datetime(time)) => Ok(time),
                _ => Err(Violation::new(
                    "start_time must be a time",
                    Received::shown(Shown::Moment, text),
                    "Write it as in RFC 3339: `2026-12-01T06:00:00Z`.",
                )),
            }
        });
        if let (Field::Known(_), Field::Null) = (&self.timezone, &self.cron) {
            let rule = "timezone is only for `cron`";
            let hint = "Remove it: nothing else has a time of day.";
            reader.refuse("timezone", &Violation::new(rule, Received::nothing(), hint));
        }
        if let (Field::Known(_), Field::Null) = (&self.start_time, &self.interval_minutes) {
            let rule = "start_time is only for `interval_minutes`";
            let hint = "Remove it: nothing else is counted from a time.";
            reader.refuse(
                "start_time",
                &Violation::new(rule, Received::nothing(), hint),
            );
        }
        let cron = known(&self.cron)?;
        let timezone = known(&self.timezone)?.map(String::as_str);
        if let Some(cron) = cron {
            return Cron::new(cron, timezone)
                .map(|cron| Some(Times::Cron(cron)))
                .map_err(|(name, violation)| reader.refuse(name, &violation))
                .ok();
        }
        let (interval, start) = (interval?, start?);
        Some(interval.map(|interval| Times::Interval { interval, start }))
    }

    pub(super) fn take_automation(&mut self, automation: &Automation) {
        match automation {
            Automation::Schedule(schedule) => {
                self.kickoff_time_input = schedule.kickoff_time_input.clone().into();
                match &schedule.times {
                    Times::Cron(cron) => {
                        self.cron = Field::Known(cron.expression().to_owned());
                        self.timezone = cron.timezone().map(str::to_owned).into();
                    }
                    Times::Interval { interval, start } => {
                        self.interval_minutes = Field::Known(Number::from(interval.minutes()));
                        let start = start.map(|start| Value::Datetime(start).to_text());
                        self.start_time = start.into();
                    }
                }
            }
            Automation::Artifact(artifact) => {
                self.artifact = Field::Known(ArtifactObject {
                    name: Field::Known(artifact.name.clone()),
                    version: Some(artifact.version.clone())
                        .filter(|version| !version.is_empty())
                        .into(),
                    partitions: values::text_map(&artifact.partitions),
                    input: artifact.input.clone().into(),
                    partition_inputs: values::text_map(&artifact.partition_inputs),
                });
            }
            Automation::OnDemand => self.on_demand = Field::Known(true),
        }
    }
}

impl ArtifactObject {
    fn check(&self, mut reader: Reader<'_>) -> Option<OnArtifact> {
        let name = reader.name("name", &self.name);
        let version = reader.name("version", &self.version);
        let input = reader.name("input", &self.input);
        let partitions = reader.texts("partitions", &self.partitions);
        let partition_inputs = reader.texts("partition_inputs", &self.partition_inputs);
        let name = name?;
        if name.is_none() {
            let hint = "Write `artifact = { name = \"…\" }`.";
            reader.refuse_whole(&Violation::new(
                "artifact needs a name",
                Received::nothing(),
                hint,
            ));
        }
        Some(OnArtifact {
            name: name?,
            version: version?.unwrap_or_default(),
            partitions: partitions?,
            input: input?,
            partition_inputs: partition_inputs?,
        })
    }
}
