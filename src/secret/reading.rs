//! Read: the state as Flyte holds it.
//!
//! The secret counts as gone only if Flyte says so. Every other failure is an error and leaves the
//! state as it was. Only its time of creation shows that it is another secret than before.

use flyte_domain::{SecretId, StoredSecret};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, ReadRequest, ReadResponse,
};

use crate::backend::Backend;
use crate::preflight::Place;
use crate::secret::access::{self, Access, interrupted};
use crate::secret::model::Model;
use crate::secret::note::Note;
use crate::secret::schema::DELETION_POLICY;
use crate::secret::{place, refusals, value};
use crate::timeouts::{self, Operation};

pub(super) async fn read(request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
    let ReadRequest {
        data,
        state,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let mut note = Note::read(&private);
    let read = current(&data, &state, &mut note, &cancellation, &mut diagnostics);
    let (state, private) = match read.await {
        Ok(now) => (now, note.to_private()),
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

/// What to report about a failure; `None` if it was reported before.
type Unreported = Option<Diagnostic>;

async fn current(
    data: &Backend,
    state: &Model,
    note: &mut Note,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Unreported> {
    let id = place::identify(state)?;
    let org = place::org_of(state);
    let options = timeouts::options(&state.timeouts, Operation::Read);
    let open = data.to_read(Place::without_project(org), &options, diagnostics);
    let client = cancellation.run(open).await;
    let Some(client) = client.ok_or_else(|| interrupted("read", &id))?? else {
        // There is no state of a secret that was never read.
        if note.endpoint.is_none() {
            data.client(org)?;
        }
        return Ok(Some(state.clone()));
    };
    let access = Access {
        client,
        options,
        org,
        id: &id,
    };
    let found = cancellation.run(access.found()).await;
    let found = found
        .ok_or_else(|| interrupted("read", &id))?
        .map_err(|error| {
            let fault = |error: &_| access::failed("read", &id, error);
            data.preflight.fault(&error, fault)
        })?;
    let here = client.endpoint().authority();
    let there = note.endpoint.as_ref().filter(|there| **there != here);
    let Some(found) = found else {
        return match (&note.endpoint, there) {
            (None, _) => Err(Some(refusals::absent(&id))),
            (_, Some(there)) => Err(Some(refusals::elsewhere(
                &id,
                there,
                &here,
                "there is none with that name",
            ))),
            (Some(_), None) => {
                data.creations.end(&place::object(org, &id));
                Ok(None)
            }
        };
    };
    if let Some(there) = there
        && access::created_time(&found) != note.created_time
    {
        let found = "one of that name was created at another time";
        return Err(Some(refusals::elsewhere(&id, there, &here, found)));
    }
    let mut state = state.clone();
    diagnostics.extend(take(&mut state, &found, &id));
    note.created_time = state.created_time.as_known().cloned();
    note.endpoint = Some(here);
    data.creations.reopen(&place::object(org, &id));
    Ok(Some(state))
}

/// Takes what Flyte says into a state. Returns a warning if it is another secret.
fn take(state: &mut Model, found: &StoredSecret, id: &SecretId) -> Option<Diagnostic> {
    let now = Field::from(access::created_time(found));
    let before = std::mem::replace(&mut state.created_time, now);
    if state.r#type.is_null() {
        state.r#type = found.kind.map(|kind| kind.name().to_owned()).into();
    }
    if state.deletion_policy.is_null() {
        state.deletion_policy = Field::Known(DELETION_POLICY.default.to_owned());
    }
    match (before, &state.created_time) {
        (Field::Known(before), Field::Known(now)) if before != *now => {
            let now = now.clone();
            let had_value = value::forget(state);
            Some(refusals::replaced(id, &before, &now, had_value))
        }
        _ => None,
    }
}

/// Checks that a secret is still the one that a state holds.
///
/// # Errors
/// If it is another one, by its time of creation.
pub(super) fn same(
    doing: &str,
    id: &SecretId,
    state: &Model,
    found: &StoredSecret,
) -> Result<(), Diagnostic> {
    match (&state.created_time, access::created_time(found)) {
        (Field::Known(before), Some(now)) if *before != now => {
            Err(refusals::changed(doing, id, before, &now))
        }
        _ => Ok(()),
    }
}
