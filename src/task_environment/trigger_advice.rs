//! What the user should know about triggers that are new or changed: what the open-source server makes
//! of them.

use flyte_domain::Trigger;
use terraform_framework::{Diagnostic, Path};

use crate::task_environment::model::Model;
use crate::task_environment::task;

/// The warnings, each for all triggers that it is about.
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
    let warn = |summary, detail: String| {
        Diagnostic::warning(summary, detail).at(Path::root().attribute("tasks"))
    };
    let never = about(Trigger::starts_only_once).map(|names| {
        warn(
            "A schedule matches no time",
            format!(
                "No time matches the `cron` of {names}. The open-source server starts such a \
                 trigger once, each time that it is deployed and that the server itself is started. \
                 For a trigger that only users start, write `on_demand = true`; to switch one off, \
                 `active = false`."
            ),
        )
    });
    let lost = about(Trigger::loses_inputs).map(|names| {
        warn(
            "Triggered runs may get the time of their start and no other input",
            format!(
                "In {names}, `inputs` stands beside `kickoff_time_input`. The open-source server \
                 then starts runs with that one input and the task's defaults, and ignores \
                 `inputs`. Give the task defaults that suit its trigger, or leave out \
                 `kickoff_time_input`: code can read the time as `flyte.ctx().run_start_time`."
            ),
        )
    });
    never.into_iter().chain(lost).collect()
}
