//! The methods of `flyteidl2.task.TaskService`.

use flyte_proto::flyteidl2::common::sort::Direction;
use flyte_proto::flyteidl2::common::{ListRequest, Sort};
use flyte_proto::flyteidl2::task::list_versions_response::VersionResponse;
use flyte_proto::flyteidl2::task::{
    DeployTaskRequest, DeployTaskResponse, GetTaskDetailsRequest, GetTaskDetailsResponse,
    ListTasksRequest, ListTasksResponse, ListVersionsRequest, ListVersionsResponse, Task,
    TaskDetails, TaskIdentifier,
};

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::pages::{Listing, Pages};
use crate::retry::Effect;
use crate::{CallOptions, Client, Code, Error, Whole};

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

impl Client {
    /// Deploys one version of a task. Deploying the same content under the same version again
    /// changes nothing, so the call is repeated also where the first answer was lost.
    ///
    /// # Errors
    ///
    /// `not_found` where the project does not exist; `already_exists` from servers that do not
    /// replace versions, unless it was an attempt of this very call that made it. After an error that is not the server's
    /// refusal, or when the future is dropped, the task may have been deployed all the same.
    pub async fn deploy_task(
        &self,
        request: &DeployTaskRequest,
        options: &CallOptions,
    ) -> Result<(), Error> {
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
        let request = GetTaskDetailsRequest {
            task_id: Some(task.clone()),
        };
        let Answered { message, call } = self.call(&GET_TASK_DETAILS, &request, options).await?;
        let GetTaskDetailsResponse { details } = message;
        details.ok_or_else(|| call.unusable(Kind::Incomplete("details")))
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
    ) -> Result<Whole<TaskDetails>, Error> {
        let request = GetTaskDetailsRequest {
            task_id: Some(task.clone()),
        };
        let answered = self.call(&GET_TASK_DETAILS, &request, options).await?;
        let Answered { message, call } = answered;
        let whole: Whole<GetTaskDetailsResponse> = message;
        let unknown = whole.below("details.spec");
        let details = whole.message.details;
        let message = details.ok_or_else(|| call.unusable(Kind::Incomplete("details")))?;
        Ok(Whole { message, unknown })
    }

    /// The newest version of each task that passes the filters, from all pages.
    ///
    /// Token and limit of the request are ours. Without an order of the caller's the list is
    /// sorted by name: the backend's own order, that of creation, moves a task that is deployed
    /// meanwhile to the front, where a page that was read already would have shown it.
    ///
    /// # Errors
    ///
    /// An incomplete list is an error, never a shorter list.
    pub async fn list_tasks(
        &self,
        mut request: ListTasksRequest,
        options: &CallOptions,
    ) -> Result<Vec<Task>, Error> {
        let page = request.page();
        if page.sort_by_fields.is_empty() && page.sort_by.is_none() {
            page.sort_by_fields.push(Sort {
                key: "name".into(),
                direction: Direction::Ascending.into(),
            });
        }
        self.collect(&LIST_TASKS, request, options).await
    }

    /// The newest version of each task that passes the filters, page by page. Token and limit of
    /// the request are ours; the order is the caller's to give.
    #[must_use]
    pub fn task_pages(
        &self,
        request: ListTasksRequest,
        options: &CallOptions,
    ) -> Pages<ListTasksRequest> {
        self.pages(&LIST_TASKS, request, options)
    }

    /// All versions of a task, newest first unless the request asks for another order; none if
    /// there is no such task. Token and limit of the request are ours.
    ///
    /// # Errors
    ///
    /// An incomplete list is an error, never a shorter list.
    pub async fn list_versions(
        &self,
        request: ListVersionsRequest,
        options: &CallOptions,
    ) -> Result<Vec<VersionResponse>, Error> {
        self.collect(&LIST_VERSIONS, request, options).await
    }
}

impl Listing for ListTasksRequest {
    type Page = ListTasksResponse;
    type Entry = Task;
    type Key = Option<TaskIdentifier>;

    fn page(&mut self) -> &mut ListRequest {
        self.request.get_or_insert_default()
    }

    fn open(page: ListTasksResponse) -> (Vec<Task>, String) {
        (page.tasks, page.token)
    }

    fn key(task: &Task) -> Option<TaskIdentifier> {
        task.task_id.clone()
    }
}

impl Listing for ListVersionsRequest {
    type Page = ListVersionsResponse;
    type Entry = VersionResponse;
    type Key = String;

    fn page(&mut self) -> &mut ListRequest {
        self.request.get_or_insert_default()
    }

    fn open(page: ListVersionsResponse) -> (Vec<VersionResponse>, String) {
        (page.versions, page.token)
    }

    fn key(version: &VersionResponse) -> String {
        version.version.clone()
    }
}
