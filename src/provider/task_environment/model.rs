//! A configuration, plan or state of a task environment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{reusable::Reusable, timeouts::Timeouts};
use crate::{
    flyte::{environment::Environment, identity::EnvironmentId},
    terraform::field::Field,
};

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
    pub reusable: Field<Reusable>,
    pub timeouts: Field<Timeouts>,
    pub version: Field<String>,
    pub revision: Field<u32>,
    pub pool_version: Field<String>,
    pub deployed_at: Field<String>,
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

    /// Takes over what Flyte holds. Where the wire does not tell two configurations apart (no
    /// description and an empty one), what the model had stays.
    pub(super) fn take_environment(&mut self, environment: &Environment) {
        let Environment {
            id,
            description,
            image,
            env_vars,
            interruptible,
            tags,
            reusable,
            // Not in the schema yet.
            resources: _,
            secrets: _,
            service_account: _,
            pod_template: _,
        } = environment;
        self.id = Field::Known(id.to_string());
        self.org = id.org.as_ref().map(ToString::to_string).into();
        self.project = Field::Known(id.project.to_string());
        self.domain = Field::Known(id.domain.to_string());
        self.name = Field::Known(id.name.to_string());
        self.image = Field::Known(image.to_string());
        self.description = unless_default(&self.description, description.as_str().to_owned());
        self.interruptible = unless_default(&self.interruptible, *interruptible);
        self.env_vars = unless_default(&self.env_vars, texts(&env_vars.to_map()));
        self.tags = unless_default(&self.tags, texts(tags.as_map()));
        self.reusable = reusable.as_ref().map(Reusable::from).into();
        self.pool_version = environment
            .pool_version()
            .map(|version| version.to_string())
            .into();
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

fn texts(texts: &BTreeMap<String, String>) -> Texts {
    texts
        .iter()
        .map(|(name, text)| (name.clone(), Field::Known(text.clone())))
        .collect()
}
