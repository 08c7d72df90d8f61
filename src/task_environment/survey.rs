//! All that Flyte holds of an environment, for who only looks: its settings, whoever deployed it,
//! its versions, and each of its tasks, whether a `task` block can express it or not.

use std::collections::BTreeMap;

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::{Adoption, EnvironmentId, Revision, Unadoptable, record, tags};
use flyte_proto::flyteidl2::task::list_versions_response::VersionResponse;
use flyte_proto::flyteidl2::task::{ListVersionsRequest, TaskName};
use terraform_framework::Field;

use crate::task_environment::adoption::NEVER_DEPLOYED;
use crate::task_environment::calls;
use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, FoundTask, Record, Records};

/// What there is.
#[derive(Debug)]
pub(crate) struct Survey {
    /// The settings, as the resource would have them. Only the place, where no task says more.
    pub(crate) settings: Model,
    /// Whether there is a record and this provider deployed it last.
    pub(crate) managed: bool,
    /// The versions, newest first.
    pub(crate) versions: Vec<Version>,
    /// The tasks that are not deprecated, by their full names.
    pub(crate) tasks: BTreeMap<String, FoundTask>,
}

/// A version of the environment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Version {
    pub(crate) version: String,
    pub(crate) deployed_at: Field<String>,
}

/// What there is of an environment; nothing when it is gone, or never was.
///
/// # Errors
/// The call that failed.
pub(crate) async fn survey(
    client: &Client,
    id: &EnvironmentId,
    options: CallOptions,
) -> Result<Option<Survey>, Error> {
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
    tasks.retain(|_, task| !is_deprecated(task));
    let settings = match (found.live(), adoption) {
        (Some(record), _) => recorded(id, &found, record),
        (None, adoption) => adopted(id, adoption, &tasks),
    };
    let names = match &found.record {
        Some(_) => vec![record::task_name(id)],
        None => tasks.keys().map(|name| task_name(id, name)).collect(),
    };
    Ok(Some(Survey {
        settings,
        managed: found
            .live()
            .is_some_and(|record| record.revision().is_some()),
        versions: versions(client, options, names).await?,
        tasks,
    }))
}

/// What a record says, with the tasks that belong to it.
fn recorded(id: &EnvironmentId, found: &Found, record: &Record) -> Model {
    let mut model = place(id);
    if let Ok(reading) = &record.content {
        let current = found.current(record, reading, &Default::default());
        model.take_environment(&current.environment);
        model.foreign_fields = Field::Known(current.foreign_fields);
        if current.is_whole {
            model.revision = record.revision().map(Revision::get).into();
        }
    }
    model.version = Field::Known(record.version.clone());
    model.deployed_at = record.deployed_at.clone();
    model
}

/// What tasks without a record have in common.
fn adopted(
    id: &EnvironmentId,
    adoption: Option<Adoption>,
    tasks: &BTreeMap<String, FoundTask>,
) -> Model {
    let mut model = place(id);
    model.revision = Field::Known(NEVER_DEPLOYED);
    if let Some(adoption) = adoption {
        model.take_environment(&adoption.environment);
        model.foreign_fields = Field::Known(Vec::new());
    }
    let last = tasks.values().max_by_key(|task| deployed(task));
    if let Some(task) = last {
        model.version = Field::Known(task.version.clone());
        model.deployed_at = records::deployed_at(&task.details);
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

/// When a task was deployed first, in seconds and nanoseconds, and its version where two were at
/// once.
fn deployed(task: &FoundTask) -> (i64, i32, &str) {
    let metadata = task.details.metadata.as_ref();
    let time = metadata.and_then(|metadata| metadata.deployed_at.as_ref());
    let (seconds, nanos) = time.map_or((0, 0), |time| (time.seconds, time.nanos));
    (seconds, nanos, &task.version)
}

fn is_deprecated(task: &FoundTask) -> bool {
    let template = task
        .details
        .spec
        .as_ref()
        .and_then(|spec| spec.task_template.as_ref());
    let metadata = template.and_then(|template| template.metadata.as_ref());
    metadata.is_some_and(|metadata| !metadata.deprecated_error_message.is_empty())
}

impl FoundTask {
    /// Whether this provider deployed it last.
    pub(crate) fn is_managed(&self) -> bool {
        let spec = self.details.spec.as_ref();
        let template = spec.and_then(|spec| spec.task_template.as_ref());
        let metadata = template.and_then(|template| template.metadata.as_ref());
        metadata.is_some_and(|metadata| tags::is_managed(&metadata.tags))
    }

    /// When its version was deployed first.
    pub(crate) fn deployed_at(&self) -> Field<String> {
        records::deployed_at(&self.details)
    }
}

fn task_name(id: &EnvironmentId, name: &str) -> TaskName {
    TaskName {
        name: name.to_owned(),
        ..record::task_name(id)
    }
}

/// The versions of these tasks, each once and as old as its first task, newest first.
async fn versions(
    client: &Client,
    options: CallOptions,
    names: Vec<TaskName>,
) -> Result<Vec<Version>, Error> {
    let listed = calls::each(names, |name| {
        let client = client.clone();
        let request = ListVersionsRequest {
            task_name: Some(name),
            ..ListVersionsRequest::default()
        };
        async move { client.list_versions(request, &options).await }
    });
    let mut first: BTreeMap<String, VersionResponse> = BTreeMap::new();
    let time = |version: &VersionResponse| {
        let time = version.deployed_at.as_ref();
        time.map_or((0, 0), |time| (time.seconds, time.nanos))
    };
    for version in listed.await?.into_iter().flatten() {
        match first.get_mut(&version.version) {
            Some(known) if time(known) <= time(&version) => {}
            Some(known) => *known = version,
            None => {
                first.insert(version.version.clone(), version);
            }
        }
    }
    let mut versions: Vec<_> = first.into_values().collect();
    versions.sort_by(|one, other| (time(other), &other.version).cmp(&(time(one), &one.version)));
    let version = |it: VersionResponse| Version {
        deployed_at: records::time(it.deployed_at.as_ref()),
        version: it.version,
    };
    Ok(versions.into_iter().map(version).collect())
}
