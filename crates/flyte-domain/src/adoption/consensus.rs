//! What the tasks of an environment have in common.
//!
//! The Python tasks of an environment have its settings, except for a few of their own. Container
//! tasks bring all of theirs and take nothing but the environment's name (flyte SDK 2.12.1,
//! `TaskEnvironment.from_task`), so they are asked only where there is no other. What most tasks
//! say is what the environment says; between equals the first task by name decides.

use flyte_proto::flyteidl2::task::TaskSpec;

use crate::adoption::deployed::Deployed;
use crate::cache::{Cache, CacheVersion};
use crate::environment::Environment;
use crate::identity::EnvironmentId;
use crate::task::runtime;
use crate::{record, target};

/// The environment without its tasks, of tasks sorted by name. Nothing if none of them runs in a
/// container.
pub(super) fn environment(id: &EnvironmentId, tasks: &[&Deployed<'_>]) -> Option<Environment> {
    let has_python = tasks.iter().any(|task| is_python(task.spec));
    let asked = tasks
        .iter()
        .filter(|task| !has_python || is_python(task.spec));
    // A pod does not tell which of its settings are the environment's and which the template's.
    let (mut pods, mut containers): (Vec<&Deployed<'_>>, Vec<_>) =
        asked.partition(|task| target::is_pod(task.spec));
    if containers.is_empty() {
        std::mem::swap(&mut pods, &mut containers);
    }
    let says: Vec<Environment> = containers
        .iter()
        .filter_map(|task| Some(record::read(id, task.spec).ok()?.environment))
        .collect();
    let grounds: Vec<_> = says.iter().map(ground).collect();
    let (most, _) = most_common(grounds.iter())?;
    let mut voters = says
        .iter()
        .zip(&grounds)
        .filter(|(_, ground)| *ground == most)
        .map(|(says, _)| says);
    let first = voters.next()?;
    let voters: Vec<_> = [first].into_iter().chain(voters).collect();
    let interruptible = most_common(voters.iter().map(|voter| voter.interruptible));
    let cache = most_common(voters.iter().map(|voter| &voter.cache));
    let beside: Vec<_> = (pods.iter())
        .map(|task| record::pod_source_beside(first, task.spec))
        .collect();
    let accounts_beside: Vec<_> = (pods.iter())
        .map(|task| {
            record::read(id, task.spec)
                .ok()?
                .environment
                .service_account
        })
        .collect();
    let accounts = voters.iter().map(|voter| voter.service_account.as_ref());
    let sources = voters.iter().map(|voter| voter.pod_template.as_ref());
    Some(Environment {
        interruptible: interruptible.is_some_and(|(interruptible, _)| interruptible),
        pod_template: shared(sources.chain(beside.iter().map(Option::as_ref))),
        service_account: shared(accounts.chain(accounts_beside.iter().map(Option::as_ref))),
        cache: match cache {
            // What one of several has is its own, and so is the hash of a function.
            Some((cache, count))
                if count > 1
                    || cache.policy().is_none()
                    || (voters.len() == 1 && !is_hash(cache)) =>
            {
                cache.clone()
            }
            _ => Cache::default(),
        },
        ..first.clone()
    })
}

/// What a task cannot say for itself.
fn ground(environment: &Environment) -> Environment {
    Environment {
        interruptible: false,
        pod_template: None,
        service_account: None,
        cache: Cache::default(),
        ..environment.as_configured()
    }
}

/// A name that no task can do without once the environment has it.
fn shared<'a, T: Clone + PartialEq + 'a>(names: impl Iterator<Item = Option<&'a T>>) -> Option<T> {
    let names: Option<Vec<_>> = names.collect();
    most_common(names?.into_iter()).map(|(name, _)| name.clone())
}

/// Whether the version is what the SDK computes: the hash of a function, or of what a container runs.
fn is_hash(cache: &Cache) -> bool {
    match cache.policy().map(|policy| &policy.version) {
        Some(CacheVersion::Given(version)) => {
            version.len() == 64 && version.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        _ => false,
    }
}

/// The value that there is most of, the first one among equals, and how many of it there are.
fn most_common<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<(T, usize)> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count)
}

fn is_python(spec: &TaskSpec) -> bool {
    let template = spec.task_template.as_ref();
    let args = template.and_then(target::args);
    args.is_some_and(|args| runtime::is_python(&args))
}
