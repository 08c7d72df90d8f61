//! Cron expressions: a line with the expression, and perhaps one with the time zone.
//!
//! What is read says what was written, and finds its next starts in bounded time.
#![no_main]

use flyte_domain::{Cron, Time};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (expression, timezone) = match text.split_once('\n') {
        Some((expression, timezone)) => (expression, Some(timezone)),
        None => (text, None),
    };
    let cron = match Cron::new(expression, timezone) {
        Ok(cron) => cron,
        Err((_, violation)) => {
            assert!(!violation.detail().is_empty());
            return;
        }
    };
    assert_eq!(
        Cron::new(cron.expression(), cron.timezone()),
        Ok(cron.clone())
    );
    let now = Time::parse_for("now", "2026-11-30T12:00:00Z").expect("it is a time");
    if cron.starts_after(now).take(3).count() > 0 {
        assert!(cron.has_starts(), "{text:?}");
    }
});
