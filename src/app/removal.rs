//! Delete: the app is deleted, and waited for until it is gone; or it is left alone.

use std::time::Duration;

use flyte_client::Error;
use terraform_framework::{
    ApplyResponse, Cancellation, DeleteRequest, Diagnostic, Diagnostics, PlanDeleteRequest,
};
use tokio::time::{sleep, timeout_at};

use crate::app::calls::{AppLookup, Calls, interrupted};
use crate::app::model::Model;
use crate::app::note::Note;
use crate::app::refusals;
use crate::app::schema::DELETION_POLICY;
use crate::backend::Backend;
use crate::deletion_policy::{self, ABANDON};
use crate::timeouts::{self, Operation};

/// The pauses between two looks at an app that is being deleted.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the user should know about a destroy.
pub(super) fn plan(request: &PlanDeleteRequest<Model, Backend>) -> Diagnostics {
    let PlanDeleteRequest { data, prior, .. } = request;
    let id = prior.id.as_known().map_or("", String::as_str);
    if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, id) {
        return refusal.into();
    }
    if data.apps.plan_removal(id) {
        return refusals::renamed(id).into();
    }
    if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        return Diagnostic::warning(
            "App stays in Flyte as it is",
            format!(
                "`{id}` is only removed from the Terraform state, since its `deletion_policy` is \
                 `{ABANDON}`: it goes on running. This is reported once, for every app with that \
                 policy that the run destroys."
            ),
        )
        .once()
        .into();
    }
    let org = prior.org.as_known().map_or("", String::as_str);
    data.permit(org).err().into_iter().collect()
}

pub(super) async fn delete(request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
    let DeleteRequest {
        data,
        prior,
        private,
        cancellation,
    } = request;
    let id = prior.id.as_known().map_or("", String::as_str);
    let note = Note::read(&private);
    let deleted = if let Some(refusal) = DELETION_POLICY.prevented(&prior.deletion_policy, id) {
        Err(refusal)
    } else if let Some(refusal) = refused(&data, &prior) {
        Err(refusal)
    } else if deletion_policy::is(&prior.deletion_policy, ABANDON) {
        Ok(())
    } else {
        deleted(&data, &prior, note.as_ref(), &cancellation).await
    };
    let mut diagnostics = Diagnostics::new();
    let state = match deleted {
        Ok(()) => {
            data.apps.end(id);
            if let Some(id) = prior.app_id() {
                data.creations.end(&refusals::object(&id));
            }
            None
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Some(prior)
        }
    };
    ApplyResponse {
        state,
        private,
        diagnostics,
    }
}

/// The error if its creation was refused in this run.
fn refused(data: &Backend, prior: &Model) -> Option<Diagnostic> {
    let object = refusals::object(&prior.app_id()?);
    data.creations.permit_removal(&object).err()
}

async fn deleted(
    data: &Backend,
    prior: &Model,
    note: Option<&Note>,
    cancellation: &Cancellation,
) -> Result<(), Diagnostic> {
    let Some(id) = prior.app_id() else {
        return Ok(());
    };
    let calls = Calls {
        client: data.client(id.org_text())?,
        options: timeouts::options(&prior.timeouts, Operation::Delete),
        id: &id,
    };
    let failed = |error| calls.failed("delete", &error);
    let found = cancellation.run(calls.look()).await;
    let found = found.ok_or_else(|| interrupted("delete", &id))?;
    let Some(held) = found.map_err(failed)?.app() else {
        return Ok(());
    };
    if note.is_some_and(|note| note.differs_from(&held)) {
        return Err(refusals::changed(&id));
    }
    if let Err(error) = calls.delete().await {
        // The answer may have been lost.
        return match calls.look().await {
            Ok(AppLookup::Nothing) => Ok(()),
            _ => Err(failed(error)),
        };
    }
    let going = until_gone(&calls);
    let end = match calls.options.deadline {
        Some(deadline) => cancellation.run(timeout_at(deadline, going)).await,
        None => cancellation.run(async { Ok(going.await) }).await,
    };
    match end {
        Some(Ok(Ok(()))) => Ok(()),
        Some(Ok(Err(error))) if !error.is_out_of_time() => Err(failed(error)),
        Some(Ok(Err(_)) | Err(_)) => Err(still_there(&calls, "Its time is up.")),
        None => Err(still_there(&calls, "The waiting was interrupted.")),
    }
}

/// Looks until the app is gone.
async fn until_gone(calls: &Calls<'_>) -> Result<(), Error> {
    let mut pause = FIRST_PAUSE;
    while let AppLookup::App(_) = calls.look().await? {
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    Ok(())
}

fn still_there(calls: &Calls<'_>, why: &str) -> Diagnostic {
    Diagnostic::error(
        format!("App `{}` is still there", calls.id),
        format!(
            "Flyte has taken its deletion, and showed it still when Terraform looked last. {why} It \
             stays in the state; to destroy it once more does no harm."
        ),
    )
}
