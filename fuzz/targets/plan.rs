//! Whole plans: a configuration of the provider's schema, of which parts are unknown, is validated and
//! planned, becomes a state, and is changed into another one and destroyed.
//!
//! Nothing crashes, and Terraform takes every plan: what is configured is planned as it is, what is
//! planned holds when more is known, and what was applied needs no change.
#![no_main]

use fuzz::config::Drawn;
use fuzz::draw::Draw;
use fuzz::provider::{Core, Plan};
use libfuzzer_sys::fuzz_target;
use terraform_framework::Value;

thread_local! {
    static CORE: Core = Core::default();
}

fuzz_target!(|input: &[u8]| {
    CORE.with(|core| lived(core, &mut Draw::new(input)));
});

fn lived(core: &Core, draw: &mut Draw<'_>) {
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
