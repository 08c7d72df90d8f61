//! The methods of `RunService` that starting a run takes. Nothing is executed: to look at a run is
//! what makes it go on.

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::common::RunIdentifier;
use crate::idl::flyteidl2::task::{RawDataStorage, TaskIdentifier, TaskSpec};
use crate::idl::flyteidl2::workflow::create_run_request::{Id, Task};
use crate::idl::flyteidl2::workflow::{
    Action, ActionDetails, CreateRunRequest, CreateRunResponse, GetRunDetailsRequest,
    GetRunDetailsResponse, Run, RunDetails,
};
use crate::store::Store;
use crate::store::run::{RunRow, Runs};
use crate::store::trigger::TriggerRow;
use crate::{projects, tasks, triggers};

/// As many characters as the name of a run may have.
const LONGEST_NAME: usize = 30;

/// Starts a run. One of a name that is taken is the run that there is.
pub(crate) fn create(
    store: &mut Store,
    request: CreateRunRequest,
) -> Result<CreateRunResponse, ApiError> {
    let created_at = store.now();
    let id = identified(request.id, created_at)?;
    projects::require(store, &id.project)?;
    let Started {
        task,
        spec,
        trigger,
    } = started(store, request.task)?;
    let trigger_spec = trigger.as_ref().and_then(|row| row.spec.run_spec.clone());
    let run_spec = request.run_spec.or(trigger_spec);
    let mut run_spec = run_spec.unwrap_or_default();
    run_spec
        .raw_data_storage
        .take_if(|it| it.raw_data_prefix.is_empty());
    run_spec
        .raw_data_storage
        .get_or_insert_with(|| RawDataStorage {
            raw_data_prefix: store.bucket.root(),
        });
    let row = RunRow {
        run_spec,
        id: id.clone(),
        task,
        spec,
        trigger: trigger.as_ref().map(TriggerRow::id),
        created_at,
        seen: 0,
    };
    let key = (id.project, id.domain, id.name);
    let Runs { rows, outcomes, .. } = &mut store.runs;
    let row = rows.entry(key).or_insert(row);
    let ActionDetails {
        id,
        metadata,
        status,
        ..
    } = row.action(outcomes.get(&row.task.name));
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

/// What the run is called; one without a name gets one.
fn identified(id: Option<Id>, created_at: i64) -> Result<RunIdentifier, ApiError> {
    match id {
        Some(Id::RunId(id)) => {
            check_name(&id.name)?;
            Ok(id)
        }
        Some(Id::ProjectId(id)) => Ok(RunIdentifier {
            org: String::new(),
            project: id.name,
            domain: id.domain,
            name: format!("r{created_at}"),
        }),
        None => Err(ApiError::invalid("invalid run ID type")),
    }
}

/// A name must do for what runs it in Kubernetes.
fn check_name(name: &str) -> Result<(), ApiError> {
    let known = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    let is_label = name.bytes().all(known)
        && name.starts_with(|it: char| it.is_ascii_lowercase())
        && !name.ends_with('-');
    let reason = if name.len() > LONGEST_NAME {
        format!("must be no more than {LONGEST_NAME} characters")
    } else if is_label {
        return Ok(());
    } else {
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an \
         alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or \
         'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
            .to_owned()
    };
    Err(ApiError::invalid(format!(
        "invalid run name {name:?}: {reason}"
    )))
}

/// The task that is to run, and what is to run it.
struct Started {
    task: TaskIdentifier,
    spec: TaskSpec,
    trigger: Option<TriggerRow>,
}

fn started(store: &Store, task: Option<Task>) -> Result<Started, ApiError> {
    let (task, trigger) = match task {
        Some(Task::TaskId(id)) => (id, None),
        Some(Task::TriggerName(name)) => {
            let row = triggers::find(store, &name).map_err(|error| {
                let message = format!("trigger {:?} not found: {}", name.name, error.message);
                ApiError::not_found(message)
            })?;
            (row.task(), Some(row.clone()))
        }
        Some(Task::TaskSpec(spec)) => {
            let template = spec.task_template.as_ref();
            let id = template.and_then(|it| it.id.clone()).unwrap_or_default();
            let task = TaskIdentifier {
                org: id.org,
                project: id.project,
                domain: id.domain,
                name: id.name,
                version: id.version,
            };
            let trigger = None;
            return Ok(Started {
                task,
                spec,
                trigger,
            });
        }
        None => {
            let message = "failed to create task spec model: Marshal called with nil";
            return Err(ApiError::internal(message));
        }
    };
    // The backend forgets here that there is a code for this.
    let spec = tasks::spec(store, &task).map_err(|error| ApiError {
        code: Code::Unknown,
        ..error
    })?;
    Ok(Started {
        task,
        spec,
        trigger,
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
    let row = rows.get_mut(&key).ok_or_else(|| {
        let (project, domain, name) = &key;
        ApiError::not_found(format!("run not found: {project}/{domain}/{name}"))
    })?;
    let outcome = outcomes.get(&row.task.name);
    let details = RunDetails {
        run_spec: Some(row.run_spec.clone()),
        action: Some(row.action(outcome)),
    };
    row.seen += 1;
    Ok(GetRunDetailsResponse {
        details: Some(details),
    })
}
