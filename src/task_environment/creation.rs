//! Create: never over something that lives, except over our own half-finished work.

use flyte_domain::{Deployment, Environment, EnvironmentId, Record};
use terraform_framework::{ApplyResponse, Cancellation, CreateRequest, Diagnostic, Diagnostics};

use crate::backend::Backend;
use crate::task_environment::bundling;
use crate::task_environment::deploying::{self, complete, completed};
use crate::task_environment::model::Model;
use crate::task_environment::reading::{self, interrupted};
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::timeouts::{self, Operation};
use crate::version::VERSION;

pub(super) async fn create(request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let CreateRequest {
        data,
        plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let state = match created(&data, plan, &cancellation, &mut diagnostics).await {
        Ok(state) => Some(state),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    };
    ApplyResponse {
        state,
        private,
        diagnostics,
    }
}

async fn created(
    data: &Backend,
    plan: Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Diagnostic> {
    let environment = complete(&plan)?;
    let id = environment.id.to_string();
    data.creations.begin(&id)?;
    let created = deployed(data, plan, environment, cancellation, diagnostics).await;
    if created.is_err() {
        data.creations.end(&id);
    }
    created
}

async fn deployed(
    data: &Backend,
    plan: Model,
    environment: Environment,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Diagnostic> {
    let id = &environment.id.clone();
    let records = Records {
        client: data.client()?,
        options: timeouts::options(&plan.timeouts, Operation::Create),
        id,
    };
    let (found, revision) = cancellation
        .run(records.before_deploy())
        .await
        .ok_or_else(|| interrupted("create", id))?
        .map_err(|error| records::failed("create", id, &error))?;
    if let Some(record) = found.live() {
        return take_over(plan, environment, &found, record, diagnostics);
    }
    if found.record.is_none() {
        // Of tasks that are ours, an earlier create was cut off before the record.
        let tasks = cancellation
            .run(records.all_tasks(&found))
            .await
            .ok_or_else(|| interrupted("create", id))?
            .map_err(|error| records::failed("create", id, &error))?;
        if let Some(version) = tasks.foreign_version() {
            return Err(exists(id, &version));
        }
    }
    let environment =
        bundling::located(environment, &plan, &found, data, &records, cancellation).await?;
    let deployment = deploying::deployment(&environment, revision, &found);
    let record = deploying::deploy(&records, &found, deployment, cancellation, "create").await?;
    Ok(completed(plan, &record))
}

/// A live record is someone's, unless it is exactly what we were about to deploy.
fn take_over(
    plan: Model,
    environment: Environment,
    found: &Found,
    record: &Record,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Diagnostic> {
    let environment = deploying::inheriting(environment, found, &plan);
    let environment = bundling::where_it_is(environment, found);
    let ours = record
        .revision()
        .is_some_and(|revision| record.is(&Deployment::live(&environment, revision, VERSION)));
    if !ours {
        return Err(exists(&environment.id, &record.version));
    }
    diagnostics.warning(
        "An earlier apply had already created the task environment",
        format!(
            "`{}` was found in Flyte exactly as planned, deployed by this provider, though not in \
             the Terraform state: the answer of an earlier apply must have been lost. It was \
             taken over.",
            environment.id
        ),
    );
    Ok(reading::taken_over(plan, found, record, diagnostics))
}

fn exists(id: &EnvironmentId, version: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Task environment `{id}` already exists"),
        format!(
            "Version `{version}` of it is live in Flyte, and it is not in the Terraform state. To manage \
             it here, import it: put this block beside the resource, with the resource's own \
             name, and apply again.\n\n  \
             import {{\n    to = flyte_task_environment.{}\n    id = \"{id}\"\n  }}\n\n\
             Otherwise choose another name.",
            resource_name(id)
        ),
    )
}

/// The environment's name as a name that a resource block can have.
fn resource_name(id: &EnvironmentId) -> String {
    let name = id.name.as_str();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}
