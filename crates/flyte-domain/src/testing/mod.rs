//! Environments for the tests of the domain.

mod pods;
mod tasks;
mod triggers;
mod values;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use crate::accelerator::{Accelerator, DeviceClass};
use crate::bundle::CodeBundle;
use crate::deployment::Deployer;
use crate::description::Description;
use crate::duration::Duration;
use crate::env_vars::EnvVars;
use crate::environment::Environment;
use crate::identity::EnvironmentName;
use crate::image::Image;
use crate::kubernetes_name::KubernetesName;
use crate::quantity::Quantity;
use crate::resources::{Bounds, Gpu, Resources, SharedMemory};
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::parts::{Concurrency, Replicas, Scope, Setting};
use crate::reuse_policy::ttl::Ttl;
use crate::secret::Secret;
use crate::tags::Tags;
pub(crate) use crate::testing::tasks::tasks;

/// Whoever deploys in a test.
pub(crate) const WE: Deployer<'static> = Deployer {
    provider_version: "0.1.0",
    owner: None,
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

pub(super) fn texts(name: &'static str) -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(name, "\\PC{0,12}", 0..4)
}

fn quantities() -> impl Strategy<Value = Quantity> {
    "[1-9][0-9]{0,3}(m|Mi|Gi|G|k)?".prop_map(|text| text.parse().unwrap())
}

fn bounds() -> impl Strategy<Value = Bounds> {
    (quantities(), option::of(quantities())).prop_map(|(one, other)| match other {
        Some(other) if one > other => Bounds::new("cpu", other, Some(one)).unwrap(),
        limit => Bounds::new("cpu", one, limit).unwrap(),
    })
}

fn gpus() -> impl Strategy<Value = Gpu> {
    let custom = ("[A-Z][a-z0-9-]{1,8}", 1..9_u32, option::of("[1-9]g")).prop_map(
        |(device, quantity, partition)| {
            Accelerator::custom(DeviceClass::AmdGpu, &device, quantity, partition.as_deref())
        },
    );
    let named = prop_oneof!["A100:[1-8]", "Trn1:16", "T4 shared:1", "Gaudi1:1"]
        .prop_map(|text| Accelerator::parse(&text));
    prop_oneof![
        (1..9_u32).prop_map(|count| Gpu::Count(NonZeroU32::new(count).unwrap())),
        prop_oneof![custom, named].prop_map(|accelerator| Gpu::Device(accelerator.unwrap())),
    ]
}

fn resources() -> impl Strategy<Value = Resources> {
    let shm = prop_oneof![
        Just(SharedMemory::Auto),
        quantities().prop_map(SharedMemory::Size)
    ];
    (
        option::of(bounds()),
        option::of(bounds()),
        option::of(gpus()),
        option::of(quantities()),
        option::of(shm),
    )
        .prop_map(|(cpu, memory, gpu, disk, shm)| Resources {
            cpu,
            memory,
            gpu,
            disk,
            shm,
        })
}

fn secrets() -> impl Strategy<Value = Option<Vec<Secret>>> {
    let secret = (
        "[a-z_][a-z0-9-]{0,8}",
        option::of("[a-z][a-z-]{0,5}"),
        option::of("[A-Z_][A-Z0-9_]{0,8}"),
        any::<bool>(),
    )
        .prop_map(|(key, group, env_var, mounted)| {
            let mount = mounted.then_some(Secret::MOUNT_PATH);
            Secret::new(&key, group.as_deref(), env_var.as_deref(), mount).unwrap()
        });
    option::of(vec(secret, 0..4))
}

pub(super) fn kubernetes_names() -> impl Strategy<Value = Option<KubernetesName>> {
    option::of("[a-z]{1,5}(-[a-z]{1,5})?")
        .prop_map(|name| Some(KubernetesName::new("pod_template", &name?).unwrap()))
}

fn bundles() -> impl Strategy<Value = Option<CodeBundle>> {
    let hash = prop_oneof!["[0-9a-f]{64}", "[0-9a-f]{32}"];
    let destination = prop_oneof![Just("."), Just("app"), Just("/opt/app")];
    let bundle = (hash, destination).prop_map(|(hash, destination)| {
        let uri = format!("s3://b/{}", CodeBundle::file_name(&hash));
        let bundle = CodeBundle::at(&uri).unwrap();
        bundle.unpacked_into(destination).unwrap()
    });
    option::of(bundle)
}

fn lookups() -> impl Strategy<Value = BTreeMap<EnvironmentName, Image>> {
    btree_map("other_[a-z]{1,8}", "[a-z]{1,8}:[0-9]", 0..3).prop_map(|images| {
        let images = images.into_iter();
        images
            .map(|(name, image)| {
                let name = EnvironmentName::new(&name).unwrap();
                (name, Image::new(&image).unwrap())
            })
            .collect()
    })
}

/// Any environment without tasks.
pub(crate) fn environments() -> impl Strategy<Value = Environment> {
    let names = (
        "([a-z]{1,8}/)?[a-z]{1,8}/[a-z]{1,8}/[a-z0-9]{1,20}(_[a-z]{1,8})?",
        "\\PC{0,60}",
        "[a-z0-9./:@-]{1,30}[0-9]",
    );
    let maps = (texts("[A-Z_]{1,8}"), texts("[a-zé=-]{1,8}"));
    let context = (secrets(), kubernetes_names(), pods::sources());
    let rest = (
        resources(),
        any::<bool>(),
        option::of(policies()),
        tasks::caches(),
        (bundles(), lookups()),
    );
    (names, maps, context, rest).prop_map(|(names, maps, context, rest)| {
        let (id, description, image) = names;
        let (env_vars, tags) = maps;
        let (secrets, service_account, pod_template) = context;
        let (resources, interruptible, reusable, cache, (code, image_lookup)) = rest;
        Environment {
            code,
            image_lookup,
            description: Description::new(&description).unwrap(),
            env_vars: EnvVars::new(env_vars).unwrap(),
            resources,
            secrets: secrets.filter(|secrets| !secrets.is_empty() || service_account.is_none()),
            service_account,
            pod_template,
            interruptible,
            tags: Tags::new(tags).unwrap(),
            reusable,
            cache,
            ..Environment::new(id.parse().unwrap(), Image::new(&image).unwrap())
        }
    })
}
