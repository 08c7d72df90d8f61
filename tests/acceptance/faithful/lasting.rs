//! What is deployed of a task, without what every takeover changes.

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::differences::VERSIONS;

use crate::harness::backend;

/// A task in Flyte.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lasting {
    spec: Value,
    triggers: Value,
}

impl Lasting {
    /// What was deployed last.
    #[track_caller]
    pub(crate) fn of(mock: &Mock, project: &str, domain: &str, name: &str) -> Self {
        let task = mock.latest(project, domain, name);
        let triggers = mock.triggers(project, domain, name);
        let mut triggers = serde_json::to_value(triggers).unwrap();
        for trigger in triggers.as_array_mut().unwrap() {
            VERSIONS.mask(trigger);
            // Flyte takes inputs by their names, whatever their order.
            let inputs = &mut trigger["spec"]["inputs"]["literals"];
            if let Some(inputs) = inputs.as_array_mut() {
                inputs.sort_by_key(|input| input["name"].to_string());
            }
        }
        Self {
            spec: backend::lasting(&task.expect("it is deployed")),
            triggers,
        }
    }

    /// The actor version, which tells the warm pool; null without one.
    pub(crate) fn actor_version(&self) -> &Value {
        &self.spec["taskTemplate"]["custom"]["version"]
    }

    /// All of it.
    pub(crate) fn as_json(&self) -> Value {
        json!({ "spec": self.spec, "triggers": self.triggers })
    }
}
