//! What an operation needs before it deploys an environment: exclusive access within this process,
//! what Flyte holds of it, and the owner id under which its state holds it.

use std::collections::BTreeMap;

use flyte_client::{Error, Exclusive};
use flyte_domain::{DeployedTask, Revision};
use terraform_framework::{Cancellation, Diagnostic};

use crate::backend::Backend;
use crate::task_environment::claim::Claim;
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Listed, Records};
use crate::task_environment::remembered::RememberedEnvironment;

/// What an operation has before it deploys.
#[derive(Debug)]
pub(super) struct Preparation {
    pub(super) found: Found,
    /// The revision of the next deploy.
    pub(super) revision: Revision,
    /// No other operation of this process works on the environment until this is dropped.
    pub(super) alone: Exclusive,
}

/// Waits for its turn, and looks at Flyte. A lost owner id is recovered.
///
/// # Errors
/// The call that failed, or the user asked to stop. Nothing was changed then.
pub(super) async fn prepare(
    data: &Backend,
    records: &Records<'_>,
    claim: &mut Claim,
    prior: Option<&Model>,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<Preparation, Diagnostic> {
    let look = async {
        let alone = records.alone().await?;
        let plan_cache = data.plan_cache.environments.take(&records.id.to_string());
        let (found, revision) = match (prior, plan_cache) {
            (None, Some(found)) => {
                let revision = records.next_revision(&found).await?;
                (found, revision)
            }
            (None, None) => records.before_deploy().await?,
            (Some(prior), _) => before_update(records, claim, prior).await?,
        };
        let version = prior.and_then(|prior| prior.version.as_known());
        if let Some(record) = &found.record {
            claim.recover(records, version, record).await?;
        }
        Ok(Preparation {
            found,
            revision,
            alone,
        })
    };
    (cancellation.run(look).await)
        .ok_or_else(|| interrupted(doing, records.id))?
        .map_err(|error| records::failed(doing, records.id, &error))
}

/// Everything that was deployed last, and the revision of the next deploy. What the state saw
/// completely, and is unchanged since, is not read again.
async fn before_update(
    records: &Records<'_>,
    claim: &Claim,
    prior: &Model,
) -> Result<(Found, Revision), Error> {
    let remembered = RememberedEnvironment::of(records.client, claim, prior)
        .and_then(|memory| Some((memory.deployment(claim)?, memory)));
    let Some((deployment, memory)) = remembered else {
        return records.before_deploy().await;
    };
    let (listed, mut triggers) = memory.look(records).await?;
    if !memory.is_there(&listed) {
        let found = records.found(listed).await?;
        let revision = records.next_revision(&found).await?;
        return Ok((found, revision));
    }
    let version = memory.version.to_string();
    let mut remembered = BTreeMap::new();
    // One for each of its tasks, in their order.
    for (label, request) in memory.environment.tasks.keys().zip(deployment.tasks) {
        if let Some(triggers) = triggers.remove(label)
            && claim.has_seen(label, &version, &triggers)
        {
            let task = DeployedTask::remembered(request, triggers);
            remembered.insert(label.clone(), task);
        }
    }
    let Listed {
        mut tasks, others, ..
    } = listed;
    tasks.retain(|(label, _)| !remembered.contains_key(label));
    let mut tasks = records.labelled(tasks).await?;
    tasks.append(&mut remembered);
    let found = Found {
        record: Some(memory.record()),
        answered_at: None,
        tasks,
        others,
    };
    Ok((found, memory.version.revision.next()))
}
