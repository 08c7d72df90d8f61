//! Update: writes the whole record again, but only over what the state has seen.

use terraform_framework::{ApplyResponse, Cancellation, Diagnostic, Diagnostics, UpdateRequest};

use crate::backend::Backend;
use crate::settings::creation::complete;
use crate::settings::model::Model;
use crate::settings::records::Records;
use crate::settings::{messages, planning, preparation, scope};
use crate::timeouts::{self, Operation};

pub(super) async fn update(request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let UpdateRequest {
        data,
        prior,
        plan,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let updated = updated(&data, &prior, plan, &cancellation, &mut diagnostics).await;
    let state = match updated {
        Ok(state) => state.unwrap_or(prior),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            prior
        }
    };
    ApplyResponse {
        private: planning::holding(scope::of(&state)),
        state: Some(state),
        diagnostics,
    }
}

/// The resulting state; `None` if the update was refused.
async fn updated(
    data: &Backend,
    prior: &Model,
    mut plan: Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Diagnostic> {
    if plan.version.is_known() {
        // Only attributes that exist in the state alone have changed.
        return Ok(Some(plan));
    }
    let Some((of, settings)) = complete(&plan, diagnostics) else {
        return Ok(None);
    };
    let records = Records {
        client: data.client(of.org_text())?,
        options: timeouts::options(&plan.timeouts, Operation::Update),
        scope: &of,
    };
    let found = preparation::look(&records, cancellation, "update").await?;
    let is_done = found.settings == settings && found.foreign.is_empty() && found.version > 0;
    let stored = if is_done {
        // By an earlier attempt whose answer was lost, or by somebody else who wants the same.
        found
    } else {
        preparation::unchanged_since(prior, &found, &of)?;
        preparation::write(&records, &settings, &found, cancellation, "update").await?
    };
    plan.take(&stored);
    let consequence = "Everything else was written.";
    diagnostics.extend(messages::not_kept(&of, &settings, &stored, consequence));
    Ok(Some(plan))
}
