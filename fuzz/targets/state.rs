//! States as Terraform stores them, of this version of the schema and of older ones.
//!
//! The first byte is the version of the schema, the rest is JSON. A state that is read is one of the
//! schema, without anything unknown, and is read as the same when it is stored and loaded again.
#![no_main]

use fuzz::provider::Core;
use fuzz::stored;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static CORE: Core = Core::default();
}

/// The version of the schema.
const VERSION: i64 = 1;

fuzz_target!(|input: &[u8]| {
    let Some((version, json)) = input.split_first() else {
        return;
    };
    CORE.with(|core| {
        let version = i64::from(*version) - i64::from(b'0');
        let Some(state) = core.upgrade(version, json) else {
            return;
        };
        assert!(!state.contains_unknown());
        let json = stored::json(&state).to_string();
        assert_eq!(
            core.upgrade(VERSION, json.as_bytes()),
            Some(state),
            "{json}"
        );
    });
});
