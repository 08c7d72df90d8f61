//! The same as `plan`, of every other resource of the provider.
#![no_main]

use fuzz::draw::Draw;
use fuzz::lives::live;
use fuzz::provider::Core;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static CORES: Vec<Core> = Core::other_types().iter().map(|name| Core::of(name)).collect();
}

fuzz_target!(|input: &[u8]| {
    CORES.with(|cores| {
        let mut draw = Draw::new(input);
        let core = &cores[draw.below(cores.len())];
        live(core, &mut draw);
    });
});
