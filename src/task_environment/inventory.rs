//! All that Flyte holds of an environment, for read-only callers: its settings, regardless of who
//! deployed it, its versions, and each of its tasks, whether or not a configuration can express it.

use std::collections::BTreeMap;

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::{
    Adoption, DeployedTask, EnvironmentId, ListedVersion, OwnerId, Record, Revision, TaskAddress,
    Time, Unadoptable,
};
use terraform_framework::Field;

use crate::task_environment::adoption::NEVER_DEPLOYED;
use crate::task_environment::current::Known;
use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::{calls, kept_inputs};

/// Everything in an environment.
#[derive(Debug)]
pub(crate) struct Inventory {
    /// The settings, as the resource would have them; only the place, if no task says more.
    pub(crate) settings: Model,
    /// Whether there is a record and this provider deployed it last.
    pub(crate) managed: bool,
    /// The owner, if that is known.
    pub(crate) owner: Option<OwnerId>,
    /// The versions, newest first.
    pub(crate) versions: Vec<Version>,
    /// The tasks that are not deprecated, by their full names.
    pub(crate) tasks: BTreeMap<String, DeployedTask>,
}

/// A version of the environment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Version {
    pub(crate) version: String,
    pub(crate) deployed_at: Field<String>,
}

/// What an environment contains; `None` if it is gone, or never existed.
///
/// # Errors
/// The call that failed.
pub(crate) async fn inventory(
    client: &Client,
    id: &EnvironmentId,
    options: CallOptions,
) -> Result<Option<Inventory>, Error> {
    let records = Records {
        client,
        options,
        id,
    };
    let found = records.latest().await?;
    if found.record.is_some() && found.live().is_none() {
        return Ok(None);
    }
    let tasks = records.all_tasks(&found).await?;
    let adoption = match found.record {
        Some(_) => None,
        None => match tasks.adopt(id) {
            Ok(adoption) => Some(adoption),
            Err(Unadoptable::Nothing) => return Ok(None),
            Err(Unadoptable::NoContainer(_)) => None,
        },
    };
    let mut tasks = tasks.into_map();
    tasks.retain(|_, task| !task.is_deprecated());
    let settings = match (found.live(), adoption) {
        (Some(record), _) => recorded(id, &found, record),
        (None, adoption) => adopted(id, adoption, &tasks),
    };
    let names = match &found.record {
        Some(_) => vec![id.record()],
        None => tasks.keys().map(|name| id.task(name)).collect(),
    };
    Ok(Some(Inventory {
        settings,
        managed: found
            .live()
            .is_some_and(|record| record.revision().is_some()),
        owner: found.live().and_then(Record::owner),
        versions: versions(client, options, names).await?,
        tasks,
    }))
}

/// The content of a record, with the tasks that belong to it.
fn recorded(id: &EnvironmentId, found: &Found, record: &Record) -> Model {
    let mut model = place(id);
    if let Ok(reading) = &record.content {
        let current = found.current(record, reading, &Known::default());
        model.take_environment(&current.environment);
        model.foreign_fields = Field::Known(current.foreign_fields);
        if current.is_whole {
            model.revision = record.revision().map(Revision::get).into();
        }
    }
    model.version = Field::Known(record.version.clone());
    model.deployed_at = records::time(record.deployed_at);
    model
}

/// What tasks without a record have in common.
fn adopted(
    id: &EnvironmentId,
    adoption: Option<Adoption>,
    tasks: &BTreeMap<String, DeployedTask>,
) -> Model {
    let mut model = place(id);
    model.revision = Field::Known(NEVER_DEPLOYED);
    if let Some(adoption) = adoption {
        model.take_environment(&adoption.environment);
        let unknown = kept_inputs::unknown(&adoption.environment);
        model.foreign_fields = Field::Known(unknown);
    }
    let last = tasks
        .values()
        .max_by_key(|task| (task.deployed_at().unwrap_or_default(), task.version()));
    if let Some(task) = last {
        model.version = Field::Known(task.version().to_owned());
        model.deployed_at = records::time(task.deployed_at());
    }
    model
}

fn place(id: &EnvironmentId) -> Model {
    Model {
        id: Field::Known(id.to_string()),
        org: id.org.as_ref().map(ToString::to_string).into(),
        project: Field::Known(id.project.to_string()),
        domain: Field::Known(id.domain.to_string()),
        name: Field::Known(id.name.to_string()),
        ..Model::default()
    }
}

/// The versions of these tasks, newest first; each once, with the time of its oldest task.
async fn versions(
    client: &Client,
    options: CallOptions,
    tasks: Vec<TaskAddress>,
) -> Result<Vec<Version>, Error> {
    let listed = calls::each(tasks, |task| {
        let client = client.clone();
        async move { client.list_versions(task.to_wire(), &options).await }
    });
    let mut first: BTreeMap<String, Option<Time>> = BTreeMap::new();
    for version in listed.await?.into_iter().flatten().map(ListedVersion::of) {
        let time = first.entry(version.version).or_insert(version.deployed_at);
        *time = (*time).min(version.deployed_at);
    }
    let mut versions: Vec<_> = first.into_iter().collect();
    versions.sort_by(|one, other| (other.1, &other.0).cmp(&(one.1, &one.0)));
    let version = |(version, time)| Version {
        version,
        deployed_at: records::time(time),
    };
    Ok(versions.into_iter().map(version).collect())
}
