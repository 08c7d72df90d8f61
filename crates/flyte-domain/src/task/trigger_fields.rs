//! Fields of a trigger in Flyte that no configuration can set.

use flyte_proto::flyteidl2::task::schedule::Expression;
use flyte_proto::flyteidl2::task::task_trigger_spec::InputWrapper;
use flyte_proto::flyteidl2::task::trigger_automation_spec::Automation;
use flyte_proto::flyteidl2::task::{Inputs, RunSpec, TaskTrigger, TriggerAutomationSpecType};

use crate::cron::UTC;
use crate::task::Task;
use crate::task::trigger::Trigger;
use crate::template::compare::paths;
use crate::value::Value;

/// The paths, as in `spec.runSpec.queue`, of what deploying a task as it was read would not deploy
/// of this trigger of it. The empty path stands for the whole of a trigger that was not read. Sorted.
pub(crate) fn unexplained(task: &Task, wire: &TaskTrigger) -> Vec<String> {
    let read = (task.triggers.iter()).find(|(name, _)| name.as_str() == wire.name);
    unexplained_of(read.map(|(_, trigger)| trigger), &task.defaults, wire)
}

/// The same for one trigger as it was read, if it was, of a task with these defaults.
pub(crate) fn unexplained_of(
    read: Option<&Trigger>,
    defaults: &[(String, Value)],
    wire: &TaskTrigger,
) -> Vec<String> {
    match read {
        Some(trigger) => {
            let expected = Trigger::sorted(trigger.to_wire(&wire.name, defaults));
            paths(&expected, &normal(wire.clone()))
        }
        None => vec![String::new()],
    }
}

/// The message as we would write it, where that means the same.
fn normal(mut wire: TaskTrigger) -> TaskTrigger {
    if let Some(spec) = &mut wire.spec {
        // Absent and empty mean the same.
        spec.run_spec.get_or_insert_with(RunSpec::default);
        let none = || InputWrapper::Inputs(Inputs::default());
        spec.input_wrapper.get_or_insert_with(none);
    }
    if let Some(automation) = &mut wire.automation_spec {
        match &mut automation.automation {
            Some(Automation::Schedule(schedule)) => {
                if let Some(Expression::Cron(cron)) = &mut schedule.expression
                    && cron.timezone.is_empty()
                {
                    UTC.clone_into(&mut cron.timezone);
                }
            }
            // The open-source server keeps these and does not act on them, which it says so.
            Some(Automation::Artifact(_)) => {
                automation.r#type = TriggerAutomationSpecType::TypeArtifact.into();
            }
            None => {}
        }
    }
    Trigger::sorted(wire)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value as Json, json};

    use super::*;
    use crate::cron::Cron;
    use crate::task::code::ContainerCode;
    use crate::task::trigger::automation::Times;
    use crate::task::{Code, TriggerName};

    fn with_trigger() -> Task {
        let cron = Cron::new("0 5 * * *", None).unwrap();
        let trigger = Trigger::new(Times::Cron(cron).into());
        Task {
            triggers: BTreeMap::from([(TriggerName::new("extra").unwrap(), trigger)]),
            ..Task::new(Code::Container(ContainerCode::new(vec!["true".to_owned()])))
        }
    }

    fn changed(change: impl FnOnce(&mut Json)) -> Vec<String> {
        let task = with_trigger();
        let mut json = serde_json::to_value(&task.triggers()[0]).unwrap();
        change(&mut json);
        unexplained(&task, &serde_json::from_value(json).unwrap())
    }

    #[test]
    fn what_was_deployed_of_a_configuration_is_explained() {
        assert_eq!(changed(|_| ()), [""; 0]);
        // As other clients may write the same.
        let other = changed(|json| {
            json["spec"].as_object_mut().unwrap().remove("runSpec");
            json["automationSpec"]["schedule"]["cron"]["timezone"] = json!("");
        });
        assert_eq!(other, [""; 0]);
    }

    #[test]
    fn what_no_setting_stands_for_is_named() {
        let paths = changed(|json| {
            json["spec"]["runSpec"]["cacheConfig"] = json!({ "overwriteCache": true });
            json["spec"]["runSpec"]["notificationRules"] = json!({ "rules": [] });
        });
        assert_eq!(
            paths,
            ["spec.runSpec.cacheConfig", "spec.runSpec.notificationRules"]
        );
        let unread = changed(|json| json["name"] = json!("other"));
        assert_eq!(unread, [""]);
    }
}
