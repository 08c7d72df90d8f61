//! What Flyte has for an environment, which is its record and its tasks: finding the latest of
//! them, and deploying the next.
//!
//! The record is the commit point: it is deployed last. If tasks have another version than the
//! record, the environment was deployed in part, or by someone else.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use flyte_client::{CallOptions, Client, Error, Exclusive, TaskQuery};
use flyte_domain::{
    DeployedTask, Deployment, EnvironmentId, ListedTask, ListedVersion, Record, Revision,
    TaskLabel, Time, Version,
};
use terraform_framework::{Diagnostic, Field};

use crate::findings;
use crate::preflight::Place;
use crate::task_environment::calls;

/// The access to one environment in Flyte, within the limits of one operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Records<'a> {
    pub(super) client: &'a Client,
    pub(super) options: CallOptions,
    pub(super) id: &'a EnvironmentId,
}

/// What Flyte holds of an environment: everything in it, in the version deployed last.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The record; `None` if it certainly does not exist.
    pub(super) record: Option<Record>,
    /// When the server reported the record, by its own clock.
    pub(super) answered_at: Option<SystemTime>,
    /// The tasks named after the environment, by label.
    pub(super) tasks: BTreeMap<TaskLabel, DeployedTask>,
    /// The other tasks in the environment, which have no label, and their versions.
    pub(super) others: Vec<(String, String)>,
}

/// Everything in an environment, in a list: names and versions.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// The version of the record.
    pub(super) record: Option<String>,
    /// The tasks named after the environment, and their versions.
    pub(super) tasks: Vec<(TaskLabel, String)>,
    /// The other tasks in the environment, and their versions.
    pub(super) others: Vec<(String, String)>,
}

impl Listed {
    /// The version of the task with this label.
    pub(super) fn version_of(&self, label: &TaskLabel) -> Option<&String> {
        let mut tasks = self.tasks.iter();
        tasks
            .find(|(listed, _)| listed == label)
            .map(|(_, version)| version)
    }
}

impl Found {
    /// Returns whether nothing is live there, and all tasks with a label are marked as deprecated.
    pub(super) fn is_vacant(&self) -> bool {
        self.live().is_none() && self.tasks.values().all(DeployedTask::is_deprecated)
    }

    /// The record, unless the environment is gone.
    pub(super) fn live(&self) -> Option<&Record> {
        self.record
            .as_ref()
            .filter(|record| !record.is_deprecated())
    }

    /// Returns whether the record was deployed within this time, by the server's own clock; false
    /// if the time is unknown.
    pub(super) fn is_within(&self, time: Duration) -> bool {
        let deployed_at = self.record.as_ref().and_then(|record| record.deployed_at);
        let age = deployed_at.zip(self.answered_at);
        age.is_some_and(|(deployed_at, answered_at)| deployed_at.age_at(answered_at) <= time)
    }
}

/// How long the backend is asked for the outcome of a deploy, after the operation's own time.
const GRACE: Duration = Duration::from_secs(10);

/// How many versions are looked at after a deploy: more than others deploy meanwhile.
const HISTORY: u32 = 20;

impl Records<'_> {
    /// The same access for one last request.
    pub(super) fn within_grace(mut self) -> Self {
        self.options = CallOptions::within(GRACE);
        self
    }

    /// Everything that was deployed last.
    pub(super) async fn latest(&self) -> Result<Found, Error> {
        self.found(self.listed().await?).await
    }

    /// The name and version of everything that was deployed last.
    pub(super) async fn listed(&self) -> Result<Listed, Error> {
        let id = self.id;
        let domain = TaskQuery::in_domain(id.org_text(), id.project.as_str(), id.domain.as_str());
        let query = domain.of_environment(id.name.as_str());
        let listed = self.client.list_tasks(query, &self.options).await?;
        Ok(self.sorted(listed.into_iter().map(ListedTask::of)))
    }

    /// A list of all tasks in the environment, sorted by kind.
    pub(super) fn sorted(&self, tasks: impl IntoIterator<Item = ListedTask>) -> Listed {
        let mut listed = Listed::default();
        for task in tasks {
            if task.name == self.id.name.as_str() {
                listed.record = Some(task.version);
            } else if let Some(label) = self.label(&task.name) {
                listed.tasks.push((label, task.version));
            } else if !task.name.is_empty() {
                listed.others.push((task.name, task.version));
            }
        }
        listed
    }

    /// What is deployed of the environment, given a list of all of its tasks.
    pub(super) async fn found(&self, listed: Listed) -> Result<Found, Error> {
        let Listed {
            record,
            tasks,
            others,
        } = listed;
        let record = async {
            match record {
                Some(version) => {
                    let (record, answered_at) = self.dated_version(&version).await?;
                    Ok((Some(record), answered_at))
                }
                None => Ok((None, None)),
            }
        };
        let (record, tasks) = tokio::try_join!(record, self.labelled(tasks))?;
        let (record, answered_at) = record;
        Ok(Found {
            record,
            answered_at,
            tasks,
            others,
        })
    }

    /// These tasks in these versions.
    pub(super) async fn labelled(
        &self,
        tasks: Vec<(TaskLabel, String)>,
    ) -> Result<BTreeMap<TaskLabel, DeployedTask>, Error> {
        let tasks = tasks.into_iter().map(|(label, version)| {
            let name = label.full_name(&self.id.name);
            (label, name, version)
        });
        self.tasks(tasks.collect()).await
    }

    /// These versions of tasks, each given by its key in the result, full name and version.
    pub(super) async fn tasks<K: Ord + Send + 'static>(
        &self,
        tasks: Vec<(K, String, String)>,
    ) -> Result<BTreeMap<K, DeployedTask>, Error> {
        let found = calls::each(tasks, |(key, name, version)| {
            let (client, options) = (self.client.clone(), self.options);
            let task = self.id.task(&name);
            async move {
                let id = task.version(&version);
                let (details, triggers) = tokio::try_join!(
                    client.get_whole_task_details(&id, &options),
                    client.whole_triggers_of(task.to_wire(), &options),
                )?;
                let triggers = triggers.into_iter().map(|it| (it.message, it.unknown));
                let details = (details.message, details.unknown);
                Ok((key, DeployedTask::new(&name, &version, details, triggers)))
            }
        });
        Ok(found.await?.into_iter().collect())
    }

    /// The tasks among those found that also have this version.
    pub(super) async fn tasks_of_version(
        &self,
        found: &Found,
        version: &str,
    ) -> Result<BTreeMap<TaskLabel, DeployedTask>, Error> {
        let mut tasks = BTreeMap::new();
        for label in found.tasks.keys() {
            let name = label.full_name(&self.id.name);
            let wanted = vec![(label.clone(), name, version.to_owned())];
            match self.tasks(wanted).await {
                Ok(found) => tasks.extend(found),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(tasks)
    }

    fn label(&self, task: &str) -> Option<TaskLabel> {
        let label = task
            .strip_prefix(self.id.name.as_str())?
            .strip_prefix('.')?;
        TaskLabel::new(label).ok()
    }

    /// One version of the record.
    pub(super) async fn version(&self, version: &str) -> Result<Record, Error> {
        let (record, _) = self.dated_version(version).await?;
        Ok(record)
    }

    pub(super) async fn dated_version(
        &self,
        version: &str,
    ) -> Result<(Record, Option<SystemTime>), Error> {
        let id = self.id.record().version(version);
        let details = self
            .client
            .get_task_details_dated(&id, &self.options)
            .await?;
        let record = Record::read(self.id, version, &details.message);
        Ok((record, details.answered_at))
    }

    /// The version of the record that was deployed last; `None` if there is none.
    pub(super) async fn newest(&self) -> Result<Option<String>, Error> {
        let record = self.id.record().to_wire();
        let newest = self
            .client
            .newest_versions(record, 1, &self.options)
            .await?;
        Ok(newest.into_iter().next().map(|listed| listed.version))
    }

    /// The versions of the record that were deployed last, newest first.
    pub(super) async fn history(&self) -> Result<Vec<ListedVersion>, Error> {
        let record = self.id.record().to_wire();
        let versions = self.client.newest_versions(record, HISTORY, &self.options);
        Ok(versions.await?.into_iter().map(ListedVersion::of).collect())
    }

    /// Waits until no other operation of this process works on the environment.
    pub(super) async fn alone(&self) -> Result<Exclusive, Error> {
        let name = format!("environment {}", self.id);
        self.client.exclusively(&name, &self.options).await
    }

    /// Everything that was deployed last, and the revision of the next deploy.
    pub(super) async fn before_deploy(&self) -> Result<(Found, Revision), Error> {
        let found = self.latest().await?;
        let revision = self.next_revision(&found).await?;
        Ok((found, revision))
    }

    /// The revision of the next deploy over what was found.
    pub(super) async fn next_revision(&self, found: &Found) -> Result<Revision, Error> {
        match &found.record {
            Some(record) => self.revision_after(record).await,
            None => Ok(Revision::FIRST),
        }
    }

    /// One more than the highest revision that we ever deployed.
    async fn revision_after(&self, latest: &Record) -> Result<Revision, Error> {
        if let Some(revision) = latest.revision() {
            return Ok(revision.next());
        }
        let record = self.id.record().to_wire();
        let versions = self.client.list_versions(record, &self.options).await?;
        let ours = versions
            .iter()
            .filter_map(|version| version.version.parse::<Version>().ok());
        Ok(ours
            .map(|version| version.revision)
            .max()
            .map_or(Revision::FIRST, Revision::next))
    }

    /// Deploys the tasks, a bounded number at a time, then removes triggers that are left over from
    /// earlier deploys, and finally deploys the record.
    pub(super) async fn deploy(&self, deployment: &Deployment) -> Result<(), Error> {
        let tasks = deployment.tasks.clone();
        calls::each(tasks, |request| {
            let (client, options) = (self.client.clone(), self.options);
            async move { client.deploy_task(&request, &options).await }
        })
        .await?;
        calls::each(deployment.stale_triggers_by_task(), |triggers| {
            let (client, options) = (self.client.clone(), self.options);
            async move { client.delete_triggers(triggers, &options).await }
        })
        .await?;
        self.client
            .deploy_task(&deployment.record, &self.options)
            .await
    }
}

/// A point in time, in the form that states have: RFC 3339 in UTC.
pub(crate) fn time(time: Option<Time>) -> Field<String> {
    time.map(|time| time.to_string()).into()
}

/// Where an environment is.
pub(super) fn place(id: &EnvironmentId) -> Place<'_> {
    Place {
        org: id.org_text(),
        project: id.project.as_str(),
        domain: id.domain.as_str(),
    }
}

/// The diagnostic for a failed call.
pub(super) fn failed(doing: &str, id: &EnvironmentId, error: &Error) -> Diagnostic {
    findings::call(format!("Cannot {doing} task environment `{id}`"), error)
}
