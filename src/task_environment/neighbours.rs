//! Tasks that others deployed into an environment with a warm pool, and what becomes of them there.
//!
//! A pool is known by its version, which the code bundle is part of, and takes one bundle only. So
//! a task with another bundle is served by a pool of its own, unless it names the same version:
//! then it cannot run at all.

use flyte_domain::{DeployedTask, Environment};
use terraform_framework::{Diagnostic, Path};

use crate::task_environment::records::Found;

/// How many tasks a message names.
const NAMED: usize = 10;

/// What the user should know about tasks of others that run warm beside the environment.
pub(super) fn beside(environment: &Environment, found: &Found) -> Vec<Diagnostic> {
    let Some(version) = environment.pool_version() else {
        return Vec::new();
    };
    let (mut apart, mut refused) = (Vec::new(), Vec::new());
    let others = (found.tasks.iter())
        .filter(|(label, task)| !environment.tasks.contains_key(label) && task.is_foreign())
        .map(|(_, task)| task);
    for task in others {
        match task.pool() {
            Some((pool, _)) if pool != version.as_str() => apart.push(task),
            Some((_, code)) if code != environment.code => refused.push(task),
            _ => {}
        }
    }
    let id = &environment.id;
    let pool = Path::root().attribute("pool_version");
    let apart = (!apart.is_empty()).then(|| {
        Diagnostic::warning(
            format!("Tasks of others keep a second warm pool in `{id}`"),
            format!(
                "Someone else deployed {} into this environment, with other code or other \
                 settings. A pool holds one code bundle only, so Flyte keeps separate containers \
                 for them, in addition to those of the pool `{version}`: you pay for both. Tasks \
                 share a pool when they are deployed with the same settings and the same bundle, \
                 which `code` can name by its `uri`.",
                names(&apart)
            ),
        )
        .at(pool.clone())
    });
    let refused = (!refused.is_empty()).then(|| {
        Diagnostic::warning(
            format!("Tasks of others cannot run in the warm pool of `{id}`"),
            format!(
                "Someone else deployed {} for the pool `{version}`, with another code bundle than \
                 this environment's. A container of the pool keeps the bundle of its first task \
                 and refuses others with `Task TGZ does not match the configured TGZ tasks`. \
                 Which of them fail depends on which came first. Deploy those tasks with the \
                 same bundle, or into another environment.",
                names(&refused)
            ),
        )
        .at(pool)
    });
    apart.into_iter().chain(refused).collect()
}

fn names(tasks: &[&DeployedTask]) -> String {
    let first = tasks.iter().take(NAMED);
    let mut names: Vec<_> = first.map(|task| format!("`{}`", task.name())).collect();
    if tasks.len() > NAMED {
        names.push(format!("{} more", tasks.len() - NAMED));
    }
    names.join(", ")
}
