//! Delete: Flyte cannot delete a record, so it is emptied, or left alone.

use flyte_domain::ScopedSettings;
use terraform_framework::{
    ApplyResponse, Cancellation, DeleteRequest, Diagnostic, Diagnostics, PlanDeleteRequest,
};

use crate::backend::Backend;
use crate::deletion_policy::ABANDON;
use crate::settings::model::Model;
use crate::settings::records::Records;
use crate::settings::{deletion_policy, messages, planning, preparation, scope};
use crate::timeouts::{self, Operation};

/// What the user should know about a destroy.
pub(super) fn plan(request: &PlanDeleteRequest<Model, Backend>) -> Diagnostics {
    let PlanDeleteRequest { data, prior, .. } = request;
    let Some(of) = scope::of(prior) else {
        return Diagnostics::new();
    };
    if let Some(prevented) = deletion_policy::prevented(prior, &of) {
        return prevented.into();
    }
    if deletion_policy::is(prior, ABANDON) {
        return Diagnostic::warning(
            "Settings stay in Flyte as they are",
            format!(
                "Those of {} are only removed from the Terraform state, since their \
                 `deletion_policy` is `{ABANDON}`. This is reported once, for all settings with \
                 that policy that the run destroys.",
                of.in_words()
            ),
        )
        .once()
        .into();
    }
    if let Err(refusal) = data.permit(of.org_text()) {
        return refusal.into();
    }
    let foreign = prior.foreign_fields.as_known();
    let erased = foreign.and_then(|foreign| messages::erased(&of, foreign));
    erased.into_iter().collect()
}

pub(super) async fn delete(request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
    let DeleteRequest {
        data,
        prior,
        cancellation,
        ..
    } = request;
    match deleted(&data, &prior, &cancellation).await {
        Ok(()) => ApplyResponse::new(None),
        Err(diagnostic) => ApplyResponse {
            private: planning::holding(scope::of(&prior)),
            state: Some(prior),
            diagnostics: diagnostic.into(),
        },
    }
}

async fn deleted(
    data: &Backend,
    prior: &Model,
    cancellation: &Cancellation,
) -> Result<(), Diagnostic> {
    let of = scope::identify(prior)?;
    if let Some(prevented) = deletion_policy::prevented(prior, &of) {
        return Err(prevented);
    }
    let object = scope::object(&of);
    if deletion_policy::is(prior, ABANDON) {
        data.creations.permit_removal(&object)?;
        data.creations.end(&object);
        return Ok(());
    }
    let records = Records {
        client: data.client(of.org_text())?,
        options: timeouts::options(&prior.timeouts, Operation::Delete),
        scope: &of,
    };
    let _alone = preparation::alone(&records, cancellation, "delete").await?;
    data.plan_cache.settings.take(&object);
    data.creations.permit_removal(&object)?;
    let found = preparation::look(&records, cancellation, "delete").await?;
    if !found.is_empty() {
        preparation::unchanged_since(prior, &found, &of)?;
        let nothing = ScopedSettings::default();
        preparation::write(&records, &nothing, &found, cancellation, "delete").await?;
    }
    data.creations.end(&object);
    Ok(())
}
