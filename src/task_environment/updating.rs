//! Update: a new revision, over the version that the plan was made for and no other.

use flyte_domain::{Deployment, Environment, EnvironmentId, Revision};
use terraform_framework::{ApplyResponse, Cancellation, Diagnostic, Diagnostics, UpdateRequest};

use crate::VERSION;
use crate::backend::Backend;
use crate::task_environment::creation::{complete, completed};
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Record, Records};
use crate::task_environment::timeouts::{self, Operation};
use crate::task_environment::{adoption, current};

/// What the last version of a task says that was removed from the configuration.
const REMOVED: &str = "Removed from the environment by Terraform.";

pub(super) async fn update(request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let UpdateRequest {
        data,
        prior,
        plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let state = match updated(&data, &prior, plan, &cancellation).await {
        Ok(state) => state,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            prior
        }
    };
    ApplyResponse {
        state: Some(state),
        private,
        diagnostics,
    }
}

async fn updated(
    data: &Backend,
    prior: &Model,
    plan: Model,
    cancellation: &Cancellation,
) -> Result<Model, Diagnostic> {
    if plan.version.is_known() {
        // Only what is kept in the state alone has changed.
        return Ok(plan);
    }
    let environment = complete(&plan)?;
    let id = &environment.id.clone();
    let records = Records {
        client: data.client()?,
        options: timeouts::options(&plan.timeouts, Operation::Update),
        id,
    };
    let (found, revision) = cancellation
        .run(records.before_deploy())
        .await
        .ok_or_else(|| interrupted("update", id))?
        .map_err(|error| records::failed("update", id, &error))?;
    let environment = match &found.record {
        None if adoption::is_adopted(prior) => {
            let tasks = cancellation
                .run(records.all_tasks(&found))
                .await
                .ok_or_else(|| interrupted("update", id))?
                .map_err(|error| records::failed("update", id, &error))?;
            let adopted = adoption::unchanged_since(prior, tasks.adopt(id), id)?;
            environment.inheriting(&adopted.environment)
        }
        latest => {
            let environment = inheriting(environment, &found, &plan);
            if let Some(record) = latest
                && already_done(prior, record, &environment)
                && follows(&plan, record)
            {
                return Ok(completed(plan, record));
            }
            unchanged_since(prior, latest.as_ref(), id)?;
            environment
        }
    };
    let deployment = deployment(&environment, revision, &found);
    let record = deploy(&records, &found, &deployment, cancellation, "update").await?;
    Ok(completed(plan, &record))
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

/// Whether an earlier attempt at this very update was deployed and its answer lost.
fn already_done(prior: &Model, record: &Record, environment: &Environment) -> bool {
    prior.version.as_known() != Some(&record.version)
        && !record.is_deprecated()
        && record
            .revision()
            .is_some_and(|revision| record.is(&Deployment::live(environment, revision, VERSION)))
}

/// Whether a record has the revision that was planned, or none was.
fn follows(plan: &Model, record: &Record) -> bool {
    let revision = record.revision().map(Revision::get);
    plan.revision
        .as_known()
        .is_none_or(|planned| revision == Some(*planned))
}

/// Refuses to write over a version that the plan did not know.
pub(super) fn unchanged_since(
    prior: &Model,
    latest: Option<&Record>,
    id: &EnvironmentId,
) -> Result<(), Diagnostic> {
    let expected = prior.version.as_known().map_or("", String::as_str);
    let found = match latest {
        Some(record) if record.version == expected => return Ok(()),
        Some(record) => format!("its latest version is `{}`", record.version),
        None => "it is gone".to_owned(),
    };
    Err(Diagnostic::error(
        format!("Task environment `{id}` was changed outside Terraform since the plan"),
        format!(
            "The plan was made for version `{expected}`, but {found}. Nothing was changed. Plan \
             again to see the difference, then apply."
        ),
    ))
}

/// Deploys. After an interruption or a failure that leaves it open whether the deploy took
/// effect, the backend is asked.
pub(super) async fn deploy(
    records: &Records<'_>,
    found: &Found,
    deployment: &Deployment,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<Record, Diagnostic> {
    let id = records.id;
    let stale = found.stale_triggers(id, deployment);
    let failure = match cancellation.run(records.deploy(deployment, &stale)).await {
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
        Ok(record) if record.is(deployment) => Ok(record),
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
