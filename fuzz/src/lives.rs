//! An object's life, from configurations that are drawn.

use terraform_framework::Value;

use crate::config::Drawn;
use crate::draw::Draw;
use crate::provider::{Core, Plan};

/// Plans an object, lets it settle, changes and destroys it.
///
/// # Panics
/// If a plan is one that Terraform would refuse, does not hold when more is known, or changes what it
/// has made.
pub fn live(core: &Core, draw: &mut Draw<'_>) {
    core.configure();
    let first = core.resource.drawn(draw);
    let Some(known) = planned_twice(core, &Value::Null, &first) else {
        return;
    };
    let state = core.resource.settled(&known.value);
    if let Some(again) = planned(core, &state, &first.later) {
        assert_eq!(again.value, state, "what was applied changes");
        assert_eq!(again.replacements, 0);
    }
    let second = core.resource.drawn(draw);
    planned_twice(core, &state, &second);
    if let Some(destroyed) = core.plan(&state, &Value::Null) {
        assert_eq!(destroyed.value, Value::Null);
    }
}

/// The plan when everything is known, if both are without an error. It is what was planned before.
fn planned_twice(core: &Core, prior: &Value, config: &Drawn) -> Option<Plan> {
    let plan = planned(core, prior, &config.now)?;
    let known = planned(core, prior, &config.later)?;
    core.resource
        .assert_settles(prior, &config.later, &plan.value, &known.value);
    Some(known)
}

/// The plan of what is valid, if there is no error. Terraform would take it.
fn planned(core: &Core, prior: &Value, config: &Value) -> Option<Plan> {
    if !core.validate(config) {
        return None;
    }
    let plan = core.plan(prior, config)?;
    core.resource.assert_valid(prior, config, &plan.value, "");
    Some(plan)
}
