//! Create and update. What Flyte has is compared with the revision at which the state was read, and
//! Flyte compares the revision again when it writes.

use flyte_client::InputsFor;
use flyte_domain::{DeployedTrigger, Trigger, TriggeredTask};
use terraform_framework::{
    ApplyResponse, Cancellation, CreateRequest, Diagnostic, Diagnostics, Field, Path, Private,
    UpdateRequest,
};

use crate::backend::Backend;
use crate::findings;
use crate::reader::Reader;
use crate::task_environment::{records, trigger_inputs};
use crate::timeouts::{self, Operation};
use crate::trigger::calls::{Calls, interrupted};
use crate::trigger::change::{self, Change, KEPT};
use crate::trigger::model::Model;
use crate::trigger::note::Note;
use crate::trigger::refusals;

pub(super) async fn create(request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let CreateRequest {
        data,
        plan,
        cancellation,
        ..
    } = request;
    write(&data, None, plan, Private::default(), &cancellation).await
}

pub(super) async fn update(request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let UpdateRequest {
        data,
        prior,
        plan,
        private,
        cancellation,
        ..
    } = request;
    write(&data, Some(prior), plan, private, &cancellation).await
}

async fn write(
    data: &Backend,
    prior: Option<Model>,
    plan: Model,
    private: Private,
    cancellation: &Cancellation,
) -> ApplyResponse<Model> {
    let mut diagnostics = Diagnostics::new();
    let note = Note::read(&private);
    let writing = Writing {
        data,
        prior: prior.as_ref(),
        note: note.as_ref(),
        plan: &plan,
        cancellation,
    };
    match writing.run(&mut diagnostics).await {
        Ok((state, note)) => ApplyResponse {
            state: Some(state),
            private: note.to_private(),
            diagnostics,
        },
        Err(diagnostic) => {
            diagnostics.extend(diagnostic);
            ApplyResponse {
                state: prior,
                private,
                diagnostics,
            }
        }
    }
}

/// A trigger that is about to be written.
struct Writing<'a> {
    data: &'a Backend,
    prior: Option<&'a Model>,
    note: Option<&'a Note>,
    plan: &'a Model,
    cancellation: &'a Cancellation,
}

impl Writing<'_> {
    /// The error is `None` if it is already in the diagnostics.
    async fn run(self, diagnostics: &mut Diagnostics) -> Result<(Model, Note), Option<Diagnostic>> {
        let id = self.plan.trigger_id().ok_or_else(nameless)?;
        let (operation, doing) = match self.prior {
            None => (Operation::Create, "create"),
            Some(_) => (Operation::Update, "update"),
        };
        let calls = Calls {
            client: self.data.client(id.task.org_text())?,
            options: timeouts::options(&self.plan.timeouts, operation),
            id: &id,
        };
        let object = Calls::object(&id);
        if self.prior.is_none() {
            self.data.creations.begin(&object)?;
        }
        let written = self.written(&calls, doing, diagnostics).await;
        if self.prior.is_none() && written.is_err() {
            self.data.creations.fail(&object);
        }
        written
    }

    async fn written(
        &self,
        calls: &Calls<'_>,
        doing: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Model, Note), Option<Diagnostic>> {
        let id = calls.id;
        let prepare = async {
            let alone = calls.alone().await;
            let alone = alone.map_err(|error| calls.failed(doing, &error))?;
            // An error about what exists is reported in preference to any other.
            let (held, version) = tokio::join!(self.look(calls, doing), self.version(calls, doing));
            let (held, (version, task)) = (held?, version?);
            Ok::<_, Diagnostic>((alone, held, version, task))
        };
        let (_alone, held, version, task) =
            (self.cancellation.run(prepare).await).ok_or_else(|| interrupted(doing, id))??;
        if let (Some(held), Some(note)) = (&held, self.note)
            && self.is_local(&version)
        {
            return Ok((self.state(held, note.clone()), note.clone()));
        }
        let Some(task) = task else {
            return Err(Some(calls.no_task().await));
        };
        if task.is_managed() {
            return Err(Some(refusals::of_an_environment(self.plan.task.as_known())));
        }
        let trigger = self
            .trigger(&task, held.as_ref(), diagnostics)
            .ok_or(None)?;
        self.send(calls, &task, trigger, held, doing, diagnostics)
            .await
            .map_err(Some)
    }

    /// Returns whether Flyte has nothing to learn about a trigger that starts this version.
    fn is_local(&self, version: &str) -> bool {
        self.prior.is_some_and(|prior| {
            prior.settings() == self.plan.settings()
                && prior.task_version.as_known().map(String::as_str) == Some(version)
                && !change::has_foreign_fields(prior)
        })
    }

    /// The version of the task that the trigger will start, and its details if they are needed;
    /// `None` if there is no such version.
    async fn version(
        &self,
        calls: &Calls<'_>,
        doing: &str,
    ) -> Result<(String, Option<TriggeredTask>), Diagnostic> {
        let failed = |error| calls.failed(doing, &error);
        let version = match self.plan.task_version.as_known() {
            Some(version) => version.clone(),
            // The plan could not ask for it.
            None => match calls.latest().await.map_err(failed)? {
                Some(latest) => latest,
                None => return Err(calls.no_task().await),
            },
        };
        if self.note.is_some() && self.is_local(&version) {
            return Ok((version, None));
        }
        let object = (Calls::object(calls.id), version);
        let plan_cache = self.data.plan_cache.tasks.take(&object);
        let (_, version) = object;
        let task = match plan_cache {
            Some(task) => Some(task),
            None => calls.task(&version).await.map_err(failed)?,
        };
        Ok((version, task))
    }

    /// What Flyte has.
    async fn look(
        &self,
        calls: &Calls<'_>,
        doing: &str,
    ) -> Result<Option<DeployedTrigger>, Diagnostic> {
        let failed = |error| calls.failed(doing, &error);
        let held = calls.held().await.map_err(failed)?;
        match (self.prior, &held) {
            (None, Some(held)) => {
                self.data.creations.refuse(&Calls::object(calls.id));
                return Err(refusals::exists(calls.id, held));
            }
            (Some(_), None) => return Err(refusals::gone(calls.id)),
            (Some(prior), Some(held)) if !change::is_as_read(prior, held) => {
                return Err(refusals::changed(calls.id, Some(prior), held));
            }
            _ => {}
        }
        Ok(held)
    }

    /// The planned trigger; inputs that the state does not know stay where Flyte keeps them. `None`
    /// if there are errors.
    fn trigger(
        &self,
        task: &TriggeredTask,
        held: Option<&DeployedTrigger>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Trigger> {
        let mut reader = Reader::new(Path::root(), diagnostics);
        let mut trigger = change::read(&self.plan.settings(), &mut reader, task)?;
        if self.note.is_some_and(|note| note.unknown().is_some())
            && change::is_silent(&self.plan.settings())
            && let Some(held) = held.and_then(DeployedTrigger::trigger)
        {
            trigger.keep_inputs(&[], &held, &[]);
        }
        for (setting, violation) in task.problems(&trigger) {
            let path = Path::root().attribute(setting);
            diagnostics.push(findings::violation(&violation, path));
        }
        (!diagnostics.has_errors()).then_some(trigger)
    }

    async fn send(
        &self,
        calls: &Calls<'_>,
        task: &TriggeredTask,
        mut trigger: Trigger,
        held: Option<DeployedTrigger>,
        doing: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Model, Note), Diagnostic> {
        let failed = |error| calls.failed(doing, &error);
        let known = !trigger.has_unknown_inputs();
        if let (Some(prior), Some(held)) = (self.prior, held.as_ref()) {
            let mut said = trigger.clone();
            (said.offloaded, said.knows_inputs) = (None, true);
            let change = change::of(prior, self.note, &said, task);
            if change == Change::Local {
                let note = Note::of(held, known);
                return Ok((self.state(held, note.clone()), note));
            }
            if change == Change::Switch {
                let name = calls.id.to_wire();
                let (client, options) = (calls.client, &calls.options);
                let switched = client.switch_trigger(name, trigger.active, options).await;
                switched.map_err(failed)?;
                let now = calls.held().await.map_err(failed)?;
                let now = now.ok_or_else(|| refusals::gone(calls.id))?;
                let note = Note::of(&now, known);
                return Ok((self.state(&now, note.clone()), note));
            }
        }
        if let Some((project, request)) = task.upload(&trigger) {
            let (client, options) = (calls.client, &calls.options);
            let put = client.upload_inputs(InputsFor::Trigger, project, &request, options);
            match put.await.map_err(failed)? {
                Some(kept) => {
                    trigger.offloaded = Some(flyte_domain::Offloaded {
                        uri: kept.uri,
                        hash: kept.inputs_hash,
                    });
                }
                None if self.data.tells_of_inline_inputs() => {
                    diagnostics.push(trigger_inputs::inline());
                }
                None => {}
            }
        }
        let now = self.deploy(calls, task, &trigger, held, doing).await?;
        let note = Note::of(&now, known);
        Ok((self.state(&now, note.clone()), note))
    }

    /// Deploys over what was found, and returns what Flyte has then.
    async fn deploy(
        &self,
        calls: &Calls<'_>,
        task: &TriggeredTask,
        trigger: &Trigger,
        held: Option<DeployedTrigger>,
        doing: &str,
    ) -> Result<DeployedTrigger, Diagnostic> {
        let revision = held.map_or(0, |held| held.revision);
        let wire = task.wire(calls.id, trigger);
        let request = task.deploy(calls.id, &wire, revision);
        let deployed = calls.client.deploy_trigger(&request, &calls.options).await;
        let error = match deployed {
            Ok(details) => return Ok(DeployedTrigger::new(details, Vec::new())),
            Err(error) => error,
        };
        if !error.is_outdated() {
            return Err(calls.failed(doing, &error));
        }
        let now = calls
            .held()
            .await
            .map_err(|error| calls.failed(doing, &error))?;
        let now = now.ok_or_else(|| refusals::gone(calls.id))?;
        // It was made by an attempt whose answer was lost.
        if error.attempts() > 1
            && now.revision == revision + 1
            && now.says_the_same(&wire, task.version())
        {
            return Ok(now);
        }
        Err(refusals::changed(calls.id, self.prior, &now))
    }

    /// The plan, with what Flyte holds now.
    fn state(&self, held: &DeployedTrigger, note: Note) -> Model {
        let foreign = note.unknown().map(|_| KEPT.to_owned());
        Model {
            task_version: Field::Known(held.task_version.clone()),
            revision: Field::Known(held.revision),
            deployed_at: records::time(held.deployed_at),
            foreign_fields: match &self.plan.foreign_fields {
                Field::Known(fields) => Field::Known(fields.clone()),
                _ => Field::Known(Vec::from_iter(foreign)),
            },
            ..self.plan.clone()
        }
    }
}

pub(super) fn nameless() -> Diagnostic {
    Diagnostic::error(
        "The plan names no trigger",
        "`org`, `project`, `domain`, `task` or `name` is still not known. Run the command again.",
    )
}
