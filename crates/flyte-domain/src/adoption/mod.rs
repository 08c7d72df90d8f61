//! Environments that were deployed without a record, by the Flyte SDK: what their tasks have in
//! common is the environment, and each task that a configuration can express is one of its own.
//!
//! * [`common`] finds what the tasks have in common;
//! * [`express`] says whether a task can be written as a `task` block of that environment;
//! * [`reason`] is why one cannot.
//!
//! A task is taken only if deploying it again gives the very spec that is there, but for version
//! and tags. Everything else is left as it is, and named with a reason.

mod common;
mod express;
mod reason;

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::{TaskSpec, TaskTrigger};
pub use reason::Reason;

use crate::environment::Environment;
use crate::identity::EnvironmentId;
use crate::tags;
use crate::template::compare::stamp_of;

/// The version of a task that was deployed last.
#[derive(Debug, Clone, Copy)]
pub struct Deployed<'a> {
    /// The full name of the task.
    pub name: &'a str,
    /// The version.
    pub version: &'a str,
    /// When it was deployed first: seconds and nanoseconds.
    pub deployed_at: (i64, i32),
    /// What it is.
    pub spec: &'a TaskSpec,
    /// What starts it.
    pub triggers: &'a [TaskTrigger],
    /// Paths of what the server holds of it and no message of ours has a field for.
    pub unknown: &'a [String],
}

impl Deployed<'_> {
    fn is_live(&self) -> bool {
        stamp_of(self.spec).deprecated.is_none()
    }

    /// Whether someone else deployed it, and it is not gone.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        let template = self.spec.task_template.as_ref();
        let metadata = template.and_then(|template| template.metadata.as_ref());
        self.is_live() && !metadata.is_some_and(|metadata| tags::is_managed(&metadata.tags))
    }
}

/// An environment made of its tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// The environment, with the tasks that can be expressed.
    pub environment: Environment,
    /// The version that it was deployed as: that of the task deployed last.
    pub version: String,
    /// The other tasks, by their full names.
    pub untouched: BTreeMap<String, Reason>,
}

/// Why there is no environment to be made.
#[derive(Debug, Clone, PartialEq)]
pub enum Unadoptable {
    /// It has no tasks, or they are all deprecated.
    Nothing,
    /// None of its tasks runs in a container, so that they have nothing in common that an
    /// environment could say.
    NoContainer(BTreeMap<String, Reason>),
}

/// Makes an environment of its tasks. They may come in any order.
///
/// # Errors
/// When there is nothing to make it of.
pub fn adopt(id: &EnvironmentId, tasks: &[Deployed<'_>]) -> Result<Adoption, Unadoptable> {
    let mut live: Vec<_> = tasks.iter().filter(|task| task.is_live()).collect();
    live.sort_by_key(|task| task.name);
    let last = live.iter().max_by_key(|task| task.deployed_at);
    let version = last.ok_or(Unadoptable::Nothing)?.version;
    let (current, stale): (Vec<&Deployed<'_>>, Vec<_>) =
        live.into_iter().partition(|task| task.version == version);
    let mut untouched: BTreeMap<_, _> = stale
        .into_iter()
        .map(|task| {
            let (found, expected) = (task.version.to_owned(), version.to_owned());
            (task.name.to_owned(), Reason::Version { found, expected })
        })
        .collect();
    let Some(mut environment) = common::environment(id, &current) else {
        untouched.extend(current.into_iter().filter_map(|task| {
            let reason = express::runnable(task.spec).err()?;
            Some((task.name.to_owned(), reason))
        }));
        return Err(Unadoptable::NoContainer(untouched));
    };
    let mut expressed = BTreeMap::new();
    for task in current {
        match express::task(&environment, task) {
            Ok((label, task)) => {
                expressed.insert(label, task);
            }
            Err(reason) => {
                untouched.insert(task.name.to_owned(), reason);
            }
        }
    }
    environment.tasks = expressed;
    Ok(Adoption {
        environment,
        version: version.to_owned(),
        untouched,
    })
}

#[cfg(test)]
mod tests;
