//! Environments for the tests of the domain.

use std::collections::BTreeMap;

use proptest::{collection::btree_map, option, prelude::*};

use super::{
    duration::Duration,
    env_vars::EnvVars,
    environment::{Description, Environment, Image},
    reuse_policy::{
        ReusePolicy,
        parts::{Concurrency, Replicas, Scope, Setting, Ttl},
    },
    tags::Tags,
};

/// The smallest environment: `flytesnacks/development/my_env`.
pub(crate) fn environment() -> Environment {
    let id = "flytesnacks/development/my_env".parse().unwrap();
    Environment::new(id, Image::new("ghcr.io/acme/app:1.2.3").unwrap())
}

/// Any policy.
pub(crate) fn policies() -> impl Strategy<Value = ReusePolicy> {
    let ttl = || {
        (30_000_000..=90_000_000_000_000_u64)
            .prop_map(|micros| Ttl::new(Setting::IdleTtl, Duration::from_micros(micros).unwrap()))
            .prop_map(Result::unwrap)
    };
    let replicas = (0..=i64::from(i32::MAX), 1..=i64::from(i32::MAX))
        .prop_map(|(one, other)| Replicas::new(one.min(other), one.max(other)).unwrap());
    let concurrency = (1..=i64::from(i32::MAX)).prop_map(|n| Concurrency::new(n).unwrap());
    let scope = prop_oneof![Just(Scope::Global), Just(Scope::Run)];
    (replicas, ttl(), ttl(), concurrency, scope).prop_map(
        |(replicas, idle_ttl, scaledown_ttl, concurrency, scope)| ReusePolicy {
            replicas,
            idle_ttl,
            scaledown_ttl,
            concurrency,
            scope,
        },
    )
}

fn texts(name: &'static str) -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(name, "\\PC{0,12}", 0..4)
}

/// Any environment.
pub(crate) fn environments() -> impl Strategy<Value = Environment> {
    (
        "([a-z]{1,8}/)?[a-z]{1,8}/[a-z]{1,8}/[a-z0-9]{1,20}(_[a-z]{1,8})?",
        "\\PC{0,60}",
        "[a-z0-9./:@-]{1,30}[0-9]",
        texts("[A-Z_]{1,8}"),
        any::<bool>(),
        texts("[a-zé=-]{1,8}"),
        option::of(policies()),
    )
        .prop_map(
            |(id, description, image, env_vars, interruptible, tags, reusable)| Environment {
                id: id.parse().unwrap(),
                description: Description::new(&description).unwrap(),
                image: Image::new(&image).unwrap(),
                env_vars: EnvVars::new(env_vars).unwrap(),
                interruptible,
                tags: Tags::new(tags).unwrap(),
                reusable,
            },
        )
}
