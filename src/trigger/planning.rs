//! What can be known about a change of a trigger: which version of the task it starts, whether the
//! task can be started that way, and whether the trigger already exists where one is to be created.

use flyte_domain::{Trigger, TriggeredTask};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Path, PlanRequest, PlanResponse,
};

use crate::backend::Backend;
use crate::findings;
use crate::plan_cache::PlanCache;
use crate::reader::Reader;
use crate::scope::{self, Placed as _};
use crate::timeouts::{self, Operation};
use crate::trigger::calls::{Calls, interrupted};
use crate::trigger::change::{self, Change, KEPT};
use crate::trigger::model::Model;
use crate::trigger::note::Note;
use crate::trigger::{advice, refusals};

pub(super) async fn plan(request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
    let PlanRequest {
        data,
        config,
        prior,
        mut plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    scope::plan(&data, &config, prior.as_ref(), &mut plan, &mut diagnostics);
    plan.id = plan
        .trigger_id()
        .map_or(Field::Unknown, |id| Field::Known(id.to_string()));
    let operation = match prior {
        None => Operation::Create,
        Some(_) => Operation::Update,
    };
    let options = timeouts::options(&plan.timeouts, operation);
    if prior.is_none() && !diagnostics.has_errors() {
        let check = data.before_creation(plan.place(), &options, &mut diagnostics);
        // A plan is of no use once the user has asked to stop.
        cancellation.run(check).await;
    }
    if !diagnostics.has_errors() {
        let id = plan.trigger_id();
        let client = plan.place().and_then(|place| data.to_ask(place));
        let planning = Planning {
            config: &config,
            prior: prior.as_ref(),
            note: Note::read(&private),
            plan_cache: &data.plan_cache,
            cancellation: &cancellation,
        };
        let asked = id.as_ref().zip(client).map(|(id, client)| Calls {
            client,
            options,
            id,
        });
        if let Err(diagnostic) = planning.run(asked, &mut plan, &mut diagnostics).await {
            diagnostics.push(diagnostic);
        }
        if let Some(id) = id.filter(|_| prior.is_none() && !diagnostics.has_errors()) {
            diagnostics.extend(data.creations.plan(&Calls::object(&id)));
        }
    }
    PlanResponse {
        plan,
        requires_replace: Vec::new(),
        diagnostics,
    }
}

struct Planning<'a> {
    config: &'a Model,
    prior: Option<&'a Model>,
    note: Option<Note>,
    plan_cache: &'a PlanCache,
    cancellation: &'a Cancellation,
}

impl Planning<'_> {
    async fn run(
        self,
        calls: Option<Calls<'_>>,
        plan: &mut Model,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Diagnostic> {
        let asked = match &calls {
            None => None,
            Some(calls) => {
                let asked = self.cancellation.run(self.ask(calls, plan)).await;
                asked.ok_or_else(|| interrupted("plan", calls.id))??
            }
        };
        let follows = asked.is_none() && self.config.task_version.is_null();
        if follows {
            let before = self.prior.map(|prior| prior.task_version.clone());
            plan.task_version = before.unwrap_or(Field::Unknown);
        }
        // If Flyte cannot be asked, the version counts as unchanged.
        if self.is_settled(plan) {
            self.keep(plan);
            return Ok(());
        }
        if follows && calls.is_none() {
            plan.task_version = Field::Unknown;
        }
        (plan.revision, plan.deployed_at) = (Field::Unknown, Field::Unknown);
        plan.foreign_fields = self.kept_fields(plan);
        let task = match asked {
            Some(Asked { task: Some(task) }) => task,
            _ => {
                let mut reader = Reader::new(Path::root(), diagnostics);
                plan.settings().read_without_inputs(&mut reader);
                return Ok(());
            }
        };
        self.judge(&task, plan, diagnostics)
    }

    /// Asks which version it will start, and for the details of that version if they are needed.
    async fn ask(&self, calls: &Calls<'_>, plan: &mut Model) -> Result<Option<Asked>, Diagnostic> {
        let failed = |error| calls.failed("plan", &error);
        let held = async {
            // If an object replaces itself, the existing trigger is removed first.
            match self.prior.is_none() && self.note.is_none() {
                true => calls.held().await,
                false => Ok(None),
            }
        };
        let follows = self.config.task_version.is_null();
        let latest = async {
            match follows {
                true => calls.latest().await,
                false => Ok(None),
            }
        };
        let (held, latest) = tokio::join!(held, latest);
        if let Some(held) = held.map_err(failed)? {
            return Err(refusals::exists(calls.id, &held));
        }
        let latest = latest.map_err(failed)?;
        if follows {
            match (latest, self.prior) {
                (Some(latest), _) => plan.task_version = Field::Known(latest),
                (None, Some(prior)) => plan.task_version = prior.task_version.clone(),
                (None, None) => return Err(calls.no_task().await),
            }
        }
        let version = plan.task_version.as_known();
        let Some(version) = version.filter(|_| !self.is_settled(plan)) else {
            return Ok(Some(Asked { task: None }));
        };
        match calls.task(version).await.map_err(failed)? {
            Some(task) => {
                let object = (Calls::object(calls.id), version.clone());
                self.plan_cache.tasks.put(object, task.clone());
                Ok(Some(Asked { task: Some(task) }))
            }
            None => match calls.latest().await.map_err(failed)? {
                Some(latest) => Err(refusals::no_version(calls.id, &latest)),
                None => Err(calls.no_task().await),
            },
        }
    }

    /// Returns whether nothing is planned that Flyte would have to know.
    fn is_settled(&self, plan: &Model) -> bool {
        self.prior.is_some_and(|prior| {
            plan.id == prior.id
                && plan.task_version == prior.task_version
                && plan.settings() == prior.settings()
                && !change::has_foreign_fields(prior)
        })
    }

    fn keep(&self, plan: &mut Model) {
        if let Some(prior) = self.prior {
            plan.revision.clone_from(&prior.revision);
            plan.deployed_at.clone_from(&prior.deployed_at);
            plan.foreign_fields.clone_from(&prior.foreign_fields);
        }
    }

    /// The unknown inputs that Flyte kept are now the configured ones.
    fn recognise(&self, plan: &mut Model) {
        if !change::is_silent(&plan.settings()) {
            plan.foreign_fields = Field::Known(Vec::new());
        }
    }

    /// The fields that no configuration makes and that a deploy leaves: unknown inputs that Flyte
    /// keeps, if the plan sets no inputs.
    fn kept_fields(&self, plan: &Model) -> Field<Vec<String>> {
        let has_kept = self.note.as_ref().and_then(Note::unknown).is_some();
        let Some(prior) = self.prior.filter(|_| has_kept) else {
            return Field::Known(Vec::new());
        };
        let parts = [
            plan.inputs.is_unknown() || plan.custom_context.is_unknown(),
            plan.kickoff_time_input.is_unknown(),
            plan.artifact.is_unknown(),
        ];
        if parts.contains(&true) {
            return Field::Unknown;
        }
        let is_kept = change::is_silent(&plan.settings())
            && plan.kickoff_time_input == prior.kickoff_time_input
            && plan.artifact == prior.artifact;
        Field::Known(Vec::from_iter(is_kept.then(|| KEPT.to_owned())))
    }

    /// Checks the settings against the task.
    fn judge(
        &self,
        task: &TriggeredTask,
        plan: &mut Model,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Diagnostic> {
        if task.is_managed() {
            return Err(refusals::of_an_environment(plan.task.as_known()));
        }
        if task.is_deprecated() {
            diagnostics.push(advice::deprecated(plan.task.as_known()));
        }
        let mut reader = Reader::new(Path::root(), diagnostics);
        let Some(mut trigger) = change::read(&plan.settings(), &mut reader, task) else {
            return Ok(());
        };
        let is_kept = plan
            .foreign_fields
            .as_known()
            .is_some_and(|it| !it.is_empty());
        if is_kept {
            trigger.offloaded = self.note.as_ref().and_then(Note::unknown);
            trigger.knows_inputs = false;
        }
        for (setting, violation) in task.problems(&trigger) {
            let path = Path::root().attribute(setting);
            diagnostics.push(findings::violation(&violation, path));
        }
        (trigger.offloaded, trigger.knows_inputs) = (None, true);
        self.foresee(&trigger, task, plan, diagnostics);
        Ok(())
    }

    /// Plans what the change does to the computed attributes, and reports what the user should
    /// know.
    fn foresee(
        &self,
        trigger: &Trigger,
        task: &TriggeredTask,
        plan: &mut Model,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(prior) = self.prior.filter(|prior| prior.id == plan.id) else {
            diagnostics.extend(advice::of(None, trigger));
            return;
        };
        match change::of(prior, self.note.as_ref(), trigger, task) {
            Change::Local => {
                self.keep(plan);
                self.recognise(plan);
            }
            Change::Switch => {
                plan.deployed_at.clone_from(&prior.deployed_at);
                plan.foreign_fields.clone_from(&prior.foreign_fields);
                self.recognise(plan);
            }
            Change::Deploy => {
                let before = change::said(&prior.settings(), task);
                diagnostics.extend(advice::of(before.as_ref(), trigger));
                let gone = advice::erased(prior, plan);
                diagnostics.extend(gone);
            }
        }
    }
}

/// Flyte's answers.
struct Asked {
    /// The version of the task, if its details are needed.
    task: Option<TriggeredTask>,
}
