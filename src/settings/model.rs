//! A configuration, plan or state of the settings of a scope.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Number};

use crate::timeouts::Timeouts;

/// Strings by name, as an attribute of type `map(string)` has them.
pub(crate) type Texts = BTreeMap<String, Field<String>>;

/// The attributes and blocks of the resource; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub org: Field<String>,
    pub domain: Field<String>,
    pub project: Field<String>,
    pub run: Field<RunObject>,
    pub security: Field<SecurityObject>,
    pub storage: Field<StorageObject>,
    pub task_resource: Field<TaskResourceObject>,
    pub app: Field<AppObject>,
    pub labels: Field<Texts>,
    pub annotations: Field<Texts>,
    pub environment_variables: Field<Texts>,
    pub pod_template_name: Field<String>,
    pub unset: Field<Vec<Field<String>>>,
    pub deletion_policy: Field<String>,
    pub version: Field<u64>,
    pub foreign_fields: Field<Vec<String>>,
    pub timeouts: Field<Timeouts>,
}

/// `run`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunObject {
    pub default_queue: Field<String>,
    pub max_action_concurrency: Field<Number>,
    pub run_base_dir: Field<String>,
}

/// `security`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SecurityObject {
    pub service_account: Field<String>,
}

/// `storage`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct StorageObject {
    pub raw_data_path: Field<String>,
}

/// `task_resource`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TaskResourceObject {
    pub min: Field<AmountsObject>,
    pub max: Field<AmountsObject>,
    pub mirror_limits_request: Field<bool>,
    pub default_accelerator: Field<String>,
}

/// `task_resource.min` and `task_resource.max`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct AmountsObject {
    pub cpu: Field<String>,
    pub gpu: Field<String>,
    pub memory: Field<String>,
    pub storage: Field<String>,
}

/// `app`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct AppObject {
    pub disallow_anonymous: Field<bool>,
    pub app_dns_strategy: Field<String>,
}
