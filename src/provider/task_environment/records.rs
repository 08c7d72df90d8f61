//! The record in Flyte that stands for an environment: finding the latest and deploying the next.

use std::time::Duration;

use crate::{
    client::{CallOptions, Client, Error},
    flyte::{
        deployment::Deployment,
        identity::EnvironmentId,
        record::{self, Reading, Unreadable},
        version::{Revision, Version},
    },
    idl::flyteidl2::{
        common::{Filter, ListRequest, ProjectIdentifier, filter::Function},
        task::{
            ListTasksRequest, ListVersionsRequest, Task, TaskDetails, list_tasks_request::ScopeBy,
        },
    },
    terraform::{diagnostics::Diagnostic, field::Field},
};

/// The access to one environment's records, within the limits of one operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Records<'a> {
    pub(super) client: &'a Client,
    pub(super) options: CallOptions,
    pub(super) id: &'a EnvironmentId,
}

/// A version of the record, as Flyte holds it.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) version: String,
    pub(super) deployed_at: Field<String>,
    pub(super) content: Result<Reading, Unreadable>,
}

impl Record {
    /// Its revision, if this provider deployed it.
    pub(super) fn revision(&self) -> Option<Revision> {
        let managed = self.content.as_ref().is_ok_and(|reading| reading.managed);
        let version: Version = self.version.parse().ok()?;
        managed.then_some(version.revision)
    }

    /// Whether it marks the environment as gone.
    pub(super) fn is_deprecated(&self) -> bool {
        self.content
            .as_ref()
            .is_ok_and(|reading| reading.deprecated.is_some())
    }

    /// Whether it is what this deployment deploys.
    pub(super) fn is(&self, deployment: &Deployment) -> bool {
        self.revision().is_some() && self.version == deployment.version.to_string()
    }
}

/// How long the backend is asked what became of a deploy, after the operation's own time.
const GRACE: Duration = Duration::from_secs(10);

impl Records<'_> {
    /// The same access for a last question.
    pub(super) fn within_grace(mut self) -> Self {
        self.options = CallOptions::within(GRACE);
        self
    }

    /// The record deployed last; `None` when it is certain that there is none.
    pub(super) async fn latest(&self) -> Result<Option<Record>, Error> {
        let tasks = self
            .client
            .list_tasks(in_environment(self.id), &self.options)
            .await?;
        let name = self.id.name.as_str();
        let Some(latest) = tasks.into_iter().find_map(|task| version_of(task, name)) else {
            return Ok(None);
        };
        let details = self
            .client
            .get_task_details(&record::task_id(self.id, &latest), &self.options)
            .await?;
        Ok(Some(self.read(latest, details)))
    }

    /// One version of the record.
    pub(super) async fn version(&self, version: &str) -> Result<Record, Error> {
        let details = self
            .client
            .get_task_details(&record::task_id(self.id, version), &self.options)
            .await?;
        Ok(self.read(version.to_owned(), details))
    }

    /// The revision for the deploy after `latest`: one more than every version we ever deployed.
    pub(super) async fn next_revision(&self, latest: Option<&Record>) -> Result<Revision, Error> {
        let Some(latest) = latest else {
            return Ok(Revision::FIRST);
        };
        if let Some(revision) = latest.revision() {
            return Ok(revision.next());
        }
        let request = ListVersionsRequest {
            task_name: Some(record::task_name(self.id)),
            ..ListVersionsRequest::default()
        };
        let versions = self.client.list_versions(request, &self.options).await?;
        let ours = versions
            .iter()
            .filter_map(|version| version.version.parse::<Version>().ok());
        Ok(ours
            .map(|version| version.revision)
            .max()
            .map_or(Revision::FIRST, Revision::next))
    }

    /// Deploys, and reads back what the server added.
    pub(super) async fn deploy(&self, deployment: &Deployment) -> Result<Record, Error> {
        self.client
            .deploy_task(&deployment.record, &self.options)
            .await?;
        self.version(&deployment.version.to_string()).await
    }

    fn read(&self, version: String, details: TaskDetails) -> Record {
        let deployed_at = details
            .metadata
            .as_ref()
            .and_then(|metadata| metadata.deployed_at.as_ref())
            .and_then(|time| serde_json::to_value(time).ok())
            .and_then(|time| time.as_str().map(str::to_owned));
        Record {
            version,
            deployed_at: deployed_at.into(),
            content: record::read(self.id, &details.spec.unwrap_or_default()),
        }
    }
}

/// The request for the latest version of everything in an environment.
fn in_environment(id: &EnvironmentId) -> ListTasksRequest {
    ListTasksRequest {
        request: Some(ListRequest {
            filters: vec![Filter {
                function: Function::Equal.into(),
                field: "environment".to_owned(),
                values: vec![id.name.to_string()],
            }],
            ..ListRequest::default()
        }),
        scope_by: Some(ScopeBy::ProjectId(ProjectIdentifier {
            organization: id.org_text().to_owned(),
            domain: id.domain.to_string(),
            name: id.project.to_string(),
        })),
        ..ListTasksRequest::default()
    }
}

fn version_of(task: Task, name: &str) -> Option<String> {
    task.task_id
        .filter(|id| id.name == name)
        .map(|id| id.version)
}

/// The diagnostic for a failed call. A project that does not exist is the user's to correct.
pub(super) fn failed(doing: &str, id: &EnvironmentId, error: &Error) -> Diagnostic {
    crate::provider::findings::call(format!("Cannot {doing} task environment `{id}`"), error)
}
