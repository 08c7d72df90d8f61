//! The methods of `RunService` that starting a run takes. Nothing is executed: to look at a run is
//! what makes it go on.

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::common::RunIdentifier;
use crate::idl::flyteidl2::workflow::{
    Action, ActionDetails, CreateRunRequest, CreateRunResponse, GetRunDetailsRequest,
    GetRunDetailsResponse, Run, RunDetails, create_run_request,
};
use crate::store::Store;
use crate::store::run::{RunRow, Runs};

/// Starts a run of a task that is there.
pub(crate) fn create(
    store: &mut Store,
    request: CreateRunRequest,
) -> Result<CreateRunResponse, ApiError> {
    let Some(create_run_request::Task::TaskId(task)) = request.task.clone() else {
        return Err(ApiError::new(
            Code::Unimplemented,
            "flyte-mock starts tasks by their id only",
        ));
    };
    if let Some(create_run_request::InputWrapper::OffloadedInputData(data)) = &request.input_wrapper
        && !store.runs.uploads.contains_key(&data.uri)
    {
        return Err(ApiError::invalid(format!("no inputs at {}", data.uri)));
    }
    let created_at = store.now();
    let scope = (task.project.clone(), task.domain.clone());
    let row = store
        .find(&scope, &task.name, &task.version)
        .ok_or_else(|| {
            ApiError::not_found(format!(
                "task not found: {{{} {} {} {}}}",
                task.project, task.domain, task.name, task.version
            ))
        })?;
    let environment = row.environment.clone();
    let id = match &request.id {
        Some(create_run_request::Id::RunId(id)) => id.clone(),
        Some(create_run_request::Id::ProjectId(id)) => RunIdentifier {
            org: id.organization.clone(),
            project: id.name.clone(),
            domain: id.domain.clone(),
            name: format!("r{created_at}"),
        },
        None => return Err(ApiError::invalid("run id or project id is required")),
    };
    let key = (id.project.clone(), id.domain.clone(), id.name.clone());
    if store.runs.rows.contains_key(&key) {
        return Err(ApiError::new(
            Code::AlreadyExists,
            format!("run already exists: {}", id.name),
        ));
    }
    let row = RunRow {
        request,
        id,
        task,
        environment,
        created_at,
        seen: 0,
    };
    let ActionDetails {
        id,
        metadata,
        status,
        ..
    } = row.action(None);
    store.runs.rows.insert(key, row);
    Ok(CreateRunResponse {
        run: Some(Run {
            action: Some(Action {
                id,
                metadata,
                status,
            }),
        }),
    })
}

/// Reads a run, which thereby goes on.
pub(crate) fn details(
    store: &mut Store,
    request: GetRunDetailsRequest,
) -> Result<GetRunDetailsResponse, ApiError> {
    let id = request.run_id.unwrap_or_default();
    let key = (id.project, id.domain, id.name);
    let Runs { rows, outcomes, .. } = &mut store.runs;
    let row = rows
        .get_mut(&key)
        .ok_or_else(|| ApiError::not_found(format!("run not found: {}", key.2)))?;
    let outcome = outcomes.get(&row.task.name);
    let details = RunDetails {
        run_spec: row.request.run_spec.clone(),
        action: Some(row.action(outcome)),
    };
    row.seen += 1;
    Ok(GetRunDetailsResponse {
        details: Some(details),
    })
}
