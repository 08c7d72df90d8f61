//! Whole plans: a configuration of an environment, of which parts are unknown, is validated and
//! planned, becomes a state, and is changed into another one and destroyed.
//!
//! Nothing crashes, and Terraform takes every plan: what is configured is planned as it is, what is
//! planned holds when more is known, and what was applied needs no change.
#![no_main]

use fuzz::draw::Draw;
use fuzz::lives::live;
use fuzz::provider::Core;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static CORE: Core = Core::default();
}

fuzz_target!(|input: &[u8]| {
    CORE.with(|core| live(core, &mut Draw::new(input)));
});
