//! What the backend holds: tables of task versions, projects, triggers, settings, secrets, apps, runs and files, with the
//! indexes that the calls need.
//!
//! Invariants: a row's creation time is unique and never changes, so it is also its key, and the
//! order of keys is the order of creation; the indexes name exactly the rows that exist; every
//! change is in the journal, if there is one, before a caller sees it.

pub(crate) mod app;
pub(crate) mod bucket;
pub(crate) mod journal;
pub(crate) mod project;
pub(crate) mod run;
pub(crate) mod secret;
pub(crate) mod settings;
pub(crate) mod task;
pub(crate) mod trigger;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use crate::clock::Clock;
use crate::page::Page;
use crate::store::app::{AppRow, service_name};
use crate::store::bucket::Bucket;
use crate::store::journal::{Entry, Journal};
use crate::store::project::ProjectRow;
use crate::store::run::Runs;
use crate::store::secret::{SecretRow, object_name};
use crate::store::settings::SettingsRow;
use crate::store::task::{Row, Scope, Stored};
use crate::store::trigger::{Key, TriggerRow, key};

/// In what the backend differs from today's open-source one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rules {
    /// Enforces the rules of the IDL.
    pub(crate) strict: bool,
    /// Drops `reusePolicy`.
    pub(crate) no_reuse_policy: bool,
    /// Has no place for inputs of runs.
    pub(crate) no_uploads: bool,
    /// Serves neither clusters nor a data proxy.
    pub(crate) no_data_proxy: bool,
    /// Cannot sign addresses of its store.
    pub(crate) no_signing: bool,
    /// Does not know which projects there are: another backend has them.
    pub(crate) any_project: bool,
    /// Serves no secrets.
    pub(crate) no_secrets: bool,
    /// Keeps the settings that flyteidl2 2.0.51 has added.
    pub(crate) newest_settings: bool,
    /// Serves no apps.
    pub(crate) no_apps: bool,
    /// Has a cluster that makes nothing of apps.
    pub(crate) no_cluster: bool,
    /// How many answers about an app that was written are those of before.
    pub(crate) outdated_answers: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) rules: Rules,
    pub(crate) clock: Clock,
    rows: BTreeMap<i64, Row>,
    /// Scope → task name → version → key of the row.
    tasks: BTreeMap<Scope, BTreeMap<String, BTreeMap<String, i64>>>,
    /// Scope and environment → keys of the rows.
    environments: HashMap<(Scope, String), BTreeSet<i64>>,
    projects: BTreeMap<String, ProjectRow>,
    pub(crate) runs: Runs,
    pub(crate) bucket: Bucket,
    /// By what the backend makes of their key.
    pub(crate) settings: BTreeMap<String, SettingsRow>,
    /// By the name of their object.
    pub(crate) secrets: BTreeMap<String, SecretRow>,
    /// By the name of their service.
    pub(crate) apps: BTreeMap<String, AppRow>,
    /// What there was before the last write, by the same, and how many answers it is still told in.
    pub(crate) outdated_apps: BTreeMap<String, (Option<AppRow>, u32)>,
    /// All revisions of each trigger, oldest first, never none.
    triggers: BTreeMap<Key, Vec<TriggerRow>>,
    journal: Option<Journal>,
    last_time: i64,
}

impl Store {
    /// A store that continues what `journal` holds.
    pub(crate) fn resume(journal: Journal, entries: Vec<Entry>) -> io::Result<Self> {
        let mut store = Self::default();
        for entry in entries {
            store.apply(entry);
        }
        let rows = store
            .rows
            .values()
            .map(|row| Entry::Task(row.stored.clone()));
        let projects = store.projects.values().cloned().map(Entry::Project);
        let triggers = store
            .triggers
            .values()
            .flatten()
            .cloned()
            .map(|row| Entry::Trigger(Box::new(row)));
        let settings = store.settings.values().cloned();
        let settings = settings.map(|row| Entry::Settings(Box::new(row)));
        let secrets = store.secrets.values().cloned();
        let secrets = secrets.map(|row| Entry::Secret(Box::new(row)));
        let apps = store.apps.values().cloned();
        let apps = apps.map(|row| Entry::App(Box::new(row)));
        let entries = projects.chain(rows).chain(triggers);
        let entries = entries.chain(settings).chain(secrets).chain(apps);
        store.journal = Some(journal.rewrite(entries)?);
        Ok(store)
    }

    /// Microseconds since 1970; never the same twice, so that creation times order the rows.
    pub(crate) fn now(&mut self) -> i64 {
        let now = i64::try_from(self.clock.now().as_micros()).unwrap_or(i64::MAX);
        self.last_time = now.max(self.last_time + 1);
        self.last_time
    }

    /// Makes one change, and writes it to the journal first.
    pub(crate) fn change(&mut self, entry: Entry) -> io::Result<()> {
        if let Some(journal) = &mut self.journal {
            journal.append(&entry)?;
        }
        self.apply(entry);
        Ok(())
    }

    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Task(stored) => {
                self.last_time = self.last_time.max(stored.updated_at);
                self.remove(stored.created_at);
                self.insert(Row::from(stored));
            }
            Entry::Forget {
                project,
                domain,
                name,
            } => {
                self.triggers
                    .retain(|key, _| (&key.0, &key.1, &key.2) != (&project, &domain, &name));
                let rows = self.versions(&(project, domain), &name);
                let keys: Vec<_> = rows.iter().map(|row| row.stored.created_at).collect();
                keys.into_iter().for_each(|key| self.remove(key));
            }
            Entry::Project(project) => {
                self.last_time = self.last_time.max(project.updated_at);
                self.projects.insert(project.project.id.clone(), project);
            }
            Entry::Trigger(row) => {
                self.last_time = self.last_time.max(row.changed_at());
                let revisions = self.triggers.entry(key(&row.name));
                revisions.or_default().push(*row);
            }
            Entry::Settings(row) => {
                self.settings.insert(row.place.clone(), *row);
            }
            Entry::Secret(row) => {
                self.secrets.insert(object_name(&row.id), *row);
            }
            Entry::ForgetSecret(name) => {
                self.secrets.remove(&name);
            }
            Entry::App(row) => {
                self.last_time = self.last_time.max(row.changed_at);
                self.apps.insert(service_name(&row.id), *row);
            }
            Entry::ForgetApp(name) => {
                self.apps.remove(&name);
            }
        }
    }

    fn insert(&mut self, row: Row) {
        let (key, scope) = (row.stored.created_at, row.scope());
        self.environments
            .entry((scope.clone(), row.environment.clone()))
            .or_default()
            .insert(key);
        self.tasks
            .entry(scope)
            .or_default()
            .entry(row.stored.name.clone())
            .or_default()
            .insert(row.stored.version.clone(), key);
        self.rows.insert(key, row);
    }

    fn remove(&mut self, key: i64) {
        let Some(row) = self.rows.remove(&key) else {
            return;
        };
        let scope = row.scope();
        if let Some(names) = self.tasks.get_mut(&scope)
            && let Some(versions) = names.get_mut(&row.stored.name)
        {
            versions.remove(&row.stored.version);
            if versions.is_empty() {
                names.remove(&row.stored.name);
            }
        }
        if let Some(keys) = self.environments.get_mut(&(scope, row.environment)) {
            keys.remove(&key);
        }
    }

    /// The row of one version.
    pub(crate) fn find(&self, scope: &Scope, name: &str, version: &str) -> Option<&Row> {
        self.rows
            .get(self.tasks.get(scope)?.get(name)?.get(version)?)
    }

    /// Every row, in order of creation.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// The versions of one task, newest first.
    pub(crate) fn versions(&self, scope: &Scope, name: &str) -> Vec<&Row> {
        let versions = self.tasks.get(scope).and_then(|names| names.get(name));
        let keys: BTreeSet<_> = versions.into_iter().flat_map(BTreeMap::values).collect();
        self.rows(keys.into_iter().rev())
    }

    /// The newest row of each task in `scope` (everywhere without one) among those that pass the
    /// page's filters, newest first.
    pub(crate) fn latest(&self, scope: Option<&Scope>, page: &Page) -> Vec<&Row> {
        let keys: BTreeSet<&i64> = match scope {
            Some(scope) => self.candidates(scope, page),
            None => self
                .tasks
                .keys()
                .flat_map(|scope| self.candidates(scope, page))
                .collect(),
        };
        let mut seen = BTreeSet::new();
        self.rows(keys.into_iter().rev())
            .into_iter()
            .filter(|row| page.passes(*row) && seen.insert(row.task()))
            .collect()
    }

    /// Keys of the rows of a scope, narrowed by an index where a filter allows it.
    fn candidates(&self, scope: &Scope, page: &Page) -> BTreeSet<&i64> {
        let Some(names) = self.tasks.get(scope) else {
            return BTreeSet::new();
        };
        if let Some(name) = page.equal_text("name") {
            let versions = names.get(name);
            return versions.into_iter().flat_map(BTreeMap::values).collect();
        }
        if let Some(environment) = page.equal_text("environment") {
            let index = (scope.clone(), environment.to_owned());
            return self
                .environments
                .get(&index)
                .into_iter()
                .flatten()
                .collect();
        }
        names.values().flat_map(BTreeMap::values).collect()
    }

    fn rows<'a>(&'a self, keys: impl Iterator<Item = &'a i64>) -> Vec<&'a Row> {
        keys.filter_map(|key| self.rows.get(key)).collect()
    }

    /// How many tasks a scope (everywhere without one) has.
    pub(crate) fn count(&self, scope: Option<&Scope>) -> usize {
        match scope {
            Some(scope) => self.tasks.get(scope).map_or(0, BTreeMap::len),
            None => self.tasks.values().map(BTreeMap::len).sum(),
        }
    }

    /// Writes one version: a new row, or new content for the row that is there.
    pub(crate) fn upsert(&mut self, mut stored: Stored) -> io::Result<()> {
        let now = self.now();
        let scope = (stored.project.clone(), stored.domain.clone());
        (stored.created_at, stored.updated_at) = (now, now);
        if let Some(old) = self.find(&scope, &stored.name, &stored.version) {
            stored.created_at = old.stored.created_at;
            // The summary on the row is refreshed only by changes of triggers.
            stored.triggers.clone_from(&old.stored.triggers);
        }
        self.change(Entry::Task(stored))
    }

    /// The latest revision of a trigger, hidden or not.
    pub(crate) fn trigger(&self, key: &Key) -> Option<&TriggerRow> {
        self.trigger_revisions(key).last()
    }

    /// All revisions of a trigger, oldest first.
    pub(crate) fn trigger_revisions(&self, key: &Key) -> &[TriggerRow] {
        self.triggers.get(key).map_or(&[], Vec::as_slice)
    }

    /// The latest revision of every trigger, hidden or not.
    pub(crate) fn triggers(&self) -> impl Iterator<Item = &TriggerRow> {
        self.triggers
            .values()
            .filter_map(|revisions| revisions.last())
    }

    /// A project by its id.
    pub(crate) fn project(&self, id: &str) -> Option<&ProjectRow> {
        self.projects.get(id)
    }

    /// Every project, in the order in which they were last written: no other is promised.
    pub(crate) fn projects(&self) -> Vec<&ProjectRow> {
        let mut projects: Vec<_> = self.projects.values().collect();
        projects.sort_by_key(|project| project.updated_at);
        projects
    }
}
