//! The calls about one trigger and its task, and the messages when they fail.

use flyte_client::{CallOptions, Client, Error, Exclusive, TaskQuery};
use flyte_domain::{DeployedTrigger, TriggerId, TriggeredTask};
use terraform_framework::{Diagnostic, Path};

use crate::creations::{Kind, Object};
use crate::findings;

/// How many pages of existing tasks are searched for similar names.
const PAGES: usize = 2;

/// Calls about one trigger.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calls<'a> {
    pub(super) client: &'a Client,
    pub(super) options: CallOptions,
    pub(super) id: &'a TriggerId,
}

impl Calls<'_> {
    /// What Flyte holds of the trigger; `None` if it does not exist.
    pub(super) async fn held(&self) -> Result<Option<DeployedTrigger>, Error> {
        let name = self.id.to_wire();
        let whole = self.client.get_whole_trigger_details(name, &self.options);
        match whole.await {
            Ok(whole) => Ok(Some(DeployedTrigger::new(whole.message, whole.unknown))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits until no other resource of this run creates or deletes the trigger.
    pub(super) async fn alone(&self) -> Result<Exclusive, Error> {
        let name = format!("trigger {}", self.id);
        self.client.exclusively(&name, &self.options).await
    }

    /// The trigger, as `creations` tracks it.
    pub(super) fn object(id: &TriggerId) -> Object {
        Object::new(Kind::Trigger, id.to_string())
    }

    /// The version of the task that was deployed last, if there is any.
    pub(super) async fn latest(&self) -> Result<Option<String>, Error> {
        let task = self.id.task.to_wire();
        let newest = self.client.newest_versions(task, 1, &self.options).await?;
        Ok(newest.into_iter().next().map(|newest| newest.version))
    }

    /// A version of the task; `None` if it does not exist.
    pub(super) async fn task(&self, version: &str) -> Result<Option<TriggeredTask>, Error> {
        let task = self.id.task.version(version);
        match self.client.get_task_details(&task, &self.options).await {
            Ok(details) => Ok(Some(TriggeredTask::new(self.id, version, details))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn failed(&self, doing: &str, error: &Error) -> Diagnostic {
        findings::call(format!("Cannot {doing} trigger `{}`", self.id), error)
    }

    /// There is no such task.
    pub(super) async fn no_task(&self) -> Diagnostic {
        let task = &self.id.task;
        let (org, project, domain) = (task.org_text(), task.project.as_str(), task.domain.as_str());
        let query = TaskQuery::in_domain(org, project, domain);
        let mut pages = self.client.task_pages(query, &self.options);
        let found = pages.some(PAGES).await.into_iter();
        let names: Vec<_> = found.filter_map(|task| Some(task.task_id?.name)).collect();
        Diagnostic::error(
            format!("There is no task `{}`", task.name),
            format!(
                "Flyte has none of that name in project `{project}`, domain `{domain}`.{} Deploy \
                 it first. If the same run deploys it, take `task` from the resource that does, so \
                 that Terraform looks for it afterwards. A task of a `flyte_task_environment` has \
                 its triggers there, in `tasks`.",
                findings::among_others(&task.name, names.iter().map(String::as_str))
            ),
        )
        .at(Path::root().attribute("task"))
    }

    /// The error of an import: there is no such trigger.
    pub(super) async fn absent(&self) -> Diagnostic {
        let task = self.id.task.to_wire();
        let listed = self.client.list_triggers(task, &self.options).await;
        let names = listed.unwrap_or_default().into_iter();
        let names: Vec<_> = names
            .filter_map(|listed| Some(listed.id?.name?.name))
            .collect();
        Diagnostic::error(
            format!("There is no trigger `{}`", self.id),
            format!(
                "Flyte has none of that name for the task `{}`.{} Check the names, and the project \
                 and domain, which the provider gives where an import leaves them out. To create \
                 it, remove the import.",
                self.id.task.name,
                findings::among_others(&self.id.name, names.iter().map(String::as_str))
            ),
        )
    }
}

/// The user asked to stop before the operation had begun to change anything.
pub(super) fn interrupted(doing: &str, id: &TriggerId) -> Diagnostic {
    Diagnostic::error(
        format!("Interrupted before it could {doing} trigger `{id}`"),
        "Nothing was changed. Run the command again to go on.",
    )
}
