//! What stands in Flyte for an environment: its record and its tasks. Finding the latest of
//! them, and deploying the next.
//!
//! The record is the commit point: it is deployed last, and an environment whose tasks are of
//! another version than its record was deployed half-way, or by someone else.

use std::collections::BTreeMap;
use std::time::Duration;

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::{
    Deployed, Deployment, Environment, EnvironmentId, Reading, Revision, TaskLabel, TaskReading,
    Unreadable, Version, record, task,
};
use flyte_proto::flyteidl2::common::filter::Function;
use flyte_proto::flyteidl2::common::{Filter, ListRequest, ProjectIdentifier, TriggerName};
use flyte_proto::flyteidl2::task::list_tasks_request::ScopeBy;
use flyte_proto::flyteidl2::task::{
    ListTasksRequest, ListVersionsRequest, Task, TaskDetails, TaskIdentifier, TaskTrigger,
};
use pbjson_types::Timestamp;
use terraform_framework::{Diagnostic, Field};

use crate::findings;
use crate::preflight::Place;
use crate::task_environment::calls;

/// The access to what stands for one environment, within the limits of one operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Records<'a> {
    pub(super) client: &'a Client,
    pub(super) options: CallOptions,
    pub(super) id: &'a EnvironmentId,
}

/// What Flyte holds of an environment: the version deployed last of everything in it.
#[derive(Debug)]
pub(super) struct Found {
    /// The record; `None` when it is certain that there is none.
    pub(super) record: Option<Record>,
    /// The tasks named after the environment, by label.
    pub(super) tasks: BTreeMap<TaskLabel, FoundTask>,
    /// The other tasks in the environment, which no label stands for, and their versions.
    pub(super) others: Vec<(String, String)>,
}

/// A version of the record, as Flyte holds it.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) version: String,
    pub(super) deployed_at: Field<String>,
    pub(super) content: Result<Reading, Unreadable>,
}

/// A version of a task, as Flyte holds it.
#[derive(Clone, Debug)]
pub(crate) struct FoundTask {
    pub(crate) version: String,
    pub(crate) details: TaskDetails,
    pub(super) triggers: Vec<TaskTrigger>,
    /// Paths of what Flyte holds of it and no message of ours has a field for.
    pub(crate) unknown: Vec<String>,
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

impl FoundTask {
    /// A task of this name, as one of an environment without a record.
    pub(super) fn deployed<'a>(&'a self, name: &'a str) -> Option<Deployed<'a>> {
        let metadata = self.details.metadata.as_ref();
        let time = metadata.and_then(|metadata| metadata.deployed_at.as_ref());
        Some(Deployed {
            name,
            version: &self.version,
            deployed_at: time.map_or((0, 0), |time| (time.seconds, time.nanos)),
            spec: self.details.spec.as_ref()?,
            triggers: &self.triggers,
            unknown: &self.unknown,
        })
    }

    /// What it says as a task of the environment.
    pub(super) fn read(
        &self,
        environment: &Environment,
        label: &TaskLabel,
    ) -> Result<TaskReading, Unreadable> {
        let spec = self.details.spec.clone().unwrap_or_default();
        task::read(environment, label, &spec, &self.triggers)
    }
}

impl Found {
    /// The record, unless the environment is gone.
    pub(super) fn live(&self) -> Option<&Record> {
        self.record
            .as_ref()
            .filter(|record| !record.is_deprecated())
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

    /// Everything that was deployed last.
    pub(super) async fn latest(&self) -> Result<Found, Error> {
        let request = in_environment(self.id);
        let listed = self.client.list_tasks(request, &self.options).await?;
        self.found(listed).await
    }

    /// What is deployed of the environment, of a list of all of its tasks.
    pub(super) async fn found(&self, listed: Vec<Task>) -> Result<Found, Error> {
        let mut record: Option<String> = None;
        let mut labels: Vec<(TaskLabel, String)> = Vec::new();
        let mut others = Vec::new();
        for id in listed.into_iter().filter_map(|task| task.task_id) {
            if id.name == self.id.name.as_str() {
                record = Some(id.version);
            } else if let Some(label) = self.label(&id.name) {
                labels.push((label, id.version));
            } else {
                others.push((id.name, id.version));
            }
        }
        let record = match record {
            Some(version) => Some(self.version(&version).await?),
            None => None,
        };
        let labels = labels.into_iter().map(|(label, version)| {
            let name = label.full_name(&self.id.name);
            (label, name, version)
        });
        Ok(Found {
            record,
            tasks: self.tasks(labels.collect()).await?,
            others,
        })
    }

    /// These versions of tasks, given by what they are to be called, full name and version.
    pub(super) async fn tasks<K: Ord + Send + 'static>(
        &self,
        tasks: Vec<(K, String, String)>,
    ) -> Result<BTreeMap<K, FoundTask>, Error> {
        let found = calls::each(tasks, |(key, name, version)| {
            let (client, options) = (self.client.clone(), self.options);
            let id = TaskIdentifier {
                name,
                ..record::task_id(self.id, &version)
            };
            async move {
                let details = client.get_whole_task_details(&id, &options).await?;
                let (triggers, of_triggers) = calls::triggers(&client, &id, &options).await?;
                let found = FoundTask {
                    version,
                    details: details.message,
                    triggers,
                    unknown: [details.unknown, of_triggers].concat(),
                };
                Ok((key, found))
            }
        });
        Ok(found.await?.into_iter().collect())
    }

    fn label(&self, task: &str) -> Option<TaskLabel> {
        let label = task
            .strip_prefix(self.id.name.as_str())?
            .strip_prefix('.')?;
        TaskLabel::new(label).ok()
    }

    /// One version of the record.
    pub(super) async fn version(&self, version: &str) -> Result<Record, Error> {
        let details = self
            .client
            .get_task_details(&record::task_id(self.id, version), &self.options)
            .await?;
        Ok(Record {
            version: version.to_owned(),
            deployed_at: deployed_at(&details),
            content: record::read(self.id, &details.spec.unwrap_or_default()),
        })
    }

    /// Everything that was deployed last, and the revision of the next deploy.
    pub(super) async fn before_deploy(&self) -> Result<(Found, Revision), Error> {
        let found = self.latest().await?;
        let revision = match &found.record {
            Some(record) => self.revision_after(record).await?,
            None => Revision::FIRST,
        };
        Ok((found, revision))
    }

    /// One more than every version we ever deployed.
    async fn revision_after(&self, latest: &Record) -> Result<Revision, Error> {
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

    /// Deploys the tasks, a bounded number at a time; removes triggers, since a deploy without
    /// triggers leaves those of earlier ones; deploys the record; and reads back what the server
    /// added.
    pub(super) async fn deploy(
        &self,
        deployment: &Deployment,
        stale_triggers: &[TriggerName],
    ) -> Result<Record, Error> {
        let tasks = deployment.tasks.clone();
        calls::each(tasks, |request| {
            let (client, options) = (self.client.clone(), self.options);
            async move { client.deploy_task(&request, &options).await }
        })
        .await?;
        if !stale_triggers.is_empty() {
            self.client
                .delete_triggers(stale_triggers.to_vec(), &self.options)
                .await?;
        }
        self.client
            .deploy_task(&deployment.record, &self.options)
            .await?;
        self.version(&deployment.version.to_string()).await
    }
}

/// When a version was deployed first, as RFC 3339 in UTC.
pub(super) fn deployed_at(details: &TaskDetails) -> Field<String> {
    let metadata = details.metadata.as_ref();
    time(metadata.and_then(|metadata| metadata.deployed_at.as_ref()))
}

/// A point in time, as RFC 3339 in UTC.
pub(super) fn time(time: Option<&Timestamp>) -> Field<String> {
    time.and_then(|time| serde_json::to_value(time).ok())
        .and_then(|time| time.as_str().map(|time| time.replace("+00:00", "Z")))
        .into()
}

/// Where an environment is.
pub(super) fn place(id: &EnvironmentId) -> Place<'_> {
    Place {
        org: id.org_text(),
        project: id.project.as_str(),
        domain: id.domain.as_str(),
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

/// The diagnostic for a failed call.
pub(super) fn failed(doing: &str, id: &EnvironmentId, error: &Error) -> Diagnostic {
    findings::call(format!("Cannot {doing} task environment `{id}`"), error)
}
