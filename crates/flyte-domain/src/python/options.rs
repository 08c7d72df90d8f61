//! What both kinds of tasks can have: retries, bounds of time, a cache, triggers.

use crate::cache::{Cache, CacheVersion};
use crate::python::layout::{Expression, Part};
use crate::python::literal;
use crate::python::module::Imports;
use crate::python::trigger::trigger;
use crate::task::Task;
use crate::task::limits::{Retries, Timeouts};

/// The arguments for what the task says for itself, except for the settings that it shares with its
/// environment.
pub(super) fn arguments(task: &Task, imports: &mut Imports) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(name) = &task.short_name {
        parts.push(Part::named("short_name", literal::text_atom(name.as_str())));
    }
    parts.extend(retries(task.retries, imports));
    parts.extend(timeout(task.timeouts, imports));
    for (name, is_set) in [
        ("report", task.report),
        ("entrypoint", task.entrypoint),
        ("produces_artifacts", task.produces_artifacts),
    ] {
        parts.extend(is_set.then(|| Part::named(name, literal::switch(true))));
    }
    if !task.triggers.is_empty() {
        let triggers = task.triggers.iter();
        let triggers = triggers.map(|(name, it)| trigger(name.as_str(), it, imports));
        parts.push(Part::named("triggers", Expression::tuple(triggers)));
    }
    parts
}

fn retries(retries: Retries, imports: &mut Imports) -> Option<Part> {
    let count = Expression::atom(retries.count.to_string());
    let Some(backoff) = retries.backoff else {
        return (retries.count > 0).then(|| Part::named("retries", count));
    };
    let mut parts = vec![Part::named(
        "base",
        literal::duration(backoff.base(), imports),
    )];
    #[expect(
        clippy::float_cmp,
        reason = "1 is what the SDK takes where nothing is said"
    )]
    if backoff.factor() != 1.0 {
        parts.push(Part::named("factor", literal::float(backoff.factor())));
    }
    if let Some(cap) = backoff.cap() {
        parts.push(Part::named("cap", literal::duration(cap, imports)));
    }
    let strategy = vec![
        Part::named("count", count),
        Part::named("backoff", Expression::call("flyte.Backoff", parts)),
    ];
    Some(Part::named(
        "retries",
        Expression::call("flyte.RetryStrategy", strategy),
    ))
}

fn timeout(timeouts: Timeouts, imports: &mut Imports) -> Option<Part> {
    let bounds: Vec<_> = [
        ("max_runtime", timeouts.runtime()),
        ("max_queued_time", timeouts.queued()),
        ("deadline", timeouts.deadline()),
    ]
    .into_iter()
    .filter_map(|(name, bound)| Some((name, literal::duration(bound?, imports))))
    .collect();
    let timeout = match &bounds[..] {
        [] => return None,
        [("max_runtime", bound)] => bound.clone(),
        _ => {
            let parts = bounds.into_iter();
            let parts = parts.map(|(name, bound)| Part::named(name, bound));
            Expression::call("flyte.Timeout", parts.collect())
        }
    };
    Some(Part::named("timeout", timeout))
}

/// How results are kept.
pub(super) fn cache(cache: &Cache, imports: &mut Imports) -> Expression {
    let text = |name, text: &str| Part::named(name, literal::text_atom(text));
    let (behavior, mut parts) = match cache.policy() {
        None => ("disable", Vec::new()),
        Some(policy) => {
            let (behavior, version) = match &policy.version {
                CacheVersion::Auto { salt } if salt.is_empty() => ("auto", None),
                CacheVersion::Auto { salt } => ("auto", Some(text("salt", salt))),
                CacheVersion::Given(version) => {
                    ("override", Some(text("version_override", version)))
                }
            };
            let mut parts: Vec<_> = version.into_iter().collect();
            if !policy.ignored_inputs.is_empty() {
                let inputs = policy.ignored_inputs.iter();
                let inputs = Expression::tuple(inputs.map(|input| literal::text_atom(input)));
                parts.push(Part::named("ignored_inputs", inputs));
            }
            (behavior, parts)
        }
    };
    if let Some(age) = cache.max_age() {
        parts.push(Part::named("max_age", literal::duration(age, imports)));
    }
    if cache.serialize() {
        parts.push(Part::named("serialize", literal::switch(true)));
    }
    if parts.is_empty() {
        return literal::text_atom(behavior);
    }
    parts.insert(0, text("behavior", behavior));
    Expression::call("flyte.Cache", parts)
}
