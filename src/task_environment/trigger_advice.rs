//! What the user should know about triggers that are new or changed: how the open-source server
//! handles them.

use flyte_domain::Trigger;
use terraform_framework::{Diagnostic, Path};

use crate::task_environment::model::Model;
use crate::task_environment::task;
use crate::trigger::advice::{loses_inputs, starts_only_once};

/// The warnings, each for all triggers that it concerns.
pub(super) fn advice(prior: Option<&Model>, plan: &Model) -> Vec<Diagnostic> {
    let before = prior.map(|prior| task::with_triggers(&prior.tasks));
    let mut all = Vec::new();
    for (label, task) in task::with_triggers(&plan.tasks) {
        let known = before.as_ref().and_then(|tasks| tasks.get(&label));
        for (name, trigger) in &task.triggers {
            let known = known.and_then(|task| task.triggers.get(name));
            if known != Some(trigger) {
                let name = name.as_str();
                all.push((format!("`tasks.{label}.triggers.{name}`"), trigger.clone()));
            }
        }
    }
    let about = |holds: fn(&Trigger) -> bool| {
        let named: Vec<_> = all.iter().filter(|(_, trigger)| holds(trigger)).collect();
        let names: Vec<_> = named.iter().map(|(name, _)| name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let at = |diagnostic: Diagnostic| diagnostic.at(Path::root().attribute("tasks"));
    let never = about(Trigger::starts_only_once).map(|names| at(starts_only_once(&names)));
    let lost = about(Trigger::loses_inputs).map(|names| at(loses_inputs(&names)));
    never.into_iter().chain(lost).collect()
}
