//! Environments that were deployed without a record, by the Flyte SDK: what their tasks have in
//! common is the environment, and each task that a configuration can express is one of its own.
//!
//! * [`deployed`] is a task that was found;
//! * [`consensus`] finds what the tasks have in common;
//! * [`express`] says whether a task can be written in `tasks` of that environment;
//! * [`reason`] is why one cannot.
//!
//! A task is taken only if deploying it again gives the very spec that is there, except for version
//! and tags. Everything else is left as it is, and named with a reason.

mod consensus;
pub(crate) mod deployed;
pub(crate) mod express;
pub(crate) mod reason;

use std::collections::BTreeMap;

use crate::adoption::deployed::Deployed;
pub use crate::adoption::reason::Reason;
use crate::deployed::task::DeployedTask;
use crate::environment::Environment;
use crate::identity::EnvironmentId;

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

impl Adoption {
    /// Makes an environment of its tasks. They may come in any order.
    ///
    /// # Errors
    /// When there is nothing to make it of.
    pub fn of<'a>(
        id: &EnvironmentId,
        tasks: impl IntoIterator<Item = &'a DeployedTask>,
    ) -> Result<Self, Unadoptable> {
        let tasks = tasks.into_iter().filter_map(DeployedTask::as_adoptable);
        adopt(id, &tasks.collect::<Vec<_>>())
    }
}

fn adopt(id: &EnvironmentId, tasks: &[Deployed<'_>]) -> Result<Adoption, Unadoptable> {
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
    let Some(mut environment) = consensus::environment(id, &current) else {
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
