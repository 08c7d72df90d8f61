//! The requests that make one deploy of an environment.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::common::TriggerName;
use flyte_proto::flyteidl2::task::DeployTaskRequest;

use crate::deployed::task::DeployedTask;
use crate::environment::Environment;
use crate::identity::EnvironmentId;
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

impl Deployment {
    /// A deploy that makes the environment what it is to be.
    #[must_use]
    pub fn live(environment: &Environment, revision: Revision, provider_version: &str) -> Self {
        Self::new(environment, revision, provider_version, None)
    }

    /// A deploy that marks the environment and its tasks as deleted, with the reason why.
    #[must_use]
    pub fn deprecation(
        environment: &Environment,
        revision: Revision,
        provider_version: &str,
        reason: &str,
    ) -> Self {
        Self::new(environment, revision, provider_version, Some(reason))
    }

    /// Adds a last version of tasks that the environment has no more, with the reason why.
    pub fn retire(
        &mut self,
        environment: &Environment,
        tasks: &BTreeMap<TaskLabel, Task>,
        provider_version: &str,
        reason: &str,
    ) {
        let version = self.version.to_string();
        let stamp = Stamp {
            version: &version,
            provider_version,
            deprecated: Some(reason),
        };
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

    fn new(
        environment: &Environment,
        revision: Revision,
        provider_version: &str,
        deprecated: Option<&str>,
    ) -> Self {
        let stamp = |version| Stamp {
            version,
            provider_version,
            deprecated,
        };
        let all = |stamp: Stamp<'_>| {
            let record = DeployTaskRequest {
                task_id: Some(environment.id.record().version(stamp.version)),
                spec: Some(record::spec(environment, &stamp)),
                triggers: Vec::new(),
            };
            (requests(environment, &environment.tasks, &stamp), record)
        };
        let (tasks, record) = all(stamp(""));
        let version = Version {
            revision,
            hash: ContentHash::of(tasks.iter().chain([&record])),
        };
        let (tasks, record) = all(stamp(&version.to_string()));
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
            // A task that is no more is started by nothing.
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
    use crate::testing::environment;

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
        let deployment = Deployment::live(&with_task(), Revision::FIRST, "0.1.0");
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
            let deployment = Deployment::live(environment, revision, "0.1.0");
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
        let deprecation = Deployment::deprecation(&base, second, "0.1.0", "gone");
        assert_ne!(hash(&base, second), deprecation.version.hash);
    }

    #[test]
    fn a_retired_task_gets_a_last_version_that_says_why() {
        let mut deployment = Deployment::live(&environment(), Revision::FIRST, "0.1.0");
        deployment.retire(&environment(), &with_task().tasks, "0.1.0", "removed");
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
