//! Delete: only the revision at which the state was read.

use terraform_framework::{ApplyResponse, Cancellation, DeleteRequest, Diagnostic, Diagnostics};

use crate::backend::Backend;
use crate::timeouts::{self, Operation};
use crate::trigger::applying::nameless;
use crate::trigger::calls::{Calls, interrupted};
use crate::trigger::model::Model;
use crate::trigger::{change, refusals};

pub(super) async fn delete(request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
    let DeleteRequest {
        data,
        prior,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let state = match deleted(&data, &prior, &cancellation).await {
        Ok(()) => None,
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

async fn deleted(
    data: &Backend,
    prior: &Model,
    cancellation: &Cancellation,
) -> Result<(), Diagnostic> {
    let id = prior.trigger_id().ok_or_else(nameless)?;
    let calls = Calls {
        client: data.client(id.task.org_text())?,
        options: timeouts::options(&prior.timeouts, Operation::Delete),
        id: &id,
    };
    let prepare = async {
        let alone = calls.alone().await?;
        Ok((alone, calls.held().await?))
    };
    let (_alone, held) = (cancellation.run(prepare).await)
        .ok_or_else(|| interrupted("delete", &id))?
        .map_err(|error| calls.failed("delete", &error))?;
    let object = Calls::object(&id);
    data.creations.permit_removal(&object)?;
    let Some(held) = held else {
        data.creations.end(&object);
        return Ok(());
    };
    if !change::is_as_read(prior, &held) {
        return Err(refusals::changed(&id, Some(prior), &held));
    }
    let names = vec![id.to_wire()];
    let deleted = calls.client.delete_triggers(names, &calls.options).await;
    deleted.map_err(|error| calls.failed("delete", &error))?;
    data.creations.end(&object);
    Ok(())
}
