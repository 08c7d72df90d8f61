//! Runs, and the methods that starting one takes: `RunService`, and the upload of its inputs by
//! `DataProxyService`.
//!
//! Nothing is executed. A run goes one phase further each time somebody looks at it, so that who
//! waits for it sees it queued, running and ended, however fast the machine is. It ends well,
//! unless [`Outcome`] says otherwise for its task. Runs are not kept in the state file.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::common::{
    ActionIdentifier, ActionPhase, OffloadedInputData, RunIdentifier,
};
use crate::idl::flyteidl2::dataproxy::{
    UploadInputsRequest, UploadInputsResponse, upload_inputs_request,
};
use crate::idl::flyteidl2::task::TaskIdentifier;
use crate::idl::flyteidl2::workflow::{
    AbortInfo, Action, ActionDetails, ActionMetadata, ActionStatus, CreateRunRequest,
    CreateRunResponse, ErrorInfo, GetRunDetailsRequest, GetRunDetailsResponse, Run, RunDetails,
    TaskActionMetadata, action_details, action_metadata, create_run_request, error_info,
};
use crate::idl::timestamp::Timestamp;
use crate::store::Store;

/// The root action of every run.
const ROOT: &str = "a0";
/// What a run goes through before it ends.
const COURSE: [ActionPhase; 3] = [
    ActionPhase::Queued,
    ActionPhase::Initializing,
    ActionPhase::Running,
];

/// How the runs of a task end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The task fails with this text.
    Fails(String),
    /// Somebody aborts the run for this reason.
    IsAborted(String),
    /// The task runs into its time limit.
    TimesOut,
    /// The run goes on and on.
    NeverEnds,
}

/// The runs of the backend.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    /// By project, domain and name.
    rows: BTreeMap<(String, String, String), RunRow>,
    /// By the name of the task.
    outcomes: BTreeMap<String, Outcome>,
    /// Where inputs were put.
    uploads: BTreeSet<String>,
}

#[derive(Debug)]
struct RunRow {
    request: CreateRunRequest,
    id: RunIdentifier,
    task: TaskIdentifier,
    environment: String,
    created_at: i64,
    /// How often the run was looked at.
    seen: usize,
}

impl Runs {
    pub(crate) fn decide(&mut self, task: &str, outcome: Outcome) {
        self.outcomes.insert(task.to_owned(), outcome);
    }
}

impl RunRow {
    fn phase(&self, outcome: Option<&Outcome>) -> ActionPhase {
        match (COURSE.get(self.seen), outcome) {
            (Some(phase), _) => *phase,
            (None, None) => ActionPhase::Succeeded,
            (None, Some(Outcome::Fails(_))) => ActionPhase::Failed,
            (None, Some(Outcome::IsAborted(_))) => ActionPhase::Aborted,
            (None, Some(Outcome::TimesOut)) => ActionPhase::TimedOut,
            (None, Some(Outcome::NeverEnds)) => ActionPhase::Running,
        }
    }

    fn action(&self, outcome: Option<&Outcome>) -> ActionDetails {
        let result = match (COURSE.get(self.seen), outcome) {
            (None, Some(Outcome::Fails(message))) => {
                Some(action_details::Result::ErrorInfo(ErrorInfo {
                    message: message.clone(),
                    kind: error_info::Kind::User.into(),
                    code: "UserError".to_owned(),
                }))
            }
            (None, Some(Outcome::IsAborted(reason))) => {
                Some(action_details::Result::AbortInfo(AbortInfo {
                    reason: reason.clone(),
                    ..AbortInfo::default()
                }))
            }
            _ => None,
        };
        let (_, short_name) = self
            .task
            .name
            .rsplit_once('.')
            .unwrap_or(("", &self.task.name));
        ActionDetails {
            id: Some(ActionIdentifier {
                run: Some(self.id.clone()),
                name: ROOT.to_owned(),
            }),
            metadata: Some(ActionMetadata {
                spec: Some(action_metadata::Spec::Task(TaskActionMetadata {
                    id: Some(self.task.clone()),
                    short_name: short_name.to_owned(),
                    ..TaskActionMetadata::default()
                })),
                environment_name: self.environment.clone(),
            }),
            status: Some(ActionStatus {
                phase: self.phase(outcome).into(),
                start_time: Some(Timestamp::from_micros(self.created_at)),
                attempts: 1,
                ..ActionStatus::default()
            }),
            result,
        }
    }
}

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
        && !store.runs.uploads.contains(&data.uri)
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

/// Keeps the inputs of a run to come.
pub(crate) fn upload_inputs(
    store: &mut Store,
    request: UploadInputsRequest,
) -> Result<UploadInputsResponse, ApiError> {
    let project = match &request.id {
        Some(upload_inputs_request::Id::RunId(id)) => &id.project,
        Some(upload_inputs_request::Id::ProjectId(id)) => &id.name,
        None => return Err(ApiError::invalid("run id or project id is required")),
    };
    let uri = format!("mock://{project}/{}/inputs.pb", store.now());
    store.runs.uploads.insert(uri.clone());
    Ok(UploadInputsResponse {
        offloaded_input_data: Some(OffloadedInputData {
            inputs_hash: format!("{:x}", store.runs.uploads.len()),
            uri,
        }),
    })
}
