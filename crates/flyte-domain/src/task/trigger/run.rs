//! What the runs of a trigger are like.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::{Annotations, Envs, Labels, RunSpec};

use crate::env_vars::EnvVars;
use crate::received::Received;
use crate::task::trigger::notifications::Notifications;
use crate::violation::Violation;

/// What the runs of a trigger are like, where that is not the task's or the platform's to say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunOptions {
    /// Labels of the runs.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the runs.
    pub annotations: BTreeMap<String, String>,
    /// Environment variables of the runs.
    pub env_vars: EnvVars,
    /// Whether they may run on machines that can be taken away; the task's own setting when absent.
    pub interruptible: Option<bool>,
    /// Whether results are computed again and replace those that are kept.
    pub overwrite_cache: bool,
    /// The queue; the platform's choice when absent.
    pub queue: Option<String>,
    /// How many actions of a run may work at the same time.
    pub max_action_concurrency: ActionConcurrency,
    /// Who is notified when they end.
    pub notifications: Notifications,
}

/// How many actions of a run may work at the same time: the platform's default, or at least two
/// (flyte SDK 2.12.1, `Trigger`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActionConcurrency(u32);

impl ActionConcurrency {
    /// # Errors
    /// When it is 1.
    pub fn new(number: u32) -> Result<Self, Violation> {
        if number != 1 {
            return Ok(Self(number));
        }
        Err(Violation::new(
            "max_action_concurrency must be 0 (platform default) or at least 2",
            Received::number(number),
            "A value of 1 would deadlock the run: the parent action holds a concurrency slot while \
             it waits for its child actions to run.",
        ))
    }

    /// The number; 0 for the platform's default.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl RunOptions {
    /// Absent and empty mean the same to Flyte; empty ones are absent, as the SDK has them.
    pub(super) fn to_wire(&self) -> RunSpec {
        let values = |map: &BTreeMap<_, _>| Some(map.clone()).filter(|map| !map.is_empty());
        let envs = Some(self.env_vars.to_wire()).filter(|values| !values.is_empty());
        RunSpec {
            labels: values(&self.labels).map(|values| Labels { values }),
            annotations: values(&self.annotations).map(|values| Annotations { values }),
            envs: envs.map(|values| Envs { values }),
            interruptible: self.interruptible.map(Into::into),
            overwrite_cache: self.overwrite_cache,
            queue: self.queue.clone().unwrap_or_default(),
            max_action_concurrency: self.max_action_concurrency.get(),
            notification_settings: self.notifications.to_wire(),
            ..RunSpec::default()
        }
    }

    /// What breaks a rule is left out.
    pub(super) fn from_wire(wire: RunSpec) -> Self {
        Self {
            labels: wire.labels.unwrap_or_default().values,
            annotations: wire.annotations.unwrap_or_default().values,
            env_vars: EnvVars::from_wire(&wire.envs.unwrap_or_default().values),
            interruptible: wire.interruptible.map(|interruptible| interruptible.value),
            overwrite_cache: wire.overwrite_cache,
            queue: Some(wire.queue).filter(|queue| !queue.is_empty()),
            max_action_concurrency: ActionConcurrency::new(wire.max_action_concurrency)
                .unwrap_or_default(),
            notifications: wire
                .notification_settings
                .and_then(|settings| Notifications::from_wire(&settings))
                .unwrap_or_default(),
        }
    }
}
