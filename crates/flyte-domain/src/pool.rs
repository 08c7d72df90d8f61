//! The warm pool of an environment, by its identity.

use std::collections::BTreeMap;

use crate::bundle::CodeBundle;
use crate::environment::Environment;
use crate::pod_template::PodTemplate;
use crate::pool_version::{PoolIdentity, PoolVersion, Runs};
use crate::settings::Settings;
use crate::task::{Code, TaskLabel};

impl Environment {
    /// The identity of the warm pool; nothing for an environment without one.
    #[must_use]
    pub fn pool_version(&self) -> Option<PoolVersion> {
        self.pool_version_of(&Settings::of(self))
    }

    /// The identities of the pools of tasks that are not served by the environment's, by label. A task
    /// is in another one if it says itself whether it may be interrupted, and says something else: the
    /// SDK puts that into the pool's identity (flyte SDK 2.12.1, reusable tasks). Commands are not
    /// served by a pool.
    #[must_use]
    pub fn other_pools(&self) -> BTreeMap<&TaskLabel, PoolVersion> {
        let own = self.pool_version();
        let python = (self.tasks.iter()).filter(|(_, task)| matches!(task.code, Code::Python(_)));
        python
            .filter_map(|(label, task)| {
                let settings = Settings::of(self).with(&task.overrides);
                let version = self.pool_version_of(&settings)?;
                (Some(&version) != own.as_ref()).then_some((label, version))
            })
            .collect()
    }

    /// The identity of the pool that serves tasks with these settings.
    pub(super) fn pool_version_of(&self, settings: &Settings<'_>) -> Option<PoolVersion> {
        let security_context = self.security_context(settings.service_account);
        let container = self.container();
        let pod = settings
            .pod()
            .map(|it| (it.to_wire(&container), it.primary_container()));
        let identity = PoolIdentity {
            environment: self.id.name.as_str(),
            runs: match &pod {
                Some((pod, primary)) => Runs::Pod(pod, primary),
                None => Runs::Container(&container),
            },
            policy: self.reusable.as_ref()?,
            code: self.code.as_ref().map(CodeBundle::hash),
            security_context: security_context.as_ref(),
            interruptible: settings.interruptible,
            pod_template: settings.pod_template_text(),
        };
        Some(identity.version())
    }

    /// The image that such tasks run in.
    pub(super) fn pool_image<'a>(&'a self, settings: &Settings<'a>) -> &'a str {
        let own = settings.pod().and_then(PodTemplate::image);
        own.unwrap_or(self.image.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::Description;
    use crate::image::Image;
    use crate::reuse_policy::ReusePolicy;
    use crate::task::Task;
    use crate::task::code::{ContainerCode, PythonCode};
    use crate::testing::environment;

    #[test]
    fn a_task_with_an_answer_of_its_own_has_another_pool() {
        let label = |name: &str| TaskLabel::new(name).unwrap();
        let task = |interruptible| {
            let mut task = Task::new(Code::Python(PythonCode::new("m", true).unwrap()));
            task.overrides.interruptible = interruptible;
            task
        };
        let command = ContainerCode::new(vec!["true".to_owned()]);
        let mut command = Task::new(Code::Container(command));
        command.overrides.interruptible = Some(true);
        let mut warm = Environment {
            reusable: Some(ReusePolicy::default()),
            ..environment()
        };
        warm.tasks = BTreeMap::from([
            (label("plain"), task(None)),
            (label("same"), task(Some(false))),
            (label("other"), task(Some(true))),
            (label("command"), command),
        ]);
        let others = warm.other_pools();
        assert_eq!(
            others.keys().map(|it| it.as_str()).collect::<Vec<_>>(),
            ["other"]
        );
        let twin = Environment {
            interruptible: true,
            ..warm.clone()
        };
        assert_eq!(others.into_values().next(), twin.pool_version());
        warm.reusable = None;
        assert_eq!(warm.other_pools(), BTreeMap::new());
    }

    #[test]
    fn only_what_identifies_the_pool_changes_its_version() {
        let base = Environment {
            reusable: Some(ReusePolicy::default()),
            ..environment()
        };
        let version = base.pool_version().unwrap();
        let mut same = base.clone();
        same.description = Description::new("other").unwrap();
        assert_eq!(same.pool_version(), Some(version.clone()));
        let other = Environment {
            interruptible: true,
            ..base.clone()
        };
        assert_ne!(other.pool_version(), Some(version.clone()));
        let other = Environment {
            image: Image::new("other").unwrap(),
            ..base
        };
        assert_ne!(other.pool_version(), Some(version));
        assert_eq!(environment().pool_version(), None);
    }
}
