//! Inputs of triggers that Flyte keeps and does not show, as a state knows them.
//!
//! A state knows the inputs that its own deploys put there. Of others, as an import finds them, it
//! only knows the location: they are named in `foreign_fields`, `inputs` is null, and a
//! configuration that does not mention them leaves them alone.

use std::collections::BTreeMap;

use flyte_domain::{Environment, missing_inputs};
use terraform_framework::{Diagnostics, Path};

use crate::findings;
use crate::task_environment::model::Model;
use crate::task_environment::task;
use crate::trigger::settings::model::TriggerObject;

/// The path of a trigger's inputs that Flyte keeps.
pub(super) fn path(task: &str, trigger: &str) -> String {
    format!("tasks.{task}.triggers.{trigger}.spec.offloadedInputData")
}

/// The paths of inputs that Flyte keeps and the state does not know.
pub(super) fn unknown(environment: &Environment) -> Vec<String> {
    let tasks = environment.tasks.iter();
    let unknown = tasks.flat_map(|(label, task)| {
        let triggers = task.triggers.iter();
        let unknown = triggers.filter(|(_, trigger)| trigger.has_unknown_inputs());
        unknown.map(move |(trigger, _)| path(label.as_str(), trigger.as_str()))
    });
    unknown.collect()
}

/// The paths in a state whose inputs stay as they are when the plan is applied.
pub(super) fn kept(prior: &Model, plan: &Model) -> Vec<String> {
    let mut kept = prior.foreign_fields.as_known().cloned().unwrap_or_default();
    kept.retain(|field| {
        triggers(prior).any(|(task, trigger, held)| {
            *field == path(task, trigger)
                && is_silent(held)
                && planned(plan, task, trigger)
                    .is_some_and(|it| is_silent(it) && is_alike(it, held))
        })
    });
    kept
}

/// The paths of inputs that a plan sets.
pub(super) fn said(plan: &Model) -> Vec<String> {
    let said = triggers(plan).filter(|(_, _, trigger)| !is_silent(trigger));
    said.map(|(task, trigger, _)| path(task, trigger)).collect()
}

/// Checks that a trigger gives every input a value, except for triggers whose unknown inputs stay
/// as they are.
pub(super) fn missing(plan: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let none = Vec::new();
    let kept = plan.foreign_fields.as_known().unwrap_or(&none);
    for (label, task) in task::with_triggers(&plan.tasks) {
        for (name, trigger) in &task.triggers {
            if kept.contains(&path(label.as_str(), name.as_str())) {
                continue;
            }
            let missing = missing_inputs(
                &trigger.automation,
                &trigger.inputs,
                &task.inputs,
                &task.defaults,
            );
            diagnostics.extend(missing.map(|violation| {
                let task = Path::root().attribute("tasks").key(label.as_str());
                let trigger = task.attribute("triggers").key(name.as_str());
                findings::violation(&violation, trigger.attribute("inputs"))
            }));
        }
    }
    diagnostics
}

/// The triggers of a model, by task and name.
pub(super) fn triggers(model: &Model) -> impl Iterator<Item = (&str, &str, &TriggerObject)> {
    let tasks = model.tasks.as_known().into_iter().flatten();
    tasks.flat_map(|(label, task)| {
        let triggers = task.as_known().and_then(|task| task.triggers.as_known());
        let triggers = triggers.into_iter().flat_map(BTreeMap::iter);
        triggers.filter_map(move |(name, trigger)| {
            Some((label.as_str(), name.as_str(), trigger.as_known()?))
        })
    })
}

fn planned<'a>(plan: &'a Model, task: &str, trigger: &str) -> Option<&'a TriggerObject> {
    let task = plan.tasks.as_known()?.get(task)?.as_known()?;
    task.triggers.as_known()?.get(trigger)?.as_known()
}

/// Returns whether a trigger sets neither inputs nor context for the task.
pub(super) fn is_silent(trigger: &TriggerObject) -> bool {
    trigger.inputs.is_null() && trigger.custom_context.is_null()
}

/// Returns whether the events that fire two triggers set the same inputs.
fn is_alike(one: &TriggerObject, other: &TriggerObject) -> bool {
    one.kickoff_time_input == other.kickoff_time_input && one.artifact == other.artifact
}
