//! Which triggers can be seen: those that are not deleted.

use crate::store::Store;
use crate::store::trigger::TriggerRow;

/// The triggers of a task that can be seen, by name.
pub(crate) fn of_task<'a>(
    store: &'a Store,
    project: &'a str,
    domain: &'a str,
    task: &'a str,
) -> impl Iterator<Item = &'a TriggerRow> {
    visible(store).filter(move |row| {
        row.name.project == project && row.name.domain == domain && row.name.task_name == task
    })
}

/// The triggers that can be seen.
pub(super) fn visible(store: &Store) -> impl Iterator<Item = &TriggerRow> {
    store.triggers().filter(|row| row.is_there())
}
