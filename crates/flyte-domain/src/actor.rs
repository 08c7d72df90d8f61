//! The `custom` struct of a reusable task, from before `reusePolicy` was a field of its own.
//!
//! Flyte's SDK 2.12.1 writes both. Backends older than v2.0.32 drop the field silently and
//! keep the struct, so it is also what a policy is read from when the field is missing. It does
//! not hold the scope.

use flyte_proto::structure::{Kind, Struct, Value};

use crate::duration::Duration;
use crate::pool_version::PoolVersion;
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::parts::{Concurrency, Replicas, Scope, Setting};
use crate::reuse_policy::ttl::Ttl;

/// The task type, and the value of the struct's own `type`.
pub(crate) const ACTOR: &str = "actor";

/// The struct for a pool.
pub(crate) fn to_wire(
    environment: &str,
    image: &str,
    policy: &ReusePolicy,
    version: &PoolVersion,
) -> Struct {
    let spec = object([
        ("container_image", text(image)),
        ("backlog_length", Kind::Null(0)),
        ("parallelism", number(policy.concurrency.get())),
        ("min_replica_count", number(policy.min_replicas())),
        ("replica_count", number(policy.max_replicas())),
        ("ttl_seconds", seconds(policy.idle_ttl)),
        ("scaledown_ttl_seconds", seconds(policy.scaledown_ttl)),
    ]);
    object([
        ("name", text(environment)),
        ("version", text(version.as_str())),
        ("type", text(ACTOR)),
        ("spec", Kind::Struct(spec)),
    ])
}

/// The version of the pool that a struct names.
pub(crate) fn version(custom: &Struct) -> Option<&str> {
    match custom.fields.get("version")?.kind.as_ref()? {
        Kind::String(version) => Some(version),
        _ => None,
    }
}

/// The policy in a struct, of a scope that is known from elsewhere; nothing when it holds none or
/// one that breaks a rule.
pub(crate) fn policy(custom: &Struct, scope: Scope) -> Option<ReusePolicy> {
    let Kind::Struct(spec) = custom.fields.get("spec")?.kind.as_ref()? else {
        return None;
    };
    let double = |name: &str| match spec.fields.get(name)?.kind {
        Some(Kind::Number(number)) => Some(number),
        _ => None,
    };
    let count = |name: &str| {
        let number = double(name)?;
        #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
        (number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX)).then_some(number as i64)
    };
    let ttl = |setting, name| Ttl::new(setting, Duration::from_secs_f64(double(name)?)?).ok();
    Some(ReusePolicy {
        replicas: Replicas::new(count("min_replica_count")?, count("replica_count")?).ok()?,
        idle_ttl: ttl(Setting::IdleTtl, "ttl_seconds")?,
        scaledown_ttl: ttl(Setting::ScaledownTtl, "scaledown_ttl_seconds")?,
        concurrency: Concurrency::new(count("parallelism")?).ok()?,
        scope,
    })
}

fn object<const N: usize>(members: [(&str, Kind); N]) -> Struct {
    Struct {
        fields: members
            .into_iter()
            .map(|(name, kind)| (name.to_owned(), Value::from(kind)))
            .collect(),
    }
}

fn text(text: &str) -> Kind {
    Kind::String(text.to_owned())
}

fn number(number: u32) -> Kind {
    Kind::Number(number.into())
}

fn seconds(ttl: Ttl) -> Kind {
    Kind::Number(ttl.duration().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_but_a_policy_is_none() {
        for json in [
            serde_json::json!({}),
            serde_json::json!({"spec": 1}),
            serde_json::json!({"spec": {"parallelism": 1.0}}),
            serde_json::json!({"spec": {
                "parallelism": 1.5, "min_replica_count": 1.0, "replica_count": 1.0,
                "ttl_seconds": 30.0, "scaledown_ttl_seconds": 30.0,
            }}),
            serde_json::json!({"spec": {
                "parallelism": 1.0, "min_replica_count": 1e300, "replica_count": 1e300,
                "ttl_seconds": 30.0, "scaledown_ttl_seconds": 30.0,
            }}),
            serde_json::json!({"spec": {
                "parallelism": 1.0, "min_replica_count": 1.0, "replica_count": 1.0,
                "ttl_seconds": -30.0, "scaledown_ttl_seconds": 30.0,
            }}),
        ] {
            let custom: Struct = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(policy(&custom, Scope::Global), None, "{json}");
        }
    }
}
