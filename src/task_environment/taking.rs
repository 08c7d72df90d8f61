//! Takes what Flyte holds into a configuration, plan or state.

use std::collections::BTreeMap;

use flyte_domain::{Cache, CodeBundle, Environment, KubernetesName, PodSource, Resources};
use terraform_framework::Field;

use crate::literal::Texts;
use crate::task_environment::code::{CodeObject, is_smallest};
use crate::task_environment::model::Model;
use crate::task_environment::pod::PodObject;
use crate::task_environment::reusable::Reusable;
use crate::task_environment::task::model::TaskObject;
use crate::task_environment::{inputs, secret};

impl Model {
    /// Takes over what Flyte holds. Where that means the same as what the model has (no
    /// description and an empty one, `"1Gi"` and `"1024Mi"`), the model stays as it is.
    pub(super) fn take_environment(&mut self, environment: &Environment) {
        let held = inputs::environment(self);
        let configured = environment.as_configured().with_code_as_in(held.as_ref());
        if !held.is_some_and(|held| held.means_the_same_as(&configured)) {
            self.take_settings(&environment.as_configured());
        }
        let hash = environment.code.as_ref().map(CodeBundle::hash);
        self.code_hash = hash.map(str::to_owned).into();
        self.id = Field::Known(environment.id.to_string());
        self.pool_version = environment
            .pool_version()
            .map(|version| version.to_string())
            .into();
        self.task_pool_versions = other_pools(environment);
        if let Field::Known(reusable) = &mut self.reusable {
            reusable.reserve(Some(&environment.resources));
        }
    }

    fn take_settings(&mut self, environment: &Environment) {
        let held = inputs::environment(self);
        let held = held.as_ref();
        let Environment {
            id,
            description,
            image,
            code,
            image_lookup,
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
        self.code = self.code_of(code.as_ref(), held);
        let images =
            (image_lookup.iter()).map(|(name, image)| (name.to_string(), image.to_string()));
        if held.map(|held| &held.image_lookup) != Some(image_lookup) {
            self.image_lookup = unless_default(&self.image_lookup, texts(&images.collect()));
        }
        self.description = unless_default(&self.description, description.as_str().to_owned());
        self.interruptible = Field::Known(*interruptible);
        self.env_vars = unless_default(&self.env_vars, texts(&env_vars.to_map()));
        self.tags = unless_default(&self.tags, texts(tags.as_map()));
        self.service_account = service_account.as_ref().map(text_of).into();
        if held.map(|held| &held.pod_template) != Some(pod_template) {
            let source = pod_template.as_ref();
            self.pod_template = source.and_then(PodSource::name).map(text_of).into();
            self.pod = source.and_then(PodSource::own).map(PodObject::from).into();
        }
        if held.map(|held| &held.resources) != Some(resources) {
            self.resources = if *resources == Resources::default() {
                Field::Null
            } else {
                Field::Known(resources.into())
            };
        }
        if held.map(|held| &held.secrets) != Some(secrets) {
            self.secrets = secret::objects(secrets.as_deref());
        }
        if held.map(|held| &held.cache) != Some(cache) {
            self.cache = if *cache == Cache::default() {
                Field::Null
            } else {
                Field::Known(cache.into())
            };
        }
        let objects = tasks.iter().map(|(label, task)| {
            let name = label.as_str().to_owned();
            let held_task = held.and_then(|held| held.tasks.get(label));
            let held_object = self.tasks.as_known().and_then(|tasks| tasks.get(&name));
            let object = match held_object {
                Some(object) if held_task == Some(task) => object.clone(),
                _ => Field::Known(TaskObject::from(task)),
            };
            (name, object)
        });
        self.tasks = unless_default(&self.tasks, objects.collect());
        if held.map(|held| &held.reusable) != Some(reusable) {
            self.reusable = reusable.as_ref().map(Reusable::from).into();
        }
    }
}

impl Model {
    /// The code in the terms of this model. A folder stays a folder as long as this provider packed
    /// what was found, even if its files have changed since: the hash shows that.
    fn code_of(&self, found: Option<&CodeBundle>, held: Option<&Environment>) -> Field<CodeObject> {
        let Some(found) = found else {
            return Field::Null;
        };
        let held = held.and_then(|held| held.code.as_ref());
        if held.is_some_and(|held| *held == found.as_known_to(Some(held))) {
            return self.code.clone();
        }
        let is_folder = (self.code.as_known()).is_some_and(|code| code.source_dir.is_known());
        let is_there = held.is_some_and(|held| held.destination() == found.destination());
        if is_folder && is_there && found.is_of_files() {
            return self.code.clone();
        }
        if is_smallest(found) {
            return Field::Null;
        }
        Field::Known(CodeObject::at(found))
    }
}

/// The new value, or null if it is the default and the model has no value.
fn unless_default<T: Default + PartialEq>(held: &Field<T>, new: T) -> Field<T> {
    if new == T::default() && !held.is_known() {
        Field::Null
    } else {
        Field::Known(new)
    }
}

/// The pools of tasks that the environment's pool does not serve; null if there are none.
pub(super) fn other_pools(environment: &Environment) -> Field<Texts> {
    let others = environment.other_pools().into_iter();
    let others = others.map(|(label, version)| {
        let version = Field::Known(version.to_string());
        (label.as_str().to_owned(), version)
    });
    Some(others.collect::<Texts>())
        .filter(|others| !others.is_empty())
        .into()
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
