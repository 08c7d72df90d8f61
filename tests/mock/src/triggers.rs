//! Triggers, and the methods of `TriggerService`.
//!
//! A trigger is a row of its own, keyed by task and name. It is written by `DeployTrigger`, and by
//! a `DeployTask` that names triggers: those then replace the task's set. Deletes are soft: the row
//! stays, hidden, and a later deploy brings it back with the next revision.

use serde::{Deserialize, Serialize};

use crate::{
    error::ApiError,
    filter::{Cell, Cells, Columns, Kind},
    idl::{
        flyteidl2::{
            common::{TriggerIdentifier, TriggerName},
            task::{TaskTrigger, TriggerAutomationSpec, task_trigger_spec},
            trigger::{
                DeleteTriggersRequest, DeleteTriggersResponse, DeployTriggerRequest,
                DeployTriggerResponse, GetTriggerDetailsRequest, GetTriggerDetailsResponse,
                ListTriggersRequest, ListTriggersResponse, Trigger, TriggerDetails, TriggerSpec,
                TriggerStatus, UpdateTriggersRequest, UpdateTriggersResponse,
                list_triggers_request::ScopeBy, trigger_spec::InputWrapper,
            },
        },
        timestamp::Timestamp,
    },
    journal::Entry,
    page::Page,
    row::Stored,
    store::Store,
};

const COLUMNS: Columns = &[
    ("project", Kind::Text),
    ("domain", Kind::Text),
    ("task_name", Kind::Text),
    ("name", Kind::Text),
    ("active", Kind::Text),
    ("deployed_at", Kind::Time),
    ("updated_at", Kind::Time),
    ("task_version", Kind::Text),
    ("automation_type", Kind::Text),
];

/// What a trigger is found by: project, domain, task and name.
pub(crate) type Key = (String, String, String, String);

/// A row of the trigger table. Times are microseconds since 1970.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TriggerRow {
    pub(crate) name: TriggerName,
    revision: u64,
    spec: TriggerSpec,
    automation_spec: Option<TriggerAutomationSpec>,
    deployed_at: i64,
    pub(crate) updated_at: i64,
    deleted: bool,
}

pub(crate) fn key(name: &TriggerName) -> Key {
    (
        name.project.clone(),
        name.domain.clone(),
        name.task_name.clone(),
        name.name.clone(),
    )
}

impl TriggerRow {
    fn id(&self) -> TriggerIdentifier {
        TriggerIdentifier {
            name: Some(self.name.clone()),
            revision: self.revision,
        }
    }

    fn status(&self) -> TriggerStatus {
        TriggerStatus {
            deployed_at: Some(Timestamp::from_micros(self.deployed_at)),
            updated_at: Some(Timestamp::from_micros(self.updated_at)),
            triggered_at: None,
            deleted_at: None,
        }
    }

    pub(crate) fn details(&self) -> TriggerDetails {
        TriggerDetails {
            id: Some(self.id()),
            metadata: None,
            spec: Some(self.spec.clone()),
            status: Some(self.status()),
            automation_spec: self.automation_spec.clone(),
            description: Some(self.spec.description.clone()),
        }
    }

    fn summary(&self) -> Trigger {
        Trigger {
            id: Some(self.id()),
            metadata: None,
            status: Some(self.status()),
            active: self.spec.active,
            automation_spec: self.automation_spec.clone(),
        }
    }

    /// Whether it can be seen.
    pub(crate) fn is_there(&self) -> bool {
        !self.deleted
    }
}

impl Cells for TriggerRow {
    fn cell(&self, column: &str) -> Option<Cell> {
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        match column {
            "project" => text(&self.name.project),
            "domain" => text(&self.name.domain),
            "task_name" => text(&self.name.task_name),
            "name" => text(&self.name.name),
            "active" => text(if self.spec.active { "true" } else { "false" }),
            "task_version" => text(&self.spec.task_version),
            "automation_type" => text(
                self.automation_spec
                    .as_ref()
                    .map_or("", |spec| spec.r#type().as_str_name()),
            ),
            "deployed_at" => Some(Cell::Time(self.deployed_at)),
            "updated_at" => Some(Cell::Time(self.updated_at)),
            _ => None,
        }
    }
}

/// The triggers that a deployed task names replace those that the task has; a deploy that names
/// none leaves them, and the version that they start, as they are.
pub(crate) fn replace(
    store: &mut Store,
    task: &Stored,
    triggers: Vec<TaskTrigger>,
) -> Result<(), ApiError> {
    if triggers.is_empty() {
        return Ok(());
    }
    let name_of = |trigger: &str| TriggerName {
        org: String::new(),
        project: task.project.clone(),
        domain: task.domain.clone(),
        name: trigger.to_owned(),
        task_name: task.name.clone(),
    };
    let missing: Vec<_> = of_task(store, &task.project, &task.domain, &task.name)
        .filter(|row| triggers.iter().all(|trigger| trigger.name != row.name.name))
        .map(|row| row.name.clone())
        .collect();
    for name in missing {
        hide(store, &name)?;
    }
    for trigger in triggers {
        let spec = trigger.spec.unwrap_or_default();
        let spec = TriggerSpec {
            input_wrapper: spec.input_wrapper.map(
                |task_trigger_spec::InputWrapper::Inputs(inputs)| InputWrapper::Inputs(inputs),
            ),
            run_spec: spec.run_spec,
            active: spec.active,
            task_version: task.version.clone(),
            description: spec.description,
        };
        write(store, name_of(&trigger.name), spec, trigger.automation_spec)?;
    }
    Ok(())
}

/// Writes the next revision of a trigger, whether it was there, is hidden or is new.
fn write(
    store: &mut Store,
    name: TriggerName,
    spec: TriggerSpec,
    automation_spec: Option<TriggerAutomationSpec>,
) -> Result<TriggerRow, ApiError> {
    let now = store.now();
    let revision = store.trigger(&key(&name)).map_or(0, |row| row.revision);
    let row = TriggerRow {
        name,
        revision: revision + 1,
        spec,
        automation_spec,
        deployed_at: now,
        updated_at: now,
        deleted: false,
    };
    keep(store, row.clone())?;
    Ok(row)
}

fn hide(store: &mut Store, name: &TriggerName) -> Result<(), ApiError> {
    change(store, name, |row| row.deleted = true)
}

/// Changes a trigger as its next revision; one that is not there is skipped.
fn change(
    store: &mut Store,
    name: &TriggerName,
    change: impl FnOnce(&mut TriggerRow),
) -> Result<(), ApiError> {
    let now = store.now();
    let Some(mut row) = store
        .trigger(&key(name))
        .filter(|row| row.is_there())
        .cloned()
    else {
        return Ok(());
    };
    row.revision += 1;
    row.updated_at = now;
    change(&mut row);
    keep(store, row)
}

fn keep(store: &mut Store, row: TriggerRow) -> Result<(), ApiError> {
    store
        .change(Entry::Trigger(Box::new(row)))
        .map_err(|error| ApiError::internal(format!("failed to save trigger: {error}")))
}

/// The triggers of a task that can be seen, by name.
pub(crate) fn of_task<'a>(
    store: &'a Store,
    project: &'a str,
    domain: &'a str,
    task: &'a str,
) -> impl Iterator<Item = &'a TriggerRow> {
    store.triggers().filter(move |row| {
        row.is_there()
            && row.name.project == project
            && row.name.domain == domain
            && row.name.task_name == task
    })
}

pub(crate) fn deploy(
    store: &mut Store,
    request: DeployTriggerRequest,
) -> Result<DeployTriggerResponse, ApiError> {
    let name = request.name.unwrap_or_default();
    let latest = store.trigger(&key(&name)).map_or(0, |row| row.revision);
    if request.revision != 0 && request.revision != latest {
        return Err(ApiError::internal(format!(
            "optimistic lock failure: expected revision {}, got {latest}",
            request.revision
        )));
    }
    let spec = request.spec.unwrap_or_default();
    let row = write(store, name, spec, request.automation_spec)?;
    Ok(DeployTriggerResponse {
        trigger: Some(row.details()),
    })
}

pub(crate) fn details(
    store: &mut Store,
    request: GetTriggerDetailsRequest,
) -> Result<GetTriggerDetailsResponse, ApiError> {
    let name = request.name.unwrap_or_default();
    let row = store.trigger(&key(&name)).filter(|row| row.is_there());
    let row =
        row.ok_or_else(|| ApiError::not_found(format!("trigger not found: {}", name.name)))?;
    Ok(GetTriggerDetailsResponse {
        trigger: Some(row.details()),
    })
}

/// Active ones first, then the newest.
pub(crate) fn list(
    store: &mut Store,
    request: ListTriggersRequest,
) -> Result<ListTriggersResponse, ApiError> {
    let page = Page::from_request(request.request, COLUMNS)?;
    let in_scope = |row: &&TriggerRow| {
        let name = &row.name;
        match &request.scope_by {
            None | Some(ScopeBy::Org(_)) => true,
            Some(ScopeBy::ProjectId(id)) => (&name.project, &name.domain) == (&id.name, &id.domain),
            Some(ScopeBy::TaskName(task)) => {
                (&name.project, &name.domain, &name.task_name)
                    == (&task.project, &task.domain, &task.name)
            }
            Some(ScopeBy::TaskId(task)) => {
                (
                    &name.project,
                    &name.domain,
                    &name.task_name,
                    &row.spec.task_version,
                ) == (&task.project, &task.domain, &task.name, &task.version)
            }
        }
    };
    let mut rows: Vec<_> = store
        .triggers()
        .filter(|row| row.is_there())
        .filter(in_scope)
        .filter(|row| page.passes(*row))
        .collect();
    rows.sort_by_key(|row| (!row.spec.active, -row.updated_at));
    let (rows, token) = page.cut(rows);
    Ok(ListTriggersResponse {
        triggers: rows.into_iter().map(TriggerRow::summary).collect(),
        token,
    })
}

pub(crate) fn update(
    store: &mut Store,
    request: UpdateTriggersRequest,
) -> Result<UpdateTriggersResponse, ApiError> {
    for name in &request.names {
        change(store, name, |row| row.spec.active = request.active)?;
    }
    Ok(UpdateTriggersResponse {})
}

pub(crate) fn delete(
    store: &mut Store,
    request: DeleteTriggersRequest,
) -> Result<DeleteTriggersResponse, ApiError> {
    for name in &request.names {
        hide(store, name)?;
    }
    Ok(DeleteTriggersResponse {})
}
