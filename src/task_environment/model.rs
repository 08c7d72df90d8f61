//! A configuration, plan or state of a task environment.

use std::collections::BTreeMap;

use flyte_domain::{Cache, Environment, EnvironmentId, KubernetesName, Resources};
use serde::{Deserialize, Serialize};
use terraform_framework::Field;

use crate::task_environment::cache::CacheBlock;
use crate::task_environment::inputs;
use crate::task_environment::resources::ResourcesBlock;
use crate::task_environment::reusable::Reusable;
use crate::task_environment::secret::SecretBlock;
use crate::task_environment::task::{TaskBlock, Tasks};
use crate::task_environment::timeouts::Timeouts;

/// Texts by name, as an attribute of type `map(string)` has them.
pub(super) type Texts = BTreeMap<String, Field<String>>;

/// The attributes and blocks of the resource; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub id: Field<String>,
    pub name: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub description: Field<String>,
    pub image: Field<String>,
    pub env_vars: Field<Texts>,
    pub interruptible: Field<bool>,
    pub tags: Field<Texts>,
    pub deletion_policy: Field<String>,
    pub service_account: Field<String>,
    pub pod_template: Field<String>,
    pub resources: Field<ResourcesBlock>,
    pub secret: Field<Vec<Field<SecretBlock>>>,
    pub cache: Field<CacheBlock>,
    pub task: Field<Tasks>,
    pub reusable: Field<Reusable>,
    pub timeouts: Field<Timeouts>,
    pub version: Field<String>,
    pub revision: Field<u32>,
    pub pool_version: Field<String>,
    pub deployed_at: Field<String>,
    pub foreign_fields: Field<Vec<String>>,
}

impl Model {
    /// The id of the environment in a plan or state, once its parts are known.
    pub(super) fn environment_id(&self) -> Option<EnvironmentId> {
        let (project, domain, name) = (
            self.project.as_known()?,
            self.domain.as_known()?,
            self.name.as_known()?,
        );
        let org = match &self.org {
            Field::Unknown => return None,
            Field::Null => String::new(),
            Field::Known(org) => format!("{org}/"),
        };
        format!("{org}{project}/{domain}/{name}").parse().ok()
    }

    /// Takes over what Flyte holds. Where that means the same as what the model has (no
    /// description and an empty one, `"1Gi"` and `"1024Mi"`), the model stays as it is.
    pub(super) fn take_environment(&mut self, environment: &Environment) {
        let configured = environment.as_configured();
        if inputs::environment(self).as_ref() != Some(&configured) {
            self.take_settings(&configured);
        }
        self.id = Field::Known(environment.id.to_string());
        self.pool_version = environment
            .pool_version()
            .map(|version| version.to_string())
            .into();
    }

    fn take_settings(&mut self, environment: &Environment) {
        let held = inputs::environment(self);
        let held = held.as_ref();
        let Environment {
            id,
            description,
            image,
            env_vars,
            resources,
            secrets,
            service_account,
            pod_template,
            interruptible,
            tags,
            reusable,
            cache,
            tasks,
        } = environment;
        self.org = id.org.as_ref().map(ToString::to_string).into();
        self.project = Field::Known(id.project.to_string());
        self.domain = Field::Known(id.domain.to_string());
        self.name = Field::Known(id.name.to_string());
        self.image = Field::Known(image.to_string());
        self.description = unless_default(&self.description, description.as_str().to_owned());
        self.interruptible = Field::Known(*interruptible);
        self.env_vars = unless_default(&self.env_vars, texts(&env_vars.to_map()));
        self.tags = unless_default(&self.tags, texts(tags.as_map()));
        self.service_account = service_account.as_ref().map(text_of).into();
        self.pod_template = pod_template.as_ref().map(text_of).into();
        if held.map(|held| &held.resources) != Some(resources) {
            self.resources = if *resources == Resources::default() {
                Field::Null
            } else {
                Field::Known(resources.into())
            };
        }
        if held.map(|held| &held.secrets) != Some(secrets) {
            let blocks = secrets.iter().map(|secret| Field::Known(secret.into()));
            self.secret = Field::Known(blocks.collect());
        }
        if held.map(|held| &held.cache) != Some(cache) {
            self.cache = if *cache == Cache::default() {
                Field::Null
            } else {
                Field::Known(cache.into())
            };
        }
        let blocks = tasks.iter().map(|(label, task)| {
            let name = label.as_str().to_owned();
            let held_task = held.and_then(|held| held.tasks.get(label));
            let held_block = self.task.as_known().and_then(|blocks| blocks.get(&name));
            let block = match held_block {
                Some(block) if held_task == Some(task) => block.clone(),
                _ => Field::Known(TaskBlock::from(task)),
            };
            (name, block)
        });
        self.task = Field::Known(blocks.collect());
        if held.map(|held| &held.reusable) != Some(reusable) {
            self.reusable = reusable.as_ref().map(Reusable::from).into();
        }
    }
}

/// The new value; but a default that the model has no value for stays without one.
fn unless_default<T: Default + PartialEq>(held: &Field<T>, new: T) -> Field<T> {
    if new == T::default() && !held.is_known() {
        Field::Null
    } else {
        Field::Known(new)
    }
}

fn text_of(name: &KubernetesName) -> String {
    name.as_str().to_owned()
}

fn texts(texts: &BTreeMap<String, String>) -> Texts {
    texts
        .iter()
        .map(|(name, text)| (name.clone(), Field::Known(text.clone())))
        .collect()
}
