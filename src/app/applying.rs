//! Create and update. Both first look at what exists, since Flyte overwrites it silently, and wait
//! until the app has reached its desired state.

use flyte_domain::{App, DeployedApp, DesiredState};
use terraform_framework::{
    ApplyResponse, Cancellation, CreateRequest, Diagnostic, Diagnostics, Field, UpdateRequest,
};

use crate::app::calls::{AppLookup, Calls, interrupted};
use crate::app::change::{self, Change};
use crate::app::model::Model;
use crate::app::note::Note;
use crate::app::reading::with_status;
use crate::app::refusals;
use crate::app::waiting::{WaitOutcome, Waiting};
use crate::backend::Backend;
use crate::timeouts::{self, Operation};

pub(super) async fn create(request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let CreateRequest {
        data,
        plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let created = created(&data, &plan, &cancellation, &mut diagnostics).await;
    let (state, private) = match created {
        Ok(written) => (Some(written.state), written.note.to_private()),
        Err(diagnostic) => {
            diagnostics.extend(diagnostic);
            (None, private)
        }
    };
    ApplyResponse {
        state,
        private,
        diagnostics,
    }
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
    let mut diagnostics = Diagnostics::new();
    let note = Note::read(&private);
    let updating = Updating {
        prior: &prior,
        plan: &plan,
        note: note.as_ref(),
        cancellation: &cancellation,
    };
    let (state, private) = match updating.run(&data, &mut diagnostics).await {
        Ok(Some(written)) => (written.state, written.note.to_private()),
        // Flyte knows neither `timeouts` nor `deletion_policy`.
        Ok(None) => (plan, private),
        Err(diagnostic) => {
            diagnostics.extend(diagnostic);
            (prior, private)
        }
    };
    ApplyResponse {
        state: Some(state),
        private,
        diagnostics,
    }
}

/// The result of writing an app.
struct WriteOutcome {
    state: Model,
    note: Note,
}

/// Creates the app. The error is `None` if it is already in the diagnostics.
async fn created(
    data: &Backend,
    plan: &Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<WriteOutcome, Option<Diagnostic>> {
    let id = plan.app_id().ok_or_else(nameless)?;
    let calls = Calls {
        client: data.client(id.org_text())?,
        options: timeouts::options(&plan.timeouts, Operation::Create),
        id: &id,
    };
    let object = refusals::object(&id);
    data.creations.begin(&object)?;
    let written = written_anew(data, &calls, plan, cancellation, diagnostics).await;
    if written.is_err() {
        data.creations.fail(&object);
    }
    written
}

/// The same for an app that no other resource of this run creates.
async fn written_anew(
    data: &Backend,
    calls: &Calls<'_>,
    plan: &Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<WriteOutcome, Option<Diagnostic>> {
    let id = calls.id;
    let app = plan.settings().read(diagnostics).ok_or(None)?;
    let found = cancellation.run(calls.look()).await;
    let found = found.ok_or_else(|| interrupted("create", id))?;
    match found.map_err(|error| calls.failed("create", &error))? {
        AppLookup::Nothing => {}
        AppLookup::App(_) => {
            data.creations.refuse(&refusals::object(id));
            return Err(Some(refusals::exists(id)));
        }
        AppLookup::Another(held) => return Err(Some(refusals::is_another(id, &held))),
    }
    // From here on every answer is awaited, so that the state is true. A creation starts an app,
    // whatever desired state it has.
    let running = App {
        desired_state: DesiredState::Active,
        ..app.clone()
    };
    if let Err(error) = calls.create(&running).await {
        if error.is_already_there() && error.attempts() == 1 {
            // Somebody else was quicker.
            return Err(Some(refusals::exists(id)));
        }
        // The answer to an attempt may have been lost.
        let found = calls.look().await.ok().and_then(AppLookup::app);
        if !found.is_some_and(|held| held.says_the_same(&running)) {
            return Err(Some(calls.failed("create", &error)));
        }
    }
    if app.desired_state == DesiredState::Stopped
        && let Err(diagnostic) = stop(calls, &app).await
    {
        diagnostics.push(diagnostic);
        return Ok(half_way(plan));
    }
    data.apps.end(&id.to_string());
    let waiting = Waiting {
        calls: *calls,
        app: &app,
        before: None,
        limit: "create",
    };
    let waited = waiting.run(cancellation).await;
    Ok(written(plan, waited, diagnostics))
}

struct Updating<'a> {
    prior: &'a Model,
    plan: &'a Model,
    note: Option<&'a Note>,
    cancellation: &'a Cancellation,
}

impl Updating<'_> {
    /// The result; `None` if there was nothing to tell Flyte. The error is `None` if it is already
    /// in the diagnostics.
    async fn run(
        self,
        data: &Backend,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<WriteOutcome>, Option<Diagnostic>> {
        let Self {
            prior,
            plan,
            cancellation,
            ..
        } = self;
        let id = plan.app_id().ok_or_else(nameless)?;
        let app = plan.settings().read(diagnostics).ok_or(None)?;
        let change = change::of(prior, &app);
        if change == Change::Local {
            return Ok(None);
        }
        let calls = Calls {
            client: data.client(id.org_text())?,
            options: timeouts::options(&plan.timeouts, Operation::Update),
            id: &id,
        };
        let held = self.look(&calls).await?;
        // From here on the answer is awaited, so that the state is true.
        if change != Change::Stop {
            let running = App {
                desired_state: DesiredState::Active,
                ..app.clone()
            };
            if let Err(error) = calls.update(&running, &held).await {
                // The answer may have been lost.
                let found = calls.look().await.ok().and_then(AppLookup::app);
                if !found.is_some_and(|held| held.says_the_same(&running)) {
                    return Err(Some(calls.failed("update", &error)));
                }
            }
        }
        if change == Change::Stop {
            let stopped = calls.update(&app, &held).await;
            stopped.map_err(|error| calls.failed("stop", &error))?;
        } else if app.desired_state == DesiredState::Stopped
            && let Err(diagnostic) = stop(&calls, &app).await
        {
            diagnostics.push(diagnostic);
            return Ok(Some(half_way(plan)));
        }
        let waiting = Waiting {
            calls,
            app: &app,
            before: Some(&held.status),
            limit: "update",
        };
        let waited = waiting.run(cancellation).await;
        Ok(Some(written(plan, waited, diagnostics)))
    }

    /// The existing app, if it is still the one that the plan was made for.
    async fn look(&self, calls: &Calls<'_>) -> Result<DeployedApp, Diagnostic> {
        let found = self.cancellation.run(calls.look()).await;
        let found = found.ok_or_else(|| interrupted("update", calls.id))?;
        let found = found.map_err(|error| calls.failed("update", &error))?;
        let held = found.app().ok_or_else(|| refusals::gone(calls.id))?;
        match self.note {
            Some(note) if note.differs_from(&held) => Err(refusals::changed(calls.id)),
            _ => Ok(held),
        }
    }
}

/// Stops an app in which nothing else has to change.
async fn stop(calls: &Calls<'_>, app: &App) -> Result<(), Diagnostic> {
    let failed = |error| calls.failed("stop", &error);
    let held = calls.look().await.map_err(failed)?.app();
    let held = held.ok_or_else(|| refusals::gone(calls.id))?;
    calls.update(app, &held).await.map_err(failed)
}

/// The state of an app that was deployed, and not stopped.
fn half_way(plan: &Model) -> WriteOutcome {
    let state = Model {
        desired_state: Field::Null,
        ..plan.clone()
    };
    WriteOutcome {
        state: settled(state),
        note: Note::of(None),
    }
}

/// The state of an app after it was waited for.
fn written(plan: &Model, waited: WaitOutcome, diagnostics: &mut Diagnostics) -> WriteOutcome {
    diagnostics.extend(waited.told);
    let held = waited.held.as_ref();
    let note = Note::of(held);
    let state = match held {
        None => plan.clone(),
        Some(held) => {
            let found = with_status(plan.clone(), held);
            Model {
                // An address that was planned to stay must be the planned one; the next refresh
                // shows a new one.
                public_url: match &plan.public_url {
                    Field::Unknown => found.public_url,
                    planned => planned.clone(),
                },
                ..found
            }
        }
    };
    WriteOutcome {
        state: settled(state),
        note,
    }
}

/// The state, in which what is still unknown becomes null.
fn settled(state: Model) -> Model {
    fn known<T>(field: Field<T>) -> Field<T> {
        match field {
            Field::Unknown => Field::Null,
            field => field,
        }
    }
    Model {
        public_url: known(state.public_url),
        status: known(state.status),
        status_message: known(state.status_message),
        current_replicas: known(state.current_replicas),
        revision: known(state.revision),
        foreign_fields: match state.foreign_fields {
            Field::Unknown => Field::Known(Vec::new()),
            fields => fields,
        },
        ..state
    }
}

fn nameless() -> Diagnostic {
    Diagnostic::error(
        "The plan names no app",
        "`org`, `project`, `domain` or `name` is still not known. Run the command again.",
    )
}
