//! Update: a new revision, but only over the version that the plan was made for.

use flyte_domain::{Environment, EnvironmentId, Record, Revision};
use terraform_framework::{ApplyResponse, Cancellation, Diagnostic, Diagnostics, UpdateRequest};

use crate::backend::Backend;
use crate::task_environment::claim::Claim;
use crate::task_environment::current::{self, Known};
use crate::task_environment::deploying::{self, complete, completed, deploy, deployment};
use crate::task_environment::guard::{self, Guard};
use crate::task_environment::model::Model;
use crate::task_environment::preparation::{Preparation, prepare};
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::{
    adoption, bundling, concurrent_deploys, inputs, location, neighbours, refresh, refusals,
    trigger_inputs,
};
use crate::timeouts::{self, Operation};

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
    let mut claim = Claim::read(&private);
    let update = Update {
        data: &data,
        config: &config,
        prior: &prior,
        cancellation: &cancellation,
    };
    let updated = update.run(plan, &mut claim, &mut diagnostics).await;
    let state = match updated {
        Ok(state) => state.unwrap_or(prior),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            prior
        }
    };
    ApplyResponse {
        state: Some(state),
        private: claim.to_private(),
        diagnostics,
    }
}

/// An update that has begun.
struct Update<'a> {
    data: &'a Backend,
    config: &'a Model,
    prior: &'a Model,
    cancellation: &'a Cancellation,
}

impl Update<'_> {
    /// The resulting state; `None` if the update was refused.
    async fn run(
        self,
        plan: Model,
        claim: &mut Claim,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Model>, Diagnostic> {
        if plan.version.is_known() {
            // Only attributes that exist in the state alone have changed.
            return Ok(Some(plan));
        }
        let Self {
            data,
            prior,
            cancellation,
            ..
        } = self;
        let planned = complete(&plan)?;
        let mut environment = planned.clone();
        if let Some(configured) = inputs::anywhere(self.config) {
            // A plan may keep the spelling of an import, which cannot know what is `async`.
            environment = environment.with_async_as_in(&configured);
        }
        let id = &environment.id.clone();
        let client = data.client(id.org_text())?;
        let records = Records {
            client,
            options: timeouts::options(&plan.timeouts, Operation::Update),
            id,
        };
        let Preparation {
            found,
            revision,
            alone: _alone,
        } = prepare(data, &records, claim, Some(prior), cancellation, "update").await?;
        location::check(claim, client, prior, &found, id)?;
        let known = Known::planned(&plan, claim);
        let environment = match &found.record {
            None if adoption::is_adopted(prior) => {
                let tasks = (cancellation.run(records.all_tasks(&found)).await)
                    .ok_or_else(|| interrupted("update", id))?
                    .map_err(|error| records::failed("update", id, &error))?;
                let adopted = adoption::unchanged_since(prior, tasks.adopt(id), id)?;
                environment.inheriting(&adopted.environment)
            }
            latest => {
                let environment = deploying::inheriting(environment, &found, &known);
                let environment = bundling::where_it_is(environment, &found);
                if let Some(record) = latest {
                    ours(claim, prior, record, id)?;
                    if is_done(prior, record, &environment, &found, &known)
                        && let Some(version) =
                            record.ours().filter(|it| follows(&plan, it.revision))
                    {
                        deploying::note(data, client, claim, id);
                        return Ok(Some(completed(plan, &version, record.deployed_at)));
                    }
                }
                unchanged_since(prior, latest.as_ref(), id)?;
                environment
            }
        };
        let guard = Guard {
            environment: &environment,
            found: &found,
            claim,
            prior: &current::labels(prior),
            adopts: guard::adopts(&plan),
        };
        diagnostics.extend(guard.judge());
        if diagnostics.has_errors() {
            return Ok(None);
        }
        diagnostics.extend(guard.left_alone());
        let environment =
            bundling::located(environment, &plan, &found, data, &records, cancellation).await?;
        let deployment = deployment(&environment, revision, &found, claim);
        // A plan does not know the location of code that still has to be uploaded.
        let configured = environment.as_configured();
        let is_planned = (configured.with_code_as_in(Some(&planned))).means_the_same_as(&planned);
        let look = is_planned
            .then(|| refresh::to_look_at(&environment))
            .flatten();
        let mut done = deploy(&records, &found, deployment, look, cancellation, "update").await?;
        deploying::note(data, client, claim, id);
        claim.seen = done.seen(&environment, &found);
        let kept = done.inputs.clone().deployed_of(&environment);
        let has_inline = done.has_inline_inputs;
        diagnostics.extend(trigger_inputs::settle(data, claim, kept, has_inline));
        diagnostics.extend(concurrent_deploys::overtaken(id, &done));
        diagnostics.extend(neighbours::beside(&environment, &found));
        Ok(Some(completed(plan, &done.version, done.deployed_at)))
    }
}

/// Refuses to overwrite what another owner deployed.
fn ours(
    claim: &Claim,
    prior: &Model,
    record: &Record,
    id: &EnvironmentId,
) -> Result<(), Diagnostic> {
    let other_deployer = claim.stranger_of(prior.version.as_known(), record);
    match other_deployer.filter(|it| it.owner.is_some() && !record.is_deprecated()) {
        Some(other_deployer) => Err(refusals::not_ours(&id.to_string(), &other_deployer)),
        None => Ok(()),
    }
}

/// Returns whether an earlier attempt at this very update was deployed and its answer was lost.
fn is_done(
    prior: &Model,
    record: &Record,
    environment: &Environment,
    found: &Found,
    known: &Known,
) -> bool {
    prior.version.as_known() != Some(&record.version)
        && !record.is_deprecated()
        && deploying::is_deployed(found, record, environment, known)
}

/// Returns whether a revision is the planned one, or none was planned.
fn follows(plan: &Model, revision: Revision) -> bool {
    (plan.revision.as_known()).is_none_or(|planned| revision.get() == *planned)
}

/// Refuses to overwrite a version that the plan did not know.
fn unchanged_since(
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
