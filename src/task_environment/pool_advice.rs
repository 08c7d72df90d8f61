//! What the user should know about pools: tasks that are served by one of their own, and accelerators
//! that a pool may hold from now on.

use terraform_framework::{Diagnostic, Field, Number, Path};

use crate::task_environment::model::Model;

/// Tasks that the environment's pool does not serve; reported when that is new.
pub(super) fn other_pools(prior: Option<&Model>, plan: &Model) -> Option<Diagnostic> {
    let none = Default::default();
    let before = prior.and_then(|prior| prior.task_pool_versions.as_known());
    let before = before.unwrap_or(&none);
    let names: Vec<_> = (plan.task_pool_versions.as_known()?.keys())
        .filter(|name| !before.contains_key(*name))
        .map(|name| format!("`{name}`"))
        .collect();
    (!names.is_empty()).then(|| {
        Diagnostic::warning(
            "Tasks are served by a pool of their own",
            format!(
                "Whether a task is `interruptible` is part of the identity of the pool that serves \
                 it. {} something different from the environment, so a second pool of the same \
                 size serves {}: see `task_pool_versions`. Set `interruptible` on the environment, \
                 or give such tasks an environment of their own.",
                match &names[..] {
                    [one] => format!("{one} says"),
                    several => format!("{} say", several.join(", ")),
                },
                if names.len() == 1 { "it" } else { "them" },
            ),
        )
        .at(Path::root().attribute("task_pool_versions"))
    })
}

/// Accelerators that the pool may hold from now on.
pub(super) fn more_devices(prior: &Model, plan: &Model) -> Option<Diagnostic> {
    let (before, after) = (devices(prior)?, devices(plan)?);
    (after > before).then(|| {
        Diagnostic::warning(
            format!("The pool may hold {after} accelerators, {before} before"),
            format!(
                "At its maximum, the pool of `{}` holds {after} accelerators from this apply on, \
                 as long as it is warm: `max_replicas` times those of `resources`. \
                 `reusable.reserved` has the other amounts.",
                plan.id.as_known().map_or("", String::as_str),
            ),
        )
        .at(Path::root().attribute("reusable").attribute("reserved"))
    })
}

/// The most accelerators that a pool holds.
fn devices(model: &Model) -> Option<u64> {
    let reserved = match &model.reusable {
        Field::Null => return Some(0),
        reusable => reusable.as_known()?.reserved.as_known()?,
    };
    match &reserved.max.as_known()?.gpu {
        Field::Null => Some(0),
        count => count.as_known().and_then(Number::as_u64),
    }
}
