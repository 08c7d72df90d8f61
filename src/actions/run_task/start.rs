//! Starting a run.

use flyte_client::{CallOptions, Client, Code, InputsFor};
use flyte_domain::{Run, RunName, RunnableTask};
use terraform_framework::{Diagnostic, Diagnostics};

use crate::actions::run_task::checked_config::{CheckedConfig, Place, path};
use crate::{findings, timeouts};

/// Starts a run; `None` if there are errors in the diagnostics.
pub(super) async fn start(
    client: &Client,
    checked: &CheckedConfig,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Run>, Diagnostic> {
    let options = timeouts::default_options();
    let failed = |error: flyte_client::Error| {
        findings::call(format!("Cannot start a run of `{}`", checked.task), &error)
    };
    let Some(task) = find(client, checked, place, &options)
        .await
        .map_err(failed)?
    else {
        return Err(absent(checked, place));
    };
    let Some(run) = run(task, checked, diagnostics) else {
        return Ok(None);
    };
    if checked.name.is_some() && exists(client, &run, &options).await.map_err(failed)? {
        return Err(taken(&run));
    }
    let uploaded = client
        .upload_inputs(InputsFor::Run, run.project(), &run.upload(), &options)
        .await
        .map_err(failed)?;
    client
        .create_run(&run.create(uploaded), &options)
        .await
        .map_err(|error| match error.code() {
            Code::AlreadyExists => taken(&run),
            _ => failed(error),
        })?;
    Ok(Some(run))
}

/// Returns whether a run of this name exists. Flyte's open-source server answers a second start
/// with the first run, as if it had started it.
async fn exists(
    client: &Client,
    run: &Run,
    options: &CallOptions,
) -> Result<bool, flyte_client::Error> {
    match client.get_run(run.id(), options).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

fn taken(run: &Run) -> Diagnostic {
    Diagnostic::error(
        format!("There is a run `{}` already", run.name()),
        "A name is for one run. Choose another, or leave `name` out: the run then gets one of its \
         own.",
    )
    .at(path("name"))
}

/// The requested version, or else the one that was deployed last.
async fn find(
    client: &Client,
    checked: &CheckedConfig,
    place: &Place,
    options: &CallOptions,
) -> Result<Option<RunnableTask>, flyte_client::Error> {
    let task = place.task(&checked.task);
    let version = match &checked.version {
        Some(version) => version.clone(),
        None => {
            let versions = client.list_versions(task.to_wire(), options).await?;
            match versions.into_iter().next() {
                Some(latest) => latest.version,
                None => return Ok(None),
            }
        }
    };
    match client
        .get_task_details(&task.version(&version), options)
        .await
    {
        Ok(details) => Ok(Some(RunnableTask::new(&task, &version, details))),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

fn absent(checked: &CheckedConfig, place: &Place) -> Diagnostic {
    let Place {
        project, domain, ..
    } = place;
    let task = &checked.task;
    match &checked.version {
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
                "Project `{project}`, domain `{domain}` has no task of this name. The name begins \
                 with the environment, as in `my_env.my_task`."
            ),
        )
        .at(path("task")),
    }
}

/// The run, with its inputs; `None` if there are errors.
fn run(task: RunnableTask, checked: &CheckedConfig, diagnostics: &mut Diagnostics) -> Option<Run> {
    if let Some(reason) = task.deprecated() {
        diagnostics.push(
            Diagnostic::error(
                format!("Task `{}` is deprecated", checked.task),
                format!("Its latest version says: {reason}"),
            )
            .at(path("task")),
        );
        return None;
    }
    let name = checked.name.clone();
    let name = name.unwrap_or_else(|| RunName::random(Client::random_number()));
    task.run(&name, &checked.inputs, checked.settings.clone())
        .map_err(|wrong| {
            for (name, violation) in wrong {
                let place = path("inputs");
                let place = if checked.inputs.contains_key(&name) {
                    place.key(name)
                } else {
                    place
                };
                diagnostics.push(findings::violation(&violation, place));
            }
        })
        .ok()
}
