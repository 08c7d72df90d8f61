//! Inputs of triggers that Flyte keeps, recognised by their hash if a configuration gives the same
//! ones, and if the server computes the hash as the open-source one does. Then there is nothing to
//! change.

use terraform_framework::Field;

use crate::task_environment::claim::Claim;
use crate::task_environment::kept_inputs::{is_silent, path, triggers};
use crate::task_environment::model::Model;
use crate::task_environment::{inputs, meaning};

/// The plan with the state's spelling where it means the same. Inputs that Flyte keeps and the
/// state does not know are left out of the plan if they match the configuration and its tasks
/// otherwise equal the state's: Terraform takes the tasks of the state as a whole or not at all.
pub(super) fn keep_words(config: &Model, prior: &Model, mut plan: Model, claim: &Claim) -> Model {
    if let Some(mut unsaid) = without_recognised(prior, &plan, claim) {
        meaning::keep_words(config, prior, &mut unsaid);
        if unsaid.tasks == prior.tasks {
            return unsaid;
        }
    }
    meaning::keep_words(config, prior, &mut plan);
    plan
}

/// The plan without inputs that match those that Flyte keeps; `None` if there are none.
fn without_recognised(prior: &Model, plan: &Model, claim: &Claim) -> Option<Model> {
    let fields = prior.foreign_fields.as_known()?;
    let is_kept = |task: &str, trigger: &str| fields.contains(&path(task, trigger));
    if !triggers(prior).any(|(task, trigger, _)| is_kept(task, trigger)) {
        return None;
    }
    let environment = inputs::environment(plan)?;
    let mut unsaid = plan.clone();
    let mut is_any = false;
    for (task, trigger, held) in triggers(prior) {
        if is_kept(task, trigger)
            && is_silent(held)
            && claim.inputs.are_those_of(&environment, task, trigger)
            && let Field::Known(tasks) = &mut unsaid.tasks
            && let Some(Field::Known(task)) = tasks.get_mut(task)
            && let Field::Known(triggers) = &mut task.triggers
            && let Some(Field::Known(trigger)) = triggers.get_mut(trigger)
        {
            (trigger.inputs, trigger.custom_context) = (Field::Null, Field::Null);
            is_any = true;
        }
    }
    is_any.then_some(unsaid)
}
