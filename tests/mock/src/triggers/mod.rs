//! The methods of `TriggerService`.
//!
//! A trigger is a row of its own, keyed by task and name. It is written by `DeployTrigger`, and by
//! a `DeployTask` that names triggers: those then replace the task's set. Every change is a
//! revision, and revisions stay. Deletes are soft: the trigger is hidden, and a later deploy brings
//! it back with the next revision.

mod change;
mod visible;

use crate::error::ApiError;
use crate::idl::flyteidl2::common::TriggerName;
use crate::idl::flyteidl2::trigger::list_triggers_request::ScopeBy;
use crate::idl::flyteidl2::trigger::{
    DeleteTriggersRequest, DeleteTriggersResponse, DeployTriggerRequest, DeployTriggerResponse,
    GetTriggerDetailsRequest, GetTriggerDetailsResponse, GetTriggerRevisionDetailsRequest,
    GetTriggerRevisionDetailsResponse, GetTriggerRevisionHistoryRequest,
    GetTriggerRevisionHistoryResponse, ListTriggersRequest, ListTriggersResponse,
    UpdateTriggersRequest, UpdateTriggersResponse,
};
use crate::page::Page;
use crate::store::Store;
use crate::store::trigger::{COLUMNS, REVISION_COLUMNS, TriggerRow, key};
pub(crate) use crate::triggers::change::{check_schedule, replace};
pub(crate) use crate::triggers::visible::of_task;
use crate::triggers::visible::visible;

/// How the backend writes the name of a trigger that it does not find.
fn path(name: &TriggerName) -> String {
    let TriggerName {
        project,
        domain,
        task_name,
        name,
        ..
    } = name;
    format!("{project}/{domain}/{task_name}/{name}")
}

pub(crate) fn deploy(
    store: &mut Store,
    request: DeployTriggerRequest,
) -> Result<DeployTriggerResponse, ApiError> {
    let name = request.name.unwrap_or_default();
    check_schedule(&name.name, request.automation_spec.as_ref())?;
    let spec = request.spec.ok_or_else(|| {
        ApiError::internal(
            "failed to upsert trigger: ERROR: null value in column \"spec\" of relation \
             \"triggers\" violates not-null constraint (SQLSTATE 23502)",
        )
    })?;
    let automation = request.automation_spec;
    let row = change::deploy(store, name, request.revision, spec, automation)?;
    Ok(DeployTriggerResponse {
        trigger: Some(row.details()),
    })
}

/// Reads a trigger. Where the request names no task, that of any task will do.
pub(crate) fn details(
    store: &mut Store,
    request: GetTriggerDetailsRequest,
) -> Result<GetTriggerDetailsResponse, ApiError> {
    let name = request.name.unwrap_or_default();
    Ok(GetTriggerDetailsResponse {
        trigger: Some(find(store, &name)?.details()),
    })
}

/// The trigger of this name that can be seen.
pub(crate) fn find<'a>(store: &'a Store, name: &TriggerName) -> Result<&'a TriggerRow, ApiError> {
    let asked = |row: &&TriggerRow| {
        let found = &row.name;
        (&found.project, &found.domain, &found.name) == (&name.project, &name.domain, &name.name)
            && (name.task_name.is_empty() || found.task_name == name.task_name)
    };
    visible(store).find(asked).ok_or_else(|| {
        let path = path(name);
        ApiError::not_found(format!(
            "trigger not found: {path}: sql: no rows in result set"
        ))
    })
}

/// Reads one revision of a trigger, which may be hidden by now.
pub(crate) fn revision(
    store: &mut Store,
    request: GetTriggerRevisionDetailsRequest,
) -> Result<GetTriggerRevisionDetailsResponse, ApiError> {
    let id = request.id.unwrap_or_default();
    let name = id.name.unwrap_or_default();
    let revision = id.revision;
    let mut rows = store.trigger_revisions(&key(&name)).iter();
    let row = rows.find(|row| row.revision == revision).ok_or_else(|| {
        let path = path(&name);
        ApiError::not_found(format!(
            "trigger revision not found: {path}@{revision}: sql: no rows in result set"
        ))
    })?;
    Ok(GetTriggerRevisionDetailsResponse {
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
        let task = (&name.project, &name.domain, &name.task_name);
        match &request.scope_by {
            None | Some(ScopeBy::Org(_)) => true,
            Some(ScopeBy::ProjectId(id)) => (&name.project, &name.domain) == (&id.name, &id.domain),
            Some(ScopeBy::TaskName(asked)) => task == (&asked.project, &asked.domain, &asked.name),
            Some(ScopeBy::TaskId(asked)) => {
                task == (&asked.project, &asked.domain, &asked.name)
                    && row.spec.task_version == asked.version
            }
        }
    };
    let mut rows: Vec<_> = visible(store)
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

/// Lists all revisions of a trigger, the latest first; the request's filters and order are
/// checked and then ignored.
pub(crate) fn history(
    store: &mut Store,
    request: GetTriggerRevisionHistoryRequest,
) -> Result<GetTriggerRevisionHistoryResponse, ApiError> {
    let page = Page {
        filters: Vec::new(),
        sort: Vec::new(),
        ..Page::from_request(request.request, REVISION_COLUMNS)?
    };
    let revisions = store.trigger_revisions(&key(&request.name.unwrap_or_default()));
    let (rows, token) = page.cut(revisions.iter().rev().collect());
    Ok(GetTriggerRevisionHistoryResponse {
        triggers: rows.into_iter().map(TriggerRow::history).collect(),
        token,
    })
}

pub(crate) fn update(
    store: &mut Store,
    request: UpdateTriggersRequest,
) -> Result<UpdateTriggersResponse, ApiError> {
    for name in &request.names {
        change::switch(store, name, request.active)?;
    }
    Ok(UpdateTriggersResponse {})
}

pub(crate) fn delete(
    store: &mut Store,
    request: DeleteTriggersRequest,
) -> Result<DeleteTriggersResponse, ApiError> {
    for name in &request.names {
        change::delete(store, name)?;
    }
    Ok(DeleteTriggersResponse {})
}
