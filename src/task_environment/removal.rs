//! What a destroy has to know. What the state saw completely, and is unchanged since, is not read
//! again: everything in the environment is listed, and at the same time the triggers of its tasks,
//! which are removed with them, regardless of who made them.

use flyte_client::Error;
use flyte_domain::{DeployedTask, Environment, Revision};
use terraform_framework::{Cancellation, Diagnostic};

use crate::backend::Backend;
use crate::task_environment::claim::Claim;
use crate::task_environment::model::Model;
use crate::task_environment::preparation::Preparation;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Listed, Records};
use crate::task_environment::remembered::RememberedEnvironment;

/// An environment that is about to be removed.
#[derive(Debug)]
pub(super) struct Removal {
    pub(super) prepare: Preparation,
    /// The environment, if it is as the state remembers it.
    pub(super) remembered: Option<Environment>,
}

/// Waits for its turn, and looks at Flyte. A lost owner id is recovered.
///
/// # Errors
/// The call that failed, or the user asked to stop. Nothing was changed then.
pub(super) async fn prepare(
    data: &Backend,
    records: &Records<'_>,
    claim: &mut Claim,
    prior: &Model,
    cancellation: &Cancellation,
) -> Result<Removal, Diagnostic> {
    let look = async {
        let alone = records.alone().await?;
        data.plan_cache.environments.take(&records.id.to_string());
        let memory = RememberedEnvironment::of(records.client, claim, prior);
        let (found, revision, remembered) = match memory {
            Some(memory) => of_memory(records, memory).await?,
            None => {
                let (found, revision) = records.before_deploy().await?;
                (found, revision, None)
            }
        };
        if let Some(record) = &found.record {
            claim
                .recover(records, prior.version.as_known(), record)
                .await?;
        }
        Ok(Removal {
            prepare: Preparation {
                found,
                revision,
                alone,
            },
            remembered,
        })
    };
    (cancellation.run(look).await)
        .ok_or_else(|| interrupted("delete", records.id))?
        .map_err(|error| records::failed("delete", records.id, &error))
}

/// What exists, without reading again what is remembered; and the remembered environment, if it is
/// unchanged.
async fn of_memory(
    records: &Records<'_>,
    memory: RememberedEnvironment,
) -> Result<(Found, Revision, Option<Environment>), Error> {
    let (listed, mut triggers) = memory.look(records).await?;
    if !memory.is_there(&listed) {
        let found = records.found(listed).await?;
        let revision = records.next_revision(&found).await?;
        return Ok((found, revision, None));
    }
    let Listed { tasks, others, .. } = listed;
    let (own, foreign): (Vec<_>, Vec<_>) = tasks
        .into_iter()
        .partition(|(label, _)| memory.environment.tasks.contains_key(label));
    let mut tasks = records.labelled(foreign).await?;
    tasks.extend(own.into_iter().map(|(label, version)| {
        let name = label.full_name(&records.id.name);
        let triggers = triggers.remove(&label).unwrap_or_default();
        // Only the names of its triggers.
        let task = DeployedTask::named(&name, &version, triggers);
        (label, task)
    }));
    let found = Found {
        record: Some(memory.record()),
        answered_at: None,
        tasks,
        others,
    };
    let revision = memory.version.revision.next();
    Ok((found, revision, Some(memory.environment)))
}
