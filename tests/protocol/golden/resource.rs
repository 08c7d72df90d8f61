//! What a check says of the settings of an environment.

use serde_json::{Value as Json, json};

use crate::core::Core;
use crate::golden::Page;
use crate::host::Launch;

/// A process that checks configurations; it never calls Flyte.
pub(super) async fn checker() -> Core {
    let config = json!({ "endpoint": "http://127.0.0.1:9", "insecure": true });
    Core::launch(Launch::new(), config).await
}

/// `settings` in a configuration that has all else that it needs.
pub(super) fn environment(settings: Json) -> Json {
    let mut config = json!({ "name": "env" });
    merge(&mut config, settings);
    config
}

pub(super) fn merge(into: &mut Json, settings: Json) {
    let (Json::Object(into), Json::Object(settings)) = (into, settings) else {
        panic!("settings are objects");
    };
    into.extend(settings);
}

fn settings() -> Vec<Json> {
    let long = "x".repeat(300);
    let [resources, cache, pod, reusable, code, secret] =
        ["resources", "cache", "pod", "reusable", "code", "secrets"].map(|name| {
            move |settings: Json| match name {
                "secrets" => json!({ name: [settings] }),
                _ => json!({ name: settings }),
            }
        });
    let device = |settings: Json| json!({ "resources": { "accelerator": settings } });
    let spec = |spec: Json| json!({ "pod": { "spec": spec.to_string() } });
    let timeouts = |time: &str| json!({ "timeouts": { "create": time } });
    vec![
        json!({ "name": "my env" }),
        json!({ "name": "" }),
        json!({ "name": long[..64] }),
        json!({ "project": "" }),
        json!({ "domain": "a/b" }),
        json!({ "description": long }),
        json!({ "image": "auto" }),
        json!({ "image": "" }),
        json!({ "image": "my image" }),
        json!({ "service_account": "My Account" }),
        json!({ "deletion_policy": "depreciate" }),
        json!({ "env_vars": { "1A": "x" } }),
        json!({ "env_vars": { "A": "\0" } }),
        json!({ "env_vars": { "A": null } }),
        json!({ "tags": { "": "x" } }),
        json!({ "tags": { "managed-by": "x" } }),
        json!({ "image_lookup": { "a/b": "x" } }),
        json!({ "image_lookup": { "other": "" } }),
        timeouts("soon"),
        timeouts("0s"),
        timeouts("-1m"),
        resources(json!({ "cpu": "500mb" })),
        resources(json!({ "cpu": true })),
        resources(json!({ "cpu": -1 })),
        resources(json!({ "cpu": "1e30" })),
        resources(json!({ "cpu": "0.1n" })),
        resources(json!({ "cpu": [1, 2, 3] })),
        resources(json!({ "cpu": [null, 1] })),
        resources(json!({ "cpu": [2, 1] })),
        resources(json!({ "memory": 1024 })),
        resources(json!({ "memory": "1GB" })),
        resources(json!({ "memory": true })),
        resources(json!({ "disk": 5 })),
        resources(json!({ "shm": 1 })),
        resources(json!({ "gpu": "A100" })),
        resources(json!({ "gpu": "A1000:1" })),
        resources(json!({ "gpu": "A2:3" })),
        resources(json!({ "gpu": "V5P:1" })),
        resources(json!({ "gpu": 1.5 })),
        resources(json!({ "gpu": -1 })),
        resources(json!({ "gpu": 5_000_000_000_u64 })),
        resources(json!({ "gpu": 1, "accelerator": { "device": "A100" } })),
        device(json!({ "device": "A1000" })),
        device(json!({ "device": "A100 80G" })),
        device(json!({ "device": "A100", "partition": "9g" })),
        device(json!({ "device": "A100", "quantity": 0 })),
        device(json!({ "device": "x", "class": "NVIDIA" })),
        device(json!({ "device": "", "class": "NVIDIA_GPU" })),
        cache(json!({ "behavior": "sometimes" })),
        cache(json!({ "behavior": "overide", "version": "1" })),
        cache(json!({ "behavior": "override" })),
        cache(json!({ "max_age": "-1d" })),
        cache(json!({ "max_age": "1.5" })),
        cache(json!({ "max_age": "999999999999h" })),
        cache(json!({ "max_age": "0.0000001s" })),
        secret(json!({ "key": "" })),
        secret(json!({ "key": "a", "mount": "/tmp" })),
        secret(json!({ "key": "a", "as_env_var": "lower" })),
        secret(json!({ "key": "a.b" })),
        json!({ "env_vars": { "A": "x" }, "secrets": [{ "key": "a" }] }),
        pod(json!({ "spec": "{" })),
        pod(json!({ "spec": "[]" })),
        pod(json!({ "spec": "{\"priority\": 1e999}" })),
        pod(json!({ "primary_container": "" })),
        spec(json!({ "containers": [1] })),
        spec(json!({ "containers": [{}] })),
        spec(json!({ "priority": 0.5 })),
        spec(json!({ "restart_policy": "Never" })),
        spec(json!({ "containers": [{ "name": "a" }, { "name": "a" }] })),
        spec(json!({ "containers": [{ "name": "a" }] })),
        spec(json!({ "containers": [{ "name": "a" }, { "name": "b" }] })),
        json!({ "pod": {}, "pod_template": "large" }),
        reusable(json!({ "replicas": "two" })),
        reusable(json!({ "replicas": [1, "a"] })),
        reusable(json!({ "replicas": -1 })),
        reusable(json!({ "replicas": [0, -1] })),
        reusable(json!({ "replicas": [3, 1] })),
        reusable(json!({ "replicas": 0 })),
        reusable(json!({ "replicas": 3_000_000_000_u64 })),
        reusable(json!({ "concurrency": 0 })),
        reusable(json!({ "concurrency": 1.5 })),
        reusable(json!({ "scope": "globl" })),
        reusable(json!({ "idle_ttl": "20s" })),
        reusable(json!({ "idle_ttl": "soon" })),
        reusable(json!({ "idle_ttl": "30.5s" })),
        reusable(json!({ "idle_ttl": "2147483648" })),
        reusable(json!({ "replicas": 1, "concurrency": 1 })),
        reusable(json!({ "replicas": [0, 1] })),
        code(json!({})),
        code(json!({ "source_dir": "a", "uri": "s3://b/c.tar.gz" })),
        code(json!({ "source_dir": "" })),
        code(json!({ "uri": "" })),
        code(json!({ "uri": "data:x" })),
        code(json!({ "uri": "bundle.tar.gz" })),
        code(json!({ "uri": "s3://b/c.tar.gz", "include": ["a"] })),
        code(json!({ "uri": "s3://b/c.tar.gz", "destination": "" })),
        code(json!({ "uri": "s3://b/c.tar.gz", "destination": "-x" })),
        code(json!({ "uri": "s3://b/c.tar.gz", "destination": "a\nb" })),
        code(json!({ "source_dir": "a", "include": ["/etc"] })),
        code(json!({ "source_dir": "a", "include": ["../b"] })),
        code(json!({ "source_dir": "a", "include": [""] })),
        code(json!({ "source_dir": "a", "exclude": ["["] })),
    ]
}

#[tokio::test]
async fn every_setting_of_an_environment() {
    let core = checker().await;
    let mut page = Page::new("environment", "settings of an environment");
    for settings in settings() {
        let said = core.validate(&environment(settings.clone())).await;
        page.tell_of(&settings, &said);
    }
    page.check();
}
