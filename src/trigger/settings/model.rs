//! The models of triggers and of what is in them; the schema describes each member.

use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Number};

use crate::literal::Texts;

/// One trigger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TriggerObject {
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
}

/// An artifact whose new versions start the task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ArtifactObject {
    pub name: Field<String>,
    pub version: Field<String>,
    pub partitions: Field<Texts>,
    pub input: Field<String>,
    pub partition_inputs: Field<Texts>,
}

/// Where a message about the end of a run goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct NotificationObject {
    pub on_phase: Field<Vec<Field<String>>>,
    pub delivery: Field<String>,
    pub email: Field<EmailObject>,
    pub webhook: Field<WebhookObject>,
}

/// An email.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct EmailObject {
    pub recipients: Field<Vec<Field<String>>>,
    pub cc: Field<Vec<Field<String>>>,
    pub bcc: Field<Vec<Field<String>>>,
    pub subject: Field<String>,
    pub body: Field<String>,
    pub html_body: Field<String>,
}

/// An HTTP request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct WebhookObject {
    pub url: Field<String>,
    pub method: Field<String>,
    pub headers: Field<Texts>,
    pub body: Field<String>,
}
