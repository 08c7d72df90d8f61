//! Starting a run.

use std::time::Duration;

use flyte_client::{self, CallOptions, Client, Code};
use flyte_domain::{RunName, run};
use flyte_proto::flyteidl2::common::{ListRequest, ProjectIdentifier, RunIdentifier};
use flyte_proto::flyteidl2::dataproxy::{UploadInputsRequest, upload_inputs_request};
use flyte_proto::flyteidl2::task::{
    Inputs, ListVersionsRequest, TaskDetails, TaskIdentifier, TaskName,
};
use flyte_proto::flyteidl2::workflow::CreateRunRequest;
use flyte_proto::flyteidl2::workflow::create_run_request::{Id, InputWrapper, Task};
use terraform_framework::{Diagnostic, Diagnostics};

use crate::actions::run_task::config::{Order, Place, path};
use crate::findings;

/// How long starting a run may take in all, retries included.
const TIME_LIMIT: Duration = Duration::from_secs(10 * 60);

/// A run that was started.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) id: RunIdentifier,
    /// The version of the task that runs.
    pub(super) version: String,
}

/// Starts a run; nothing with errors in the diagnostics.
pub(super) async fn start(
    client: &Client,
    order: &Order,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Started>, Diagnostic> {
    let options = CallOptions::within(TIME_LIMIT);
    let failed = |error: flyte_client::Error| {
        findings::call(format!("Cannot start a run of `{}`", order.task), &error)
    };
    let Some(task) = find(client, order, place, &options).await.map_err(failed)? else {
        return Err(absent(order, place));
    };
    let Some(inputs) = inputs(&task, order, diagnostics) else {
        return Ok(None);
    };
    let task_id = task.task_id.unwrap_or_default();
    let id = RunIdentifier {
        org: place.org_text().to_owned(),
        project: place.project.to_string(),
        domain: place.domain.to_string(),
        name: match &order.name {
            Some(name) => name.to_string(),
            None => RunName::random(flyte_client::random_number()).to_string(),
        },
    };
    let input_wrapper = deliver(client, place, &id, &task_id, inputs, &options)
        .await
        .map_err(failed)?;
    let request = CreateRunRequest {
        id: Some(Id::RunId(id.clone())),
        task: Some(Task::TaskId(task_id.clone())),
        input_wrapper: Some(input_wrapper),
        run_spec: Some(order.settings.to_wire()),
    };
    client
        .create_run(&request, &options)
        .await
        .map_err(|error| match error.code() {
            Code::AlreadyExists => Diagnostic::error(
                format!("There is a run `{}` already", id.name),
                "A name is for one run. Choose another, or leave `name` out: the run then gets one \
                 of its own.",
            )
            .at(path("name")),
            _ => failed(error),
        })?;
    Ok(Some(Started {
        id,
        version: task_id.version,
    }))
}

/// The version that is asked for, or else the one that was deployed last.
async fn find(
    client: &Client,
    order: &Order,
    place: &Place,
    options: &CallOptions,
) -> Result<Option<TaskDetails>, flyte_client::Error> {
    let name = TaskName {
        org: place.org_text().to_owned(),
        project: place.project.to_string(),
        domain: place.domain.to_string(),
        name: order.task.clone(),
    };
    let version = match &order.version {
        Some(version) => version.clone(),
        None => {
            let request = ListVersionsRequest {
                request: Some(ListRequest::default()),
                task_name: Some(name.clone()),
            };
            let versions = client.list_versions(request, options).await?;
            match versions.into_iter().next() {
                Some(latest) => latest.version,
                None => return Ok(None),
            }
        }
    };
    let id = TaskIdentifier {
        org: name.org,
        project: name.project,
        domain: name.domain,
        name: name.name,
        version,
    };
    match client.get_task_details(&id, options).await {
        Ok(mut details) => {
            // The backend leaves the organisation out.
            details.task_id = Some(id);
            Ok(Some(details))
        }
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

fn absent(order: &Order, place: &Place) -> Diagnostic {
    let Place {
        project, domain, ..
    } = place;
    let task = &order.task;
    match &order.version {
        Some(version) => Diagnostic::error(
            format!("No version `{version}` of task `{task}`"),
            format!(
                "Project `{project}`, domain `{domain}` has no such version. Leave `version` out \
                 for the one that was deployed last."
            ),
        )
        .at(path("version")),
        None => Diagnostic::error(
            format!("No task `{task}`"),
            format!(
                "Project `{project}`, domain `{domain}` has no task of this name. The name has \
                 the environment in front, as in `my_env.my_task`."
            ),
        )
        .at(path("task")),
    }
}

/// The inputs of the run; nothing with errors.
fn inputs(task: &TaskDetails, order: &Order, diagnostics: &mut Diagnostics) -> Option<Inputs> {
    let spec = task.spec.clone().unwrap_or_default();
    let metadata = spec
        .task_template
        .as_ref()
        .and_then(|template| template.metadata.as_ref());
    let reason = metadata.map_or("", |metadata| &metadata.deprecated_error_message);
    if !reason.is_empty() {
        diagnostics.push(
            Diagnostic::error(
                format!("Task `{}` is deprecated", order.task),
                format!("Its latest version says: {reason}"),
            )
            .at(path("task")),
        );
        return None;
    }
    run::inputs(&spec, &order.inputs)
        .map_err(|wrong| {
            for (name, violation) in wrong {
                let place = path("inputs");
                let place = if order.inputs.contains_key(&name) {
                    place.key(name)
                } else {
                    place
                };
                diagnostics.push(findings::violation(&violation, place));
            }
        })
        .ok()
}

/// Brings the inputs to the backend, as the SDK does: ahead of the run where it has a place for
/// them, else with the run.
async fn deliver(
    client: &Client,
    place: &Place,
    run: &RunIdentifier,
    task: &TaskIdentifier,
    inputs: Inputs,
    options: &CallOptions,
) -> Result<InputWrapper, flyte_client::Error> {
    let request = UploadInputsRequest {
        id: Some(upload_inputs_request::Id::RunId(run.clone())),
        task: Some(upload_inputs_request::Task::TaskId(task.clone())),
        inputs: Some(inputs.clone()),
    };
    let project = ProjectIdentifier {
        organization: place.org_text().to_owned(),
        domain: place.domain.to_string(),
        name: place.project.to_string(),
    };
    let uploaded = client.upload_inputs(project, &request, options).await?;
    Ok(match uploaded {
        Some(data) => InputWrapper::OffloadedInputData(data),
        None => InputWrapper::Inputs(inputs),
    })
}
