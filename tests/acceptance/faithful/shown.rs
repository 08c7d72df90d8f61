//! What a plan shows of a change: attributes, and their values before and after.

use crate::harness::plan::Change;

/// What every takeover changes.
const ALWAYS: [&str; 3] = ["deployed_at", "revision", "version"];

/// The attributes that a takeover shows beyond that. It shows all of that.
#[track_caller]
pub(crate) fn more(change: &Change<'_>) -> Vec<String> {
    let mut shown = change.differing();
    for name in ALWAYS {
        assert!(shown.iter().any(|it| it == name), "no `{name}`: {shown:?}");
    }
    shown.retain(|name| !ALWAYS.contains(&name.as_str()));
    shown
}

/// Attributes, each with its value before and after.
pub(crate) fn values(change: &Change<'_>, names: Vec<String>) -> Vec<String> {
    let values = names.into_iter().map(|name| {
        let before = change.before(&name);
        match change.is_unknown(&name) {
            true => format!("{name}: {before} -> (known after apply)"),
            false => format!("{name}: {before} -> {}", change.after(&name)),
        }
    });
    values.collect()
}
