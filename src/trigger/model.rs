//! A configuration, plan or state of a trigger.

use flyte_domain::{ScopeName, TaskAddress, TriggerId};
use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Number};

use crate::literal::Texts;
use crate::preflight::Place;
use crate::scope;
use crate::timeouts::Timeouts;
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

/// Every setting of a trigger, as `$each!(name)` gives it.
macro_rules! settings {
    ($each:ident) => {
        TriggerObject {
            cron: $each!(cron),
            timezone: $each!(timezone),
            interval_minutes: $each!(interval_minutes),
            start_time: $each!(start_time),
            artifact: $each!(artifact),
            on_demand: $each!(on_demand),
            kickoff_time_input: $each!(kickoff_time_input),
            active: $each!(active),
            description: $each!(description),
            inputs: $each!(inputs),
            custom_context: $each!(custom_context),
            labels: $each!(labels),
            annotations: $each!(annotations),
            env_vars: $each!(env_vars),
            interruptible: $each!(interruptible),
            overwrite_cache: $each!(overwrite_cache),
            queue: $each!(queue),
            max_action_concurrency: $each!(max_action_concurrency),
            notification_rule: $each!(notification_rule),
            notifications: $each!(notifications),
        }
    };
}

impl Model {
    /// Where the trigger is, once that is known.
    pub(super) fn trigger_id(&self) -> Option<TriggerId> {
        let org = match scope::organisation(&self.org)? {
            "" => None,
            org => Some(ScopeName::new("org", org).ok()?),
        };
        Some(TriggerId {
            task: TaskAddress {
                org,
                project: ScopeName::new("project", self.project.as_known()?).ok()?,
                domain: ScopeName::new("domain", self.domain.as_known()?).ok()?,
                name: self.task.as_known()?.clone(),
            },
            name: self.name.as_known()?.clone(),
        })
    }

    /// Where its task is, which may be known before its name.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        Some(Place {
            org: scope::organisation(&self.org)?,
            project: self.project.as_known()?,
            domain: self.domain.as_known()?,
        })
    }

    /// What it says.
    pub(super) fn settings(&self) -> TriggerObject {
        macro_rules! each {
            ($name:ident) => {
                self.$name.clone()
            };
        }
        settings!(each)
    }

    /// The same with other settings.
    pub(super) fn with_settings(self, settings: TriggerObject) -> Self {
        let TriggerObject {
            cron,
            timezone,
            interval_minutes,
            start_time,
            artifact,
            on_demand,
            kickoff_time_input,
            active,
            description,
            inputs,
            custom_context,
            labels,
            annotations,
            env_vars,
            interruptible,
            overwrite_cache,
            queue,
            max_action_concurrency,
            notification_rule,
            notifications,
        } = settings;
        Self {
            cron,
            timezone,
            interval_minutes,
            start_time,
            artifact,
            on_demand,
            kickoff_time_input,
            active,
            description,
            inputs,
            custom_context,
            labels,
            annotations,
            env_vars,
            interruptible,
            overwrite_cache,
            queue,
            max_action_concurrency,
            notification_rule,
            notifications,
            ..self
        }
    }
}

/// What is found, in the words of the user where they say it: `meant` is what those words mean, as it
/// would be found.
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
    settings!(each)
}
