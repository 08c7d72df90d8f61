//! Everything in a storm: the backend, the two who apply to it, what others have deployed,
//! and what was told.

use std::collections::{BTreeMap, BTreeSet};

use flyte_mock::{Mock, Options};
use serde_json::Value;

use crate::harness::backend;
use crate::harness::run::{Diagnostic, Run};
use crate::other_writers::counters::Counters;
use crate::other_writers::dice::Dice;
use crate::other_writers::writer::{DOMAIN, PROJECT, Writer};

/// What errors and warnings say of an environment that is another's.
const ANOTHERS: [&str; 4] = [
    "already exists",
    "has another owner",
    "belongs to others",
    "is created and removed in one plan",
];

/// How many names both may want.
const SHARED: usize = 12;

/// Backend, writers, and what is known beside.
#[derive(Debug)]
pub(super) struct World {
    pub(super) mock: Mock,
    pub(super) writers: [Writer; 2],
    pub(super) dice: Dice,
    pub(super) counters: Counters,
    pub(super) told: Reports,
    /// Tasks of others that no configuration names, and the version of each.
    pub(super) guests: BTreeMap<String, String>,
    /// How many applies were to import a name and have not led to another owner yet.
    pub(super) imports: BTreeMap<String, usize>,
    /// The environments, with the id of the owner that was live then, that states have held without
    /// an id of their own. The next deploy draws one.
    pub(super) unsigned: BTreeSet<(String, String)>,
    /// How many environments each wants for itself.
    pub(super) own: usize,
    number: usize,
}

/// What the commands of a phase have told.
#[derive(Debug, Default)]
pub(super) struct Reports {
    /// All texts.
    pub(super) texts: Vec<String>,
    /// What errors are about.
    pub(super) failed: BTreeSet<String>,
    /// Whether a process was killed.
    pub(super) was_killed: bool,
}

impl Reports {
    /// Whether one who deployed this environment may not have come to the end of it.
    pub(super) fn was_cut_off(&self, name: &str) -> bool {
        self.was_killed || self.failed.contains(name)
    }

    /// Whether somebody named this text.
    pub(super) fn names(&self, text: &str) -> bool {
        self.texts.iter().any(|told| told.contains(text))
    }
}

impl World {
    /// A backend and two empty folders. Each is to want this many environments for itself.
    pub(super) fn new(seed: u64, own: usize) -> Self {
        let mock = backend::start(Options {
            seed,
            ..Options::default()
        });
        let writers = ['a', 'b'].map(|letter| Writer::new(&mock, letter));
        Self {
            mock,
            writers,
            dice: Dice::new(seed),
            counters: Counters::new(),
            told: Reports::default(),
            guests: BTreeMap::new(),
            imports: BTreeMap::new(),
            unsigned: BTreeSet::new(),
            own,
            number: 0,
        }
    }

    /// A number that was not there before.
    pub(super) fn new_number(&mut self) -> usize {
        self.number += 1;
        self.number
    }

    /// The names that both may want.
    pub(super) fn shared() -> Vec<String> {
        (0..SHARED).map(|number| format!("s_{number:02}")).collect()
    }

    /// The live version of an environment, and its owner; nothing if there is none.
    pub(super) fn live(&self, name: &str) -> Option<(String, Option<String>)> {
        let task = self.mock.latest(PROJECT, DOMAIN, name)?;
        let metadata = backend::metadata(&task);
        let version = task.task_id.clone()?.version;
        (metadata.deprecated_error_message.is_empty()).then(|| (version, owner(&metadata.tags)))
    }

    /// Notes that a writer is about to apply.
    pub(super) fn begin(&mut self, side: usize) {
        for name in self.writers[side].imports.keys() {
            *self.imports.entry(name.clone()).or_default() += 1;
        }
        for it in self.writers[side].held() {
            let live = self.live(&it.name);
            if !it.has_own_id
                && let Some((version, Some(owner))) = live
                && (version == it.version || it.owner.as_ref() == Some(&owner))
            {
                self.unsigned.insert((it.name, owner));
            }
        }
    }

    /// Notes what a command has told.
    pub(super) fn note(&mut self, run: &Run) {
        for told in run.errors() {
            if ANOTHERS.iter().any(|text| told.summary.contains(text)) {
                self.counters.refusals += 1;
            } else {
                self.told.failed.extend(subject(told));
            }
        }
        let told = run.errors().chain(run.warnings());
        self.told.texts.extend(told.map(Diagnostic::text));
    }
}

/// The owner id in the tags of a record or task.
pub(super) fn owner<'a>(
    tags: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> Option<String> {
    let mut tags = tags.into_iter();
    let (_, memo) = tags.find(|(name, _)| *name == "terraform-provider-flyte")?;
    let memo: Value = serde_json::from_str(memo).expect("the tag is JSON");
    memo["owner"].as_str().map(str::to_owned)
}

/// The name of the environment that a message is about.
pub(super) fn subject(told: &Diagnostic) -> Option<String> {
    let id = told.summary.split('`').nth(1)?;
    let name = id.rsplit('/').next()?;
    Some(name.split('.').next()?.to_owned())
}
