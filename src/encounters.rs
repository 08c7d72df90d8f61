//! What this process has met of environments: which are in the state that Terraform has loaded,
//! which are planned to be created or removed, which were created, and which were refused.
//!
//! Terraform tells a provider no address. So what two resources do to one environment (a block that
//! was renamed without `moved`, two blocks with one name, one environment imported twice) can only be
//! known by what was met before in the same process, which lives for one plan or one apply.
//! `terraform test` of Terraform 1.13 and later keeps the process for all runs of a file, and plans
//! the same resource in each of them: so a creation that is planned twice is no more than a warning.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use flyte_domain::{EnvironmentId, OwnerId};
use terraform_framework::{Diagnostic, Path};

/// The environments, by their ids, as far as this process is concerned.
#[derive(Debug, Default)]
pub(super) struct Encounters {
    /// The versions that loaded states name. No two environments share one, and some backends know
    /// one environment under several ids, since they have no organisations.
    loaded: Mutex<HashSet<String>>,
    met: Mutex<HashMap<String, Encounter>>,
}

#[derive(Debug, Default)]
struct Encounter {
    /// The owner under which a state of this run holds it.
    held: Option<OwnerId>,
    /// Which object of a state was planned to stay first.
    holder: Option<String>,
    planned_creation: bool,
    planned_removal: bool,
    /// Whether its planned creation takes over what is there, once that is known.
    judged: Option<bool>,
    begun: bool,
    refused: bool,
}

impl Encounters {
    /// Notes that a state names this version of an environment.
    pub(super) fn load(&self, version: &str) {
        lock(&self.loaded).insert(version.to_owned());
    }

    /// Whether a state of this run names this version.
    pub(super) fn is_loaded(&self, version: &str) -> bool {
        lock(&self.loaded).contains(version)
    }

    /// Notes that a state of this run holds an environment under this owner id.
    pub(super) fn hold(&self, id: &str, owner: OwnerId) {
        self.of(id, |it| it.held = Some(owner));
    }

    /// Whether a state of this run is known to hold it under this owner id.
    pub(super) fn is_held(&self, id: &str, owner: OwnerId) -> bool {
        self.of(id, |it| it.held == Some(owner))
    }

    /// Notes that an environment is to be created. The warning, if that was planned already.
    pub(super) fn plan_creation(&self, id: &str) -> Option<Diagnostic> {
        let is_again = self.of(id, |it| std::mem::replace(&mut it.planned_creation, true));
        is_again.then(|| {
            Diagnostic::warning(
                "Two resources may stand for one task environment",
                format!(
                    "The creation of `{id}` was planned before. An environment is identified by \
                     its name, project and domain. If two resources of this configuration have \
                     the same, the apply creates one and refuses the other: rename one of them, \
                     put it into another project or domain, or remove it. If `terraform test` \
                     has planned the same resource twice, all is well."
                ),
            )
            .at(name())
        })
    }

    /// Notes what Flyte told of a planned creation over something live: whether it takes over what is
    /// there. Whether the removal of the same environment is planned already; then the creation is
    /// to tell of both, else the removal does once it is planned.
    pub(super) fn judge_creation(&self, id: &EnvironmentId, takes_over: bool) -> bool {
        self.of(&id.to_string(), |it| {
            it.judged = Some(takes_over);
            it.planned_removal
        })
    }

    /// Notes that an environment is to be removed. Whether the creation of the same one takes over
    /// what is there, if one was judged already.
    pub(super) fn plan_removal(&self, id: &str) -> Option<bool> {
        self.of(id, |it| {
            it.planned_removal = true;
            it.judged
        })
    }

    /// Notes that an object of the state, which `holder` tells from others, is planned to stay. The
    /// warning, if another one stands for the same environment.
    pub(super) fn plan_holder(&self, id: &str, holder: &str) -> Option<Diagnostic> {
        let is_another = self.of(id, |it| {
            it.holder.get_or_insert_with(|| holder.to_owned()) != holder
        });
        is_another.then(|| {
            let environment = id.rsplit('/').next().unwrap_or_default();
            Diagnostic::warning(
                "Two addresses in the state stand for one task environment",
                format!(
                    "`{id}` is in this state twice: it was imported under two addresses, or a \
                     copy of it was put there. The first of the two to deploy becomes the owner, \
                     and the other can then change nothing; until then, a destroy of one retires \
                     it for both. Terraform tells a provider no address: look for the name \
                     `{environment}` in the configuration, and in what `terraform show` prints. \
                     Then forget one of the two, with a `removed` block with `destroy = false`, or \
                     with `terraform state rm ADDRESS`."
                ),
            )
            .at(name())
        })
    }

    /// Notes that an environment is being created.
    ///
    /// # Errors
    /// If this process has created it already.
    pub(super) fn begin(&self, id: &str) -> Result<(), Diagnostic> {
        let is_again = self.of(id, |it| {
            (it.planned_creation, it.judged) = (false, None);
            std::mem::replace(&mut it.begun, true)
        });
        if !is_again {
            return Ok(());
        }
        Err(Diagnostic::error(
            "Two resources for one task environment",
            format!(
                "Another resource of this configuration has created `{id}` in this very run. An \
                 environment is identified by its name, project and domain. Rename one of the \
                 two, put it into another project or domain, or remove it."
            ),
        )
        .at(name()))
    }

    /// Notes that the creation of an environment came to nothing.
    pub(super) fn fail(&self, id: &str) {
        self.of(id, |it| it.begun = false);
    }

    /// Notes that the creation of an environment was refused, since it lives.
    pub(super) fn refuse(&self, id: &EnvironmentId) {
        self.of(&id.to_string(), |it| it.refused = true);
    }

    /// Notes that another plan begins: what was refused in an earlier one counts no more. Terraform
    /// reads no object between a creation and a destroy of one apply.
    pub(super) fn reopen(&self, id: &EnvironmentId) {
        self.of(&id.to_string(), |it| it.refused = false);
    }

    /// Whether its creation was refused.
    pub(super) fn is_refused(&self, id: &EnvironmentId) -> bool {
        self.of(&id.to_string(), |it| it.refused)
    }

    /// Notes that an environment is gone, or no longer this configuration's: it may be created again.
    pub(super) fn end(&self, id: &str) {
        lock(&self.met).remove(id);
    }

    fn of<T>(&self, id: &str, change: impl FnOnce(&mut Encounter) -> T) -> T {
        change(lock(&self.met).entry(id.to_owned()).or_default())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name() -> Path {
    Path::root().attribute("name")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "p/d/a";

    #[test]
    fn one_environment_is_created_once_until_it_is_retired() {
        let met = Encounters::default();
        assert!(met.plan_creation(ID).is_none());
        assert!(met.plan_creation("p/d/b").is_none());
        assert!(met.plan_creation(ID).is_some(), "planned twice");
        assert!(met.begin(ID).is_ok(), "planned is not created");
        assert!(met.begin(ID).is_err(), "created twice");
        met.end(ID);
        assert!(met.plan_creation(ID).is_none());
        assert!(met.begin(ID).is_ok());
        met.fail(ID);
        assert!(met.begin(ID).is_ok(), "the first came to nothing");
    }

    #[test]
    fn a_refusal_counts_until_the_next_plan() {
        let id: EnvironmentId = ID.parse().unwrap();
        let met = Encounters::default();
        met.refuse(&id);
        assert!(met.is_refused(&id));
        met.reopen(&id);
        assert!(!met.is_refused(&id));
    }

    #[test]
    fn of_a_creation_and_a_removal_the_one_that_is_known_last_tells() {
        let id: EnvironmentId = ID.parse().unwrap();
        for takes_over in [true, false] {
            let met = Encounters::default();
            met.plan_creation(ID);
            assert_eq!(met.plan_removal(ID), None, "Flyte has not answered yet");
            assert!(met.judge_creation(&id, takes_over));

            let met = Encounters::default();
            met.plan_creation(ID);
            assert!(!met.judge_creation(&id, takes_over));
            assert_eq!(met.plan_removal(ID), Some(takes_over));
        }
    }

    #[test]
    fn what_was_created_is_planned_no_more() {
        let id: EnvironmentId = ID.parse().unwrap();
        let met = Encounters::default();
        met.plan_creation(ID);
        met.judge_creation(&id, true);
        met.begin(ID).unwrap();
        assert_eq!(met.plan_removal(ID), None);
        met.end(ID);
        assert!(!met.judge_creation(&id, true));
    }

    #[test]
    fn one_object_may_be_planned_again_and_two_are_told_apart() {
        let met = Encounters::default();
        assert!(met.plan_holder(ID, "1").is_none());
        assert!(met.plan_holder(ID, "1").is_none());
        assert!(met.plan_holder("p/d/b", "2").is_none());
        let warning = met.plan_holder(ID, "2").unwrap();
        assert!(warning.detail.contains("`a`"), "{}", warning.detail);
    }

    #[test]
    fn a_state_is_known_by_the_version_that_it_names() {
        let met = Encounters::default();
        met.load("r1-0123456789ab");
        assert!(met.is_loaded("r1-0123456789ab"));
        assert!(!met.is_loaded("r2-0123456789ab"));
        met.hold(ID, OwnerId::new(1));
        assert!(met.is_held(ID, OwnerId::new(1)));
        assert!(!met.is_held(ID, OwnerId::new(2)));
    }
}
