//! Tracks the apps of this run: which ones are in a state, and which are planned to be created or
//! removed. Refused creations are in [`crate::creations`].
//!
//! When Terraform plans the replacement of a tainted object, it passes on nothing of the old one,
//! and it never tells an address. So only what was seen earlier in the run shows whether an
//! existing app is the object's own, that of a block that was renamed without `moved`, or somebody
//! else's.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The apps, by their ids, as far as this process knows them.
#[derive(Debug, Default)]
pub(crate) struct AppTracker(Mutex<HashMap<String, App>>);

#[derive(Debug, Default)]
struct App {
    loaded: bool,
    planned_creation: bool,
    planned_removal: bool,
}

impl AppTracker {
    /// Notes that a state of this run has an app. Its removal may be planned already: Terraform may read
    /// it after that.
    pub(super) fn load(&self, id: &str) {
        self.of(id, |app| app.loaded = true);
    }

    /// Forgets an app that was created or removed.
    pub(super) fn end(&self, id: &str) {
        self.of(id, |app| *app = App::default());
    }

    /// Returns whether a state of this run has it.
    pub(super) fn is_loaded(&self, id: &str) -> bool {
        self.of(id, |app| app.loaded)
    }

    /// Notes that an existing app is planned to be created, and returns whether its removal is
    /// planned already.
    pub(super) fn plan_creation(&self, id: &str) -> bool {
        self.of(id, |app| {
            app.planned_creation = true;
            app.planned_removal
        })
    }

    /// Notes that an app is planned to be removed, and returns whether its creation is planned
    /// already.
    pub(super) fn plan_removal(&self, id: &str) -> bool {
        self.of(id, |app| {
            app.planned_removal = true;
            app.planned_creation
        })
    }

    fn of<T>(&self, id: &str, change: impl FnOnce(&mut App) -> T) -> T {
        let mut apps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(apps.entry(id.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_was_renamed_is_known_in_either_order() {
        let tracker = AppTracker::default();
        assert!(!tracker.is_loaded("a"));
        tracker.load("a");
        assert!(tracker.is_loaded("a") && !tracker.is_loaded("b"));
        assert!(!tracker.plan_creation("a"));
        assert!(tracker.plan_removal("a"));
        tracker.end("a");
        assert!(!tracker.plan_removal("a"));
        tracker.load("a");
        assert!(tracker.plan_creation("a"));
    }
}
