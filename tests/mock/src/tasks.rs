//! The methods of `TaskService`.

use prost::Message;

use crate::error::ApiError;
use crate::idl::flyteidl2::task::list_tasks_request::ScopeBy;
use crate::idl::flyteidl2::task::list_tasks_request::known_filter::FilterBy;
use crate::idl::flyteidl2::task::list_tasks_response::ListTasksMetadata;
use crate::idl::flyteidl2::task::list_versions_response::VersionResponse;
use crate::idl::flyteidl2::task::{
    DeployTaskResponse, GetTaskDetailsRequest, ListTasksRequest, ListTasksResponse,
    ListVersionsRequest, ListVersionsResponse, TaskIdentifier, TaskSpec,
};
use crate::page::Page;
use crate::spec::{self, Deploy, DetailsResponse};
use crate::store::Store;
use crate::store::task::{Row, Stored, TASK_COLUMNS, VERSION_COLUMNS};
use crate::{limits, projects, triggers, validate};

/// Writes one version of a task. Its order of checks is the backend's; lengths and required
/// fields are not among them.
pub(crate) fn deploy(store: &mut Store, request: Deploy) -> Result<DeployTaskResponse, ApiError> {
    let bytes = request.spec.clone().unwrap_or_default();
    let mut triggers = request.triggers;
    let mut spec = spec::typed(&bytes)
        .map_err(|error| ApiError::invalid(format!("unmarshal message: {error}")))?;
    if store.rules.strict {
        let given = request.spec.is_some().then_some(&spec);
        validate::deploy(request.task_id.as_ref(), given, &triggers)?;
    }
    let id = request.task_id.unwrap_or_default();
    projects::require(store, &id.project)?;
    let mut changed = limits::truncate(&mut spec)?;
    if store.rules.no_reuse_policy
        && let Some(template) = &mut spec.task_template
    {
        changed |= template.reuse_policy.take().is_some();
    }
    // Untouched bytes keep fields that the mock does not know.
    let bytes = if changed {
        spec.encode_to_vec().into()
    } else {
        bytes
    };
    for trigger in &mut triggers {
        // The backend puts the code in front of the text once more here.
        triggers::check_schedule(&trigger.name, trigger.automation_spec.as_ref())
            .map_err(|error| ApiError::invalid(error.to_string()))?;
        limits::truncate_trigger(trigger)?;
    }
    if request.spec.is_none() {
        return Err(ApiError::internal("proto: Marshal called with nil"));
    }
    let key = [&id.project, &id.domain, &id.name, &id.version];
    if key.iter().any(|text| text.contains('\0')) {
        return Err(ApiError::internal(format!(
            "failed to upsert task {{{} {} {} {}}}: ERROR: invalid byte sequence for encoding \
             \"UTF8\": 0x00 (SQLSTATE 22021)",
            id.project, id.domain, id.name, id.version
        )));
    }
    let stored = Stored {
        project: id.project,
        domain: id.domain,
        name: id.name,
        version: id.version,
        created_at: 0,
        updated_at: 0,
        spec: bytes,
        triggers: Vec::new(),
    };
    store
        .upsert(stored.clone())
        .map_err(|error| ApiError::internal(format!("failed to upsert task: {error}")))?;
    triggers::replace(store, &stored, triggers)?;
    Ok(DeployTaskResponse {})
}

/// The row of one version of a task.
pub(crate) fn find<'a>(store: &'a Store, id: &TaskIdentifier) -> Result<&'a Row, ApiError> {
    let scope = (id.project.clone(), id.domain.clone());
    store.find(&scope, &id.name, &id.version).ok_or_else(|| {
        ApiError::not_found(format!(
            "task not found: {{{} {} {} {}}}",
            id.project, id.domain, id.name, id.version
        ))
    })
}

/// The spec of one version of a task.
pub(crate) fn spec(store: &Store, id: &TaskIdentifier) -> Result<TaskSpec, ApiError> {
    let row = find(store, id)?;
    spec::typed(&row.stored.spec).map_err(|error| ApiError::internal(error.to_string()))
}

/// Reads one version of a task.
pub(crate) fn details(
    store: &mut Store,
    request: GetTaskDetailsRequest,
) -> Result<DetailsResponse, ApiError> {
    if store.rules.strict {
        validate::details(&request)?;
    }
    let id = request.task_id.unwrap_or_default();
    Ok(DetailsResponse {
        details: Some(find(store, &id)?.details()),
    })
}

/// Lists the newest version of each task, among the versions that pass the filters.
pub(crate) fn list(
    store: &mut Store,
    request: ListTasksRequest,
) -> Result<ListTasksResponse, ApiError> {
    if store.rules.strict {
        validate::list(&request)?;
    }
    let page = Page::from_request(request.request, TASK_COLUMNS)?;
    let scope = match request.scope_by {
        Some(ScopeBy::ProjectId(id)) => Some((id.name, id.domain)),
        Some(ScopeBy::Org(_)) | None => None,
    };
    let mut rows = store.latest(scope.as_ref(), &page);
    for filter in request.known_filters {
        // Nobody is ever recorded as the one who deployed; the other known filter does nothing.
        if let Some(FilterBy::DeployedBy(subject)) = filter.filter_by
            && !subject.is_empty()
        {
            rows.clear();
        }
    }
    let filtered = rows.len();
    let (rows, token) = page.cut(rows);
    // Both totals come with the first row, so an empty page has none.
    let metadata = match rows.len() {
        0 => ListTasksMetadata::default(),
        _ => ListTasksMetadata {
            total: u32::try_from(store.count(scope.as_ref())).unwrap_or(u32::MAX),
            filtered_total: u32::try_from(filtered).unwrap_or(u32::MAX),
        },
    };
    Ok(ListTasksResponse {
        tasks: rows.into_iter().map(Row::summary).collect(),
        token,
        metadata: Some(metadata),
    })
}

/// Lists the versions of one task.
pub(crate) fn versions(
    store: &mut Store,
    request: ListVersionsRequest,
) -> Result<ListVersionsResponse, ApiError> {
    if store.rules.strict {
        validate::versions(&request)?;
    }
    let page = Page::from_request(request.request, VERSION_COLUMNS)?;
    let task = request.task_name.unwrap_or_default();
    let mut rows = store.versions(&(task.project, task.domain), &task.name);
    rows.retain(|row| page.passes(*row));
    let (rows, token) = page.cut(rows);
    let version = |row: &Row| VersionResponse {
        version: row.stored.version.clone(),
        deployed_at: Some(row.created_at()),
        deployed_by: None,
        latest_run: None,
    };
    Ok(ListVersionsResponse {
        versions: rows.into_iter().map(version).collect(),
        token,
    })
}
