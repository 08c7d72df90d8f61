//! A version that was deployed, as whoever remembers its environment knows it without asking: the
//! version's hash tells whether what is remembered is all of it.

use crate::deployment::{Deployer, Deployment};
use crate::environment::Environment;
use crate::kept_inputs::KeptInputs;
use crate::version::Version;

impl Deployment {
    /// The deploy that led to a version, if this environment does, to the last byte of it. Its inputs
    /// of triggers were sent with it, or were where they are kept; that is where they are since.
    #[must_use]
    pub fn that_led_to(
        version: Version,
        environment: &Environment,
        kept: &KeptInputs,
        deployer: Deployer<'_>,
    ) -> Option<Self> {
        let live = |environment: &Environment| Self::live(environment, version.revision, deployer);
        let of_kept = live(&kept.given_to(environment.clone()));
        if of_kept.version == version {
            return Some(of_kept);
        }
        let mut of_sent = live(environment);
        for (task, kept) in of_sent.tasks.iter_mut().zip(of_kept.tasks) {
            task.triggers = kept.triggers;
        }
        (of_sent.version == version).then_some(of_sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deployed::task::DeployedTask;
    use crate::env_vars::EnvVars;
    use crate::owner::OwnerId;
    use crate::task::code::ContainerCode;
    use crate::task::trigger::Trigger;
    use crate::task::trigger::automation::Automation;
    use crate::task::{Code, Task, TaskLabel, TriggerName};
    use crate::testing::{WE, environment};
    use crate::value::Value;
    use crate::version::Revision;

    /// A task whose trigger has an input.
    fn with_trigger() -> Environment {
        let mut environment = environment();
        let code = ContainerCode::new(vec!["true".to_owned()]);
        let mut task = Task::new(Code::Container(code));
        let mut trigger = Trigger::new(Automation::OnDemand);
        trigger.inputs = vec![("x".to_owned(), Value::Int(1))];
        task.triggers
            .insert(TriggerName::new("it").unwrap(), trigger);
        let label = TaskLabel::new("main").unwrap();
        environment.tasks.insert(label, task);
        environment
    }

    fn kept(hash: &str) -> KeptInputs {
        let text = format!(r#"{{"main/it":{{"uri":"s3://b/i","hash":"{hash}","known":true}}}}"#);
        KeptInputs::read(&text)
    }

    fn again(version: Version, environment: &Environment, kept: &KeptInputs) -> Option<Deployment> {
        Deployment::that_led_to(version, environment, kept, WE)
    }

    #[test]
    fn a_version_is_known_again_by_its_hash() {
        let it = Deployment::live(&with_trigger(), Revision::FIRST.next(), WE);
        let none = KeptInputs::default();
        assert_eq!(
            again(it.version, &with_trigger(), &none).as_ref(),
            Some(&it)
        );
        let other = Environment {
            env_vars: EnvVars::new([("A".to_owned(), "b".to_owned())]).unwrap(),
            ..with_trigger()
        };
        assert_eq!(again(it.version, &other, &none), None);
        let another = crate::deployment::Deployer {
            owner: Some(OwnerId::new(1)),
            ..WE
        };
        let found = Deployment::that_led_to(it.version, &with_trigger(), &none, another);
        assert_eq!(found, None, "of another owner");
    }

    #[test]
    fn inputs_are_where_they_are_kept_since_they_were_sent() {
        let environment = with_trigger();
        let sent = Deployment::live(&environment, Revision::FIRST, WE);
        let kept = kept("h");
        let reused = Deployment::live(&kept.given_to(environment.clone()), Revision::FIRST, WE);
        assert_ne!(sent.version, reused.version);
        for version in [sent.version, reused.version] {
            let it = again(version, &environment, &kept).unwrap();
            assert_eq!(it.version, version);
            assert_eq!(it.kept_inputs(), reused.kept_inputs());
            assert_eq!(it.record.task_id.unwrap().version, version.to_string());
        }
        assert_eq!(again(reused.version, &environment, &self::kept("i")), None);
    }

    #[test]
    fn a_task_is_what_its_deploy_has_said() {
        let environment = with_trigger();
        let it = Deployment::live(&environment, Revision::FIRST, WE);
        let triggers = [("it".to_owned(), 3)];
        let task = DeployedTask::remembered(it.tasks[0].clone(), triggers.into());
        assert_eq!(
            (task.name(), task.version()),
            ("my_env.main", &*it.version.to_string())
        );
        assert_eq!(task.trigger_revisions()["it"], 3);
        let label = TaskLabel::new("main").unwrap();
        let read = task.read(&environment, &label).unwrap();
        assert_eq!(read.task, environment.tasks[&label]);
        assert!(read.managed && read.unexplained.is_empty());
    }
}
