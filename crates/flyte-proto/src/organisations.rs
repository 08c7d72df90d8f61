//! Names of organisations in messages.

/// A message in which names of organisations may stand, at any depth.
pub trait Organisations {
    /// Shows each of them, the empty ones of messages that are there, too, and lets it be changed.
    fn each_organisation(&mut self, visit: &mut dyn FnMut(&mut String));
}

include!(concat!(env!("OUT_DIR"), "/organisations.rs"));

#[cfg(test)]
mod tests {
    use crate::Organisations;
    use crate::flyteidl2::common::{ProjectIdentifier, TriggerName};
    use crate::flyteidl2::core::{Identifier, TaskTemplate};
    use crate::flyteidl2::task::list_tasks_request::ScopeBy;
    use crate::flyteidl2::task::{DeployTaskRequest, ListTasksRequest, TaskIdentifier, TaskSpec};
    use crate::flyteidl2::trigger::DeleteTriggersRequest;

    fn named(mut message: impl Organisations) -> usize {
        let mut count = 0;
        message.each_organisation(&mut |org| {
            assert_eq!(org, "");
            "acme".clone_into(org);
            count += 1;
        });
        message.each_organisation(&mut |org| assert_eq!(org, "acme"));
        count
    }

    #[test]
    fn each_place_is_shown() {
        let deploy = DeployTaskRequest {
            task_id: Some(TaskIdentifier::default()),
            spec: Some(TaskSpec {
                task_template: Some(TaskTemplate {
                    id: Some(Identifier::default()),
                    ..TaskTemplate::default()
                }),
                ..TaskSpec::default()
            }),
            ..DeployTaskRequest::default()
        };
        assert_eq!(named(deploy), 2);
        let list = |scope_by| ListTasksRequest {
            scope_by: Some(scope_by),
            ..ListTasksRequest::default()
        };
        assert_eq!(named(list(ScopeBy::Org(String::new()))), 1);
        let project = ScopeBy::ProjectId(ProjectIdentifier::default());
        assert_eq!(named(list(project)), 1);
        let names = vec![TriggerName::default(), TriggerName::default()];
        assert_eq!(named(DeleteTriggersRequest { names }), 2);
        assert_eq!(named(ListTasksRequest::default()), 0);
    }
}
