//! Commands in containers: their arguments, and the files that they read and write.

use serde_json::json;

use crate::executor::{self, Call};
use crate::twins::Twins;

#[test]
fn commands_get_their_inputs_and_leave_their_outputs() {
    let file = executor::images().join("fresh/shop/taxes.py");
    let [sort, count, texts, read, fails] = Twins::deployed("containers").fresh([
        Call::of("shell.sort").with(json!({ "file": file })),
        Call::of("shell.count").with(json!({ "file": file })),
        Call::of("shell.texts").with(json!({
            "whole": 7,
            "number": 2.0,
            "truth": true,
            "text": "a b",
            "names": ["x", "y z"],
            "at": "2026-01-02T03:04:05+00:00",
            "wait": 5400,
        })),
        Call::of("shell.read").with(json!({ "half": 0.5 })),
        Call::of("shell.fails"),
    ]);
    let sorted = "def added(price):\n\"\"\"What the task in the package imports.\"\"\"\n    return price * 1.25\n\n\n";
    assert_eq!(*sort.outputs(), json!({ "sorted": sorted }));
    assert_eq!(*count.outputs(), json!({ "lines": 3 }));
    let texts_seen = "7|2|true|a b|[x,y z]|2026-01-02T03:04:05Z|seconds:5400|on a b at 7|$HOME|";
    assert_eq!(*texts.outputs(), json!({ "texts": texts_seen }));
    assert_eq!(*read.outputs(), json!({ "whole": 0.5, "ok": true }));
    assert_eq!(fails.exit, Some(3));
    assert_eq!(fails.log, "no\n");
}
