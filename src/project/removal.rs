//! Delete: Flyte cannot delete a project, so it is archived, or left alone.

use flyte_domain::{Project, ProjectState};
use terraform_framework::{
    ApplyResponse, Cancellation, DeleteRequest, Diagnostic, Diagnostics, PlanDeleteRequest,
};

use crate::backend::Backend;
use crate::deletion_policy::{self, ABANDON};
use crate::findings;
use crate::project::applying::alone;
use crate::project::model::Model;
use crate::project::reading::{interrupted, known};
use crate::project::schema::DELETION_POLICY;
use crate::timeouts::{self, Operation};

/// What the user should know about a destroy.
pub(super) fn plan(request: &PlanDeleteRequest<Model, Backend>) -> Diagnostics {
    let PlanDeleteRequest { data, prior, .. } = request;
    let id = prior.id.as_known().map_or("", String::as_str);
    if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, id) {
        return refusal.into();
    }
    if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        return Diagnostic::warning(
            "Project stays in Flyte as it is",
            format!(
                "`{id}` is only removed from the Terraform state, since its `deletion_policy` is \
                 `{ABANDON}`. This is reported once, for every project with that policy that the \
                 run destroys."
            ),
        )
        .once()
        .into();
    }
    let org = prior.org.as_known().map_or("", String::as_str);
    if let Err(refusal) = data.permit(org) {
        return refusal.into();
    }
    Diagnostic::warning(
        "Project stays in Flyte, archived",
        format!(
            "Flyte cannot delete a project. Destroying `{id}` archives it: it is no longer listed, \
             and its id stays taken. Nothing in it is stopped: its active triggers go on firing, \
             and its tasks can still be run. This is reported once, for every project that the run \
             destroys this way."
        ),
    )
    .once()
    .into()
}

pub(super) async fn delete(request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
    let DeleteRequest {
        data,
        prior,
        cancellation,
        ..
    } = request;
    let id = prior.id.as_known().map_or("", String::as_str);
    let deleted = if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, id) {
        Err(refusal)
    } else if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        data.creations.permit_removal(&Model::object(id))
    } else {
        archive(&data, &prior, id, &cancellation).await
    };
    if deleted.is_ok() {
        data.creations.end(&Model::object(id));
    }
    let mut diagnostics = Diagnostics::new();
    let state = match deleted {
        Ok(()) => None,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Some(prior)
        }
    };
    ApplyResponse {
        state,
        private: known(),
        diagnostics,
    }
}

/// Archives the project, and changes nothing else about it.
async fn archive(
    data: &Backend,
    prior: &Model,
    id: &str,
    cancellation: &Cancellation,
) -> Result<(), Diagnostic> {
    let Some(place) = prior.place() else {
        return Ok(());
    };
    let client = data.client(place.org)?;
    let options = timeouts::options(&prior.timeouts, Operation::Delete);
    let failed = |error| findings::call(format!("Cannot archive project `{id}`"), &error);
    let alone = cancellation.run(alone(client, id, &options)).await;
    let alone = alone.ok_or_else(|| interrupted("archive", id))?;
    let _alone = alone.map_err(failed)?;
    data.creations.permit_removal(&Model::object(id))?;
    let get = client.get_project(place.org, place.project, &options);
    let found = match cancellation.run(get).await {
        None => return Err(interrupted("archive", id)),
        Some(Err(error)) if error.is_not_found() => return Ok(()),
        Some(Err(error)) => return Err(failed(error)),
        Some(Ok(found)) => Project::from_wire(found),
    };
    if found.state.is_archived() {
        return Ok(());
    }
    let state = match found.state {
        ProjectState::SystemGenerated => ProjectState::SystemArchived,
        _ => ProjectState::Archived,
    };
    let archived = Project { state, ..found };
    let archived = archived.to_wire(place.org);
    let written = client.update_project(archived, &options).await;
    data.forget_project(place);
    match written {
        Err(error) if !error.is_not_found() => Err(failed(error)),
        _ => Ok(()),
    }
}
