//! Create: never over something live, except over our own unfinished work.

use std::collections::BTreeSet;
use std::time::Duration;

use flyte_client::Client;
use flyte_domain::{Environment, Record};
use terraform_framework::{ApplyResponse, Cancellation, CreateRequest, Diagnostic, Diagnostics};

use crate::backend::Backend;
use crate::task_environment::claim::Claim;
use crate::task_environment::current::Known;
use crate::task_environment::deploying::{self, complete, completed};
use crate::task_environment::guard::{self, Guard};
use crate::task_environment::model::Model;
use crate::task_environment::preparation::{Preparation, prepare};
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::{
    bundling, concurrent_deploys, neighbours, refresh, refusals, trigger_inputs,
};
use crate::timeouts::{self, Operation};

/// How old a deploy may be whose answer an earlier apply may have lost.
const LOST: Duration = Duration::from_secs(60 * 60);

pub(super) async fn create(request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let CreateRequest {
        data,
        plan,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let mut claim = Claim::new();
    let created = created(&data, plan, &mut claim, &cancellation, &mut diagnostics);
    let state = match created.await {
        Ok(state) => state,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    };
    ApplyResponse {
        state,
        private: claim.to_private(),
        diagnostics,
    }
}

async fn created(
    data: &Backend,
    plan: Model,
    claim: &mut Claim,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Diagnostic> {
    let environment = complete(&plan)?;
    let id = environment.id.to_string();
    let client = data.client(environment.id.org_text())?;
    data.environment_tracker.begin(&id)?;
    let created = Creation {
        data,
        client,
        plan,
        cancellation,
    };
    let created = created.run(environment, claim, diagnostics).await;
    if !matches!(created, Ok(Some(_))) {
        data.environment_tracker.fail(&id);
    }
    created
}

/// A creation that has begun.
struct Creation<'a> {
    data: &'a Backend,
    client: &'a Client,
    plan: Model,
    cancellation: &'a Cancellation,
}

impl Creation<'_> {
    async fn run(
        self,
        environment: Environment,
        claim: &mut Claim,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Model>, Diagnostic> {
        let Self {
            data,
            client,
            plan,
            cancellation,
        } = self;
        let id = &environment.id.clone();
        let records = Records {
            client,
            options: timeouts::options(&plan.timeouts, Operation::Create),
            id,
        };
        let Preparation {
            found,
            revision,
            alone: _alone,
        } = prepare(data, &records, claim, None, cancellation, "create").await?;
        let known = Known::planned(&plan, claim);
        let environment = deploying::inheriting(environment, &found, &known);
        if let Some(record) = found.live() {
            if !is_lost_answer(&found, record, &environment, &known) {
                data.environment_tracker.refuse(id);
                let is_here = data.environment_tracker.is_loaded(&record.version);
                return Err(if is_here {
                    refusals::exists_here(id)
                } else {
                    refusals::exists(id, &record.version)
                });
            }
            diagnostics.push(refusals::was_there(id, record));
        }
        if found.record.is_none() && !guard::adopts(&plan) {
            let tasks = (cancellation.run(records.all_tasks(&found)).await)
                .ok_or_else(|| interrupted("create", id))?
                .map_err(|error| records::failed("create", id, &error))?;
            if let Some(version) = tasks.foreign_version() {
                return Err(refusals::exists(id, &version));
            }
        }
        let guard = Guard {
            environment: &environment,
            found: &found,
            claim,
            prior: &BTreeSet::new(),
            adopts: guard::adopts(&plan),
        };
        diagnostics.extend(guard.judge());
        if diagnostics.has_errors() {
            return Ok(None);
        }
        let environment =
            bundling::located(environment, &plan, &found, data, &records, cancellation).await?;
        let deployment = deploying::deployment(&environment, revision, &found, claim);
        let look = refresh::to_look_at(&environment);
        let doing = "create";
        let mut done =
            deploying::deploy(&records, &found, deployment, look, cancellation, doing).await?;
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

/// Returns whether a live record is exactly what is planned, and so recent that an earlier apply
/// may have lost the answer.
pub(super) fn is_lost_answer(
    found: &Found,
    record: &Record,
    environment: &Environment,
    known: &Known,
) -> bool {
    found.is_within(LOST) && deploying::is_deployed(found, record, environment, known)
}
