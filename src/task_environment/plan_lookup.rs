//! What a plan asks Flyte, so that the apply need not fail: whether something is live where an
//! environment would be created, and whether tasks that are new in the configuration belong to
//! others. A plan without either asks nothing.

use std::collections::BTreeSet;

use flyte_client::{CallOptions, Client};
use flyte_domain::{Environment, EnvironmentId};
use terraform_framework::{Cancellation, Diagnostic, Diagnostics, PlanResponse};

use crate::backend::Backend;
use crate::task_environment::claim::Claim;
use crate::task_environment::creation::is_lost_answer;
use crate::task_environment::current::{self, Known};
use crate::task_environment::guard::{self, Guard};
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::{deploying, inputs, neighbours, refusals};
use crate::timeouts::{self, Operation};

/// What is known before Flyte is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanLookup<'a> {
    pub(super) data: &'a Backend,
    pub(super) prior: Option<&'a Model>,
    pub(super) claim: &'a Claim,
    pub(super) cancellation: &'a Cancellation,
}

impl PlanLookup<'_> {
    /// Adds Flyte's answers to a plan.
    pub(super) async fn extend(self, response: &mut PlanResponse<Model>) {
        let plan = &response.plan;
        let wants = match self.prior {
            None => true,
            Some(prior) => !current::labels(plan).is_subset(&current::labels(prior)),
        };
        let Some(id) = plan.environment_id().filter(|_| wants) else {
            return;
        };
        let Some(client) = self.data.to_ask(records::place(&id)) else {
            return;
        };
        let operation = match self.prior {
            None => Operation::Create,
            Some(_) => Operation::Update,
        };
        let options = timeouts::options(&plan.timeouts, operation);
        let asked = self.asked(client, options, &id, plan);
        let told = match self.cancellation.run(asked).await {
            Some(Ok(diagnostics)) => diagnostics,
            Some(Err(diagnostic)) => diagnostic.into(),
            None => interrupted("plan", &id).into(),
        };
        response.diagnostics.extend(told);
    }

    async fn asked(
        self,
        client: &Client,
        options: CallOptions,
        id: &EnvironmentId,
        plan: &Model,
    ) -> Result<Diagnostics, Diagnostic> {
        let records = Records {
            client,
            options,
            id,
        };
        let failed = |error| records::failed("plan", id, &error);
        // Another operation of this run may be about to remove it.
        let alone = records.alone().await.map_err(failed)?;
        let found = records.latest().await.map_err(failed)?;
        let environment = inputs::environment(plan);
        let has_no_tasks = environment.as_ref().is_some_and(|it| it.tasks.is_empty());
        if self.prior.is_none() && has_no_tasks && found.is_vacant() {
            let plan_cache = &self.data.plan_cache.environments;
            plan_cache.put(id.to_string(), found.clone());
        }
        drop(alone);
        let Some(environment) = environment else {
            return Ok(self.place(&found, None, plan, id));
        };
        let known = Known::planned(plan, self.claim);
        let environment = deploying::inheriting(environment, &found, &known);
        let mut diagnostics = self.place(&found, Some(&environment), plan, id);
        let prior = self.prior.map_or_else(BTreeSet::new, current::labels);
        let guard = Guard {
            environment: &environment,
            found: &found,
            claim: self.claim,
            prior: &prior,
            adopts: guard::adopts(plan),
        };
        if !diagnostics.has_errors() {
            diagnostics.extend(guard.judge());
            diagnostics.extend(neighbours::beside(&environment, &found));
        }
        Ok(diagnostics)
    }

    /// Reports what is live where an environment would be created.
    fn place(
        self,
        found: &Found,
        environment: Option<&Environment>,
        plan: &Model,
        id: &EnvironmentId,
    ) -> Diagnostics {
        let environment_tracker = &self.data.environment_tracker;
        if self.prior.is_some() {
            return Diagnostics::new();
        }
        let Some(record) = found.live() else {
            // The apply also looks at tasks that have no label.
            let mut tasks = found.tasks.values().filter(|task| task.is_foreign());
            let exists = tasks
                .next()
                .filter(|_| found.record.is_none() && !guard::adopts(plan));
            let mut diagnostics = Diagnostics::new();
            diagnostics.extend(exists.map(|task| refusals::exists(id, task.version())));
            return diagnostics;
        };
        let is_loaded = environment_tracker.is_loaded(&record.version);
        if is_loaded && !self.claim.is_empty() {
            // It is the object that is replaced, which is removed first.
            return Diagnostics::new();
        }
        let is_lost = environment.is_some_and(|environment| {
            is_lost_answer(
                found,
                record,
                environment,
                &Known::planned(plan, self.claim),
            )
        });
        if !is_lost && !is_loaded {
            environment_tracker.refuse(id);
            return refusals::exists(id, &record.version).into();
        }
        // Either a tainted object, which is removed first, or a renamed block: which one is known
        // once the removal is planned.
        if environment_tracker.judge_creation(id, is_lost) {
            refusals::renamed(id, is_lost).into()
        } else if is_loaded {
            Diagnostics::new()
        } else {
            refusals::was_there(id, record).into()
        }
    }
}
