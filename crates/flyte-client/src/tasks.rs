//! The methods of `flyteidl2.task.TaskService`.

use flyte_proto::flyteidl2::common::filter::Function;
use flyte_proto::flyteidl2::common::sort::Direction;
use flyte_proto::flyteidl2::common::{Filter, ListRequest, ProjectIdentifier, Sort};
use flyte_proto::flyteidl2::task::list_tasks_request::ScopeBy;
use flyte_proto::flyteidl2::task::list_versions_response::VersionResponse;
use flyte_proto::flyteidl2::task::{
    DeployTaskRequest, DeployTaskResponse, GetTaskDetailsRequest, GetTaskDetailsResponse,
    ListTasksRequest, ListTasksResponse, ListVersionsRequest, ListVersionsResponse, Task,
    TaskDetails, TaskIdentifier, TaskName,
};

use crate::answer::Dated;
use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::listing::{ENTRIES_PER_PAGE, Listing, ask_for};
use crate::pages::Pages;
use crate::retry::Effect;
use crate::unknown_fields::WithUnknownFields;
use crate::{CallOptions, Client, Code, Error};

const SERVICE: &str = "flyteidl2.task.TaskService";

static DEPLOY_TASK: Method = Method {
    name: "DeployTask",
    service: SERVICE,
    // The backend replaces the row of the full identifier, version included.
    effect: Effect::Upsert,
};
static GET_TASK_DETAILS: Method = Method {
    name: "GetTaskDetails",
    service: SERVICE,
    effect: Effect::Read,
};
static LIST_TASKS: Method = Method {
    name: "ListTasks",
    service: SERVICE,
    effect: Effect::Read,
};
static LIST_VERSIONS: Method = Method {
    name: "ListVersions",
    service: SERVICE,
    effect: Effect::Read,
};

/// The tasks of a domain, page by page.
pub type TaskPages = Pages<ListTasksRequest>;

/// Which tasks of a domain are asked for: all of them, unless a filter is added.
///
/// They are sorted by name: the backend's own order, that of creation, moves a task that is
/// deployed meanwhile to the front, where a page that was read already would have shown it.
#[derive(Clone, Debug)]
pub struct TaskQuery {
    request: ListTasksRequest,
}

impl TaskQuery {
    /// All tasks of a domain. `org` is empty where there is none.
    #[must_use]
    pub fn in_domain(org: &str, project: &str, domain: &str) -> Self {
        Self {
            request: ListTasksRequest {
                request: Some(ListRequest {
                    sort_by_fields: vec![ascending("name")],
                    ..ListRequest::default()
                }),
                scope_by: Some(ScopeBy::ProjectId(ProjectIdentifier {
                    organization: org.to_owned(),
                    domain: domain.to_owned(),
                    name: project.to_owned(),
                })),
                ..ListTasksRequest::default()
            },
        }
    }

    /// Only those that are in this environment.
    #[must_use]
    pub fn of_environment(self, name: &str) -> Self {
        self.filter("environment", Function::Equal, name)
    }

    /// Only those whose environment has this in its name.
    #[must_use]
    pub fn whose_environment_contains(self, part: &str) -> Self {
        self.filter("environment", Function::Contains, part)
    }

    /// Only the one of this full name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.filter("name", Function::Equal, name)
    }

    /// Sorted by their environments, and within each by name.
    #[must_use]
    pub fn by_environment(mut self) -> Self {
        self.request.request.get_or_insert_default().sort_by_fields =
            vec![ascending("environment"), ascending("name")];
        self
    }

    fn filter(mut self, field: &str, function: Function, value: &str) -> Self {
        self.request
            .request
            .get_or_insert_default()
            .filters
            .push(Filter {
                function: function.into(),
                field: field.to_owned(),
                values: vec![value.to_owned()],
            });
        self
    }
}

fn ascending(key: &str) -> Sort {
    Sort {
        key: key.to_owned(),
        direction: Direction::Ascending.into(),
    }
}

impl Client {
    /// Deploys one version of a task, after whatever else this client is about to write of the task
    /// and its triggers. Deploying the same content under the same version again changes nothing,
    /// so the call is repeated also where the first answer was lost.
    ///
    /// # Errors
    ///
    /// `not_found` where the project does not exist; `already_exists` from servers that do not
    /// replace versions, unless it was an attempt of this very call that made it. After an error that is not the server's
    /// refusal, or when the future is dropped, the task may have been deployed anyway.
    pub async fn deploy_task(
        &self,
        request: &DeployTaskRequest,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let _alone = match request.task_id.clone() {
            Some(TaskIdentifier {
                org,
                project,
                domain,
                name,
                ..
            }) => {
                let task = TaskName {
                    org,
                    project,
                    domain,
                    name,
                };
                Some(self.exclusively_on(&task, options).await?)
            }
            None => None,
        };
        match self.call(&DEPLOY_TASK, request, options).await {
            Ok(answered) => {
                let DeployTaskResponse {} = answered.message;
                Ok(())
            }
            // Where versions cannot be replaced, that is how a first attempt whose answer was lost
            // shows.
            Err(error) if error.code() == Code::AlreadyExists && error.attempts() > 1 => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// One version of a task in full. All parts of the identifier but `org` are required; there is
    /// no "latest".
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that there is no such version.
    pub async fn get_task_details(
        &self,
        task: &TaskIdentifier,
        options: &CallOptions,
    ) -> Result<TaskDetails, Error> {
        let dated = self.get_task_details_dated(task, options).await?;
        Ok(dated.message)
    }

    /// The same, with the time of the answer by the server's own clock, in whole seconds. It is of
    /// the clock that also stamps `deployed_at`, as far as the server's machines agree.
    ///
    /// # Errors
    ///
    /// Those of [`Client::get_task_details`].
    pub async fn get_task_details_dated(
        &self,
        task: &TaskIdentifier,
        options: &CallOptions,
    ) -> Result<Dated<TaskDetails>, Error> {
        let request = GetTaskDetailsRequest {
            task_id: Some(task.clone()),
        };
        let Answered {
            message,
            call,
            answered_at,
        } = self.call(&GET_TASK_DETAILS, &request, options).await?;
        let GetTaskDetailsResponse { details } = message;
        let message = details.ok_or_else(|| call.unusable(Kind::Incomplete("details")))?;
        Ok(Dated {
            message,
            answered_at,
        })
    }

    /// The same, with the paths within the spec of what no message of ours has a field for.
    ///
    /// # Errors
    ///
    /// Those of [`Client::get_task_details`].
    pub async fn get_whole_task_details(
        &self,
        task: &TaskIdentifier,
        options: &CallOptions,
    ) -> Result<WithUnknownFields<TaskDetails>, Error> {
        let request = GetTaskDetailsRequest {
            task_id: Some(task.clone()),
        };
        let answered = self.call(&GET_TASK_DETAILS, &request, options).await?;
        let Answered { message, call, .. } = answered;
        let whole: WithUnknownFields<GetTaskDetailsResponse> = message;
        let unknown = whole.below("details.spec");
        let details = whole.message.details;
        let message = details.ok_or_else(|| call.unusable(Kind::Incomplete("details")))?;
        Ok(WithUnknownFields { message, unknown })
    }

    /// The newest version of each task that is asked for, from all pages.
    ///
    /// # Errors
    ///
    /// An incomplete list is an error, never a shorter list.
    pub async fn list_tasks(
        &self,
        query: TaskQuery,
        options: &CallOptions,
    ) -> Result<Vec<Task>, Error> {
        self.collect(&LIST_TASKS, query.request, options).await
    }

    /// The newest version of each task that is asked for, page by page.
    #[must_use]
    pub fn task_pages(&self, query: TaskQuery, options: &CallOptions) -> TaskPages {
        self.pages(&LIST_TASKS, query.request, options)
    }

    /// All versions of a task, newest first; none if there is no such task.
    ///
    /// # Errors
    ///
    /// An incomplete list is an error, never a shorter list.
    pub async fn list_versions(
        &self,
        task: TaskName,
        options: &CallOptions,
    ) -> Result<Vec<VersionResponse>, Error> {
        let request = ListVersionsRequest {
            task_name: Some(task),
            ..ListVersionsRequest::default()
        };
        self.collect(&LIST_VERSIONS, request, options).await
    }

    /// The newest versions of a task, newest first, by one call: at least 1, at most 200, whatever
    /// the count; none if there is no such task.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn newest_versions(
        &self,
        task: TaskName,
        count: u32,
        options: &CallOptions,
    ) -> Result<Vec<VersionResponse>, Error> {
        let limit = count.clamp(1, ENTRIES_PER_PAGE);
        let mut request = ListVersionsRequest {
            task_name: Some(task),
            ..ListVersionsRequest::default()
        };
        request.ask_for(String::new(), limit);
        let answered = self.call(&LIST_VERSIONS, &request, options).await?;
        let (mut versions, _) = ListVersionsRequest::open(answered.message);
        versions.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(versions)
    }
}

impl Listing for ListTasksRequest {
    type Page = ListTasksResponse;
    type Entry = Task;
    type Key = String;

    const ENTRIES: &'static str = "tasks";

    fn ask_for(&mut self, token: String, limit: u32) {
        ask_for(&mut self.request, token, limit);
    }

    fn open(page: ListTasksResponse) -> (Vec<Task>, String) {
        (page.tasks, page.token)
    }

    /// The name: a list is of one domain, and a task that is deployed meanwhile stays the same one.
    fn key(task: &Task) -> String {
        let id = task.task_id.as_ref();
        id.map(|id| id.name.clone()).unwrap_or_default()
    }

    fn total(page: &ListTasksResponse) -> Option<u32> {
        let metadata = page.metadata.as_ref()?;
        // An empty page has none, whatever the other pages have.
        (metadata.filtered_total > 0).then_some(metadata.filtered_total)
    }
}

impl Listing for ListVersionsRequest {
    type Page = ListVersionsResponse;
    type Entry = VersionResponse;
    type Key = String;

    const ENTRIES: &'static str = "versions";

    fn ask_for(&mut self, token: String, limit: u32) {
        ask_for(&mut self.request, token, limit);
    }

    fn open(page: ListVersionsResponse) -> (Vec<VersionResponse>, String) {
        (page.versions, page.token)
    }

    fn key(version: &VersionResponse) -> String {
        version.version.clone()
    }
}
