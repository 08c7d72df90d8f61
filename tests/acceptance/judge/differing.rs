//! Where two values differ, told with both.

use std::collections::BTreeSet;

use serde_json::Value;

/// A line for each place where two values differ; none where they are equal.
pub(super) fn told(one: &Value, other: &Value) -> String {
    let mut lines = Vec::new();
    differing(one, other, "", &mut lines);
    lines.join("\n")
}

fn differing(one: &Value, other: &Value, path: &str, lines: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<_> = left.keys().chain(right.keys()).collect();
            for key in keys {
                differing(&one[key], &other[key], &format!("{path}.{key}"), lines);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (place, (left, right)) in left.iter().zip(right).enumerate() {
                differing(left, right, &format!("{path}[{place}]"), lines);
            }
        }
        _ if one == other => {}
        _ => lines.push(format!("  {path}: {one} | {other}")),
    }
}

#[test]
fn what_differs_is_told_with_both_values() {
    let one = serde_json::json!({ "a": [1, { "b": 2 }], "c": 1, "same": [] });
    let other = serde_json::json!({ "a": [1, { "b": 3 }], "c": [], "same": [] });
    let lines = "  .a[1].b: 2 | 3\n  .c: 1 | []";
    assert_eq!(told(&one, &other), lines);
    assert_eq!(told(&one, &one), "");
}
