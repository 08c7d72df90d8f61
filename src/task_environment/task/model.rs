//! The models of tasks and of what is in them; the schema describes each member.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Number};

use crate::literal::Texts;
use crate::task_environment::cache::CacheObject;
use crate::task_environment::pod::PodObject;
use crate::trigger::settings::model::TriggerObject;

/// Tasks by name, as the model has them.
pub(crate) type Tasks = BTreeMap<String, Field<TaskObject>>;

/// One task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TaskObject {
    pub module: Field<String>,
    pub r#async: Field<bool>,
    pub command: Field<Vec<Field<String>>>,
    pub args: Field<Vec<Field<String>>>,
    pub input_dir: Field<String>,
    pub output_dir: Field<String>,
    pub metadata_format: Field<String>,
    pub file_input_layout: Field<String>,
    pub inputs: Field<Texts>,
    pub input_descriptions: Field<Texts>,
    pub outputs: Field<Texts>,
    pub defaults: Field<Texts>,
    pub short_name: Field<String>,
    pub short_description: Field<String>,
    pub long_description: Field<String>,
    pub interruptible: Field<bool>,
    pub pod_template: Field<String>,
    pub pod: Field<PodObject>,
    pub service_account: Field<String>,
    pub report: Field<bool>,
    pub entrypoint: Field<bool>,
    pub produces_artifacts: Field<bool>,
    pub retries: Field<RetriesObject>,
    pub timeout: Field<TimeoutObject>,
    pub cache: Field<CacheObject>,
    pub triggers: Field<BTreeMap<String, Field<TriggerObject>>>,
}

/// How often a task is tried again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RetriesObject {
    pub count: Field<Number>,
    pub backoff: Field<BackoffObject>,
}

/// The pauses between attempts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct BackoffObject {
    pub base: Field<String>,
    pub factor: Field<f64>,
    pub cap: Field<String>,
}

/// How long a task may take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TimeoutObject {
    pub runtime: Field<String>,
    pub queued: Field<String>,
    pub deadline: Field<String>,
}
