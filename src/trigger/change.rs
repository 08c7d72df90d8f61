//! What a plan does to an existing trigger.

use flyte_domain::{DeployedTrigger, Trigger, TriggeredTask};
use terraform_framework::{Diagnostics, Field, Path};

use crate::reader::Reader;
use crate::task_environment::records;
use crate::trigger::model::Model;
use crate::trigger::note::Note;
use crate::trigger::settings::model::TriggerObject;

/// The path of inputs that Flyte keeps and the state does not know.
pub(super) const KEPT: &str = "spec.offloadedInputData";

/// What a plan does to an existing trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing that Flyte has to know.
    Local,
    /// It is switched on or off.
    Switch,
    /// It is deployed again.
    Deploy,
}

/// What a plan does that turns `prior` into `planned`, for this version of its task.
pub(super) fn of(
    prior: &Model,
    note: Option<&Note>,
    planned: &Trigger,
    task: &TriggeredTask,
) -> Change {
    let is_this_version = prior.task_version.as_known().map(String::as_str) == Some(task.version());
    let Some(mut before) = said(&prior.settings(), task) else {
        return Change::Deploy;
    };
    if !is_this_version || has_foreign_fields(prior) {
        return Change::Deploy;
    }
    if let Some(kept) = note.and_then(Note::unknown)
        && task.starts_with_kept(planned, &kept)
    {
        before.inputs.clone_from(&planned.inputs);
        before.custom_context.clone_from(&planned.custom_context);
    }
    let was_active = std::mem::replace(&mut before.active, planned.active);
    match before == *planned {
        false => Change::Deploy,
        true if was_active != planned.active => Change::Switch,
        true => Change::Local,
    }
}

/// Returns whether Flyte holds what the state was read from. Every change of a trigger has a new
/// revision; in another Flyte, or one that was set up again, a trigger may have the same revision,
/// but has another time.
pub(super) fn is_as_read(state: &Model, held: &DeployedTrigger) -> bool {
    state.revision == Field::Known(held.revision)
        && state.deployed_at == records::time(held.deployed_at)
}

/// Returns whether Flyte has fields that a deploy removes.
pub(super) fn has_foreign_fields(state: &Model) -> bool {
    let fields = state.foreign_fields.as_known();
    fields.is_some_and(|fields| fields.iter().any(|field| field != KEPT))
}

/// The trigger that settings make for this task, if they follow its rules and are wholly known.
pub(super) fn said(settings: &TriggerObject, task: &TriggeredTask) -> Option<Trigger> {
    let mut diagnostics = Diagnostics::new();
    let mut reader = Reader::new(Path::root(), &mut diagnostics);
    read(settings, &mut reader, task)
}

/// The same, with the diagnostics of a reader.
pub(super) fn read(
    settings: &TriggerObject,
    reader: &mut Reader<'_>,
    task: &TriggeredTask,
) -> Option<Trigger> {
    settings.read(reader, task.inputs(), |input| task.no_input(input))
}

/// Returns whether the settings set neither inputs nor context for the task.
pub(super) fn is_silent(settings: &TriggerObject) -> bool {
    settings.inputs.is_null() && settings.custom_context.is_null()
}
