//! Tracks the environments of this run: which are in the state that Terraform has loaded, which are
//! planned to be created or removed, which were created, and which were refused. The messages about
//! two resources that create one environment are in `creations`.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use flyte_domain::{EnvironmentId, OwnerId};
use terraform_framework::{Diagnostic, Path};

use crate::creations::{Creations, Kind, Object};

/// The environments, by their ids, as far as this process knows them.
#[derive(Debug, Default)]
pub(super) struct EnvironmentTracker {
    /// The versions that are named in loaded states. No two environments share a version, whereas
    /// some backends know one environment under several ids, since they have no organisations.
    loaded: Mutex<HashSet<String>>,
    tracker: Mutex<HashMap<String, TrackedEnvironment>>,
    creations: Creations,
}

#[derive(Debug, Default)]
struct TrackedEnvironment {
    /// The owner under which a state of this run holds it.
    held: Option<OwnerId>,
    /// The first object of a state that was planned to stay.
    holder: Option<String>,
    planned_removal: bool,
    /// Whether its planned creation takes over what exists, once that is known.
    judged: Option<bool>,
}

impl EnvironmentTracker {
    /// Notes that a state names this version of an environment.
    pub(super) fn load(&self, version: &str) {
        lock(&self.loaded).insert(version.to_owned());
    }

    /// Returns whether a state of this run names this version.
    pub(super) fn is_loaded(&self, version: &str) -> bool {
        lock(&self.loaded).contains(version)
    }

    /// Notes that a state of this run holds an environment under this owner id.
    pub(super) fn hold(&self, id: &str, owner: OwnerId) {
        self.of(id, |it| it.held = Some(owner));
    }

    /// Returns whether a state of this run is known to hold an environment under this owner id.
    pub(super) fn is_held(&self, id: &str, owner: OwnerId) -> bool {
        self.of(id, |it| it.held == Some(owner))
    }

    /// Notes that an environment is planned to be created. Returns a warning if that was planned
    /// already.
    pub(super) fn plan_creation(&self, id: &str) -> Option<Diagnostic> {
        self.creations.plan(&object(id))
    }

    /// Notes what Flyte said about a planned creation over something live: whether it takes over
    /// what exists. Returns whether the removal of the same environment is planned already. If so,
    /// the planned creation must report both; otherwise the removal does, once it is planned.
    pub(super) fn judge_creation(&self, id: &EnvironmentId, takes_over: bool) -> bool {
        self.of(&id.to_string(), |it| {
            it.judged = Some(takes_over);
            it.planned_removal
        })
    }

    /// Notes that an environment is planned to be removed. Returns whether the creation of the same
    /// one takes over what exists; `None` if none was judged yet.
    pub(super) fn plan_removal(&self, id: &str) -> Option<bool> {
        self.of(id, |it| {
            it.planned_removal = true;
            it.judged
        })
    }

    /// Notes that an object of the state is planned to stay; `holder` distinguishes it from others.
    /// Returns a warning if another object stands for the same environment.
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
        self.of(id, |it| it.judged = None);
        self.creations.begin(&object(id))
    }

    /// Notes that the creation of an environment failed.
    pub(super) fn fail(&self, id: &str) {
        self.creations.fail(&object(id));
    }

    /// Notes that the creation of an environment was refused, since it is live.
    pub(super) fn refuse(&self, id: &EnvironmentId) {
        self.creations.refuse(&object(&id.to_string()));
    }

    /// Notes that another plan begins: refusals from an earlier one no longer count.
    pub(super) fn reopen(&self, id: &EnvironmentId) {
        self.creations.reopen(&object(&id.to_string()));
    }

    /// Lets an environment be removed from Flyte, or from the state alone.
    ///
    /// # Errors
    /// If its creation was refused.
    pub(super) fn permit_removal(&self, id: &EnvironmentId) -> Result<(), Diagnostic> {
        self.creations.permit_removal(&object(&id.to_string()))
    }

    /// Notes that an environment is gone, or no longer this configuration's: it may be created again.
    pub(super) fn end(&self, id: &str) {
        lock(&self.tracker).remove(id);
        self.creations.end(&object(id));
    }

    fn of<T>(&self, id: &str, change: impl FnOnce(&mut TrackedEnvironment) -> T) -> T {
        change(lock(&self.tracker).entry(id.to_owned()).or_default())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn object(id: &str) -> Object {
    Object::new(Kind::TaskEnvironment, id)
}

fn name() -> Path {
    Path::root().attribute("name")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "p/d/a";

    #[test]
    fn of_a_creation_and_a_removal_the_one_that_is_known_last_tells() {
        let id: EnvironmentId = ID.parse().unwrap();
        for takes_over in [true, false] {
            let tracker = EnvironmentTracker::default();
            tracker.plan_creation(ID);
            assert_eq!(tracker.plan_removal(ID), None, "Flyte has not answered yet");
            assert!(tracker.judge_creation(&id, takes_over));

            let tracker = EnvironmentTracker::default();
            tracker.plan_creation(ID);
            assert!(!tracker.judge_creation(&id, takes_over));
            assert_eq!(tracker.plan_removal(ID), Some(takes_over));
        }
    }

    #[test]
    fn what_was_created_is_planned_no_more() {
        let id: EnvironmentId = ID.parse().unwrap();
        let tracker = EnvironmentTracker::default();
        tracker.plan_creation(ID);
        tracker.judge_creation(&id, true);
        tracker.begin(ID).unwrap();
        assert_eq!(tracker.plan_removal(ID), None);
        tracker.end(ID);
        assert!(!tracker.judge_creation(&id, true));
    }

    #[test]
    fn one_object_may_be_planned_again_and_two_are_told_apart() {
        let tracker = EnvironmentTracker::default();
        assert!(tracker.plan_holder(ID, "1").is_none());
        assert!(tracker.plan_holder(ID, "1").is_none());
        assert!(tracker.plan_holder("p/d/b", "2").is_none());
        let warning = tracker.plan_holder(ID, "2").unwrap();
        assert!(warning.detail.contains("`a`"), "{}", warning.detail);
    }

    #[test]
    fn a_state_is_known_by_the_version_that_it_names() {
        let tracker = EnvironmentTracker::default();
        tracker.load("r1-0123456789ab");
        assert!(tracker.is_loaded("r1-0123456789ab"));
        assert!(!tracker.is_loaded("r2-0123456789ab"));
        tracker.hold(ID, OwnerId::new(1));
        assert!(tracker.is_held(ID, OwnerId::new(1)));
        assert!(!tracker.is_held(ID, OwnerId::new(2)));
    }
}
