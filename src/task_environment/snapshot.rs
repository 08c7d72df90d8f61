//! What a state remembers of the last look at Flyte, which tells a refresh which tasks and triggers
//! need not be read again. A version of a task does not change, and every change of a trigger has a
//! revision.

use std::collections::BTreeMap;

use flyte_domain::{Environment, TaskLabel};
use serde::{Deserialize, Serialize};

/// The revisions of the triggers of one task, by their names.
pub(super) type Revisions = BTreeMap<String, u64>;

/// An environment that was seen completely: its record and all of its tasks in one version, and
/// nothing to report about any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    version: String,
    /// Of the tasks that have triggers; nothing where the next look is to read them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    triggers: BTreeMap<String, Option<Revisions>>,
    /// Where the code bundle is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bundle: Option<String>,
    /// Whether a task has what no configuration can express.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    inherits: bool,
}

impl Snapshot {
    /// Of an environment in this version, with the triggers of its tasks where those were seen.
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

    /// Whether it is of this version.
    pub(super) fn is_of(&self, version: &str) -> bool {
        self.version == version
    }

    /// Whether it is of this version, and a state says all that it was.
    pub(super) fn is_all_of(&self, version: &str) -> bool {
        self.is_of(version) && !self.inherits
    }

    /// Reads what private state has; nothing where that makes no sense.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn to_text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// Whether a task in this version, with triggers in these revisions, is what was seen.
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
