//! Triggers: what starts a task without being asked, and what its runs are like.
//!
//! [`automation`] says when, [`inputs`] whether the task can be started so, [`run`] what the runs are like, [`notifications`] who is told how they
//! ended, [`offloaded`] where Flyte keeps inputs that it does not show. The rules are the SDK's
//! (flyte SDK 2.12.1, `Trigger`), except for those that are marked as ours.

pub(crate) mod automation;
pub(crate) mod inputs;
pub(crate) mod notifications;
pub(crate) mod offloaded;
pub(crate) mod run;
mod wire;

use std::collections::BTreeMap;

use crate::description::Description;
use crate::task::trigger::automation::{Automation, Times};
use crate::task::trigger::offloaded::Offloaded;
use crate::task::trigger::run::RunOptions;
pub(crate) use crate::task::trigger::wire::deployed;
use crate::value::Value;

/// A named way to start a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// What starts it.
    pub automation: Automation,
    /// Whether it is active at present.
    pub active: bool,
    /// What it is for; may be empty.
    pub description: Description,
    /// What the task is started with beyond its defaults, by input, in the order given.
    pub inputs: Vec<(String, Value)>,
    /// What every task of the run can read, by name: `flyte.ctx().custom_context`.
    pub custom_context: BTreeMap<String, String>,
    /// What the runs are like.
    pub run: RunOptions,
    /// Where Flyte keeps inputs and context.
    pub offloaded: Option<Offloaded>,
    /// Whether those above are what is kept there. If not, they are empty.
    pub knows_inputs: bool,
}

impl Trigger {
    /// A trigger that is active and says nothing more than when.
    #[must_use]
    pub fn new(automation: Automation) -> Self {
        Self {
            automation,
            active: true,
            description: Description::default(),
            inputs: Vec::new(),
            custom_context: BTreeMap::new(),
            run: RunOptions::default(),
            offloaded: None,
            knows_inputs: true,
        }
    }

    /// Whether Flyte keeps inputs of it that nobody here knows.
    #[must_use]
    pub fn has_unknown_inputs(&self) -> bool {
        self.offloaded.is_some() && !self.knows_inputs
    }

    /// Whether the open-source server starts it once, each time that it is deployed or that the server
    /// itself starts, and never again: what it does with a schedule that no time matches.
    #[must_use]
    pub fn starts_only_once(&self) -> bool {
        self.active
            && match &self.automation {
                Automation::Schedule(schedule) => match &schedule.times {
                    Times::Cron(cron) => !cron.has_starts(),
                    Times::Interval { .. } => false,
                },
                Automation::Artifact(_) | Automation::OnDemand => false,
            }
    }

    /// Whether the open-source server gives its runs the time of the start and, of its inputs, none:
    /// it does so wherever an input has that time.
    #[must_use]
    pub fn loses_inputs(&self) -> bool {
        let kickoff = match &self.automation {
            Automation::Schedule(schedule) => schedule.kickoff_time_input.as_ref(),
            Automation::Artifact(_) | Automation::OnDemand => None,
        };
        kickoff.is_some() && !self.inputs.is_empty()
    }

    /// Keeps inputs where Flyte has them, if they are those of another trigger that does: nobody
    /// who says nothing of inputs that are not known takes them away, and equal ones need not be
    /// put there again. Both with the defaults of their tasks.
    pub fn keep_inputs(
        &mut self,
        defaults: &[(String, Value)],
        held: &Self,
        held_defaults: &[(String, Value)],
    ) {
        let is_silent = self.inputs.is_empty() && self.custom_context.is_empty();
        let is_kept = if held.has_unknown_inputs() {
            is_silent && self.automation.bound_inputs() == held.automation.bound_inputs()
        } else {
            self.inputs_to_wire(defaults) == held.inputs_to_wire(held_defaults)
        };
        if is_kept {
            self.offloaded.clone_from(&held.offloaded);
            self.knows_inputs = held.knows_inputs;
        }
    }

    /// Knows inputs that Flyte keeps if they are the task's defaults alone.
    pub(crate) fn know_defaults(&mut self, defaults: &[(String, Value)], ignored: &[String]) {
        let inputs = self.inputs_to_wire(defaults);
        if let Some(kept) = &self.offloaded
            && kept.is_of(&inputs, ignored)
        {
            self.knows_inputs = true;
        }
    }

    /// Takes what Flyte does not tell from what is remembered of the trigger: inputs that it keeps
    /// apart, if they are those that are remembered; and of an artifact the partitions, which the
    /// open-source server drops, since it acts on none. `is_noted` tells whether inputs are known
    /// to have been put where they are; `ignored` are the inputs that the task's cache ignores.
    pub fn recall(
        &mut self,
        remembered: &Self,
        defaults: &[(String, Value)],
        ignored: &[String],
        is_noted: impl FnOnce(&Offloaded) -> bool,
    ) {
        if let Some(kept) = &self.offloaded
            && (is_noted(kept) || kept.is_of(&remembered.inputs_to_wire(defaults), ignored))
        {
            self.inputs.clone_from(&remembered.inputs);
            self.custom_context.clone_from(&remembered.custom_context);
            self.knows_inputs = true;
        }
        if let (Automation::Artifact(found), Automation::Artifact(known)) =
            (&mut self.automation, &remembered.automation)
            && found.partitions.is_empty()
            && found.partition_inputs.is_empty()
        {
            found.partitions.clone_from(&known.partitions);
            found.partition_inputs.clone_from(&known.partition_inputs);
        }
    }

    /// Leaves out what the task is started with anyway.
    pub(super) fn leave_out(&mut self, defaults: &[(String, Value)]) {
        self.inputs.retain(|input| !defaults.contains(input));
    }
}

#[cfg(test)]
mod tests;
