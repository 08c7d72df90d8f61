//! What fires a trigger: times, a new version of an artifact, or nobody but a user.

use std::collections::BTreeMap;

use crate::cron::Cron;
use crate::cron::interval::Interval;
use crate::data_type::DataType;

/// What fires a trigger (flyte SDK 2.12.1, `Trigger.automation`).
#[derive(Debug, Clone, PartialEq)]
pub enum Automation {
    /// The clock.
    Schedule(Schedule),
    /// A new version of an artifact (`OnArtifact`).
    Artifact(OnArtifact),
    /// Nothing: it is there for users, who start runs by its name.
    OnDemand,
}

/// The times of a trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// When.
    pub times: Times,
    /// The input that is given the time of the start (`TriggerTime`).
    pub kickoff_time_input: Option<String>,
}

/// Points in time, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub enum Times {
    /// Whenever the clock matches (`Cron`).
    Cron(Cron),
    /// Every so many minutes (`FixedRate`).
    Interval {
        /// The minutes from one to the next.
        interval: Interval,
        /// What they are counted from; when the trigger was activated, if that is not said.
        start: Option<pbjson_types::Timestamp>,
    },
}

/// A new version of an artifact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnArtifact {
    /// Its name, in the project and domain of the task; not empty.
    pub name: String,
    /// The one version that fires it; empty for all.
    pub version: String,
    /// The partitions that a version must have, by their keys.
    pub partitions: BTreeMap<String, String>,
    /// The input that is given the artifact (`TriggeredArtifact`).
    pub input: Option<String>,
    /// The inputs that are given one of its partitions, with the partition's key
    /// (`TriggeredPartition`).
    pub partition_inputs: BTreeMap<String, String>,
}

impl From<Times> for Automation {
    fn from(times: Times) -> Self {
        Self::Schedule(Schedule {
            times,
            kickoff_time_input: None,
        })
    }
}

impl Automation {
    /// The inputs that get their value from what fires the trigger: the name of the setting that
    /// says so, the input, and the types that it may have. Any type where there are none.
    pub(super) fn bound_inputs(&self) -> Vec<(&'static str, &str, &'static [DataType])> {
        match self {
            Self::Schedule(schedule) => (schedule.kickoff_time_input.iter())
                .map(|name| ("kickoff_time_input", name.as_str(), TIME))
                .collect(),
            Self::Artifact(artifact) => {
                let whole = artifact.input.iter();
                let whole = whole.map(|name| ("artifact", name.as_str(), &[][..]));
                let parts = artifact.partition_inputs.keys();
                whole
                    .chain(parts.map(|name| ("artifact", name.as_str(), PARTITION)))
                    .collect()
            }
            Self::OnDemand => Vec::new(),
        }
    }
}

const TIME: &[DataType] = &[DataType::Datetime];
const PARTITION: &[DataType] = &[DataType::Datetime, DataType::Str];
