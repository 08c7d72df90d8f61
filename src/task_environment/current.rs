//! What is found in Flyte, as one environment.

use std::collections::{BTreeMap, BTreeSet};

use flyte_domain::{Environment, Note, Reading, Record, Task, TaskLabel};

use crate::task_environment::model::Model;
use crate::task_environment::records::Found;

/// A record and the tasks that belong to it.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) environment: Environment,
    /// Whether everything was deployed together, by this provider.
    pub(super) is_whole: bool,
    /// Fields that no configuration makes.
    pub(super) foreign_fields: Vec<String>,
    pub(super) notes: Vec<Note>,
}

/// The labels of the tasks that a plan or state knows.
pub(super) fn labels(model: &Model) -> BTreeSet<TaskLabel> {
    let tasks = model.tasks.as_known().into_iter().flatten();
    tasks
        .filter(|(_, task)| task.is_known())
        .filter_map(|(label, _)| TaskLabel::new(label).ok())
        .collect()
}

impl Found {
    /// The environment of a readable record. A task belongs to it if this provider deployed it, or
    /// if the state knows it: others may have deployed tasks under the same prefix.
    pub(super) fn current(
        &self,
        record: &Record,
        reading: &Reading,
        known: &BTreeSet<TaskLabel>,
    ) -> Current {
        let mut current = Current {
            environment: reading.environment.clone(),
            is_whole: record.revision().is_some(),
            foreign_fields: reading.unexplained.clone(),
            notes: reading.notes.clone(),
        };
        for (label, task) in &self.tasks {
            let Ok(content) = task.read(&reading.environment, label) else {
                current.is_whole &= !known.contains(label);
                continue;
            };
            let belongs = content.managed || known.contains(label);
            if !belongs || content.deprecated.is_some() {
                continue;
            }
            current.is_whole &= content.managed && task.version() == record.version;
            let fields = content.unexplained.iter().chain(task.unknown());
            current
                .foreign_fields
                .extend(fields.map(|field| format!("tasks.{label}.{field}")));
            for note in content.notes {
                if !current.notes.contains(&note) {
                    current.notes.push(note);
                }
            }
            current
                .environment
                .tasks
                .insert(label.clone(), content.task);
        }
        current
    }

    /// Tasks that this provider deployed and that an environment has no more.
    pub(super) fn left_over(&self, environment: &Environment) -> BTreeMap<TaskLabel, Task> {
        let others = self
            .tasks
            .iter()
            .filter(|(label, _)| !environment.tasks.contains_key(label));
        others
            .filter_map(|(label, task)| {
                let content = task.read(environment, label).ok()?;
                let is_left_over = content.managed && content.deprecated.is_none();
                is_left_over.then_some((label.clone(), content.task))
            })
            .collect()
    }

    /// The full names of live tasks beside those that an environment has. Whether those that no
    /// label stands for are live is not known; they count.
    pub(super) fn beside(&self, environment: &Environment) -> Vec<String> {
        let labelled = (self.tasks.iter())
            .filter(|(label, task)| !environment.tasks.contains_key(label) && task.is_foreign())
            .map(|(label, _)| label.full_name(&environment.id.name));
        let others = self.others.iter().map(|(name, _)| name.clone());
        labelled.chain(others).collect()
    }
}
