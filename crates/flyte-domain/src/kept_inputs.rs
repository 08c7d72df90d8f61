//! Inputs of triggers that Flyte is to keep apart: what is put there before a deploy, and where all of
//! it is afterwards; and what is known of it when a task is read.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::common::{OffloadedInputData, ProjectIdentifier};
use flyte_proto::flyteidl2::dataproxy::{UploadInputsRequest, upload_inputs_request};
use flyte_proto::flyteidl2::task::task_trigger_spec::InputWrapper;
use flyte_proto::flyteidl2::task::{DeployTaskRequest, Inputs, TaskTrigger};
use serde::{Deserialize, Serialize};

use crate::deployment::Deployment;
use crate::environment::Environment;
use crate::identity::EnvironmentId;
use crate::settings::Settings;
use crate::task::trigger::offloaded::Offloaded;
use crate::task::{Task, TaskLabel, TriggerName};

/// Where the inputs of triggers are, by task and trigger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptInputs(BTreeMap<String, Place>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    uri: String,
    hash: String,
    /// The defaults of the task, in the order that its spec has them: their hash depends on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    defaults: Vec<String>,
    /// Whether the state has what is there.
    known: bool,
}

impl KeptInputs {
    /// Reads what [`to_text`](Self::to_text) has written; nothing of what is unreadable.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// As a text; nothing if there are none.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| serde_json::to_string(&self.0).unwrap_or_default())
    }

    /// Where those of an environment are that Flyte has.
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        let triggers = (environment.tasks.iter()).flat_map(|(label, task)| {
            let triggers = task.triggers.iter();
            triggers.map(move |(name, trigger)| (label, task, name, trigger))
        });
        let kept = triggers.filter_map(|(label, task, name, trigger)| {
            let Offloaded { uri, hash } = trigger.offloaded.clone()?;
            let defaults = task.defaults.iter().map(|(name, _)| name.clone()).collect();
            let place = Place {
                uri,
                hash,
                defaults,
                known: trigger.knows_inputs,
            };
            Some((key(label.as_str(), name.as_str()), place))
        });
        Self(kept.collect())
    }

    /// Whether a trigger of an environment, as a configuration has it, has the inputs that are kept
    /// for it, as far as their hash tells.
    #[must_use]
    pub fn are_those_of(&self, environment: &Environment, task: &str, trigger: &str) -> bool {
        let is_same = || {
            let place = self.0.get(&key(task, trigger))?;
            let (label, name) = (TaskLabel::new(task).ok()?, TriggerName::new(trigger).ok()?);
            let task = environment.tasks.get(&label)?;
            let mut defaults = task.defaults.clone();
            let order = |name: &String| place.defaults.iter().position(|it| it == name);
            defaults.sort_by_key(|(name, _)| order(name).unwrap_or(place.defaults.len()));
            let trigger = task.triggers.get(&name)?;
            let (inputs, given) = (trigger.inputs_to_wire(&defaults), trigger.inputs.len());
            let ignored = task.ignored_inputs(environment);
            Some((place.address()).is_of_in_any_order(&inputs, given, ignored))
        };
        is_same().unwrap_or(false)
    }

    /// Whether the inputs that a state has for a trigger are known to be there.
    #[must_use]
    pub fn has(&self, task: &TaskLabel, trigger: &TriggerName, kept: &Offloaded) -> bool {
        let place = self.0.get(&key(task.as_str(), trigger.as_str()));
        place.is_some_and(|place| {
            place.known && (&place.uri, &place.hash) == (&kept.uri, &kept.hash)
        })
    }

    /// An environment whose triggers have their inputs where these are.
    #[must_use]
    pub fn given_to(&self, mut environment: Environment) -> Environment {
        for (label, task) in &mut environment.tasks {
            for (name, trigger) in &mut task.triggers {
                if let Some(place) = self.0.get(&key(label.as_str(), name.as_str())) {
                    trigger.offloaded = Some(place.address());
                    trigger.knows_inputs = place.known;
                }
            }
        }
        environment
    }

    /// The same after a deploy of an environment, which may hand on inputs that nobody here knows.
    #[must_use]
    pub fn deployed_of(mut self, environment: &Environment) -> Self {
        for (label, task) in &environment.tasks {
            for (name, trigger) in &task.triggers {
                if trigger.has_unknown_inputs()
                    && let Some(place) = self.0.get_mut(&key(label.as_str(), name.as_str()))
                {
                    place.known = false;
                }
            }
        }
        self
    }
}

impl Place {
    fn address(&self) -> Offloaded {
        Offloaded {
            uri: self.uri.clone(),
            hash: self.hash.clone(),
        }
    }
}

fn key(task: &str, trigger: &str) -> String {
    format!("{task}/{trigger}")
}

/// The inputs of one trigger, which are to be put where Flyte keeps them.
#[derive(Debug, Clone, PartialEq)]
pub struct InputsToPut {
    /// The places of its task and of itself in the deployment.
    task: usize,
    trigger: usize,
    project: ProjectIdentifier,
    request: UploadInputsRequest,
}

impl InputsToPut {
    /// The project that they are for.
    #[must_use]
    pub fn project(&self) -> ProjectIdentifier {
        self.project.clone()
    }

    /// What Flyte is asked: the task is described, since it is not there yet.
    #[must_use]
    pub fn request(&self) -> UploadInputsRequest {
        self.request.clone()
    }
}

impl Deployment {
    /// The inputs that triggers carry themselves, as far as there are any: the SDK leaves those
    /// without a value where they are, though they have a context (flyte SDK 2.12.1, `_deploy`).
    #[must_use]
    pub fn inputs_to_put(&self, id: &EnvironmentId) -> Vec<InputsToPut> {
        let project = ProjectIdentifier {
            organization: id.org_text().to_owned(),
            name: id.project.to_string(),
            domain: id.domain.to_string(),
        };
        let mut all = Vec::new();
        for (task, deploy) in self.tasks.iter().enumerate() {
            for (trigger, inputs) in inline(deploy) {
                all.push(InputsToPut {
                    task,
                    trigger,
                    project: project.clone(),
                    request: UploadInputsRequest {
                        id: Some(upload_inputs_request::Id::ProjectId(project.clone())),
                        task: (deploy.spec.clone()).map(upload_inputs_request::Task::TaskSpec),
                        inputs: Some(inputs.clone()),
                    },
                });
            }
        }
        all
    }

    /// Replaces inputs by where they were put.
    pub fn have_put(&mut self, inputs: &InputsToPut, kept: OffloadedInputData) {
        let task = self.tasks.get_mut(inputs.task);
        let trigger = task.and_then(|task| task.triggers.get_mut(inputs.trigger));
        if let Some(spec) = trigger.and_then(|trigger| trigger.spec.as_mut()) {
            spec.input_wrapper = Some(InputWrapper::OffloadedInputData(kept));
        }
    }

    /// Where the inputs of its triggers are.
    #[must_use]
    pub fn kept_inputs(&self) -> KeptInputs {
        let tasks = self.tasks.iter().filter_map(|deploy| {
            let id = deploy.task_id.as_ref()?;
            Some((id.name.rsplit('.').next()?, &deploy.triggers))
        });
        let kept = tasks.flat_map(|(task, triggers)| {
            triggers.iter().filter_map(move |trigger| {
                let Some(InputWrapper::OffloadedInputData(kept)) = wrapper(trigger) else {
                    return None;
                };
                let place = Place {
                    uri: kept.uri.clone(),
                    hash: kept.inputs_hash.clone(),
                    defaults: Vec::new(),
                    known: true,
                };
                Some((key(task, &trigger.name), place))
            })
        });
        KeptInputs(kept.collect())
    }

    /// Whether triggers carry inputs themselves.
    #[must_use]
    pub fn has_inline_inputs(&self) -> bool {
        self.tasks
            .iter()
            .any(|deploy| inline(deploy).next().is_some())
    }
}

impl Task {
    /// Takes what Flyte does not say about its triggers from what is remembered of the task.
    /// `is_noted` tells whether the inputs of a trigger are known to have been put somewhere.
    pub fn recall(
        &mut self,
        environment: &Environment,
        remembered: &Self,
        is_noted: impl Fn(&TriggerName, &Offloaded) -> bool,
    ) {
        let ignored = self.ignored_inputs(environment).to_vec();
        for (name, trigger) in &mut self.triggers {
            if let Some(known) = remembered.triggers.get(name) {
                trigger.recall(known, &self.defaults, &ignored, |kept| is_noted(name, kept));
            }
        }
    }

    /// The inputs that do not count for whether results are kept.
    fn ignored_inputs<'a>(&'a self, environment: &'a Environment) -> &'a [String] {
        let cache = Settings::of(environment).with(&self.overrides).cache;
        cache.policy().map_or(&[], |policy| &policy.ignored_inputs)
    }
}

fn wrapper(trigger: &TaskTrigger) -> Option<&InputWrapper> {
    trigger.spec.as_ref()?.input_wrapper.as_ref()
}

/// The triggers of a task that carry inputs, by their places.
fn inline(deploy: &DeployTaskRequest) -> impl Iterator<Item = (usize, &Inputs)> {
    let triggers = deploy.triggers.iter().enumerate();
    triggers.filter_map(|(place, trigger)| match wrapper(trigger) {
        Some(InputWrapper::Inputs(inputs)) if !inputs.literals.is_empty() => Some((place, inputs)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_survives_as_a_text() {
        let kept =
            KeptInputs::read(r#"{"main/nightly":{"uri":"s3://b/i","hash":"h","known":true}}"#);
        assert_eq!(KeptInputs::read(&kept.to_text().unwrap()), kept);
        let (task, trigger) = (
            TaskLabel::new("main").unwrap(),
            TriggerName::new("nightly").unwrap(),
        );
        let mut there = Offloaded {
            uri: "s3://b/i".to_owned(),
            hash: "h".to_owned(),
        };
        assert!(kept.has(&task, &trigger, &there));
        let unknown =
            KeptInputs::read(r#"{"main/nightly":{"uri":"s3://b/i","hash":"h","known":false}}"#);
        assert!(!unknown.has(&task, &trigger, &there));
        there.hash = "i".to_owned();
        assert!(!kept.has(&task, &trigger, &there));
        assert_eq!(KeptInputs::read("no JSON"), KeptInputs::default());
        assert_eq!(KeptInputs::default().to_text(), None);
    }
}
