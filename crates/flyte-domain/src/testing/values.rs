//! Any values of inputs, and durations.

use pbjson_types::Timestamp;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::duration::Duration;
use crate::value::Value;

/// Any duration.
pub(super) fn durations() -> impl Strategy<Value = Duration> {
    (1..1_000_000_000_000_u64).prop_map(|micros| Duration::from_micros(micros).unwrap())
}

/// Any value.
pub(super) fn values() -> impl Strategy<Value = Value> {
    let simple = prop_oneof![
        any::<i64>().prop_map(Value::Int),
        proptest::num::f64::NORMAL.prop_map(Value::Float),
        "\\PC{0,8}".prop_map(Value::Str),
        any::<bool>().prop_map(Value::Bool),
        durations().prop_map(Value::Timedelta),
        (0..4_000_000_000_i64).prop_map(|seconds| Value::Datetime(Timestamp { seconds, nanos: 0 })),
        "s3://[a-z]{1,8}".prop_map(Value::File),
        "s3://[a-z]{1,8}".prop_map(Value::Dir),
    ];
    simple.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::List),
            btree_map("[a-z]{0,3}", inner, 0..3).prop_map(Value::Dict),
        ]
    })
}
