//! The methods of `flyteidl2.trigger.TriggerService`.
//!
//! Triggers are deployed with their task, or alone; here they are read back, deployed alone, switched,
//! and removed, since a deploy of a task without triggers leaves those of earlier deploys as they
//! are.

use std::collections::{BTreeMap, BTreeSet};

use flyte_proto::flyteidl2::common::sort::Direction;
use flyte_proto::flyteidl2::common::{ListRequest, ProjectIdentifier, Sort, TriggerName};
use flyte_proto::flyteidl2::task::TaskName;
use flyte_proto::flyteidl2::trigger::list_triggers_request::ScopeBy;
use flyte_proto::flyteidl2::trigger::{
    DeleteTriggersRequest, DeleteTriggersResponse, DeployTriggerRequest, DeployTriggerResponse,
    GetTriggerDetailsRequest, GetTriggerDetailsResponse, ListTriggersRequest, ListTriggersResponse,
    Trigger, TriggerDetails, UpdateTriggersRequest, UpdateTriggersResponse,
};

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::listing::{Listing, ask_for};
use crate::pages::Pages;
use crate::retry::Effect;
use crate::unknown_fields::WithUnknownFields;
use crate::{CallOptions, Client, Code, Error};

const SERVICE: &str = "flyteidl2.trigger.TriggerService";

static LIST_TRIGGERS: Method = Method {
    name: "ListTriggers",
    service: SERVICE,
    effect: Effect::Read,
};
static GET_TRIGGER_DETAILS: Method = Method {
    name: "GetTriggerDetails",
    service: SERVICE,
    effect: Effect::Read,
};
static DEPLOY_TRIGGER: Method = Method {
    name: "DeployTrigger",
    service: SERVICE,
    effect: Effect::Upsert,
};
static UPDATE_TRIGGERS: Method = Method {
    name: "UpdateTriggers",
    service: SERVICE,
    effect: Effect::Upsert,
};
static DELETE_TRIGGERS: Method = Method {
    name: "DeleteTriggers",
    service: SERVICE,
    // The backend skips names that are not there.
    effect: Effect::Upsert,
};

/// A trigger as a page has it.
pub type ListedTrigger = Trigger;

/// Pages of triggers, each asked for when it is wanted.
pub type TriggerPages = Pages<ListTriggersRequest>;

fn by_name() -> ListRequest {
    ListRequest {
        sort_by_fields: ["task_name", "name"]
            .map(|key| Sort {
                key: key.into(),
                direction: Direction::Ascending.into(),
            })
            .into(),
        ..ListRequest::default()
    }
}

impl Client {
    /// The triggers of a domain, or of one task in it, by task and name. `org` is empty where there is
    /// none.
    #[must_use]
    pub fn trigger_pages(
        &self,
        org: &str,
        project: &str,
        domain: &str,
        task: Option<&str>,
        options: &CallOptions,
    ) -> TriggerPages {
        let (org, project, domain) = (org.to_owned(), project.to_owned(), domain.to_owned());
        let scope_by = match task {
            None => ScopeBy::ProjectId(ProjectIdentifier {
                organization: org,
                domain,
                name: project,
            }),
            Some(task) => ScopeBy::TaskName(TaskName {
                org,
                project,
                domain,
                name: task.to_owned(),
            }),
        };
        let request = ListTriggersRequest {
            request: Some(by_name()),
            scope_by: Some(scope_by),
        };
        self.pages(&LIST_TRIGGERS, request, options)
    }

    /// Deploys a trigger over the revision that the request names, after whatever else this client is
    /// about to write of its task; over whatever there is if it names 0.
    ///
    /// # Errors
    ///
    /// [`Error::is_outdated`] tells that it has another revision. If it took more than one attempt, an
    /// earlier one may have made that.
    pub async fn deploy_trigger(
        &self,
        request: &DeployTriggerRequest,
        options: &CallOptions,
    ) -> Result<TriggerDetails, Error> {
        let _alone = match &request.name {
            Some(name) => Some(self.exclusively_on(&task_of(name), options).await?),
            None => None,
        };
        let answered = self.call(&DEPLOY_TRIGGER, request, options).await?;
        let Answered { message, call, .. } = answered;
        let DeployTriggerResponse { trigger } = message;
        trigger.ok_or_else(|| call.unusable(Kind::Incomplete("trigger")))
    }

    /// Switches a trigger on or off. The server does nothing where there is none.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn switch_trigger(
        &self,
        name: TriggerName,
        active: bool,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let _alone = self.exclusively_on(&task_of(&name), options).await?;
        let names = vec![name];
        let request = UpdateTriggersRequest { names, active };
        let answered = self.call(&UPDATE_TRIGGERS, &request, options).await?;
        let UpdateTriggersResponse {} = answered.message;
        Ok(())
    }

    /// The triggers of a task, whichever of its versions they start, sorted by name: in the
    /// backend's own order one that is switched on meanwhile moves to the front, where a page that
    /// was read already would have shown it.
    ///
    /// # Errors
    ///
    /// An incomplete list is an error, never a shorter list.
    pub async fn list_triggers(
        &self,
        task: TaskName,
        options: &CallOptions,
    ) -> Result<Vec<Trigger>, Error> {
        let request = ListTriggersRequest {
            request: Some(ListRequest {
                sort_by_fields: vec![Sort {
                    key: "name".into(),
                    direction: Direction::Ascending.into(),
                }],
                ..ListRequest::default()
            }),
            scope_by: Some(ScopeBy::TaskName(task)),
        };
        self.collect(&LIST_TRIGGERS, request, options).await
    }

    /// A trigger in full.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that there is no such trigger.
    pub async fn get_trigger_details(
        &self,
        name: TriggerName,
        options: &CallOptions,
    ) -> Result<TriggerDetails, Error> {
        let whole = self.get_whole_trigger_details(name, options).await?;
        Ok(whole.message)
    }

    /// The same, with the paths of what no message of ours has a field for: what it is, not what
    /// became of it.
    ///
    /// # Errors
    ///
    /// Those of [`Client::get_trigger_details`].
    pub async fn get_whole_trigger_details(
        &self,
        name: TriggerName,
        options: &CallOptions,
    ) -> Result<WithUnknownFields<TriggerDetails>, Error> {
        let request = GetTriggerDetailsRequest { name: Some(name) };
        let answered = self.call(&GET_TRIGGER_DETAILS, &request, options).await?;
        let Answered { message, call, .. } = answered;
        let whole: WithUnknownFields<GetTriggerDetailsResponse> = message;
        let mut unknown = whole.below("trigger");
        unknown.retain(|path| path.starts_with("spec.") || path.starts_with("automationSpec."));
        let trigger = whole.message.trigger;
        let message = trigger.ok_or_else(|| call.unusable(Kind::Incomplete("trigger")))?;
        Ok(WithUnknownFields { message, unknown })
    }

    /// All triggers of a task in full, as [`Client::get_whole_trigger_details`] gives each. One that
    /// is removed meanwhile is left out, and a backend without the service has none.
    ///
    /// # Errors
    ///
    /// An incomplete list is an error, never a shorter list.
    pub async fn whole_triggers_of(
        &self,
        task: TaskName,
        options: &CallOptions,
    ) -> Result<Vec<WithUnknownFields<TriggerDetails>>, Error> {
        let listed = match self.list_triggers(task, options).await {
            Ok(listed) => listed,
            Err(error) if error.code() == Code::Unimplemented => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let names = listed.into_iter().filter_map(|listed| listed.id?.name);
        let mut triggers = Vec::new();
        for name in names {
            match self.get_whole_trigger_details(name, options).await {
                Ok(details) => triggers.push(details),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(triggers)
    }

    /// Removes triggers: by one call for each task, after whatever else this client is about to
    /// write of it. Names of triggers that are not there are skipped.
    ///
    /// # Errors
    ///
    /// After an error, triggers of other tasks may have been removed. After one that is not the
    /// server's refusal, or when the future is dropped, any of them may have been removed all the
    /// same.
    pub async fn delete_triggers(
        &self,
        names: Vec<TriggerName>,
        options: &CallOptions,
    ) -> Result<(), Error> {
        for (task, names) in by_task(names) {
            let _alone = self.exclusively_on(&task, options).await?;
            let request = DeleteTriggersRequest { names };
            let answered = self.call(&DELETE_TRIGGERS, &request, options).await?;
            let DeleteTriggersResponse {} = answered.message;
        }
        Ok(())
    }
}

fn task_of(name: &TriggerName) -> TaskName {
    TaskName {
        org: name.org.clone(),
        project: name.project.clone(),
        domain: name.domain.clone(),
        name: name.task_name.clone(),
    }
}

/// Triggers by their tasks, both sorted and each once. The backend locks the rows of triggers in the
/// order of the call, so that two calls in different orders may wait for each other until its
/// database gives one up.
fn by_task(names: Vec<TriggerName>) -> Vec<(TaskName, Vec<TriggerName>)> {
    let mut tasks: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for name in names {
        let task = (name.org, name.project, name.domain, name.task_name);
        tasks.entry(task).or_default().insert(name.name);
    }
    let tasks = tasks.into_iter();
    let tasks = tasks.map(|((org, project, domain, task_name), names)| {
        let trigger = |name| TriggerName {
            org: org.clone(),
            project: project.clone(),
            domain: domain.clone(),
            name,
            task_name: task_name.clone(),
        };
        let names = names.into_iter().map(trigger).collect();
        let task = TaskName {
            org,
            project,
            domain,
            name: task_name,
        };
        (task, names)
    });
    tasks.collect()
}

impl Listing for ListTriggersRequest {
    type Page = ListTriggersResponse;
    type Entry = Trigger;
    /// Not the revision: a trigger that changes between two pages is still one.
    type Key = Option<TriggerName>;

    const ENTRIES: &'static str = "triggers";

    fn ask_for(&mut self, token: String, limit: u32) {
        ask_for(&mut self.request, token, limit);
    }

    fn open(page: ListTriggersResponse) -> (Vec<Trigger>, String) {
        (page.triggers, page.token)
    }

    fn key(trigger: &Trigger) -> Option<TriggerName> {
        trigger.id.as_ref()?.name.clone()
    }
}
