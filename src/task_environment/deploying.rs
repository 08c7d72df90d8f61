//! Deploys: what is deployed for a plan over what is found, and whether it took effect.

use flyte_domain::{Deployment, Environment, Record, Revision};
use terraform_framework::{Cancellation, Diagnostic, Field};

use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::{current, inputs};
use crate::version::VERSION;

/// What the last version of a task says that was removed from the configuration.
const REMOVED: &str = "Removed from the environment by Terraform.";

/// The environment of a plan, of which everything is known when it is applied.
pub(super) fn complete(plan: &Model) -> Result<Environment, Diagnostic> {
    inputs::environment(plan).ok_or_else(|| {
        Diagnostic::error(
            "The plan is incomplete",
            "A setting of the task environment is still unknown or breaks a rule while it is \
             being applied. This is a bug in the provider; please report it with the \
             configuration that led to it.",
        )
    })
}

/// A plan, completed by what was deployed for it.
pub(super) fn completed(mut plan: Model, record: &Record) -> Model {
    plan.version = Field::Known(record.version.clone());
    plan.revision = record.revision().map(|revision| revision.get()).into();
    plan.deployed_at = records::time(record.deployed_at);
    plan
}

/// The environment with what no configuration says, of what is found.
pub(super) fn inheriting(environment: Environment, found: &Found, plan: &Model) -> Environment {
    let held = found.live().and_then(|record| {
        let reading = record.content.as_ref().ok()?;
        Some(found.current(record, reading, &current::labels(plan)))
    });
    match held {
        Some(held) => environment.inheriting(&held.environment),
        None => environment,
    }
}

/// The deploy that makes an environment of what is found: tasks that it has no more are marked as
/// deprecated.
pub(super) fn deployment(
    environment: &Environment,
    revision: Revision,
    found: &Found,
) -> Deployment {
    let mut deployment = Deployment::live(environment, revision, VERSION);
    let left_over = found.left_over(environment);
    deployment.retire(environment, &left_over, VERSION, REMOVED);
    deployment
}

/// Deploys. After an interruption or a failure that leaves it open whether the deploy took
/// effect, the backend is asked.
pub(super) async fn deploy(
    records: &Records<'_>,
    found: &Found,
    mut deployment: Deployment,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<Record, Diagnostic> {
    let id = records.id;
    deployment.remove_stale_triggers(id, found.tasks.values());
    let failure = match cancellation.run(records.deploy(&deployment)).await {
        Some(Ok(record)) => return Ok(record),
        Some(Err(error)) => {
            let failure = records::failed(doing, id, &error);
            // Only a client's error says that nothing was done. Status 200 with an answer that makes
            // no sense, or a server that broke, says nothing of the deploy itself.
            let refused = error
                .status()
                .is_some_and(|status| (300..500).contains(&status));
            if refused && !error.is_retryable() {
                return Err(failure);
            }
            failure
        }
        None => Diagnostic::error(
            format!("Interrupted while it tried to {doing} task environment `{id}`"),
            "The deploy was cut off. Run the command again to go on.",
        ),
    };
    match records
        .within_grace()
        .version(&deployment.version.to_string())
        .await
    {
        Ok(record) if record.is(&deployment) => Ok(record),
        Ok(_) => Err(failure),
        Err(error) if error.is_not_found() => Err(failure),
        Err(_) => Err(Diagnostic {
            detail: format!(
                "{}\n\nIt is not known whether the deploy took effect. The next apply finds out \
                 and completes it.",
                failure.detail
            ),
            ..failure
        }),
    }
}
