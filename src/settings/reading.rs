//! Read: the state as Flyte holds it.
//!
//! A record cannot be deleted, so an empty record counts as none. Only an object without any
//! settings exists as long as there is a record.

use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, ReadRequest, ReadResponse,
};

use crate::backend::Backend;
use crate::settings::deletion_policy::POLICY;
use crate::settings::model::Model;
use crate::settings::records::Records;
use crate::settings::{messages, planning, preparation, reading_model, scope};
use crate::timeouts::{self, Operation};

pub(super) async fn read(request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
    let ReadRequest {
        data,
        state,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let now = current(&data, state.clone(), &cancellation, &mut diagnostics).await;
    let state = match now {
        Ok(now) => now,
        Err(diagnostic) => {
            diagnostics.extend(diagnostic);
            Some(state)
        }
    };
    ReadResponse {
        private: planning::holding(state.as_ref().and_then(scope::of)),
        state,
        diagnostics,
    }
}

async fn current(
    data: &Backend,
    mut state: Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Option<Diagnostic>> {
    let of = scope::identify(&state)?;
    let options = timeouts::options(&state.timeouts, Operation::Read);
    let asked = data.to_read(scope::place(&of), &options, diagnostics);
    let client = cancellation.run(asked).await;
    let client = client.ok_or_else(|| scope::interrupted("read", &of))??;
    // As after an import: the object was never read before.
    let is_imported = state.version.is_null();
    let Some(client) = client else {
        if is_imported {
            data.client(of.org_text())?;
        }
        return Ok(Some(state));
    };
    let records = Records {
        client,
        options,
        scope: &of,
    };
    let found = preparation::peek(data, &records, cancellation, "read").await?;
    if is_imported && found.is_empty() {
        return Err(Some(messages::absent(&of, &found)));
    }
    let said = reading_model::settings(&state);
    let says_nothing = said.is_some_and(|said| said.is_empty());
    let object = scope::object(&of);
    if found.version == 0 || (found.is_empty() && !says_nothing) {
        data.creations.end(&object);
        return Ok(None);
    }
    data.creations.reopen(&object);
    state.take(&found);
    if state.deletion_policy.is_null() {
        state.deletion_policy = Field::Known(POLICY.default.to_owned());
    }
    Ok(Some(state))
}
