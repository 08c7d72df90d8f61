//! Delete: Flyte cannot delete tasks, so the record is marked as deprecated, or left alone.

use flyte_domain::{Deployment, Environment, EnvironmentId, Record};
use terraform_framework::{ApplyResponse, Cancellation, DeleteRequest, Diagnostic, Diagnostics};

use crate::backend::Backend;
use crate::task_environment::deletion_policy::ABANDON;
use crate::task_environment::model::Model;
use crate::task_environment::reading::{self, interrupted};
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::timeouts::{self, Operation};
use crate::task_environment::updating::unchanged_since;
use crate::task_environment::{adoption, current, deploying, inputs};
use crate::version::VERSION;

/// What a deprecated record says.
const REASON: &str = "Removed by Terraform.";

/// What the user should know about a destroy.
pub(super) fn plan(prior: &Model) -> Diagnostics {
    let id = prior.id.as_known().map_or("", String::as_str);
    let mut diagnostics = Diagnostics::new();
    if abandons(prior) {
        diagnostics.warning(
            "Task environment stays in Flyte as it is",
            format!(
                "`{id}` is only removed from the Terraform state, since its `deletion_policy` is \
                 `{ABANDON}`."
            ),
        );
    } else {
        diagnostics.warning(
            "Task environment stays in Flyte, marked as deprecated",
            format!(
                "Flyte cannot delete tasks. One more revision of `{id}` will be deployed that \
                 marks it as deprecated; it stays listed there and can still be run."
            ),
        );
    }
    diagnostics
}

fn abandons(state: &Model) -> bool {
    state.deletion_policy.as_known().map(String::as_str) == Some(ABANDON)
}

pub(super) async fn delete(request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
    let DeleteRequest {
        data,
        prior,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let deleted = if abandons(&prior) {
        Ok(None)
    } else {
        deprecate(&data, &prior, &cancellation).await
    };
    let state = match deleted {
        Ok(staying) => {
            diagnostics.extend(staying);
            if let Some(id) = prior.id.as_known() {
                data.creations.end(id);
            }
            None
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Some(prior)
        }
    };
    ApplyResponse {
        state,
        private,
        diagnostics,
    }
}

/// Deprecates what there is, and says what stays.
async fn deprecate(
    data: &Backend,
    prior: &Model,
    cancellation: &Cancellation,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let id = reading::identify(prior)?;
    let records = Records {
        client: data.client()?,
        options: timeouts::options(&prior.timeouts, Operation::Delete),
        id: &id,
    };
    let (found, revision) = cancellation
        .run(records.before_deploy())
        .await
        .ok_or_else(|| interrupted("delete", &id))?
        .map_err(|error| records::failed("delete", &id, &error))?;
    let environment = match (&found.record, found.live()) {
        (None, _) if adoption::is_adopted(prior) => {
            let tasks = cancellation
                .run(records.all_tasks(&found))
                .await
                .ok_or_else(|| interrupted("delete", &id))?
                .map_err(|error| records::failed("delete", &id, &error))?;
            adoption::unchanged_since(prior, tasks.adopt(&id), &id)?.environment
        }
        (_, None) => return Ok(None),
        (_, Some(record)) => {
            unchanged_since(prior, Some(record), &id)?;
            held(&found, record, prior, &id)?
        }
    };
    let deployment = Deployment::deprecation(&environment, revision, VERSION, REASON);
    deploying::deploy(&records, &found, deployment, cancellation, "delete").await?;
    Ok(adoption::staying(&id, &found.beside(&environment)))
}

/// The environment in Flyte that a state stands for.
fn held(
    found: &Found,
    record: &Record,
    prior: &Model,
    id: &EnvironmentId,
) -> Result<Environment, Diagnostic> {
    match &record.content {
        Ok(reading) => {
            let current = found.current(record, reading, &current::labels(prior));
            Ok(current.environment)
        }
        Err(_) => inputs::environment(prior).ok_or_else(|| {
            Diagnostic::error(
                format!("Cannot delete task environment `{id}`"),
                "What is deployed is no environment record and the state is incomplete, so there \
                 is nothing to mark as deprecated. Remove the resource from the state with \
                 `terraform state rm`.",
            )
        }),
    }
}
