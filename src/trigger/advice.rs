//! What the user should know about a trigger that is new or changed: how the open-source server
//! handles it, and what a deploy removes.

use flyte_domain::{Automation, Trigger};
use terraform_framework::{Diagnostic, Path};

use crate::trigger::change::{KEPT, is_silent};
use crate::trigger::model::Model;

/// No time matches the schedules of these triggers.
pub(crate) fn starts_only_once(names: &str) -> Diagnostic {
    Diagnostic::warning(
        "A schedule matches no time",
        format!(
            "No time matches the `cron` of {names}. The open-source server fires such a trigger \
             once each time it is deployed, and once each time the server itself starts. For a \
             trigger that only users start, write `on_demand = true`; to switch one off, `active = \
             false`."
        ),
    )
}

/// Runs of these triggers get the time of their start and no other input.
pub(crate) fn loses_inputs(names: &str) -> Diagnostic {
    Diagnostic::warning(
        "Triggered runs may get the time of their start and no other input",
        format!(
            "In {names}, `inputs` is set together with `kickoff_time_input`. The open-source \
             server then starts runs with that one input and the task's defaults, and ignores \
             `inputs`. Give the task defaults that suit its trigger, or leave out \
             `kickoff_time_input`: code can read the time as `flyte.ctx().run_start_time`."
        ),
    )
}

/// How the open-source server handles a trigger, unless it did so before.
pub(super) fn of(before: Option<&Trigger>, planned: &Trigger) -> Vec<Diagnostic> {
    let is_new = |holds: fn(&Trigger) -> bool| holds(planned) && !before.is_some_and(holds);
    let at = |diagnostic: Diagnostic, name| diagnostic.at(Path::root().attribute(name));
    let mut all = Vec::new();
    if is_new(Trigger::starts_only_once) {
        all.push(at(starts_only_once("this trigger"), "cron"));
    }
    if is_new(Trigger::loses_inputs) {
        all.push(at(loses_inputs("this trigger"), "inputs"));
    }
    if is_new(|it| matches!(it.automation, Automation::Artifact(_))) {
        all.push(at(
            Diagnostic::warning(
                "The open-source Flyte fires no trigger of an artifact",
                "It keeps such a trigger, without the partitions, and never starts its task. \
                 Hosted backends do. This is reported once, for every trigger of an artifact.",
            )
            .once(),
            "artifact",
        ));
    }
    all
}

/// Fields that this provider does not know, and that a deploy removes.
pub(super) fn erased(prior: &Model, plan: &Model) -> Option<Diagnostic> {
    let fields = prior.foreign_fields.as_known()?;
    let stay = plan.foreign_fields.as_known()?;
    let gone: Vec<_> = (fields.iter())
        .filter(|field| !stay.contains(field))
        .map(|field| format!("`{field}`"))
        .collect();
    let said = match is_silent(&plan.settings()) && fields.iter().any(|field| field == KEPT) {
        true => " Inputs that Flyte keeps belong to what fires the trigger, which changes.",
        false => "",
    };
    (!gone.is_empty()).then(|| {
        Diagnostic::warning(
            "What others set on the trigger is taken away",
            format!(
                "Flyte holds {} of it, for which this resource has no setting, or which this \
                 configuration replaces. The apply deploys the trigger without them.{said} To keep \
                 them, do not change the trigger here, or remove it with a `removed` block with \
                 `destroy = false`.",
                gone.join(", ")
            ),
        )
    })
}

/// The task is marked as deprecated.
pub(super) fn deprecated(task: Option<&String>) -> Diagnostic {
    let task = task.map_or("", String::as_str);
    Diagnostic::warning(
        format!("The task `{task}` is deprecated"),
        "Whoever deployed it has marked this version as no longer to be used. The trigger starts \
         it anyway. Choose another one with `task_version`, or another task.",
    )
    .at(Path::root().attribute("task"))
}
