//! A configuration, plan or state of a trigger.

use flyte_domain::{TaskAddress, TriggerId};
use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Number};

use crate::literal::Texts;
use crate::scope::{Placed as _, placed};
use crate::timeouts::Timeouts;
use crate::trigger::every_setting::every_setting;
use crate::trigger::settings::model::{ArtifactObject, NotificationObject, TriggerObject};

/// The attributes and blocks of the resource; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub task: Field<String>,
    pub name: Field<String>,
    pub task_version: Field<String>,
    pub cron: Field<String>,
    pub timezone: Field<String>,
    pub interval_minutes: Field<Number>,
    pub start_time: Field<String>,
    pub artifact: Field<ArtifactObject>,
    pub on_demand: Field<bool>,
    pub kickoff_time_input: Field<String>,
    pub active: Field<bool>,
    pub description: Field<String>,
    pub inputs: Field<Texts>,
    pub custom_context: Field<Texts>,
    pub labels: Field<Texts>,
    pub annotations: Field<Texts>,
    pub env_vars: Field<Texts>,
    pub interruptible: Field<bool>,
    pub overwrite_cache: Field<bool>,
    pub queue: Field<String>,
    pub max_action_concurrency: Field<Number>,
    pub notification_rule: Field<String>,
    pub notifications: Field<Vec<Field<NotificationObject>>>,
    pub revision: Field<u64>,
    pub deployed_at: Field<String>,
    pub foreign_fields: Field<Vec<String>>,
    pub timeouts: Field<Timeouts>,
}

placed!(Model);

impl Model {
    /// Where the trigger is, once known.
    pub(super) fn trigger_id(&self) -> Option<TriggerId> {
        let (org, project, domain) = self.names()?;
        Some(TriggerId {
            task: TaskAddress {
                org,
                project,
                domain,
                name: self.task.as_known()?.clone(),
            },
            name: self.name.as_known()?.clone(),
        })
    }

    /// Its settings.
    pub(super) fn settings(&self) -> TriggerObject {
        macro_rules! each {
            ($name:ident) => {
                self.$name.clone()
            };
        }
        every_setting!(TriggerObject, each)
    }

    /// The same with other settings.
    pub(super) fn with_settings(self, settings: TriggerObject) -> Self {
        macro_rules! each {
            ($name:ident) => {
                settings.$name
            };
        }
        every_setting!(Self, each, self)
    }
}

/// What was found, in the user's words where those say the same: `meant` is what `words` mean, in
/// the form in which it would be found.
pub(super) fn in_words_of(
    words: &TriggerObject,
    meant: &TriggerObject,
    found: TriggerObject,
) -> TriggerObject {
    macro_rules! each {
        ($name:ident) => {
            if found.$name == meant.$name {
                words.$name.clone()
            } else {
                found.$name
            }
        };
    }
    every_setting!(TriggerObject, each)
}
