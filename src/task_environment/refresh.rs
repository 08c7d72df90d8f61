//! How a refresh looks at an environment that a state knows: it asks at once for everything that it
//! may need, and for nothing that costs the server more the more others have deployed.
//!
//! The newest version of the record is listed alone, along with the details of the version in the
//! state; for each task of the state, its newest version and the revisions of its triggers are
//! listed. What is as the state saw it is not read again. Everything in the environment is listed
//! only if the record is another one, or a task is gone.

use std::collections::BTreeMap;

use flyte_client::{CallOptions, Client, Code, Error};
use flyte_domain::{Cache, DeployedTask, Environment, Record, Task, TaskAddress, TaskLabel};

use crate::task_environment::claim::{Claim, Ownership};
use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::snapshot::{Revisions, Snapshot};
use crate::task_environment::{adoption, calls, current, inputs};

/// The result of a refresh.
#[derive(Debug)]
pub(super) enum RefreshResult {
    /// Everything is as in the state.
    Unchanged,
    /// Something may be different.
    Found(Box<Found>),
}

/// Looks at the environment of a state.
///
/// # Errors
/// The call that failed.
pub(super) async fn look(
    records: &Records<'_>,
    state: &Model,
    claim: &Claim,
) -> Result<RefreshResult, Error> {
    let all = async || Ok(RefreshResult::Found(Box::new(records.latest().await?)));
    let Some(version) = state.version.as_known() else {
        return all().await;
    };
    // An environment that others deployed, or that was never seen completely, is read in full.
    if state.revision.is_null() || adoption::is_adopted(state) {
        return all().await;
    }
    let tasks = current::labels(state).into_iter();
    let (newest, record, tasks) = tokio::join!(
        records.newest(),
        records.dated_version(version),
        records.newest_of(tasks.collect()),
    );
    let (record, answered_at) = match record {
        Ok(record) => record,
        Err(error) if error.is_not_found() => return all().await,
        Err(error) => return Err(error),
    };
    let (newest, tasks) = (newest?, tasks?);
    let known: Option<Vec<_>> = tasks.iter().map(Newest::known).collect();
    let Some(known) = known.filter(|_| newest.as_ref() == Some(version)) else {
        return all().await;
    };
    let is_unchanged = claim.seen.as_ref().is_some_and(|seen| seen.is_of(version))
        && claim.endpoint == Some(records.client.endpoint().authority())
        && (known.iter())
            .all(|(label, version, triggers)| claim.has_seen(label, version, triggers))
        && says_the_same(state, claim, &record);
    if is_unchanged {
        return Ok(RefreshResult::Unchanged);
    }
    let named = known.into_iter().map(|(label, version, _)| {
        let name = label.full_name(&records.id.name);
        (label.clone(), name, version.to_owned())
    });
    Ok(RefreshResult::Found(Box::new(Found {
        tasks: records.tasks(named.collect()).await?,
        record: Some(record),
        answered_at,
        others: Vec::new(),
    })))
}

/// The tasks of an environment whose triggers are to be looked at once it is deployed; `None` if
/// the next refresh has to read everything.
pub(super) fn to_look_at(environment: &Environment) -> Option<Vec<TaskLabel>> {
    // An older Flyte drops `max_age` silently.
    let has_max_age = |task: &Task| {
        let cache = task.overrides.cache.as_ref();
        cache.and_then(Cache::max_age).is_some()
    };
    if environment.tasks.values().any(has_max_age) {
        return None;
    }
    let with_triggers = (environment.tasks.iter()).filter(|(_, task)| !task.triggers.is_empty());
    Some(with_triggers.map(|(label, _)| label.clone()).collect())
}

/// The snapshot of an environment that was just deployed over what was found; `triggers` were seen
/// afterwards.
pub(super) fn deployed(
    environment: &Environment,
    version: &str,
    found: &Found,
    triggers: BTreeMap<TaskLabel, Revisions>,
) -> Snapshot {
    let triggers = triggers.into_iter().map(|(label, revisions)| {
        let before = found.tasks.get(&label).map(DeployedTask::trigger_revisions);
        let is_ours = environment.tasks[&label]
            .triggers
            .keys()
            .map(|name| name.as_str())
            .eq(revisions.keys().map(String::as_str))
            && is_one_deploy_after(&revisions, before);
        (label, is_ours.then_some(revisions))
    });
    Snapshot::new(environment, version, triggers)
}

/// Returns whether these are the earlier revisions, each increased by one. If somebody switched a
/// trigger during the deploy, its revision is higher, and the next refresh has to read it.
fn is_one_deploy_after(revisions: &Revisions, before: Option<&Revisions>) -> bool {
    revisions.iter().all(|(name, revision)| {
        let before = before.and_then(|before| before.get(name));
        *revision == before.copied().unwrap_or_default() + 1
    })
}

impl Records<'_> {
    /// The newest version of each of these tasks, with its triggers: others may have added some.
    async fn newest_of(&self, tasks: Vec<TaskLabel>) -> Result<Vec<Newest>, Error> {
        calls::each(tasks, |label| {
            let (client, options) = (self.client.clone(), self.options);
            let task = self.id.task(&label.full_name(&self.id.name));
            async move {
                let (newest, triggers) = tokio::try_join!(
                    client.newest_versions(task.to_wire(), 1, &options),
                    revisions(&client, &task, &options),
                )?;
                Ok(Newest {
                    label,
                    version: newest.into_iter().next().map(|listed| listed.version),
                    triggers,
                })
            }
        })
        .await
    }
}

/// The newest version of a task.
#[derive(Debug)]
struct Newest {
    label: TaskLabel,
    /// `None` if there is no such task.
    version: Option<String>,
    /// The revisions of its triggers.
    triggers: Revisions,
}

impl Newest {
    /// Its version and triggers, if there is such a task.
    fn known(&self) -> Option<(&TaskLabel, &str, &Revisions)> {
        Some((&self.label, self.version.as_deref()?, &self.triggers))
    }
}

/// The triggers of these tasks.
pub(super) async fn all_revisions(
    records: &Records<'_>,
    labels: Vec<TaskLabel>,
) -> Result<BTreeMap<TaskLabel, Revisions>, Error> {
    let listed = calls::each(labels, |label| {
        let (client, options) = (records.client.clone(), records.options);
        let task = records.id.task(&label.full_name(&records.id.name));
        async move { Ok((label, revisions(&client, &task, &options).await?)) }
    });
    Ok(listed.await?.into_iter().collect())
}

/// The triggers of a task; empty if Flyte has no triggers.
async fn revisions(
    client: &Client,
    task: &TaskAddress,
    options: &CallOptions,
) -> Result<Revisions, Error> {
    let listed = match client.list_triggers(task.to_wire(), options).await {
        Ok(listed) => listed,
        Err(error) if error.code() == Code::Unimplemented => return Ok(Revisions::new()),
        Err(error) => return Err(error),
    };
    let ids = listed.into_iter().filter_map(|listed| listed.id);
    Ok(ids
        .filter_map(|id| Some((id.name?.name, id.revision)))
        .collect())
}

/// Returns whether a record says what the state has of it, given that the tasks are unchanged.
fn says_the_same(state: &Model, claim: &Claim, record: &Record) -> bool {
    let is_ours = claim.id().is_some()
        && claim.drift.is_none()
        && claim.other_deployer.is_none()
        && claim.ownership(state.version.as_known(), record) == Ownership::Ours;
    let Ok(reading) = &record.content else {
        return false;
    };
    let Some(held) = inputs::environment(state).filter(|_| is_ours) else {
        return false;
    };
    let mut found = reading.environment.as_configured();
    found.tasks.clone_from(&held.tasks);
    let found = found.with_code_as_in(Some(&held));
    let foreign = state.foreign_fields.as_known().into_iter().flatten();
    let mut foreign = foreign.filter(|field| !field.starts_with("tasks."));
    let pool = reading.environment.pool_version();
    reading.notes.is_empty()
        && !record.is_deprecated()
        && record.revision().map(|it| it.get()) == state.revision.as_known().copied()
        && records::time(record.deployed_at) == state.deployed_at
        && pool.map(|version| version.to_string()) == state.pool_version.as_known().cloned()
        && state.deletion_policy.is_known()
        && reading.unexplained.iter().eq(foreign.by_ref())
        && held.means_the_same_as(&found)
}
