//! Resources, accelerators, secrets, the pod's settings and the cache of an environment.

use serde_json::{Value, json};

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::harness::{EVERYTHING, IT, environment};
use crate::in_place::take;

const RESOURCES: &str = "/spec/taskTemplate/container/resources";

fn resources(lines: &str) -> String {
    format!("resources = {{\n{lines}\n}}\n")
}

/// The same in an environment with a warm pool.
fn warm(lines: &str) -> String {
    format!("{lines}\nreusable {{}}")
}

#[test]
fn cpu_and_memory() {
    let both = ["resources.cpu", "resources.memory"];
    let steps = [
        (
            &*resources("cpu = 1\n memory = \"1Gi\""),
            &[][..],
            json!({ "requests": [
                { "name": "CPU", "value": "1" }, { "name": "MEMORY", "value": "1Gi" },
            ] }),
        ),
        (
            &resources("cpu = [\"500m\", 2]\n memory = [\"1Gi\", \"2Gi\"]"),
            &both,
            json!({
                "requests": [
                    { "name": "CPU", "value": "500m" }, { "name": "MEMORY", "value": "1Gi" },
                ],
                "limits": [
                    { "name": "CPU", "value": "2" }, { "name": "MEMORY", "value": "2Gi" },
                ],
            }),
        ),
        ("", &both, Value::Null),
        (
            &resources("cpu = 0.5"),
            &["resources.cpu"],
            json!({ "requests": [{ "name": "CPU", "value": "0.5" }] }),
        ),
    ];
    take(RESOURCES, &steps);
}

#[test]
fn disk_replaces_the_pool() {
    let disk = [
        "pool_version",
        "resources.disk",
        "reusable.reserved.max.disk",
        "reusable.reserved.min.disk",
    ];
    let held = |size| json!({ "requests": [{ "name": "EPHEMERAL_STORAGE", "value": size }] });
    let steps = [
        (
            &*warm(&resources("disk = \"10Gi\"")),
            &disk[..],
            held("10Gi"),
        ),
        (&warm(&resources("disk = \"20Gi\"")), &disk, held("20Gi")),
        (&warm(""), &disk, Value::Null),
    ];
    take(RESOURCES, &steps);
}

#[test]
fn shared_memory_leaves_the_pool_warm() {
    let pointer = "/spec/taskTemplate/extendedResources/sharedMemory/sizeLimit";
    let shm = ["resources.shm"];
    let steps = [
        (&*warm(&resources("shm = \"2Gi\"")), &shm[..], json!("2Gi")),
        (&warm(&resources("shm = \"3Gi\"")), &shm, json!("3Gi")),
        (&warm(&resources("shm = \"auto\"")), &shm, Value::Null),
        (&warm(""), &shm, Value::Null),
    ];
    take(pointer, &steps);
}

#[test]
fn gpu() {
    let pointer = "/spec/taskTemplate/extendedResources/gpuAccelerator/device";
    let steps = [
        (&*resources("gpu = 1"), &[][..], Value::Null),
        (
            &resources("gpu = \"A100:2\""),
            &["resources.gpu"],
            json!("nvidia-tesla-a100"),
        ),
        (
            &resources("gpu = \"T4:2\""),
            &["resources.gpu"],
            json!("nvidia-tesla-t4"),
        ),
        ("", &["resources.gpu"], Value::Null),
    ];
    take(pointer, &steps);
}

#[test]
fn accelerator() {
    let pointer = "/spec/taskTemplate/extendedResources/gpuAccelerator";
    let device = |lines| resources(&format!("accelerator = {{\n{lines}\n}}"));
    let steps = [
        (
            &*device("device = \"A100\"\n partition = \"1g.5gb\""),
            &[][..],
            json!({ "device": "nvidia-tesla-a100", "partitionSize": "1g.5gb" }),
        ),
        (
            &device("device = \"A100\"\n partition = \"2g.10gb\"\n quantity = 2"),
            &[
                "resources.accelerator.partition",
                "resources.accelerator.quantity",
            ],
            json!({ "device": "nvidia-tesla-a100", "partitionSize": "2g.10gb" }),
        ),
        (
            &device("device = \"V5P\"\n partition = \"2x2x1\""),
            &[
                "resources.accelerator.device",
                "resources.accelerator.partition",
                "resources.accelerator.quantity",
            ],
            json!({
                "device": "tpu-v5p-slice",
                "partitionSize": "2x2x1",
                "deviceClass": "GOOGLE_TPU",
            }),
        ),
        (
            "",
            &[
                "resources.accelerator.device",
                "resources.accelerator.partition",
            ],
            Value::Null,
        ),
    ];
    take(pointer, &steps);
}

#[test]
fn secrets_replace_the_pool() {
    let pointer = "/spec/taskTemplate/securityContext/secrets";
    let changed = ["pool_version", "secrets"];
    let steps = [
        (
            &*warm("secrets = [{ key = \"my-key\", group = \"team\" }]"),
            &changed[..],
            json!([{
                "group": "team", "key": "my-key", "mountRequirement": "ENV_VAR",
                "envVar": "TEAM_MY_KEY",
            }]),
        ),
        (
            &warm(
                "secrets = [\n { key = \"a\", mount = \"/etc/flyte/secrets\" },\n \
                 { key = \"b\", as_env_var = \"B\", mount = \"/etc/flyte/secrets\" },\n]",
            ),
            &changed,
            json!([
                { "key": "a", "mountRequirement": "FILE" },
                { "key": "b", "mountRequirement": "ENV_VAR", "envVar": "B" },
            ]),
        ),
        (&warm(""), &changed, Value::Null),
    ];
    take(pointer, &steps);
}

#[test]
fn names_in_the_cluster_replace_the_pool() {
    for (name, pointer) in [
        (
            "service_account",
            "/spec/taskTemplate/securityContext/runAs/k8sServiceAccount",
        ),
        (
            "pod_template",
            "/spec/taskTemplate/metadata/podTemplateName",
        ),
    ] {
        let line = |value| warm(&format!("{name} = {value:?}"));
        let mut attributes = [name, "pool_version"];
        attributes.sort_unstable();
        let steps = [
            (&*line("one"), &attributes[..], json!("one")),
            (&line("two"), &attributes, json!("two")),
            (&warm(""), &attributes, Value::Null),
        ];
        take(pointer, &steps);
    }
}

#[test]
fn cache_leaves_the_pool_warm() {
    let cache = |lines: &str| warm(&format!("cache = {{\n{lines}\n}}"));
    let first = cache("version = \"1\"\n max_age = \"7d\"");
    let second = cache("version = \"2\"\n serialize = true\n ignored_inputs = [\"b\", \"a\"]");
    let changed = [
        "cache.ignored_inputs",
        "cache.max_age",
        "cache.serialize",
        "cache.version",
    ];
    let cleared = ["cache.ignored_inputs", "cache.serialize", "cache.version"];
    for (name, one, two) in [
        ("discoveryVersion", json!("1"), json!("2")),
        ("cacheMaxAge", json!("604800s"), Value::Null),
        ("cacheSerializable", Value::Null, json!(true)),
        ("cacheIgnoreInputVars", Value::Null, json!(["b", "a"])),
    ] {
        let steps = [
            (first.as_str(), &[][..], one),
            (&second, &changed, two),
            ("reusable {}", &cleared, Value::Null),
        ];
        take(&format!("/spec/taskTemplate/metadata/{name}"), &steps);
    }
}

#[test]
fn a_cache_of_a_version_may_say_that_it_overrides() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    for lines in [
        "behavior = \"override\"\n version = \"1\"",
        "version = \"1\"",
    ] {
        workspace.write(&environment(&format!("cache = {{\n{lines}\n}}")));
        workspace.apply_for_good();
    }
    assert_eq!(mock.count("DeployTask"), 1, "the two mean the same");
}

#[test]
fn another_spelling_of_the_same_plans_nothing() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    for (one, other) in [
        ("cpu = 1", "cpu = \"1000m\""),
        ("cpu = [0.5, 2]", "cpu = [\"500m\", \"2000m\"]"),
        ("cpu = 2", "cpu = \"2\""),
        ("memory = \"1Gi\"", "memory = \"1024Mi\""),
        (
            "memory = [\"1Gi\", \"2Gi\"]",
            "memory = [\"1024Mi\", \"2048Mi\"]",
        ),
        ("disk = \"1Gi\"", "disk = \"1048576Ki\""),
        ("shm = \"1G\"", "shm = \"1000M\""),
    ] {
        workspace.write(&environment(&resources(one)));
        workspace.apply_for_good();
        workspace.write(&environment(&resources(other)));
        let plan = workspace.plan();
        assert!(plan.is_empty(), "{one}, {other}: {:?}", plan.changes());
    }
}

#[test]
fn everything_is_imported_as_it_is() {
    let mock = mock();
    let first = Workspace::new(&mock);
    first.write(EVERYTHING);
    first.apply_for_good();
    let deploys = mock.count("DeployTask");

    let second = Workspace::new(&mock);
    second.write(EVERYTHING);
    second
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    let plan = second.plan();
    assert_eq!(plan.change(IT).differing(), [""; 0]);
    plan.assert_empty();
    assert_eq!(mock.count("DeployTask"), deploys);
}
