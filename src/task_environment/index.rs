//! The index of a domain: which environments there are, whoever deployed them, and their versions.

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::EnvironmentId;
use flyte_proto::flyteidl2::task::Task;
use terraform_framework::Field;

pub(crate) use super::search::Wanted;
use crate::task_environment::records;
use crate::task_environment::search::{Environment, Search};

/// An environment that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: EnvironmentId,
    pub(crate) managed: bool,
    pub(crate) version: String,
    pub(crate) deployed_at: Field<String>,
    /// How many tasks Flyte lists in it, without the record.
    pub(crate) tasks: u32,
}

/// The environments that are wanted, by name.
///
/// # Errors
/// The call that failed: a list is complete or none.
pub(crate) async fn find(
    client: &Client,
    wanted: &Wanted,
    options: CallOptions,
) -> Result<Vec<Entry>, Error> {
    let mut search = Search::new(client, wanted.clone(), options);
    let mut entries = Vec::new();
    while let Some(found) = search.next().await? {
        entries.extend(found.into_iter().filter_map(entry));
    }
    entries.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(entries)
}

fn entry(environment: Environment) -> Option<Entry> {
    let tasks = &environment.tasks;
    let version = |task: &Task| {
        let id = task.task_id.as_ref();
        id.map(|id| id.version.clone()).unwrap_or_default()
    };
    let time = |task: &Task| task.metadata.as_ref().and_then(|it| it.deployed_at);
    let record = environment.record();
    let last = tasks.iter().max_by_key(|task| {
        let time = time(task).map_or((0, 0), |time| (time.seconds, time.nanos));
        (time, version(task))
    });
    let shown = record.or(last)?;
    let count = tasks.len() - usize::from(record.is_some());
    Some(Entry {
        managed: environment.managed,
        version: version(shown),
        deployed_at: records::time(time(shown).as_ref()),
        tasks: u32::try_from(count).unwrap_or(u32::MAX),
        id: environment.id,
    })
}
