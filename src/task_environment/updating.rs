//! Update: a new revision, over the version that the plan was made for and no other.

use flyte_domain::{Environment, EnvironmentId, Record, Revision};
use terraform_framework::{ApplyResponse, Cancellation, Diagnostic, Diagnostics, UpdateRequest};

use crate::backend::Backend;
use crate::task_environment::claim::{Claim, Standing, Stranger};
use crate::task_environment::current::{self, Known};
use crate::task_environment::deploying::{self, complete, completed, deploy, deployment};
use crate::task_environment::guard::{self, Guard};
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::timeouts::{self, Operation};
use crate::task_environment::{adoption, aftermath, bundling, inputs, location, strangers};

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
    /// The state that it leads to; nothing if it was refused.
    async fn run(
        self,
        plan: Model,
        claim: &mut Claim,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Model>, Diagnostic> {
        if plan.version.is_known() {
            // Only what is kept in the state alone has changed.
            return Ok(Some(plan));
        }
        let Self {
            data,
            prior,
            cancellation,
            ..
        } = self;
        let mut environment = complete(&plan)?;
        if let Some(configured) = inputs::anywhere(self.config) {
            // A plan may keep the words of an import, which cannot know.
            environment = environment.with_async_as_in(&configured);
        }
        let id = &environment.id.clone();
        let client = data.client(id.org_text())?;
        let records = Records {
            client,
            options: timeouts::options(&plan.timeouts, Operation::Update),
            id,
        };
        let look = async {
            let alone = records.alone().await?;
            let (found, revision) = records.before_deploy().await?;
            if let Some(record) = &found.record {
                claim
                    .recover(&records, prior.version.as_known(), record)
                    .await?;
            }
            Ok((alone, found, revision))
        };
        let (_alone, found, revision) = (cancellation.run(look).await)
            .ok_or_else(|| interrupted("update", id))?
            .map_err(|error| records::failed("update", id, &error))?;
        location::check(claim, client, prior, &found, id)?;
        let known = Known::of(&plan, claim);
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
                        claim.deployed(client.endpoint().authority());
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
        let done = deploy(&records, &found, deployment, cancellation, "update").await?;
        claim.deployed(client.endpoint().authority());
        if let Some(owner) = claim.id() {
            data.encounters.hold(&id.to_string(), owner);
        }
        diagnostics.extend(aftermath::overtaken(id, &done));
        Ok(Some(completed(plan, &done.version, done.deployed_at)))
    }
}

/// Refuses to write over what another owner deployed.
fn ours(
    claim: &Claim,
    prior: &Model,
    record: &Record,
    id: &EnvironmentId,
) -> Result<(), Diagnostic> {
    let is_live = !record.is_deprecated();
    match claim.standing(prior.version.as_known(), record) {
        Standing::Another(owner) if is_live => {
            let stranger = Stranger {
                owner: Some(owner),
                version: record.version.clone(),
            };
            Err(strangers::not_ours(&id.to_string(), &stranger))
        }
        _ => Ok(()),
    }
}

/// Whether an earlier attempt at this very update was deployed and its answer lost.
fn is_done(
    prior: &Model,
    record: &Record,
    environment: &Environment,
    found: &Found,
    known: &Known,
) -> bool {
    let Ok(reading) = &record.content else {
        return false;
    };
    if prior.version.as_known() == Some(&record.version) || record.is_deprecated() {
        return false;
    }
    let current = found.current(record, reading, known);
    let held = current.environment.with_code_as_in(Some(environment));
    current.is_whole && current.foreign_fields.is_empty() && held.means_the_same_as(environment)
}

/// Whether a revision is the one that was planned, or none was.
fn follows(plan: &Model, revision: Revision) -> bool {
    (plan.revision.as_known()).is_none_or(|planned| revision.get() == *planned)
}

/// Refuses to write over a version that the plan did not know.
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
