//! Delete: Flyte cannot delete tasks, so the record is marked as deprecated, or left alone.

use flyte_domain::{Deployment, Environment, EnvironmentId, Record};
use terraform_framework::{
    ApplyResponse, Cancellation, DeleteRequest, Diagnostic, Diagnostics, PlanDeleteRequest,
};

use crate::backend::Backend;
use crate::deletion_policy::{self, ABANDON};
use crate::task_environment::claim::Claim;
use crate::task_environment::current::Known;
use crate::task_environment::model::Model;
use crate::task_environment::preparation::Preparation;
use crate::task_environment::reading::{self, interrupted};
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::removal::{self, Removal};
use crate::task_environment::schema::DELETION_POLICY;
use crate::task_environment::{
    adoption, concurrent_deploys, deploying, inputs, location, refusals,
};
use crate::timeouts::{self, Operation};

/// The reason in a deprecated record.
const REASON: &str = "Removed by Terraform.";

/// What the user should know about a destroy.
pub(super) fn plan(request: &PlanDeleteRequest<Model, Backend>) -> Diagnostics {
    let PlanDeleteRequest {
        data,
        prior,
        private,
    } = request;
    let id = prior.id.as_known().map_or("", String::as_str);
    let mut diagnostics = Diagnostics::new();
    if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, id) {
        return refusal.into();
    }
    if let Some(takes_over) = data.environment_tracker.plan_removal(id)
        && let Some(id) = prior.environment_id()
    {
        return refusals::renamed(&id, takes_over).into();
    }
    if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        diagnostics.push(
            Diagnostic::warning(
                "Task environment stays in Flyte as it is",
                format!(
                    "`{id}` is only removed from the Terraform state, since its `deletion_policy` \
                     is `{ABANDON}`. This is reported once, for every environment with that policy \
                     that the run destroys."
                ),
            )
            .once(),
        );
    } else if let Some(other_deployer) = Claim::read(private).other_deployer {
        diagnostics.warning(
            "Task environment stays in Flyte as it is",
            format!(
                "`{id}` is only removed from this Terraform state: what is live in Flyte is \
                 {other_deployer}."
            ),
        );
    } else {
        let org = prior.org.as_known().map_or("", String::as_str);
        if let Err(refusal) = data.permit(org) {
            return refusal.into();
        }
        diagnostics.push(
            Diagnostic::warning(
                "Task environment stays in Flyte, marked as deprecated",
                format!(
                    "Flyte cannot delete tasks. Destroying `{id}` deploys one more revision that \
                     marks it as deprecated; it stays listed there and can still be run. This is \
                     reported once, for every environment that the run destroys this way."
                ),
            )
            .once(),
        );
    }
    diagnostics
}

pub(super) async fn delete(request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
    let DeleteRequest {
        data,
        prior,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let mut claim = Claim::read(&private);
    let id = prior.id.as_known().cloned().unwrap_or_default();
    let deleted = if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, &id) {
        Err(refusal)
    } else if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        match prior.environment_id() {
            Some(id) => data.environment_tracker.permit_removal(&id),
            None => Ok(()),
        }
    } else {
        let told = &mut diagnostics;
        retire(&data, &prior, &mut claim, &cancellation, told).await
    };
    let state = match deleted {
        Ok(()) => None,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Some(prior)
        }
    };
    ApplyResponse {
        state,
        private: claim.to_private(),
        diagnostics,
    }
}

/// Deprecates what is this object's, and reports what stays.
async fn retire(
    data: &Backend,
    prior: &Model,
    claim: &mut Claim,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<(), Diagnostic> {
    let id = reading::identify(prior)?;
    let client = data.client(id.org_text())?;
    let records = Records {
        client,
        options: timeouts::options(&prior.timeouts, Operation::Delete),
        id: &id,
    };
    let Removal {
        prepare,
        remembered,
    } = removal::prepare(data, &records, claim, prior, cancellation).await?;
    let Preparation {
        found,
        revision,
        alone: _alone,
    } = prepare;
    data.environment_tracker.permit_removal(&id)?;
    location::check(claim, client, prior, &found, &id)?;
    let environment = match (&found.record, found.live()) {
        (None, _) if adoption::is_adopted(prior) => {
            let tasks = cancellation
                .run(records.all_tasks(&found))
                .await
                .ok_or_else(|| interrupted("delete", &id))?
                .map_err(|error| records::failed("delete", &id, &error))?;
            adoption::unchanged_since(prior, tasks.adopt(&id), &id)?.environment
        }
        (_, None) => {
            data.environment_tracker.end(&id.to_string());
            return Ok(());
        }
        (_, Some(record)) => {
            if let Some(other_deployer) = claim.stranger_of(prior.version.as_known(), record) {
                let is_held = |owner| data.environment_tracker.is_held(&id.to_string(), owner);
                let is_here = other_deployer.owner.is_some_and(is_held);
                diagnostics.push(refusals::left_alone(&id, &other_deployer, is_here));
                return Ok(());
            }
            match remembered {
                Some(environment) => environment,
                None => held(&found, record, prior, claim, &id)?,
            }
        }
    };
    let deployer = deploying::deployer(claim.id());
    let deployment = Deployment::deprecation(&environment, revision, deployer, REASON);
    let deployed =
        deploying::deploy(&records, &found, deployment, None, cancellation, "delete").await;
    let done = deployed?;
    data.environment_tracker.end(&id.to_string());
    diagnostics.extend(concurrent_deploys::made_good(&records.within_grace(), claim, &done).await);
    diagnostics.extend(adoption::staying(&id, &found.beside(&environment)));
    Ok(())
}

/// The environment in Flyte, as far as it is this object's.
fn held(
    found: &Found,
    record: &Record,
    prior: &Model,
    claim: &Claim,
    id: &EnvironmentId,
) -> Result<Environment, Diagnostic> {
    match &record.content {
        Ok(reading) => {
            let known = Known::of(prior, claim);
            let mut environment = found.current(record, reading, &known).environment;
            // Tasks that others have deployed since belong to them.
            environment.tasks.retain(|label, _| {
                let task = found.tasks.get(label);
                task.is_none_or(|task| claim.has_task(task, Some(record)))
            });
            Ok(environment)
        }
        Err(_) => inputs::environment(prior).ok_or_else(|| {
            Diagnostic::error(
                format!("Cannot delete task environment `{id}`"),
                "What is deployed is not an environment record and the state is incomplete, so \
                 there is nothing to mark as deprecated. Remove the resource from the state with \
                 `terraform state rm`.",
            )
        }),
    }
}
