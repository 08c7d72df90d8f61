//! Which environments there are in a domain, whoever deployed them.
//!
//! Flyte keeps no list of environments, but one of tasks that each name theirs. A list has no
//! specs, so that each record is fetched to see whether it is ours and alive. Tasks without a
//! record are taken for alive.

use std::collections::BTreeMap;

use super::{
    calls,
    records::{self, Records},
};
use crate::{
    client::{CallOptions, Client, Error},
    flyte::{
        identity::{EnvironmentId, EnvironmentName, ScopeName},
        pattern::NamePattern,
    },
    idl::flyteidl2::{
        common::{Filter, ListRequest, ProjectIdentifier, filter::Function},
        task::{ListTasksRequest, Task, list_tasks_request::ScopeBy},
    },
    terraform::field::Field,
};

/// Where to look, and for what.
#[derive(Clone, Debug)]
pub(in crate::provider) struct Wanted {
    pub(in crate::provider) org: Option<ScopeName>,
    pub(in crate::provider) project: ScopeName,
    pub(in crate::provider) domain: ScopeName,
    pub(in crate::provider) name: Option<NamePattern>,
    /// Whether this provider deployed them last; either way when absent.
    pub(in crate::provider) managed: Option<bool>,
}

/// An environment that was found.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::provider) struct Entry {
    pub(in crate::provider) id: EnvironmentId,
    pub(in crate::provider) managed: bool,
    pub(in crate::provider) version: String,
    pub(in crate::provider) deployed_at: Field<String>,
    /// How many tasks Flyte lists in it, without the record.
    pub(in crate::provider) tasks: u32,
}

/// The environments that are wanted, by name.
///
/// # Errors
/// The call that failed: a list is complete or none.
pub(in crate::provider) async fn find(
    client: &Client,
    wanted: &Wanted,
    options: CallOptions,
) -> Result<Vec<Entry>, Error> {
    let mut environments: BTreeMap<EnvironmentName, Vec<Task>> = BTreeMap::new();
    for task in client.list_tasks(request(wanted), &options).await? {
        let metadata = task.metadata.as_ref();
        let name = metadata.map_or("", |metadata| &metadata.environment_name);
        let matches = |pattern: &NamePattern| pattern.matches(name);
        if let Ok(name) = EnvironmentName::new(name)
            && wanted.name.as_ref().is_none_or(matches)
        {
            environments.entry(name).or_default().push(task);
        }
    }
    let entries = calls::each(environments.into_iter().collect(), |(name, tasks)| {
        let client = client.clone();
        let id = EnvironmentId {
            org: wanted.org.clone(),
            project: wanted.project.clone(),
            domain: wanted.domain.clone(),
            name,
        };
        async move { entry(&client, id, &tasks, options).await }
    });
    let is_wanted = |entry: &Entry| wanted.managed.is_none_or(|it| it == entry.managed);
    let mut entries: Vec<_> = (entries.await?.into_iter().flatten())
        .filter(is_wanted)
        .collect();
    entries.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(entries)
}

/// The environment of these tasks; nothing when its record says that it is gone.
async fn entry(
    client: &Client,
    id: EnvironmentId,
    tasks: &[Task],
    options: CallOptions,
) -> Result<Option<Entry>, Error> {
    let version = |task: &Task| {
        let id = task.task_id.as_ref();
        id.map(|id| id.version.clone()).unwrap_or_default()
    };
    let is_record = |task: &&Task| {
        let task = task.task_id.as_ref();
        task.is_some_and(|task| task.name == id.name.as_str())
    };
    let time = |task: &Task| task.metadata.as_ref().and_then(|it| it.deployed_at);
    let mut managed = false;
    let record = tasks.iter().find(is_record);
    let shown = match record {
        Some(listed) => {
            let records = Records {
                client,
                options,
                id: &id,
            };
            let record = records.version(&version(listed)).await?;
            if record.is_deprecated() {
                return Ok(None);
            }
            managed = record.revision().is_some();
            Some(listed)
        }
        None => tasks.iter().max_by_key(|task| {
            let time = time(task).map_or((0, 0), |time| (time.seconds, time.nanos));
            (time, version(task))
        }),
    };
    let count = tasks.len() - usize::from(record.is_some());
    Ok(shown.map(|task| Entry {
        managed,
        version: version(task),
        deployed_at: records::time(time(task).as_ref()),
        tasks: u32::try_from(count).unwrap_or(u32::MAX),
        id,
    }))
}

fn request(wanted: &Wanted) -> ListTasksRequest {
    // The server finds more than what matches, never less.
    let filter = |pattern: &NamePattern| {
        let (function, value) = match (pattern.as_name(), pattern.contained()) {
            (Some(name), _) => (Function::Equal, name),
            (None, "") => return None,
            (None, part) => (Function::Contains, part),
        };
        Some(Filter {
            function: function.into(),
            field: "environment".to_owned(),
            values: vec![value.to_owned()],
        })
    };
    let org = wanted.org.as_ref();
    ListTasksRequest {
        request: Some(ListRequest {
            filters: wanted.name.iter().filter_map(filter).collect(),
            ..ListRequest::default()
        }),
        scope_by: Some(ScopeBy::ProjectId(ProjectIdentifier {
            organization: org.map_or_else(String::new, ToString::to_string),
            domain: wanted.domain.to_string(),
            name: wanted.project.to_string(),
        })),
        ..ListTasksRequest::default()
    }
}
