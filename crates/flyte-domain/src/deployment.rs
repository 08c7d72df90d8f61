//! The requests that make one deploy of an environment.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::common::TriggerName;
use flyte_proto::flyteidl2::task::DeployTaskRequest;
use prost::Message;

use crate::deployed::task::DeployedTask;
use crate::environment::Environment;
use crate::identity::EnvironmentId;
use crate::owner::OwnerId;
use crate::record;
use crate::task::{self, Task, TaskLabel};
use crate::template::Stamp;
use crate::version::{ContentHash, Revision, Version};

/// One deploy of an environment, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    /// The version that everything in it is deployed under.
    pub version: Version,
    /// The tasks, in any order.
    pub tasks: Vec<DeployTaskRequest>,
    /// Triggers to remove once the tasks are there.
    pub stale_triggers: Vec<TriggerName>,
    /// The environment record. It is sent last: with it the deploy is done.
    pub record: DeployTaskRequest,
}

/// Who deploys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deployer<'a> {
    /// The version of this provider.
    pub provider_version: &'a str,
    /// The owner of the environment; nothing where that is not known.
    pub owner: Option<OwnerId>,
}

impl Deployer<'_> {
    fn stamp<'a>(&'a self, version: &'a str, deprecated: Option<&'a str>) -> Stamp<'a> {
        Stamp {
            version,
            provider_version: self.provider_version,
            deprecated,
            owner: self.owner,
        }
    }
}

impl Deployment {
    /// A deploy that brings the environment to its desired state.
    #[must_use]
    pub fn live(environment: &Environment, revision: Revision, deployer: Deployer<'_>) -> Self {
        Self::new(environment, revision, deployer, None)
    }

    /// A deploy that marks the environment and its tasks as deleted, with the reason why.
    #[must_use]
    pub fn deprecation(
        environment: &Environment,
        revision: Revision,
        deployer: Deployer<'_>,
        reason: &str,
    ) -> Self {
        Self::new(environment, revision, deployer, Some(reason))
    }

    /// Adds a last version of tasks that the environment has no more, with the reason why.
    pub fn retire(
        &mut self,
        environment: &Environment,
        tasks: &BTreeMap<TaskLabel, Task>,
        deployer: Deployer<'_>,
        reason: &str,
    ) {
        let version = self.version.to_string();
        let stamp = deployer.stamp(&version, Some(reason));
        self.tasks.extend(requests(environment, tasks, &stamp));
    }

    /// Adds the removal of triggers that were found on tasks which it deploys without any, since a
    /// deploy without triggers leaves those of earlier ones.
    pub fn remove_stale_triggers<'a>(
        &mut self,
        id: &EnvironmentId,
        found: impl IntoIterator<Item = &'a DeployedTask>,
    ) {
        for task in found {
            let is_stale = self.tasks.iter().any(|request| {
                request.triggers.is_empty()
                    && request
                        .task_id
                        .as_ref()
                        .is_some_and(|id| id.name == task.name())
            });
            if is_stale {
                self.stale_triggers
                    .extend(task.trigger_names().map(|name| TriggerName {
                        org: id.org_text().to_owned(),
                        project: id.project.to_string(),
                        domain: id.domain.to_string(),
                        name: name.to_owned(),
                        task_name: task.name().to_owned(),
                    }));
            }
        }
    }

    /// The triggers to remove, together those of each task.
    #[must_use]
    pub fn stale_triggers_by_task(&self) -> Vec<Vec<TriggerName>> {
        let mut tasks: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for trigger in &self.stale_triggers {
            let triggers = tasks.entry(&trigger.task_name).or_default();
            triggers.push(trigger.clone());
        }
        tasks.into_values().collect()
    }

    /// The largest of what is sent, by its name, and the bytes that its spec has as a message.
    #[must_use]
    pub fn largest(&self) -> (&str, usize) {
        let sizes = self.tasks.iter().chain([&self.record]).map(|request| {
            let name = request.task_id.as_ref().map_or("", |id| id.name.as_str());
            let size = request.spec.as_ref().map_or(0, Message::encoded_len);
            (name, size)
        });
        sizes.max_by_key(|(_, size)| *size).unwrap_or_default()
    }

    fn new(
        environment: &Environment,
        revision: Revision,
        deployer: Deployer<'_>,
        deprecated: Option<&str>,
    ) -> Self {
        let all = |stamp: Stamp<'_>| {
            let record = DeployTaskRequest {
                task_id: Some(environment.id.record().version(stamp.version)),
                spec: Some(record::spec(environment, &stamp)),
                triggers: Vec::new(),
            };
            (requests(environment, &environment.tasks, &stamp), record)
        };
        let (tasks, record) = all(deployer.stamp("", deprecated));
        let version = Version {
            revision,
            hash: ContentHash::of(tasks.iter().chain([&record])),
        };
        let (tasks, record) = all(deployer.stamp(&version.to_string(), deprecated));
        Self {
            version,
            tasks,
            stale_triggers: Vec::new(),
            record,
        }
    }
}

fn requests(
    environment: &Environment,
    tasks: &BTreeMap<TaskLabel, Task>,
    stamp: &Stamp<'_>,
) -> Vec<DeployTaskRequest> {
    tasks
        .iter()
        .map(|(label, task)| DeployTaskRequest {
            task_id: {
                let name = label.full_name(&environment.id.name);
                Some(environment.id.task(&name).version(stamp.version))
            },
            spec: Some(task::spec(environment, label, task, stamp)),
            // A task that no longer exists is started by nothing.
            triggers: match stamp.deprecated {
                None => task.triggers(),
                Some(_) => Vec::new(),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Code;
    use crate::task::code::ContainerCode;
    use crate::testing::{WE, environment};

    fn with_task() -> Environment {
        let mut environment = environment();
        let code = ContainerCode::new(vec!["true".to_owned()]);
        let label = TaskLabel::new("main").unwrap();
        let task = Task::new(Code::Container(code));
        environment.tasks.insert(label, task);
        environment
    }

    #[test]
    fn every_place_of_the_version_agrees() {
        let deployment = Deployment::live(&with_task(), Revision::FIRST, WE);
        let version = deployment.version.to_string();
        for request in deployment.tasks.into_iter().chain([deployment.record]) {
            let template = request.spec.unwrap().task_template.unwrap();
            assert_eq!(request.task_id.as_ref().unwrap().version, version);
            assert_eq!(template.id.unwrap().version, version);
        }
    }

    #[test]
    fn equal_content_has_an_equal_hash_in_every_revision() {
        let second = Revision::FIRST.next();
        let hash = |environment: &Environment, revision| {
            let deployment = Deployment::live(environment, revision, WE);
            deployment.version.hash
        };
        let base = environment();
        assert_eq!(hash(&base, Revision::FIRST), hash(&base, second));
        let other = Environment {
            interruptible: true,
            ..environment()
        };
        assert_ne!(hash(&base, second), hash(&other, second));
        assert_ne!(hash(&base, second), hash(&with_task(), second));
        let mine = Deployer {
            owner: Some(OwnerId::new(1)),
            ..WE
        };
        let owned = Deployment::live(&base, second, mine);
        assert_ne!(
            hash(&base, second),
            owned.version.hash,
            "of another creation"
        );
        let deprecation = Deployment::deprecation(&base, second, WE, "gone");
        assert_ne!(hash(&base, second), deprecation.version.hash);
    }

    #[test]
    fn a_retired_task_gets_a_last_version_that_says_why() {
        let mut deployment = Deployment::live(&environment(), Revision::FIRST, WE);
        deployment.retire(&environment(), &with_task().tasks, WE, "removed");
        let [task] = deployment.tasks.as_slice() else {
            panic!("{:?}", deployment.tasks);
        };
        let id = task.task_id.as_ref().unwrap();
        assert_eq!(
            (id.name.as_str(), &id.version),
            ("my_env.main", &deployment.version.to_string())
        );
        let template = task.spec.as_ref().unwrap().task_template.as_ref().unwrap();
        let metadata = template.metadata.as_ref().unwrap();
        assert_eq!(metadata.deprecated_error_message, "removed");
    }
}
