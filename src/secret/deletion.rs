//! Delete: for good, or not at all.

use terraform_framework::{
    ApplyResponse, Cancellation, DeleteRequest, Diagnostic, Diagnostics, PlanDeleteRequest,
};

use crate::backend::Backend;
use crate::deletion_policy::{self, ABANDON};
use crate::secret::access::{Access, cut_off, failed, interrupted};
use crate::secret::model::Model;
use crate::secret::place;
use crate::secret::reading::same;
use crate::secret::schema::DELETION_POLICY;
use crate::timeouts::{self, Operation};

/// What the user should know about a destroy.
pub(super) fn plan(request: &PlanDeleteRequest<Model, Backend>) -> Diagnostics {
    let PlanDeleteRequest { data, prior, .. } = request;
    let id = prior.id.as_known().map_or("", String::as_str);
    let mut diagnostics = Diagnostics::new();
    if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, id) {
        diagnostics.push(refusal);
    } else if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        diagnostics.push(
            Diagnostic::warning(
                "Secret stays in Flyte as it is",
                format!(
                    "`{id}` is only removed from the Terraform state, since its `deletion_policy` \
                     is `{ABANDON}`. This is reported once, for every secret with that policy that \
                     the run destroys."
                ),
            )
            .once(),
        );
    } else {
        diagnostics.extend(data.permit(place::org_of(prior)).err());
    }
    diagnostics
}

pub(super) async fn delete(request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
    let DeleteRequest {
        data,
        prior,
        private,
        cancellation,
    } = request;
    let id = prior.id.as_known().map_or("", String::as_str);
    let deleted = if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, id) {
        Err(refusal)
    } else if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        abandoned(&data, &prior)
    } else {
        deleted(&data, &prior, &cancellation).await
    };
    match deleted {
        Ok(()) => ApplyResponse::new(None),
        Err(diagnostic) => ApplyResponse {
            state: Some(prior),
            private,
            diagnostics: diagnostic.into(),
        },
    }
}

/// Removes a secret from the state, and leaves it in Flyte.
fn abandoned(data: &Backend, prior: &Model) -> Result<(), Diagnostic> {
    let object = place::object(place::org_of(prior), &place::identify(prior)?);
    data.creations.permit_removal(&object)?;
    data.creations.end(&object);
    Ok(())
}

async fn deleted(
    data: &Backend,
    prior: &Model,
    cancellation: &Cancellation,
) -> Result<(), Diagnostic> {
    let id = place::identify(prior)?;
    let org = place::org_of(prior);
    let access = Access {
        client: data.client(org)?,
        options: timeouts::options(&prior.timeouts, Operation::Delete),
        org,
        id: &id,
    };
    let prepare = async {
        let alone = access.alone().await?;
        Ok((alone, access.found().await?))
    };
    let (_alone, found) = cancellation
        .run(prepare)
        .await
        .ok_or_else(|| interrupted("delete", &id))?
        .map_err(|error| failed("delete", &id, &error))?;
    let object = place::object(org, &id);
    data.plan_cache.secrets.take(&object);
    data.creations.permit_removal(&object)?;
    if let Some(found) = found {
        same("delete", &id, prior, &found)?;
        let deleted = cancellation.run(access.delete()).await;
        deleted
            .ok_or_else(|| cut_off("delete", &id))?
            .map_err(|error| failed("delete", &id, &error))?;
    }
    data.creations.end(&object);
    Ok(())
}
