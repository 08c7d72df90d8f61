//! `flyte_run_task`: starts a run of a deployed task and, unless told otherwise, waits for its end.
//!
//! * `config`: the `config` block, and what it means;
//! * `start`: the task that is run, its inputs, the call that starts it;
//! * `waiting`: looking at the run until it ends.
//!
//! # Rules
//!
//! * A run is started once, however often the call is repeated: it has a name before it starts.
//! * If Terraform stops, or the time to wait is up, the waiting ends and the run does not; the
//!   message names the run, so that it can be found.

mod checked_config;
mod config;
mod start;
mod waiting;

use terraform_framework::{
    Action, Diagnostic, Diagnostics, InvokeRequest, PlanActionRequest, Schema,
};

use crate::actions::run_task::checked_config::CheckedConfig;
use crate::actions::run_task::config::Config;
use crate::backend::Backend;

/// Runs of tasks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunTask;

impl Action for RunTask {
    type Config = Config;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_run_task"
    }

    fn schema(&self) -> Schema {
        config::schema()
    }

    fn validate(&self, config: Config) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        // What cannot be read yet is read again when the action is invoked.
        drop(CheckedConfig::read(&config, &mut diagnostics));
        diagnostics
    }

    async fn plan(&self, request: PlanActionRequest<Config, Backend>) -> Diagnostics {
        match checked_config::place(&request.config, &request.data) {
            Err(diagnostic) => diagnostic.into(),
            Ok(_) => Diagnostics::new(),
        }
    }

    async fn invoke(&self, request: InvokeRequest<Config, Backend>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        if let Err(diagnostic) = run(request, &mut diagnostics).await {
            diagnostics.push(diagnostic);
        }
        diagnostics
    }
}

async fn run(
    request: InvokeRequest<Config, Backend>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Diagnostic> {
    let InvokeRequest {
        data,
        config,
        progress,
        cancellation,
    } = request;
    let Some(checked) = CheckedConfig::read(&config, diagnostics) else {
        return Ok(());
    };
    let Some(place) = checked_config::place(&config, &data)? else {
        return Ok(());
    };
    let client = data.client(place.org_text())?;
    let starting = start::start(client, &checked, &place, diagnostics);
    let started = cancellation.run(starting).await.ok_or_else(|| {
        Diagnostic::error(
            format!("Interrupted while a run of `{}` was started", checked.task),
            "Whether it was started is not known: look at the runs of the task before you start \
             another.",
        )
    })??;
    let Some(run) = started else {
        return Ok(());
    };
    progress
        .tell(format!(
            "started run `{}` of `{}`, version `{}`",
            run.name(),
            checked.task,
            run.task_version()
        ))
        .await;
    match checked.wait {
        None => Ok(()),
        Some(limit) => waiting::wait(client, &run, limit, &progress, &cancellation).await,
    }
}
