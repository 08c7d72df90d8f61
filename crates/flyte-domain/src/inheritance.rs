//! What an environment in Flyte has beyond what a configuration can say: the order of lists that
//! Terraform keeps as sorted maps, and what a task inherits from the SDK
//! ([`Inherited`]).
//!
//! Invariant: what is read from Flyte, compared with a configuration and deployed again for an
//! equal configuration is what was read.

use crate::env_vars::EnvVars;
use crate::environment::Environment;
use crate::task::{Inherited, Task};

impl Environment {
    /// As a configuration of the same meaning has it.
    #[must_use]
    pub fn as_configured(&self) -> Self {
        let mut configured = self.clone();
        configured.env_vars.sort();
        for task in configured.tasks.values_mut() {
            task.inherited = Inherited::default();
            task.leave_out_defaults();
            sort(&mut task.defaults);
            for trigger in task.triggers.values_mut() {
                sort(&mut trigger.inputs);
                trigger.run.env_vars.sort();
                trigger.offloaded = None;
                trigger.knows_inputs = true;
            }
        }
        configured
    }

    /// With its code bundle as another environment knows it, which may not know where it is.
    #[must_use]
    pub fn with_code_as_in(mut self, other: Option<&Self>) -> Self {
        let other = other.and_then(|other| other.code.as_ref());
        self.code = self.code.map(|code| code.as_known_to(other));
        self
    }

    /// With everything that no configuration says as it is in Flyte. The order of environment
    /// variables is part of the identity of a warm pool: it stays as long as the pool does, so
    /// that a new pool is the one that a plan without knowledge of the order foretells.
    #[must_use]
    pub fn inheriting(mut self, held: &Self) -> Self {
        let sorted = self.env_vars.clone();
        self.env_vars.follow(&held.env_vars);
        if self.pool_version() != held.pool_version() {
            self.env_vars = sorted;
        }
        for (label, task) in &mut self.tasks {
            if let Some(held) = held.tasks.get(label) {
                task.inherit(held);
            }
        }
        self
    }
}

impl Task {
    fn inherit(&mut self, held: &Self) {
        self.inherited = held.inherited.clone();
        follow(&mut self.defaults, &held.defaults);
        for (name, trigger) in &mut self.triggers {
            if let Some(kept) = held.triggers.get(name) {
                follow(&mut trigger.inputs, &kept.inputs);
                trigger.run.env_vars.follow(&kept.run.env_vars);
                trigger.keep_inputs(&self.defaults, kept, &held.defaults);
            }
        }
    }
}

impl EnvVars {
    fn sort(&mut self) {
        sort(self.pairs_mut());
    }

    fn follow(&mut self, held: &Self) {
        follow(self.pairs_mut(), held.pairs());
    }
}

fn sort<T>(pairs: &mut [(String, T)]) {
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
}

/// Puts pairs into the order of others. Names that are new come last, in their own order.
fn follow<T>(pairs: &mut [(String, T)], held: &[(String, T)]) {
    let place = |name: &str| held.iter().position(|(known, _)| known == name);
    pairs.sort_by_key(|(name, _)| place(name).unwrap_or(held.len()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reuse_policy::ReusePolicy;
    use crate::task::code::PythonCode;
    use crate::task::{Code, TaskLabel};
    use crate::testing::environment;
    use crate::value::Value;

    fn with_variables(names: &[&str]) -> Environment {
        let pairs = names
            .iter()
            .map(|name| ((*name).to_owned(), "1".to_owned()));
        Environment {
            env_vars: EnvVars::new(pairs).unwrap(),
            reusable: Some(ReusePolicy::default()),
            ..environment()
        }
    }

    #[test]
    fn a_pool_that_stays_keeps_the_order_of_its_variables() {
        let held = with_variables(&["B", "A"]);
        let configured = held.as_configured();
        assert_eq!(configured, with_variables(&["A", "B"]));
        assert_ne!(configured.pool_version(), held.pool_version());
        assert_eq!(configured.inheriting(&held), held);
    }

    #[test]
    fn a_new_pool_has_its_variables_sorted() {
        let held = with_variables(&["B", "A"]);
        let other = Environment {
            interruptible: true,
            ..held.as_configured()
        };
        assert_eq!(other.clone().inheriting(&held), other);
        let more = with_variables(&["A", "B", "C"]);
        assert_eq!(more.clone().inheriting(&held), more);
    }

    #[test]
    fn defaults_keep_the_order_of_the_parameters() {
        let label = TaskLabel::new("main").unwrap();
        let with_defaults = |names: &[&str]| {
            let mut task = Task::new(Code::Python(PythonCode::new("m", false).unwrap()));
            let values = names.iter().map(|name| ((*name).to_owned(), Value::Int(1)));
            task.defaults = values.collect();
            let mut environment = environment();
            environment.tasks.insert(label.clone(), task);
            environment
        };
        let held = with_defaults(&["z", "a"]);
        assert_eq!(held.as_configured(), with_defaults(&["a", "z"]));
        assert_eq!(held.as_configured().inheriting(&held), held);
        let more = with_defaults(&["a", "n", "z"]);
        assert_eq!(more.inheriting(&held), with_defaults(&["z", "a", "n"]));
    }
}
