//! What a plan that takes an environment over shows.

use crate::harness::plan::Change;

/// What every takeover changes.
const ALWAYS: [&str; 3] = ["deployed_at", "revision", "version"];

/// The attributes that a change shows beyond that. It shows all of that.
#[track_caller]
pub(super) fn more(change: &Change<'_>) -> Vec<String> {
    let mut shown = change.differing();
    for name in ALWAYS {
        assert!(shown.iter().any(|it| it == name), "no `{name}`: {shown:?}");
    }
    shown.retain(|name| !ALWAYS.contains(&name.as_str()));
    shown
}

/// The same, each with its value before and after.
#[track_caller]
pub(super) fn values(change: &Change<'_>) -> Vec<String> {
    let names = more(change).into_iter();
    names
        .map(|name| {
            let before = change.before(&name);
            match change.is_unknown(&name) {
                true => format!("{name}: {before} -> (known after apply)"),
                false => format!("{name}: {before} -> {}", change.after(&name)),
            }
        })
        .collect()
}
