//! What a destroy has to know. Of what the state saw whole and is still there as it was seen, nothing is
//! read again: everything in the environment is listed, and of its tasks their triggers, which go with
//! them, whoever made them.

use std::collections::BTreeMap;

use flyte_client::Error;
use flyte_domain::{DeployedTask, Environment, Record, Revision, TaskLabel};
use terraform_framework::{Cancellation, Diagnostic};

use crate::task_environment::approach::Approach;
use crate::task_environment::claim::Claim;
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Listed, Records};
use crate::task_environment::{calls, inputs, refresh};

/// An environment that is about to go.
#[derive(Debug)]
pub(super) struct Removal {
    pub(super) approach: Approach,
    /// The environment, if it is as the state remembers it.
    pub(super) remembered: Option<Environment>,
}

/// Waits for its turn, and looks. An id that was lost is found again.
///
/// # Errors
/// The call that failed, or the user's wish to stop. Nothing was changed then.
pub(super) async fn approach(
    records: &Records<'_>,
    claim: &mut Claim,
    prior: &Model,
    cancellation: &Cancellation,
) -> Result<Removal, Diagnostic> {
    let look = async {
        let alone = records.alone().await?;
        let listed = records.listed().await?;
        let remembered = remembered(records, claim, prior, &listed);
        let (found, revision, remembered) = match remembered {
            Some((environment, record, revision)) => {
                let found = found(records, &environment, record, listed).await?;
                (found, revision.next(), Some(environment))
            }
            None => {
                let found = records.found(listed).await?;
                let revision = records.next_revision(&found).await?;
                (found, revision, None)
            }
        };
        if let Some(record) = &found.record {
            claim
                .recover(records, prior.version.as_known(), record)
                .await?;
        }
        Ok(Removal {
            approach: Approach {
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

/// The environment of a state, with its record and revision, if everything in it is of the version that
/// the state saw whole, and the state has all that a last version has to say.
fn remembered(
    records: &Records<'_>,
    claim: &Claim,
    prior: &Model,
    listed: &Listed,
) -> Option<(Environment, Record, Revision)> {
    let version = prior.version.as_known()?;
    let here = records.client.endpoint().authority();
    let is_quiet = claim.drift.is_none()
        && claim.stranger.is_none()
        && claim.endpoint == Some(here)
        && prior.foreign_fields.as_known().is_some_and(Vec::is_empty);
    let owner = claim
        .id()
        .filter(|_| is_quiet && claim.remembers(version))?;
    let mut environment = inputs::environment(prior)?;
    if let Some(code) = environment.code.take_if(|code| code.uri().is_none()) {
        environment.code = Some(code.located(claim.bundle()?));
    }
    let is_there = listed.record.as_ref() == Some(version)
        && (environment.tasks.keys()).all(|label| listed.version_of(label) == Some(version));
    let ours = version.parse().ok().filter(|_| is_there)?;
    let record = Record::remembered(&environment, ours, owner);
    Some((environment, record, ours.revision))
}

/// What is there, without what is remembered.
async fn found(
    records: &Records<'_>,
    environment: &Environment,
    record: Record,
    listed: Listed,
) -> Result<Found, Error> {
    let Listed { tasks, others, .. } = listed;
    let (own, foreign): (Vec<_>, Vec<_>) = tasks
        .into_iter()
        .partition(|(label, _)| environment.tasks.contains_key(label));
    let (mut tasks, own) = tokio::try_join!(records.labelled(foreign), named(records, own),)?;
    tasks.extend(own);
    Ok(Found {
        record: Some(record),
        answered_at: None,
        tasks,
        others,
    })
}

/// These tasks, with nothing but the names of what starts them.
async fn named(
    records: &Records<'_>,
    tasks: Vec<(TaskLabel, String)>,
) -> Result<BTreeMap<TaskLabel, DeployedTask>, Error> {
    let named = calls::each(tasks, |(label, version)| {
        let (client, options) = (records.client.clone(), records.options);
        let name = label.full_name(&records.id.name);
        let task = records.id.task(&name);
        async move {
            let triggers = refresh::revisions(&client, &task, &options).await?;
            Ok((label, DeployedTask::named(&name, &version, triggers)))
        }
    });
    Ok(named.await?.into_iter().collect())
}
