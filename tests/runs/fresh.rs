//! Python tasks in fresh containers, by the SDK's entry point `a0`.

use std::sync::Arc;

use serde_json::json;

use crate::executor::{self, Call};
use crate::lent::Lent;
use crate::twins::Twins;

static TWINS: Lent<Twins> = Lent::new();

fn twins() -> Arc<Twins> {
    TWINS.get(|| Twins::deployed("fresh"))
}

#[test]
fn a_task_takes_and_gives_values_of_every_type() {
    let file = executor::images().join("fresh/shop/__init__.py");
    let length = file.metadata().unwrap().len();
    let twins = twins();
    let [every, length_told, settings, total] = twins.fresh([
        Call::of("plain.every").with(json!({
            "whole": 41,
            "text": "größe",
            "number": 1.5,
            "truth": false,
            "names": ["a", "b"],
            "table": { "x": 0.25, "y": -1.0 },
            "at": "2026-01-02T03:04:05.250+00:00",
            "wait": 90.5,
        })),
        Call::of("plain.length").with(json!({ "data": file })),
        Call::of("plain.settings"),
        Call::of("shop.total").with(json!({ "prices": [1.0, 3.0] })),
    ]);
    assert_eq!(
        *every.outputs(),
        json!({
            "o0": 42,
            "o1": "GRÖSSE",
            "o2": 0.375,
            "o3": true,
            "o4": ["b", "a"],
            "o5": { "x": 0.5, "y": -2.0 },
            "o6": "2026-01-02T03:05:35.750000+00:00",
            "o7": 181.0,
        })
    );
    assert_eq!(*length_told.outputs(), json!({ "o0": length }));
    assert_eq!(
        *settings.outputs(),
        json!({ "o0": {
            "MODEL": "small",
            "ZONE": "eu",
            "run": "r1",
            "project": "flytesnacks",
            "domain": "development",
        }})
    );
    assert_eq!(*total.outputs(), json!({ "o0": 5.0 }));
}

#[test]
fn inputs_have_the_defaults_that_were_deployed() {
    let twins = twins();
    let [greet] = twins.fresh([Call::of("plain.greet").with(json!({ "name": "Ada", "times": 7 }))]);
    let greeting = "good day, Ada: 7 0.5 True 2026-01-02T03:04:05+00:00 1:30:00";
    assert_eq!(*greet.outputs(), json!({ "o0": greeting }));
}

#[test]
fn a_failure_a_retry_and_a_report_reach_flyte() {
    let twins = twins();
    let [fails, flaky, page] = twins.fresh([
        Call::of("plain.fails").with(json!({ "day": "Sunday" })),
        Call::of("plain.flaky").after(1),
        Call::of("plain.page").with(json!({ "title": "All is well" })),
    ]);
    assert_eq!(fails.raised(), "ValueError: nothing to do on Sunday");
    assert!(fails.failure().recoverable);
    assert_eq!(fails.failure().origin, "USER");
    assert_eq!(*flaky.outputs(), json!({ "o0": 1 }));
    assert_eq!(*page.outputs(), json!({}));
    let report = page.report.unwrap();
    assert!(report.contains("<h1>All is well</h1>"), "{report}");

    let [total] = twins.without_code([Call::of("shop.total").with(json!({ "prices": [] }))]);
    assert_ne!(total.exit, Some(0));
    let message = &total.failure().message;
    assert!(message.contains("No module named 'shop'"), "{message}");
}
