//! Whether two environments mean the same: what is deployed of them runs alike.
//!
//! Some settings can be said of a task or of its environment, and many can be said in more ways than
//! one: a version of a cache by `auto` or `override`, a command with or without arguments apart, a
//! default or nothing. The specs of the tasks tell: where they are equal, so is the meaning. The memo
//! in them is not looked at, since it says how something was written.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::{TaskSpec, TaskTrigger};

use crate::cache::Cache;
use crate::env_vars::EnvVars;
use crate::environment::Environment;
use crate::memo;
use crate::resources::Resources;
use crate::task::code::PythonCode;
use crate::task::trigger::Trigger;
use crate::task::{self, Code, TaskLabel};
use crate::template::Stamp;

impl Environment {
    /// Whether both deploy to the same behaviour, and both say the same about which functions are
    /// `async`, which no spec says.
    #[must_use]
    pub fn means_the_same_as(&self, other: &Self) -> bool {
        let (one, other) = (self.as_configured(), other.as_configured());
        let in_pods = one.has_pods() && other.has_pods();
        one == other
            || (one.shared(in_pods) == other.shared(in_pods)
                && one.asynchronous().eq(other.asynchronous())
                && one.deploys() == other.deploys())
    }

    /// With the functions `async` that are so in another environment: who reads an environment that
    /// the SDK deployed cannot know which are.
    #[must_use]
    pub fn with_async_as_in(mut self, other: &Self) -> Self {
        for (label, task) in &mut self.tasks {
            if let Code::Python(code) = &mut task.code
                && let Some(Code::Python(known)) = other.tasks.get(label).map(|task| &task.code)
                && let Ok(changed) = PythonCode::new(code.module(), known.is_async())
            {
                *code = changed;
            }
        }
        self
    }

    /// Whether pods of its tasks are made from inline templates.
    fn has_pods(&self) -> bool {
        let own = self.tasks.values().map(|task| &task.overrides.pod_template);
        let mut sources = own.chain([&self.pod_template]).flatten();
        sources.any(|it| it.own().is_some())
    }

    /// What its tasks do not say; of an environment without tasks all of it. Variables and resources
    /// may stand in pod templates as well.
    fn shared(&self, in_pods: bool) -> Self {
        let tasks = BTreeMap::new();
        if self.tasks.is_empty() {
            return self.clone();
        }
        let (env_vars, resources) = if in_pods {
            (EnvVars::default(), Resources::default())
        } else {
            (self.env_vars.clone(), self.resources.clone())
        };
        Self {
            env_vars,
            resources,
            interruptible: false,
            pod_template: None,
            service_account: None,
            cache: Cache::default(),
            tasks,
            ..self.clone()
        }
    }

    /// The Python functions, and whether each is `async`.
    fn asynchronous(&self) -> impl Iterator<Item = (&TaskLabel, bool)> {
        self.tasks
            .iter()
            .filter_map(|(label, task)| match &task.code {
                Code::Python(code) => Some((label, code.is_async())),
                Code::Container(_) => None,
            })
    }

    /// What is deployed of its tasks, except for the memo.
    fn deploys(&self) -> Vec<(TaskSpec, Vec<TaskTrigger>)> {
        let stamp = Stamp {
            version: "",
            provider_version: "",
            deprecated: None,
            owner: None,
        };
        let tasks = self.tasks.iter().map(|(label, task)| {
            let mut spec = task::spec(self, label, task, &stamp);
            let template = spec.task_template.as_mut();
            if let Some(metadata) = template.and_then(|template| template.metadata.as_mut()) {
                metadata.tags.remove(memo::TAG);
            }
            let triggers = task.triggers().into_iter().map(Trigger::sorted);
            (spec, triggers.collect())
        });
        tasks.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::CacheInput;
    use crate::kubernetes_name::KubernetesName;
    use crate::pod_template::{PodSource, PodTemplate};
    use crate::task::Task;
    use crate::task::code::ContainerCode;
    use crate::task::overrides::Overrides;
    use crate::testing::environment;

    fn with(code: Code, change: impl FnOnce(&mut Environment, &mut Task)) -> Environment {
        let mut environment = environment();
        let mut task = Task::new(code);
        change(&mut environment, &mut task);
        let label = TaskLabel::new("main").unwrap();
        environment.tasks.insert(label, task);
        environment
    }

    fn python(is_async: bool) -> Code {
        Code::Python(PythonCode::new("m", is_async).unwrap())
    }

    fn container(command: &[&str], args: &[&str]) -> Code {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Code::Container(ContainerCode {
            args: words(args),
            ..ContainerCode::new(words(command))
        })
    }

    #[test]
    fn a_setting_may_stand_in_the_environment_or_in_its_task() {
        let account = || Some(KubernetesName::new("service_account", "runner").unwrap());
        let outside = with(python(false), |environment, _| {
            environment.interruptible = true;
            environment.service_account = account();
        });
        let inside = with(python(false), |_, task| {
            task.overrides = Overrides {
                interruptible: Some(true),
                service_account: account(),
                ..Overrides::default()
            };
        });
        assert!(outside.means_the_same_as(&inside));
        let nowhere = with(python(false), |_, _| {});
        assert!(!outside.means_the_same_as(&nowhere));
        let alone = Environment {
            interruptible: true,
            ..environment()
        };
        assert!(!alone.means_the_same_as(&environment()), "without tasks");
    }

    /// The same variable, in the template of the environment or of the task, or beside it.
    #[test]
    fn a_variable_may_stand_in_a_pod_template() {
        let pod = |env: &str| {
            let spec = format!(r#"{{"containers":[{{"name":"primary","env":{env}}}]}}"#);
            let template = PodTemplate::new(Some(&spec), None).unwrap();
            Some(PodSource::Own(Box::new(template)))
        };
        let variable = || EnvVars::new([("A".to_owned(), "1".to_owned())]).unwrap();
        let inside = pod(r#"[{"name": "A", "value": "1"}]"#);
        let of_environment = with(python(false), |environment, _| {
            environment.pod_template.clone_from(&inside);
        });
        let of_task = with(python(false), |_, task| {
            task.overrides.pod_template.clone_from(&inside);
        });
        let beside = with(python(false), |environment, task| {
            environment.env_vars = variable();
            task.overrides.pod_template = pod("[]");
        });
        assert!(of_environment.means_the_same_as(&of_task));
        assert!(of_environment.means_the_same_as(&beside));
        let none = with(python(false), |environment, _| {
            environment.env_vars = variable()
        });
        assert!(!beside.means_the_same_as(&none), "no pod");
    }

    #[test]
    fn arguments_may_be_part_of_the_command() {
        let apart = with(container(&["echo"], &["a"]), |_, _| {});
        let joined = with(container(&["echo", "a"], &[]), |_, _| {});
        assert!(apart.means_the_same_as(&joined));
        let other = with(container(&["echo", "b"], &[]), |_, _| {});
        assert!(!apart.means_the_same_as(&other));
    }

    #[test]
    fn a_version_may_be_computed_or_written() {
        let cached = |version: Option<&str>| {
            with(container(&["true"], &[]), |_, task| {
                let input = CacheInput {
                    behavior: "auto",
                    version,
                    salt: Some("s"),
                    ..CacheInput::default()
                };
                task.overrides.cache = Some(Cache::new(input).unwrap());
            })
        };
        let auto = cached(None);
        let [(spec, _)] = &auto.deploys()[..] else {
            panic!("one task");
        };
        let metadata = spec.task_template.as_ref().unwrap().metadata.as_ref();
        let version = &metadata.unwrap().discovery_version;
        assert!(auto.means_the_same_as(&cached(Some(version))));
        assert!(!auto.means_the_same_as(&cached(Some("other"))));
    }

    #[test]
    fn what_no_spec_says_counts_where_it_is_known() {
        let (plain, asynchronous) = (
            with(python(false), |_, _| {}),
            with(python(true), |_, _| {}),
        );
        assert!(!plain.means_the_same_as(&asynchronous));
        assert!(
            plain
                .with_async_as_in(&asynchronous)
                .means_the_same_as(&asynchronous)
        );
    }
}
