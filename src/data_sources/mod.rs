//! The data sources: what is in Flyte, regardless of who deployed it.
//!
//! * `project`: one project, and `projects`: those of the backend; `settings`: the resulting
//!   settings of a scope; `task_environment`: one environment, and `task_environments`: those of a
//!   domain; `secret` and `secrets`, `trigger` and `triggers`, `app` and `apps` likewise.
//!
//! Invariants: unknown values are never guessed, and an object that does not exist is an error.

mod app;
mod apps;
mod project;
mod projects;
mod secret;
mod secrets;
mod settings;
mod task_environment;
mod task_environments;
mod trigger;
mod triggers;

use std::future::Future;

use flyte_client::Error;
use terraform_framework::{Cancellation, Diagnostic, Diagnostics};

pub(crate) use crate::data_sources::app::App;
pub(crate) use crate::data_sources::apps::Apps;
pub(crate) use crate::data_sources::project::Project;
pub(crate) use crate::data_sources::projects::Projects;
pub(crate) use crate::data_sources::secret::Secret;
pub(crate) use crate::data_sources::secrets::Secrets;
pub(crate) use crate::data_sources::settings::Settings;
pub(crate) use crate::data_sources::task_environment::TaskEnvironment;
pub(crate) use crate::data_sources::task_environments::TaskEnvironments;
pub(crate) use crate::data_sources::trigger::Trigger;
pub(crate) use crate::data_sources::triggers::Triggers;
use crate::findings;

/// Calls Flyte, unless the user asks to stop. `doing` names what fails otherwise, as in "read
/// project `x`".
async fn call<T>(
    doing: &str,
    cancellation: &Cancellation,
    calls: impl Future<Output = Result<T, Error>>,
) -> Result<T, Diagnostics> {
    let outcome = cancellation.run(calls).await.ok_or_else(|| {
        Diagnostic::error(
            format!("Interrupted before it could {doing}"),
            "Run the command again to go on.",
        )
    })?;
    outcome.map_err(|error| findings::call(format!("Cannot {doing}"), &error).into())
}
