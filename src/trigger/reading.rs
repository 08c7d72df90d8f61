//! What Flyte has, in the words of the state where it means the same.

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::{DeployedTrigger, TriggerId};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Path, Private, ReadRequest, ReadResponse,
};

use crate::backend::Backend;
use crate::reader::Reader;
use crate::scope::Placed as _;
use crate::task_environment::records;
use crate::timeouts::{self, Operation};
use crate::trigger::calls::{Calls, interrupted};
use crate::trigger::change::{self, KEPT};
use crate::trigger::model::{Model, in_words_of};
use crate::trigger::note::Note;
use crate::trigger::settings::model::TriggerObject;

pub(super) async fn read(request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
    let ReadRequest {
        data,
        state,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let read = found(&data, &state, &private, &cancellation, &mut diagnostics);
    let (state, private) = match read.await {
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

async fn found(
    data: &Backend,
    state: &Model,
    private: &Private,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(Model, Note)>, Option<Diagnostic>> {
    let id = state.trigger_id().ok_or_else(nameless)?;
    let options = timeouts::options(&state.timeouts, Operation::Read);
    // As after an import: the object was never read before.
    let is_imported = state.revision.is_null();
    if is_imported {
        data.client(id.task.org_text())?;
    }
    let place = state.place().ok_or_else(nameless)?;
    let open = data.to_read(place, &options, diagnostics).await?;
    let client = open.ok_or(None)?;
    let calls = Calls {
        client,
        options,
        id: &id,
    };
    let held = cancellation.run(calls.held()).await;
    let held = held
        .ok_or_else(|| interrupted("read", &id))?
        .map_err(|error| calls.failed("read", &error))?;
    match held {
        Some(held) => {
            data.creations.reopen(&Calls::object(&id));
            Ok(Some(taken(state.clone(), private, &id, &held, diagnostics)))
        }
        None if is_imported => Err(Some(calls.absent().await)),
        None => {
            data.creations.end(&Calls::object(&id));
            Ok(None)
        }
    }
}

/// A trigger, for read-only callers.
#[derive(Debug)]
pub(crate) struct TriggerView {
    pub(crate) held: DeployedTrigger,
    pub(crate) settings: TriggerObject,
    pub(crate) foreign_fields: Vec<String>,
}

/// A trigger, for read-only callers; `None` if there is none.
///
/// # Errors
/// The call that failed.
pub(crate) async fn seen(
    client: &Client,
    options: CallOptions,
    id: &TriggerId,
    diagnostics: &mut Diagnostics,
) -> Result<Option<TriggerView>, Error> {
    let calls = Calls {
        client,
        options,
        id,
    };
    let Some(held) = calls.held().await? else {
        return Ok(None);
    };
    let none = Private::default();
    let (state, _) = taken(Model::default(), &none, id, &held, diagnostics);
    Ok(Some(TriggerView {
        settings: state.settings(),
        foreign_fields: state.foreign_fields.as_known().cloned().unwrap_or_default(),
        held,
    }))
}

/// The state with what was found.
pub(super) fn taken(
    state: Model,
    private: &Private,
    id: &TriggerId,
    held: &DeployedTrigger,
    diagnostics: &mut Diagnostics,
) -> (Model, Note) {
    let note = Note::read(private);
    if let Some(note) = note.clone()
        && change::is_as_read(&state, held)
    {
        return (state, note);
    }
    let knows = note.is_some_and(|note| note.knows(held));
    let note = Note::of(held, knows || held.kept_inputs().is_none());
    let mut foreign = held.foreign_fields();
    let settings = match held.trigger() {
        Some(mut trigger) => {
            let words = state.settings();
            let meant = meant(&words);
            if let Some(meant) = &meant {
                trigger.recall(meant, &[], &[], |_| false);
            }
            let found = TriggerObject::from(&trigger);
            let mut found = match &meant {
                Some(meant) => in_words_of(&words, &TriggerObject::from(meant), found),
                None => found,
            };
            if knows {
                (found.inputs, found.custom_context) = (words.inputs, words.custom_context);
            } else if !note.known {
                (found.inputs, found.custom_context) = (Field::Null, Field::Null);
                foreign.push(KEPT.to_owned());
            }
            found
        }
        None => {
            diagnostics.push(unreadable(id));
            TriggerObject::default()
        }
    };
    let state = Model {
        id: Field::Known(id.to_string()),
        task_version: Field::Known(held.task_version.clone()),
        revision: Field::Known(held.revision),
        deployed_at: records::time(held.deployed_at),
        foreign_fields: Field::Known(foreign),
        ..state.with_settings(settings)
    };
    (state, note)
}

/// What settings mean, without inputs, whose types only the task knows.
fn meant(words: &TriggerObject) -> Option<flyte_domain::Trigger> {
    let mut diagnostics = Diagnostics::new();
    let mut reader = Reader::new(Path::root(), &mut diagnostics);
    words.read_without_inputs(&mut reader)
}

fn unreadable(id: &TriggerId) -> Diagnostic {
    Diagnostic::warning(
        format!("Trigger `{id}` has settings that no configuration can express"),
        "Somebody deployed it with a schedule or with inputs that this provider cannot express. \
         The next apply replaces all of it with what is configured here. To keep it as it is, \
         remove the resource with a `removed` block with `destroy = false`.",
    )
}

fn nameless() -> Diagnostic {
    Diagnostic::error(
        "The state names no trigger",
        "`project`, `domain`, `task` and `name` in the state do not make a trigger's id. Remove the \
         resource from the state with `terraform state rm` and import it again.",
    )
}
