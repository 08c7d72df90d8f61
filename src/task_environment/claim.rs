//! What a state remembers about its environment, unseen by the user, and how that decides whether
//! what is found in Flyte is this object's, another owner's, or nobody's.
//!
//! Private state can be lost: Terraform keeps none for an object that is tainted, or whose provider
//! died during an update. Then the version in the state decides, since Flyte keeps every version
//! with the owner id that it was deployed under.

use std::fmt::{self, Display, Formatter};
use std::iter;

use flyte_client::{Client, Error};
use flyte_domain::{DeployedTask, KeptInputs, OwnerId, Record, TaskLabel};
use terraform_framework::Private;

use crate::task_environment::records::Records;
use crate::task_environment::snapshot::{Revisions, Snapshot};

const OWNER: &str = "owner";
const FOUND: &str = "found";
const NEXT: &str = "next";
const ENDPOINT: &str = "endpoint";
const HOLDER: &str = "holder";
const STRANGER: &str = "stranger";
const STRANGER_VERSION: &str = "stranger_version";
const DRIFT: &str = "drift";
const INPUTS: &str = "inputs";
const SEEN: &str = "seen";

/// How many losses in a row are recognised: providers that died in updates of one object, without a
/// state having been written.
const LOSSES: usize = 16;

/// What a state remembers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Claim {
    /// The id that this object drew, and deploys under.
    owner: Option<OwnerId>,
    /// The id that an import found, or that was recovered; it applies until the next deploy.
    found: Option<OwnerId>,
    /// The id to deploy under next, if one was lost and recovered. It is derived from the recovered
    /// id, so that it can be recovered, too.
    next: Option<OwnerId>,
    /// Host and port of the Flyte that has the environment.
    pub(super) endpoint: Option<String>,
    /// Distinguishes this object from another one that holds the same environment.
    pub(super) holder: Option<String>,
    /// Who else had deployed what the last refresh has found.
    pub(super) other_deployer: Option<OtherDeployer>,
    /// What was deployed outside Terraform, as a message puts it.
    pub(super) drift: Option<String>,
    /// Where the last deploy put the inputs of triggers.
    pub(super) inputs: KeptInputs,
    /// What the last refresh or deploy saw, if there was nothing to report about it.
    pub(super) seen: Option<Snapshot>,
}

/// The deployer of what is live, other than this object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OtherDeployer {
    /// The id of another owner; `None` for deployers that leave no id.
    pub(super) owner: Option<OwnerId>,
    pub(super) version: String,
}

/// Whose a live record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ownership {
    /// This object's.
    Ours,
    /// Another owner's.
    Another(OwnerId),
    /// Nobody's: it was deployed without an owner id.
    Nobodys,
}

impl Claim {
    /// Reads private state. Unreadable parts are ignored.
    pub(super) fn read(private: &Private) -> Self {
        let text = |name| private.get(name).map(str::to_owned);
        let id = |name| private.get(name)?.parse().ok();
        Self {
            owner: id(OWNER),
            found: id(FOUND),
            next: id(NEXT),
            endpoint: text(ENDPOINT),
            holder: text(HOLDER),
            other_deployer: text(STRANGER_VERSION).map(|version| OtherDeployer {
                owner: id(STRANGER),
                version,
            }),
            drift: text(DRIFT),
            inputs: text(INPUTS).map_or_else(KeptInputs::default, |text| KeptInputs::read(&text)),
            seen: text(SEEN).and_then(|text| Snapshot::read(&text)),
        }
    }

    /// The same, as private state.
    pub(super) fn to_private(&self) -> Private {
        let mut private = Private::default();
        let id = |id: Option<OwnerId>| id.map(|id| id.to_string());
        let other = self.other_deployer.as_ref();
        for (name, text) in [
            (OWNER, id(self.owner)),
            (FOUND, id(self.found)),
            (NEXT, id(self.next)),
            (ENDPOINT, self.endpoint.clone()),
            (HOLDER, self.holder.clone()),
            (STRANGER, id(other.and_then(|it| it.owner))),
            (STRANGER_VERSION, other.map(|it| it.version.clone())),
            (DRIFT, self.drift.clone()),
            (INPUTS, self.inputs.to_text()),
            (SEEN, self.seen.as_ref().and_then(Snapshot::to_text)),
        ] {
            if let Some(text) = text {
                private.set(name, text);
            }
        }
        private
    }

    /// The claim of an object that is being created.
    pub(super) fn new() -> Self {
        Self {
            owner: Some(drawn()),
            holder: Some(drawn().to_string()),
            ..Self::default()
        }
    }

    /// The other owner that had the environment at the last refresh.
    pub(super) fn other_owner(&self) -> Option<&OtherDeployer> {
        self.other_deployer.as_ref().filter(|it| it.owner.is_some())
    }

    /// Returns whether anything is remembered.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The owner id under which the environment is held.
    pub(super) fn id(&self) -> Option<OwnerId> {
        self.owner.or(self.found)
    }

    /// Returns whether this owner id is the object's.
    pub(super) fn holds(&self, id: OwnerId) -> bool {
        [self.owner, self.found, self.next].contains(&Some(id))
    }

    /// Takes the owner id that an import found.
    pub(super) fn find(&mut self, id: Option<OwnerId>) {
        (self.owner, self.found, self.next) = (None, id, None);
    }

    /// The owner id to deploy under. After an import it is a new one, so that the previous holder
    /// of the environment sees another owner.
    pub(super) fn own_id(&mut self) -> OwnerId {
        let next = self.next;
        *self.owner.get_or_insert_with(|| next.unwrap_or_else(drawn))
    }

    /// Notes that a deploy under that owner id took effect.
    pub(super) fn deployed(&mut self, endpoint: String) {
        (self.found, self.next) = (None, None);
        self.other_deployer = None;
        (self.drift, self.seen) = (None, None);
        self.settle(endpoint);
    }

    /// Notes where the environment is, and what distinguishes this object from others.
    pub(super) fn settle(&mut self, endpoint: String) {
        self.endpoint = Some(endpoint);
        self.holder.get_or_insert_with(|| drawn().to_string());
    }

    /// Recovers a lost owner id from the version in the state, which is still in Flyte.
    pub(super) async fn recover(
        &mut self,
        records: &Records<'_>,
        version: Option<&String>,
        record: &Record,
    ) -> Result<(), Error> {
        let (None, Some(_), Some(version)) = (self.id(), record.owner(), version) else {
            return Ok(());
        };
        let own = if *version == record.version {
            record.owner()
        } else {
            match records.version(version).await {
                Ok(own) => own.owner(),
                Err(error) if error.is_not_found() => None,
                Err(error) => return Err(error),
            }
        };
        self.find_again(own, record.owner());
        Ok(())
    }

    /// Takes the owner id that the version in the state was deployed under, or that of the live
    /// record if it was deployed after losses.
    fn find_again(&mut self, own: Option<OwnerId>, live: Option<OwnerId>) {
        let next = |id: &OwnerId| Some(id.after_loss());
        let mut following = iter::successors(own, next).take(LOSSES);
        let found = following.find(|id| Some(*id) == live).or(own);
        self.find(found);
        self.next = found.map(OwnerId::after_loss);
    }

    /// Whose a live record is, for an object whose state has this version.
    pub(super) fn ownership(&self, version: Option<&String>, record: &Record) -> Ownership {
        match record.owner() {
            Some(found) if self.holds(found) => Ownership::Ours,
            Some(found) if self.id().is_some() => Ownership::Another(found),
            // The record is older than owner ids, or the id is lost.
            found if self.id().is_none() && version == Some(&record.version) => {
                match (found, record.revision()) {
                    (None, None) => Ownership::Nobodys,
                    _ => Ownership::Ours,
                }
            }
            Some(found) => Ownership::Another(found),
            None => Ownership::Nobodys,
        }
    }

    /// Who else has deployed a live record, if it is not this object's.
    pub(super) fn stranger_of(
        &self,
        version: Option<&String>,
        record: &Record,
    ) -> Option<OtherDeployer> {
        let owner = match self.ownership(version, record) {
            Ownership::Ours => return None,
            Ownership::Another(owner) => Some(owner),
            Ownership::Nobodys => None,
        };
        Some(OtherDeployer {
            owner,
            version: record.version.clone(),
        })
    }

    /// Returns whether a task was already seen in this version, with these triggers.
    pub(super) fn has_seen(&self, task: &TaskLabel, version: &str, triggers: &Revisions) -> bool {
        (self.seen.as_ref()).is_some_and(|seen| seen.has(task, version, triggers))
    }

    /// Where the code bundle was seen.
    pub(super) fn bundle(&self) -> Option<&str> {
        self.seen.as_ref()?.bundle()
    }

    /// Returns whether everything in this version was seen and is in the state.
    pub(super) fn remembers(&self, version: &str) -> bool {
        (self.seen.as_ref()).is_some_and(|seen| seen.is_all_of(version))
    }

    /// Returns whether a task that this provider deployed is this object's, given this record.
    pub(super) fn has_task(&self, task: &DeployedTask, record: Option<&Record>) -> bool {
        let of_record = record.and_then(Record::owner);
        let is_ours = |id| self.holds(id) || of_record == Some(id);
        let is_older = || self.id().is_none() || of_record.is_none();
        task.is_managed() && task.owner().map_or_else(is_older, is_ours)
    }
}

impl Display for OtherDeployer {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let version = &self.version;
        match self.owner {
            Some(owner) => write!(
                formatter,
                "version `{version}` of owner `{owner}`, which another Terraform state has deployed"
            ),
            None => write!(formatter, "version `{version}`, which others have deployed"),
        }
    }
}

fn drawn() -> OwnerId {
    OwnerId::new(Client::random_number())
}

#[cfg(test)]
mod tests {
    use flyte_domain::{Deployer, Deployment, Environment, Image, Revision};
    use serde_json::json;

    use super::*;

    /// A record as Flyte has it; without the provider's mark if others deployed it.
    fn record(version: &str, owner: Option<OwnerId>, managed: bool) -> Record {
        let id = "flytesnacks/development/env".parse().unwrap();
        let environment = Environment::new(id, Image::default());
        let deployer = Deployer {
            provider_version: "0.1.0",
            owner,
        };
        let deployment = Deployment::live(&environment, Revision::FIRST, deployer);
        let mut spec = serde_json::to_value(&deployment.record.spec).unwrap();
        if !managed {
            spec["taskTemplate"]["metadata"]["tags"] = json!({});
        }
        let details = serde_json::from_value(json!({ "spec": spec })).unwrap();
        Record::read(&environment.id, version, &details)
    }

    /// The table of the rules (docs/guides/ownership.md, "How it is known").
    #[test]
    fn an_id_decides_and_without_one_the_version() {
        let (old, new) = ("r1-0123456789ab", "r2-0123456789ab");
        let (mine, theirs) = (Some(id(1)), Some(id(2)));
        let another = Ownership::Another(id(2));
        for (held, found, version, managed, expected) in [
            (mine, mine, old, true, Ownership::Ours),
            (mine, mine, new, true, Ownership::Ours),
            (mine, theirs, new, true, another),
            (mine, None, new, true, Ownership::Nobodys),
            (mine, None, "v7", false, Ownership::Nobodys),
            // The id is lost, or the record is older than owner ids.
            (None, None, old, true, Ownership::Ours),
            (None, theirs, old, true, Ownership::Ours),
            (None, theirs, new, true, another),
            (None, None, new, true, Ownership::Nobodys),
            (None, None, "v7", false, Ownership::Nobodys),
        ] {
            let mut claim = Claim::default();
            claim.find(held);
            let record = record(version, found, managed);
            let actual = claim.ownership(Some(&old.to_owned()), &record);
            assert_eq!(actual, expected, "{held:?} {found:?} {version} {managed}");
        }
        // What others deployed stays theirs, though a refresh has noted its version.
        let actual = Claim::default().ownership(Some(&"v7".to_owned()), &record("v7", None, false));
        assert_eq!(actual, Ownership::Nobodys);
    }

    fn id(number: u64) -> OwnerId {
        OwnerId::new(number)
    }

    /// A provider that dies during an update loses the private state, and may die again.
    #[test]
    fn what_was_deployed_after_a_loss_is_found_again_after_the_next() {
        let version = "r1-0123456789ab".to_owned();
        let mut live = Some(id(1));
        for _ in 1..LOSSES {
            // The state is still the one from before the first loss.
            let mut claim = Claim::default();
            claim.find_again(Some(id(1)), live);
            let found = record("r2-0123456789ab", live, true);
            assert_eq!(claim.ownership(Some(&version), &found), Ownership::Ours);
            live = Some(claim.own_id());
            assert_ne!(live, Some(id(1)), "a copy of the state sees another owner");
        }
        let mut claim = Claim::default();
        claim.find_again(Some(id(1)), Some(id(2)));
        let found = record("r2-0123456789ab", Some(id(2)), true);
        let actual = claim.ownership(Some(&version), &found);
        assert_eq!(actual, Ownership::Another(id(2)));
    }

    #[test]
    fn a_claim_survives_private_state() {
        let mut claim = Claim::new();
        claim.find(Some(id(1)));
        claim.settle("flyte.example.com:443".to_owned());
        claim.other_deployer = Some(OtherDeployer {
            owner: Some(id(2)),
            version: "r7-0123456789ab".to_owned(),
        });
        claim.drift = Some("task `main`".to_owned());
        claim.seen = Some(Snapshot::default());
        assert_eq!(Claim::read(&claim.to_private()), claim);
        assert_eq!(Claim::read(&Private::default()), Claim::default());
    }

    #[test]
    fn what_is_no_id_is_forgotten() {
        let mut private = Private::default();
        private.set(OWNER, "nobody");
        assert!(Claim::read(&private).is_empty());
    }

    #[test]
    fn the_first_deploy_after_an_import_has_a_new_id_and_the_next_the_same() {
        let mut claim = Claim::default();
        claim.find(Some(id(1)));
        let new = claim.own_id();
        assert_ne!(new, id(1));
        assert!(
            claim.holds(id(1)) && claim.holds(new),
            "the answer may be lost"
        );
        claim.deployed("host:443".to_owned());
        assert!(claim.holds(new) && !claim.holds(id(1)));
        assert_eq!(claim.own_id(), new);
    }
}
