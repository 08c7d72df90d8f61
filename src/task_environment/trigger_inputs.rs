//! Inputs of triggers on their way to Flyte: if it keeps them separately, they are put there before
//! the task is deployed, as the SDK does.
//!
//! The open-source server starts the runs of a trigger with such inputs only, and ignores those that
//! the trigger carries itself.

use flyte_client::{Error, InputsFor};
use flyte_domain::{Deployment, InputsToPut, KeptInputs};
use terraform_framework::{Cancellation, Diagnostic};

use crate::backend::Backend;
use crate::findings;
use crate::task_environment::calls;
use crate::task_environment::claim::Claim;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::Records;

/// Puts the inputs of all triggers that are deployed where Flyte keeps them, if it does.
///
/// # Errors
/// When Flyte takes inputs, but did not take these. Then nothing was changed.
pub(super) async fn put(
    records: &Records<'_>,
    deployment: &mut Deployment,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<(), Diagnostic> {
    let put = cancellation.run(put_all(records, deployment)).await;
    let id = records.id;
    put.ok_or_else(|| interrupted(doing, id))?.map_err(|error| {
        findings::call(
            format!("Cannot put the inputs of triggers of task environment `{id}` into Flyte"),
            &error,
        )
    })
}

async fn put_all(records: &Records<'_>, deployment: &mut Deployment) -> Result<(), Error> {
    let put = |inputs: InputsToPut| {
        let (client, options) = (records.client.clone(), records.options);
        async move {
            let (request, project) = (inputs.request(), inputs.project());
            let put = client.upload_inputs(InputsFor::Trigger, project, &request, &options);
            Ok((put.await?, inputs))
        }
    };
    let mut inputs = deployment.inputs_to_put(records.id);
    let rest = inputs.split_off(inputs.len().min(1));
    // The first one shows whether Flyte takes any.
    for inputs in [inputs, rest] {
        for (kept, inputs) in calls::each(inputs, put).await? {
            let Some(kept) = kept else {
                return Ok(());
            };
            deployment.have_put(&inputs, kept);
        }
    }
    Ok(())
}

/// Notes where inputs are after a deploy, and reports once if triggers carry their own.
pub(super) fn settle(
    data: &Backend,
    claim: &mut Claim,
    kept: KeptInputs,
    has_inline: bool,
) -> Option<Diagnostic> {
    claim.inputs = kept;
    (has_inline && data.tells_of_inline_inputs()).then(inline)
}

/// Reported once for a Flyte that does not keep inputs separately.
pub(crate) fn inline() -> Diagnostic {
    Diagnostic::warning(
        "This Flyte may start triggered runs without their inputs",
        "It has no data proxy that keeps the inputs of triggers, so each trigger carries its own. \
         The open-source server ignores such inputs when it fires a trigger: the runs have the \
         task's defaults only. Give the task defaults that suit its trigger, or use a Flyte with a \
         data proxy. This is reported once, for all triggers of this apply.",
    )
}
