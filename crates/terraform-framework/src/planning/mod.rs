//! What Terraform would change: from the configuration, the prior state and Terraform's own
//! proposal to a plan.
//!
//! The order is fixed, and each step has its reason:
//!
//! 1. a destroy plan stays null;
//! 2. write-only values leave the plan, and defaults fill what the configuration leaves out;
//! 3. a configured value that means the same as the prior one keeps the prior spelling
//!    ([`equality`]): only now can it be said whether anything changes;
//! 4. if something changes, computed attributes that may change with it become unknown
//!    ([`unknown`]), as far as their declared stability says;
//! 5. the resource itself may fill in what it can compute. If only that makes the plan differ
//!    from the prior state, steps 4 and 5 run again, since volatile attributes change too;
//! 6. attributes whose change needs a new object are collected ([`replacement`]), each once and
//!    sorted, together with those that the resource adds.
//!
//! Invariant: a value that the user configured leaves this module unchanged or as the prior
//! value, never as anything else: Terraform refuses every other plan.

mod defaults;
pub(super) mod equality;
mod objects;
mod replacement;
#[cfg(test)]
mod tests;
mod unknown;

use crate::path::Path;
use crate::schema::Block;
use crate::value::Value;
use crate::write_only;

/// What a plan starts from. `config` is never null here, and `prior` is null when the object is
/// to be created.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a> {
    pub(super) block: &'a Block,
    pub(super) config: &'a Value,
    pub(super) prior: &'a Value,
}

impl Input<'_> {
    /// Steps 2 to 4: the plan as the schema alone decides it.
    pub(super) fn start(self, proposed: Value) -> Value {
        let proposed = write_only::removed(self.block, proposed);
        let plan = defaults::fill(self.block, self.config, proposed);
        let plan = equality::keep_prior_spelling(self.block, self.prior, plan);
        if plan == *self.prior {
            plan
        } else {
            self.mark_unknown(plan)
        }
    }

    /// Step 4 alone.
    pub(super) fn mark_unknown(self, plan: Value) -> Value {
        unknown::mark(self.block, self.config, self.prior, plan)
    }

    /// Step 6; `further` are the paths that the resource adds.
    pub(super) fn replaced_by(self, plan: &Value, further: Vec<Path>) -> Vec<Path> {
        let mut paths = replacement::collect(self.block, self.prior, plan);
        paths.extend(further);
        paths.into_iter().collect()
    }
}
