//! Update: a new revision, over the version that the plan was made for and no other.

use flyte_domain::{Deployment, Environment, EnvironmentId, Record, Revision};
use terraform_framework::{ApplyResponse, Cancellation, Diagnostic, Diagnostics, UpdateRequest};

use crate::backend::Backend;
use crate::task_environment::deploying::{complete, completed, deploy, deployment, inheriting};
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Records};
use crate::task_environment::timeouts::{self, Operation};
use crate::task_environment::{adoption, bundling, inputs};
use crate::version::VERSION;

pub(super) async fn update(request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let UpdateRequest {
        data,
        config,
        prior,
        plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let state = match updated(&data, &config, &prior, plan, &cancellation).await {
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
    config: &Model,
    prior: &Model,
    plan: Model,
    cancellation: &Cancellation,
) -> Result<Model, Diagnostic> {
    if plan.version.is_known() {
        // Only what is kept in the state alone has changed.
        return Ok(plan);
    }
    let mut environment = complete(&plan)?;
    if let Some(configured) = inputs::anywhere(config) {
        // A plan may keep the words of an import, which cannot know.
        environment = environment.with_async_as_in(&configured);
    }
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
            let environment = bundling::where_it_is(environment, &found);
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
    let environment =
        bundling::located(environment, &plan, &found, data, &records, cancellation).await?;
    let deployment = deployment(&environment, revision, &found);
    let record = deploy(&records, &found, deployment, cancellation, "update").await?;
    Ok(completed(plan, &record))
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
