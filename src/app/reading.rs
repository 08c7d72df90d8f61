//! What Flyte has, in the words of the state where it means the same.

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::{AppId, DeployedApp};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, ReadRequest, ReadResponse,
};

use crate::app::calls::{Calls, interrupted, is_no_service, no_service};
use crate::app::model::{Model, in_words_of};
use crate::app::note::Note;
use crate::app::schema::DELETION_POLICY;
use crate::app::settings::Settings;
use crate::app::{advice, refusals};
use crate::backend::Backend;
use crate::scope::Placed as _;
use crate::timeouts::{self, Operation};

pub(super) async fn read(request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
    let ReadRequest {
        data,
        state,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let (state, private) = match found(&data, &state, &cancellation, &mut diagnostics).await {
        Ok(Some((state, note))) => (Some(state), note.to_private()),
        Ok(None) => (None, private),
        Err(diagnostic) => {
            diagnostics.extend(diagnostic);
            (Some(state), private)
        }
    };
    ReadResponse {
        state,
        private,
        diagnostics,
    }
}

/// The error is `None` if it is already reported.
async fn found(
    data: &Backend,
    state: &Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(Model, Note)>, Option<Diagnostic>> {
    let id = state.app_id().ok_or_else(nameless)?;
    let options = timeouts::options(&state.timeouts, Operation::Read);
    // As after an import: the object was never read before.
    let is_imported = state.command.is_null() && state.foreign_fields.is_null();
    if is_imported {
        data.client(id.org_text())?;
    }
    let place = state.place().ok_or_else(nameless)?;
    let open = data.to_read(place, &options, diagnostics).await?;
    let client = open.ok_or(None)?;
    let calls = Calls {
        client,
        options,
        id: &id,
    };
    let found = cancellation.run(calls.look()).await;
    let found = match found.ok_or_else(|| interrupted("read", &id))? {
        Ok(found) => found,
        Err(error) if is_no_service(&error) => {
            return Err(data.tells_of_no_apps().then(|| no_service(&error)));
        }
        Err(error) => return Err(Some(calls.failed("read", &error))),
    };
    match found.app() {
        Some(held) => {
            data.apps.load(&id.to_string());
            data.creations.reopen(&refusals::object(&id));
            diagnostics.extend(advice::has_failed(&id, &held));
            let mut state = taken(state.clone(), &id, &held, diagnostics);
            if state.deletion_policy.is_null() {
                state.deletion_policy = Field::Known(DELETION_POLICY.default.to_owned());
            }
            Ok(Some((state, Note::of(Some(&held)))))
        }
        None if is_imported => Err(Some(calls.absent().await)),
        None => {
            data.creations.end(&refusals::object(&id));
            Ok(None)
        }
    }
}

/// An app, for read-only callers.
#[derive(Debug)]
pub(crate) struct AppView {
    pub(crate) held: DeployedApp,
    pub(crate) settings: Settings,
}

/// An app, for read-only callers; `None` if there is none.
///
/// # Errors
/// The call that failed.
pub(crate) async fn seen(
    client: &Client,
    options: CallOptions,
    id: &AppId,
    diagnostics: &mut Diagnostics,
) -> Result<Option<AppView>, Error> {
    let calls = Calls {
        client,
        options,
        id,
    };
    let Some(held) = calls.look().await?.app() else {
        return Ok(None);
    };
    let settings = taken(Model::default(), id, &held, diagnostics).settings();
    Ok(Some(AppView { held, settings }))
}

/// The state with what was found.
pub(super) fn taken(
    state: Model,
    id: &AppId,
    held: &DeployedApp,
    diagnostics: &mut Diagnostics,
) -> Model {
    let settings = match held.app() {
        Some(app) => {
            let words = state.settings();
            let found = Settings::from(&app);
            match words.app() {
                Some(meant) => in_words_of(&words, &Settings::from(&meant), found),
                None => found,
            }
        }
        None => {
            diagnostics.push(advice::unreadable(id));
            Settings::default()
        }
    };
    Model {
        id: Field::Known(id.to_string()),
        foreign_fields: Field::Known(held.foreign_fields()),
        ..with_status(state.with_settings(settings), held)
    }
}

/// The state with the current status of the app.
pub(super) fn with_status(state: Model, held: &DeployedApp) -> Model {
    let status = &held.status;
    Model {
        public_url: held.public_url.clone().into(),
        status: status.word.map(str::to_owned).into(),
        status_message: Some(status.message.clone())
            .filter(|message| !message.is_empty())
            .into(),
        current_replicas: Field::Known(held.replicas),
        revision: held.revision.into(),
        ..state
    }
}

fn nameless() -> Diagnostic {
    Diagnostic::error(
        "The state names no app",
        "`project`, `domain` and `name` in the state do not make an app's id. Remove the resource from \
         the state with `terraform state rm` and import it again.",
    )
}
