//! What was found in Flyte, as one environment.

use std::collections::{BTreeMap, BTreeSet};

use flyte_domain::{Environment, KeptInputs, Note, Reading, Record, Task, TaskLabel};

use crate::task_environment::claim::Claim;
use crate::task_environment::model::Model;
use crate::task_environment::records::Found;
use crate::task_environment::{kept_inputs, task};

/// How many tasks a message names.
const NAMED: usize = 10;

/// A record and the tasks that belong to it.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) environment: Environment,
    /// Whether everything was deployed together, by this provider.
    pub(super) is_whole: bool,
    /// Fields that no configuration can set.
    pub(super) foreign_fields: Vec<String>,
    pub(super) notes: Vec<Note>,
    /// What others deployed, as a message puts it.
    pub(super) drift: Vec<String>,
}

/// What decides which tasks belong to an environment.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The labels of the tasks in a plan or state.
    pub(super) labels: BTreeSet<TaskLabel>,
    pub(super) claim: Claim,
    /// Its tasks with triggers, about which Flyte does not return everything.
    pub(super) tasks: BTreeMap<TaskLabel, Task>,
    /// Where the inputs of these triggers were put.
    pub(super) inputs: KeptInputs,
    /// The version deployed last, according to the state.
    pub(super) version: Option<String>,
}

impl Known {
    /// What a state knows.
    pub(super) fn of(state: &Model, claim: &Claim) -> Self {
        Self {
            inputs: claim.inputs.clone(),
            ..Self::planned(state, claim)
        }
    }

    /// What a plan knows. The location of its inputs is not known yet.
    pub(super) fn planned(plan: &Model, claim: &Claim) -> Self {
        Self {
            labels: labels(plan),
            claim: claim.clone(),
            tasks: task::with_triggers(&plan.tasks),
            inputs: KeptInputs::default(),
            version: plan.version.as_known().cloned(),
        }
    }

    /// Completes a task that was read with what is known about its triggers.
    fn recall(&self, environment: &Environment, label: &TaskLabel, task: &mut Task) {
        if let Some(known) = self.tasks.get(label) {
            task.recall(environment, known, |trigger, kept| {
                self.inputs.has(label, trigger, kept)
            });
        }
    }
}

/// The labels of the tasks in a plan or state.
pub(super) fn labels(model: &Model) -> BTreeSet<TaskLabel> {
    let tasks = model.tasks.as_known().into_iter().flatten();
    tasks
        .filter(|(_, task)| task.is_known())
        .filter_map(|(label, _)| TaskLabel::new(label).ok())
        .collect()
}

impl Found {
    /// The environment of a readable record. A task belongs to it if this provider deployed it for
    /// this environment, or if the state has it: others may have deployed tasks under the same
    /// prefix.
    pub(super) fn current(&self, record: &Record, reading: &Reading, known: &Known) -> Current {
        let mut current = Current {
            environment: reading.environment.clone(),
            is_whole: record.revision().is_some(),
            foreign_fields: reading.unexplained.clone(),
            notes: reading.notes.clone(),
            drift: Vec::new(),
        };
        if record.revision().is_none() {
            (current.drift).push(format!("its record, in version `{}`", record.version));
        }
        for (label, task) in &self.tasks {
            let name = label.full_name(&reading.environment.id.name);
            let is_known = known.labels.contains(label);
            let redeployed = || format!("task `{name}`, in version `{}`", task.version());
            let Ok(mut content) = task.read(&reading.environment, label) else {
                if is_known {
                    current.is_whole = false;
                    current.drift.push(redeployed());
                }
                continue;
            };
            let belongs = is_known || known.claim.has_task(task, Some(record));
            if !belongs || content.deprecated.is_some() {
                continue;
            }
            let is_of_record = task.version() == record.version;
            current.is_whole &= content.managed && is_of_record;
            // The task was not deployed again, so every difference comes from the record.
            let is_as_deployed = known.version.as_deref() == Some(task.version());
            if content.managed && is_as_deployed && !is_of_record {
                content = content.beside_another_record();
            }
            if !content.managed {
                current.drift.push(redeployed());
            }
            known.recall(&reading.environment, label, &mut content.task);
            let fields = content.unexplained.iter().chain(task.unknown());
            let fields = fields
                .cloned()
                .chain(
                    (content.unexplained_triggers.iter()).flat_map(|(trigger, paths)| {
                        let path = |path: &String| match path.as_str() {
                            "" => format!("triggers.{trigger}"),
                            path => format!("triggers.{trigger}.{path}"),
                        };
                        paths.iter().map(path).collect::<Vec<_>>()
                    }),
                );
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
        let unknown = kept_inputs::unknown(&current.environment);
        current.foreign_fields.extend(unknown);
        current
    }

    /// Tasks of this object that are no longer in an environment.
    pub(super) fn left_over(
        &self,
        environment: &Environment,
        claim: &Claim,
    ) -> BTreeMap<TaskLabel, Task> {
        let record = self.live();
        let others = (self.tasks.iter())
            .filter(|(label, _)| !environment.tasks.contains_key(label))
            // Tasks left by an unfinished create have an id that no live record has.
            .filter(|(_, task)| match record {
                Some(_) => claim.has_task(task, record),
                None => task.is_managed(),
            });
        others
            .filter_map(|(label, task)| {
                let content = task.read(environment, label).ok()?;
                content
                    .deprecated
                    .is_none()
                    .then_some((label.clone(), content.task))
            })
            .collect()
    }

    /// The full names of live tasks that are not in an environment. Tasks without a label are
    /// counted, too, although it is not known whether they are live.
    pub(super) fn beside(&self, environment: &Environment) -> Vec<String> {
        let labelled = (self.tasks.iter())
            .filter(|(label, task)| !environment.tasks.contains_key(label) && task.is_foreign())
            .map(|(label, _)| label.full_name(&environment.id.name));
        let others = self.others.iter().map(|(name, _)| name.clone());
        labelled.chain(others).collect()
    }
}

impl Current {
    /// What others deployed, if anything.
    pub(super) fn drifted(&self) -> Option<String> {
        let first: Vec<_> = self.drift.iter().take(NAMED).cloned().collect();
        let more = match self.drift.len().saturating_sub(NAMED) {
            0 => String::new(),
            count => format!("; and {count} more"),
        };
        (!first.is_empty()).then(|| first.join("; ") + &more)
    }
}
