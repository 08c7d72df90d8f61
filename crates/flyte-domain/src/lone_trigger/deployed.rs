//! A trigger as Flyte holds it.

use flyte_proto::flyteidl2::task::task_trigger_spec::InputWrapper;
use flyte_proto::flyteidl2::task::trigger_automation_spec::Automation as WireAutomation;
use flyte_proto::flyteidl2::task::{Inputs, TaskTrigger};
use flyte_proto::flyteidl2::trigger::{Trigger as WireTrigger, TriggerDetails};

use crate::task::trigger::offloaded::{Offloaded, hash};
use crate::task::trigger::{self, Trigger};
use crate::task::trigger_fields::unexplained_of;
use crate::time::Time;

/// A trigger as Flyte holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployedTrigger {
    wire: TaskTrigger,
    unknown: Vec<String>,
    /// Counts every change of it, from 1.
    pub revision: u64,
    /// The version of the task that it starts.
    pub task_version: String,
    /// When it was deployed last.
    pub deployed_at: Option<Time>,
    /// When its `active` was changed last.
    pub updated_at: Option<Time>,
    /// When it started the task last.
    pub triggered_at: Option<Time>,
}

impl DeployedTrigger {
    /// A trigger's details, with the paths of what the server holds of it and no message of ours has a
    /// field for.
    #[must_use]
    pub fn new(details: TriggerDetails, unknown: Vec<String>) -> Self {
        let id = details.id.as_ref();
        let spec = details.spec.as_ref();
        let status = details.status.unwrap_or_default();
        Self {
            revision: id.map_or(0, |id| id.revision),
            task_version: spec.map_or(String::new(), |spec| spec.task_version.clone()),
            deployed_at: Time::from_wire(status.deployed_at.as_ref()),
            updated_at: Time::from_wire(status.updated_at.as_ref()),
            triggered_at: Time::from_wire(status.triggered_at.as_ref()),
            wire: trigger::deployed(details),
            unknown,
        }
    }

    /// What it says; nothing where no configuration can say that.
    #[must_use]
    pub fn trigger(&self) -> Option<Trigger> {
        Trigger::from_wire(&self.wire)
    }

    /// Whether it starts the task at present.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.wire.spec.as_ref().is_some_and(|spec| spec.active)
    }

    /// Where Flyte keeps its inputs; nothing where it carries them itself.
    #[must_use]
    pub fn kept_inputs(&self) -> Option<Offloaded> {
        match self.wire.spec.as_ref()?.input_wrapper.as_ref()? {
            InputWrapper::Inputs(_) => None,
            InputWrapper::OffloadedInputData(kept) => Some(Offloaded::from_wire(kept)),
        }
    }

    /// A hash of the inputs that it carries itself.
    #[must_use]
    pub fn inline_hash(&self) -> String {
        let spec = self.wire.spec.as_ref();
        match spec.and_then(|spec| spec.input_wrapper.as_ref()) {
            Some(InputWrapper::Inputs(inputs)) => hash(inputs),
            _ => hash(&Inputs::default()),
        }
    }

    /// Paths, as in `spec.runSpec.clusterPool`, of what it says and no configuration can. Sorted.
    #[must_use]
    pub fn foreign_fields(&self) -> Vec<String> {
        let mut paths = unexplained_of(self.trigger().as_ref(), &[], &self.wire);
        // One that cannot be read is named as a whole.
        for path in &mut paths {
            if path.is_empty() {
                "spec".clone_into(path);
            }
        }
        paths.extend(self.unknown.iter().cloned());
        paths.sort();
        paths.dedup();
        paths
    }

    /// Whether it says what was sent.
    #[must_use]
    pub fn says_the_same(&self, sent: &TaskTrigger, task_version: &str) -> bool {
        self.task_version == task_version
            && unexplained_of(Trigger::from_wire(sent).as_ref(), &[], &self.wire).is_empty()
    }
}

/// A trigger as a list has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedTrigger {
    /// The full name of the task that it starts.
    pub task: String,
    /// Its name.
    pub name: String,
    /// Whether it starts the task at present.
    pub active: bool,
    /// What fires it: `cron`, `interval`, `artifact` or `on_demand`.
    pub kind: &'static str,
    /// Counts every change of it, from 1.
    pub revision: u64,
    /// When it was deployed last.
    pub deployed_at: Option<Time>,
    /// When it started the task last.
    pub triggered_at: Option<Time>,
}

impl ListedTrigger {
    /// Reads the message of the API; nothing where it names no trigger.
    #[must_use]
    pub fn from_wire(wire: WireTrigger) -> Option<Self> {
        use flyte_proto::flyteidl2::task::schedule::Expression;
        let id = wire.id?;
        let name = id.name?;
        let status = wire.status.unwrap_or_default();
        let automation = wire.automation_spec.and_then(|spec| spec.automation);
        let kind = match automation {
            Some(WireAutomation::Schedule(schedule)) => match schedule.expression {
                Some(Expression::Rate(_)) => "interval",
                _ => "cron",
            },
            Some(WireAutomation::Artifact(_)) => "artifact",
            None => "on_demand",
        };
        Some(Self {
            task: name.task_name,
            name: name.name,
            active: wire.active,
            kind,
            revision: id.revision,
            deployed_at: Time::from_wire(status.deployed_at.as_ref()),
            triggered_at: Time::from_wire(status.triggered_at.as_ref()),
        })
    }
}
