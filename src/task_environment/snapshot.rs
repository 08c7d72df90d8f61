//! What a state remembers of the last look at Flyte, so that a refresh need not read the same tasks
//! and triggers again. A version of a task never changes, and every change of a trigger has a new
//! revision.

use std::collections::BTreeMap;

use flyte_domain::{Environment, TaskLabel};
use serde::{Deserialize, Serialize};

/// The revisions of the triggers of one task, by their names.
pub(super) type Revisions = BTreeMap<String, u64>;

/// An environment that was seen completely: its record and all of its tasks in one version, with
/// nothing to report about any of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    version: String,
    /// For the tasks that have triggers; `None` if the next refresh has to read them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    triggers: BTreeMap<String, Option<Revisions>>,
    /// Where the code bundle is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bundle: Option<String>,
    /// Whether a task has something that no configuration can express.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    inherits: bool,
}

impl Snapshot {
    /// The snapshot of an environment in this version, with the triggers of its tasks that were
    /// seen.
    pub(super) fn new(
        environment: &Environment,
        version: &str,
        triggers: impl IntoIterator<Item = (TaskLabel, Option<Revisions>)>,
    ) -> Self {
        let triggers = triggers.into_iter();
        let triggers = triggers.filter(|(_, it)| it.as_ref().is_none_or(|it| !it.is_empty()));
        let mut tasks = environment.tasks.values();
        Self {
            version: version.to_owned(),
            triggers: triggers
                .map(|(label, it)| (label.to_string(), it))
                .collect(),
            bundle: (environment.code.as_ref())
                .and_then(|code| code.uri())
                .map(str::to_owned),
            inherits: tasks.any(|task| task.inherited != Default::default()),
        }
    }

    /// Where the code bundle is, if there is one and that is known.
    pub(super) fn bundle(&self) -> Option<&str> {
        self.bundle.as_deref()
    }

    /// Returns whether the snapshot has this version.
    pub(super) fn is_of(&self, version: &str) -> bool {
        self.version == version
    }

    /// Returns whether the snapshot has this version, and the state contains everything in it.
    pub(super) fn is_all_of(&self, version: &str) -> bool {
        self.is_of(version) && !self.inherits
    }

    /// Reads the private state; `None` if it makes no sense.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn to_text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// Returns whether a task in this version, with triggers in these revisions, is as it was seen.
    pub(super) fn has(&self, label: &TaskLabel, version: &str, triggers: &Revisions) -> bool {
        self.is_of(version)
            && match self.triggers.get(label.as_str()) {
                Some(seen) => seen.as_ref() == Some(triggers),
                None => triggers.is_empty(),
            }
    }
}

#[cfg(test)]
mod tests {
    use flyte_domain::Image;

    use super::*;

    fn environment() -> Environment {
        let id = "flytesnacks/development/env".parse().unwrap();
        Environment::new(id, Image::default())
    }

    #[test]
    fn a_task_was_seen_in_its_version_with_its_triggers() {
        let label = |text: &str| TaskLabel::new(text).unwrap();
        let revisions = |revision| Revisions::from([("nightly".to_owned(), revision)]);
        let none = Revisions::new();
        let seen = Snapshot::new(
            &environment(),
            "r1-0123456789ab",
            [
                (label("main"), Some(revisions(3))),
                (label("plain"), Some(none.clone())),
                (label("other"), None),
            ],
        );
        let seen = Snapshot::read(&seen.to_text().unwrap()).unwrap();
        assert!(seen.has(&label("main"), "r1-0123456789ab", &revisions(3)));
        assert!(!seen.has(&label("main"), "r1-0123456789ab", &revisions(4)));
        assert!(!seen.has(&label("main"), "r1-0123456789ab", &none));
        assert!(!seen.has(&label("main"), "r2-0123456789ab", &revisions(3)));
        assert!(seen.has(&label("plain"), "r1-0123456789ab", &none));
        assert!(!seen.has(&label("plain"), "r1-0123456789ab", &revisions(3)));
        assert!(!seen.has(&label("other"), "r1-0123456789ab", &none));
        assert!(!seen.has(&label("other"), "r1-0123456789ab", &revisions(3)));
        assert_eq!(Snapshot::read("no JSON"), None);
    }
}
