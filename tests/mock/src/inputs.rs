//! Inputs of runs and triggers that are kept apart, by `DataProxyService`: where they are is named
//! after what they are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prost::Message;

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::common::OffloadedInputData;
use crate::idl::flyteidl2::dataproxy::upload_inputs_request::{Id, Task};
use crate::idl::flyteidl2::dataproxy::{UploadInputsRequest, UploadInputsResponse};
use crate::idl::flyteidl2::task::{Inputs, TaskSpec};
use crate::store::Store;
use crate::{projects, tasks, triggers};

/// Keeps inputs.
pub(crate) fn upload(
    store: &mut Store,
    request: UploadInputsRequest,
) -> Result<UploadInputsResponse, ApiError> {
    let (org, project, domain) = match &request.id {
        Some(Id::RunId(id)) => (&id.org, &id.project, &id.domain),
        Some(Id::ProjectId(id)) => (&id.organization, &id.name, &id.domain),
        None => return Err(ApiError::invalid("id is required")),
    };
    projects::require(store, project)?;
    let spec = spec(store, request.task)?;
    let Some(inputs) = request.inputs else {
        let message = "failed to write inputs: proto: Marshal called with nil";
        return Err(ApiError::new(Code::Internal, message));
    };
    let hash = hash(inputs.clone(), &spec);
    let places = ["uploads", org, project, domain, "offloaded-inputs", &hash];
    let places: Vec<_> = places.into_iter().filter(|it| !it.is_empty()).collect();
    let uri = store.bucket.native_url(&places.join("/"));
    store.runs.uploads.insert(uri.clone(), inputs);
    Ok(UploadInputsResponse {
        offloaded_input_data: Some(OffloadedInputData {
            uri,
            inputs_hash: hash,
        }),
    })
}

/// The spec of the task that inputs are for.
fn spec(store: &Store, task: Option<Task>) -> Result<TaskSpec, ApiError> {
    let failed = |what: &str, error: &ApiError| {
        ApiError::not_found(format!("failed to get {what}: {error}"))
    };
    match task {
        Some(Task::TaskSpec(spec)) => Ok(spec),
        Some(Task::TaskId(id)) => tasks::spec(store, &id).map_err(|error| failed("task", &error)),
        Some(Task::TriggerName(name)) => {
            let row = triggers::find(store, &name).map_err(|error| failed("trigger", &error))?;
            tasks::spec(store, &row.task()).map_err(|error| failed("task for trigger", &error))
        }
        None => Err(ApiError::invalid("task is required")),
    }
}

/// What the real server calls these inputs: 64 bits of FNV-1a over those that the task's cache does
/// not ignore.
fn hash(mut inputs: Inputs, spec: &TaskSpec) -> String {
    let metadata = spec
        .task_template
        .as_ref()
        .and_then(|it| it.metadata.as_ref());
    let ignored = metadata.map_or(&[][..], |it| &it.cache_ignore_input_vars);
    if !ignored.is_empty() {
        inputs.context.clear();
        inputs.literals.retain(|it| !ignored.contains(&it.name));
    }
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in inputs.encode_to_vec() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    URL_SAFE_NO_PAD.encode(hash.to_be_bytes())
}
