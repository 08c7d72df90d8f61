//! How an operation that is about to deploy comes to an environment: alone in this process, with what
//! Flyte holds of it, and with the owner id that its state holds it by.

use flyte_client::Exclusive;
use flyte_domain::Revision;
use terraform_framework::{Cancellation, Diagnostic};

use crate::task_environment::claim::Claim;
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Records};

/// What an operation has come to.
#[derive(Debug)]
pub(super) struct Approach {
    pub(super) found: Found,
    /// The revision of the next deploy.
    pub(super) revision: Revision,
    /// No other operation of this process works on the environment until this is dropped.
    pub(super) alone: Exclusive,
}

/// Waits for its turn, and looks. An id that was lost is found again.
///
/// # Errors
/// The call that failed, or the user's wish to stop. Nothing was changed then.
pub(super) async fn approach(
    records: &Records<'_>,
    claim: &mut Claim,
    prior: Option<&Model>,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<Approach, Diagnostic> {
    let look = async {
        let alone = records.alone().await?;
        let (found, revision) = records.before_deploy().await?;
        let version = prior.and_then(|prior| prior.version.as_known());
        if let Some(record) = &found.record {
            claim.recover(records, version, record).await?;
        }
        Ok(Approach {
            found,
            revision,
            alone,
        })
    };
    (cancellation.run(look).await)
        .ok_or_else(|| interrupted(doing, records.id))?
        .map_err(|error| records::failed(doing, records.id, &error))
}
