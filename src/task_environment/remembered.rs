//! What a state remembers of an environment that it saw completely, so that nothing of it is read
//! again while everything is still at that version: a version never changes.

use std::collections::BTreeMap;

use flyte_client::{Client, Error};
use flyte_domain::{Deployment, Environment, OwnerId, Record, TaskLabel, Version};

use crate::task_environment::claim::Claim;
use crate::task_environment::deploying::deployer;
use crate::task_environment::model::Model;
use crate::task_environment::records::{Listed, Records};
use crate::task_environment::snapshot::Revisions;
use crate::task_environment::{inputs, refresh};

/// An environment as a state remembers it.
#[derive(Debug)]
pub(super) struct RememberedEnvironment {
    pub(super) environment: Environment,
    pub(super) version: Version,
    owner: OwnerId,
}

/// The name and version of everything in the environment, and the triggers of its remembered tasks,
/// regardless of who made them.
pub(super) type Seen = (Listed, BTreeMap<TaskLabel, Revisions>);

impl RememberedEnvironment {
    /// What is remembered, if the state saw it completely in this Flyte, and has all that a version
    /// contains.
    pub(super) fn of(client: &Client, claim: &Claim, prior: &Model) -> Option<Self> {
        let version = prior.version.as_known()?;
        let is_quiet = claim.drift.is_none()
            && claim.other_deployer.is_none()
            && claim.endpoint == Some(client.endpoint().authority())
            && prior.foreign_fields.as_known().is_some_and(Vec::is_empty);
        let owner = claim
            .id()
            .filter(|_| is_quiet && claim.remembers(version))?;
        let mut environment = inputs::environment(prior)?;
        if let Some(code) = environment.code.take_if(|code| code.uri().is_none()) {
            environment.code = Some(code.located(claim.bundle()?));
        }
        Some(Self {
            environment,
            version: version.parse().ok()?,
            owner,
        })
    }

    /// The deploy that led to it, if every byte of that is remembered.
    pub(super) fn deployment(&self, claim: &Claim) -> Option<Deployment> {
        let deployer = deployer(Some(self.owner));
        Deployment::that_led_to(self.version, &self.environment, &claim.inputs, deployer)
    }

    /// The record.
    pub(super) fn record(&self) -> Record {
        Record::remembered(&self.environment, self.version, self.owner)
    }

    /// Returns whether everything that is remembered still has the same version.
    pub(super) fn is_there(&self, listed: &Listed) -> bool {
        let version = &self.version.to_string();
        listed.record.as_ref() == Some(version)
            && (self.environment.tasks.keys())
                .all(|label| listed.version_of(label) == Some(version))
    }

    /// Lists what exists, and at the same time the triggers of the remembered tasks.
    pub(super) async fn look(&self, records: &Records<'_>) -> Result<Seen, Error> {
        let labels = self.environment.tasks.keys().cloned().collect();
        tokio::try_join!(records.listed(), refresh::all_revisions(records, labels))
    }
}
