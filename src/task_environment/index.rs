//! The index of a domain: its environments, regardless of who deployed them, and their versions.

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::EnvironmentId;
use terraform_framework::Field;

use crate::task_environment::records;
pub(crate) use crate::task_environment::search::EnvironmentFilter;
use crate::task_environment::search::{Environment, Search};

/// An environment that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: EnvironmentId,
    pub(crate) managed: bool,
    pub(crate) version: String,
    pub(crate) deployed_at: Field<String>,
    /// How many tasks Flyte lists in it, not counting the record.
    pub(crate) tasks: u32,
}

/// The wanted environments, by name.
///
/// # Errors
/// The call that failed: a list is either complete or missing.
pub(crate) async fn find(
    client: &Client,
    wanted: &EnvironmentFilter,
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
    let record = environment.record();
    let last = tasks
        .iter()
        .max_by_key(|task| (task.deployed_at.unwrap_or_default(), &task.version));
    let shown = record.or(last)?;
    let count = tasks.len() - usize::from(record.is_some());
    Some(Entry {
        managed: environment.managed,
        version: shown.version.clone(),
        deployed_at: records::time(shown.deployed_at),
        tasks: u32::try_from(count).unwrap_or(u32::MAX),
        id: environment.id,
    })
}
