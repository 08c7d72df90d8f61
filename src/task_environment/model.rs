//! A configuration, plan or state of a task environment.

use flyte_domain::{EnvironmentId, EnvironmentName};
use serde::{Deserialize, Serialize};
use terraform_framework::Field;

use crate::literal::Texts;
use crate::scope::{Placed as _, placed};
use crate::task_environment::cache::CacheObject;
use crate::task_environment::code::CodeObject;
use crate::task_environment::pod::PodObject;
use crate::task_environment::resources::ResourcesObject;
use crate::task_environment::reusable::Reusable;
use crate::task_environment::secret::SecretObject;
use crate::task_environment::task::model::Tasks;
use crate::timeouts::Timeouts;

/// The attributes and blocks of the resource; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub name: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub description: Field<String>,
    pub image: Field<String>,
    pub code: Field<CodeObject>,
    pub code_hash: Field<String>,
    pub image_lookup: Field<Texts>,
    pub env_vars: Field<Texts>,
    pub interruptible: Field<bool>,
    pub tags: Field<Texts>,
    pub deletion_policy: Field<String>,
    pub adopt_tasks: Field<bool>,
    pub service_account: Field<String>,
    pub pod_template: Field<String>,
    pub pod: Field<PodObject>,
    pub resources: Field<ResourcesObject>,
    pub secrets: Field<Vec<Field<SecretObject>>>,
    pub cache: Field<CacheObject>,
    pub tasks: Field<Tasks>,
    pub reusable: Field<Reusable>,
    pub timeouts: Field<Timeouts>,
    pub version: Field<String>,
    pub revision: Field<u32>,
    pub pool_version: Field<String>,
    pub task_pool_versions: Field<Texts>,
    pub deployed_at: Field<String>,
    pub foreign_fields: Field<Vec<String>>,
}

placed!(Model);

impl Model {
    /// The id of the environment in a plan or state, once its parts are known.
    pub(super) fn environment_id(&self) -> Option<EnvironmentId> {
        let (org, project, domain) = self.names()?;
        Some(EnvironmentId {
            org,
            project,
            domain,
            name: EnvironmentName::new(self.name.as_known()?).ok()?,
        })
    }
}
