//! Every parameter of the SDK's classes is an attribute, or stands here with the reason why not.
//!
//! The SDK is asked for its parameters, so that a newer one that has more turns this red, by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;
use crate::harness::terraform::project;
use crate::parameters::Row::{At, Itself, Key, Nothing};

/// What stands for a parameter.
enum Row {
    /// This attribute of the resource; levels of maps and lists are left out.
    At(&'static str),
    /// The key of this map.
    Key(&'static str),
    /// This block or value being there.
    Itself(&'static str),
    /// Nothing, and why.
    Nothing(&'static str),
}

const NOT_SENT: &str = "the SDK keeps it for itself: nothing of it is deployed";
const CALLER: &str = "it is a setting of the process that calls tasks, not of what is deployed";
const PLUGINS: &str =
    "tasks of plugins have types and settings of their own, which only the plugins' code knows";
const UNPARSED: &str = "the SDK makes it from Python objects that only its process has";

const ROWS: [(&str, &[(&str, Row)]); 22] = [
    (
        "TaskEnvironment",
        &[
            ("name", At("name")),
            ("depends_on", At("image_lookup")),
            ("pod_template", At("pod_template")),
            ("description", At("description")),
            ("secrets", At("secrets")),
            ("env_vars", At("env_vars")),
            ("resources", At("resources")),
            ("interruptible", At("interruptible")),
            ("image", At("image")),
            ("include", At("code.include")),
            ("service_account", At("service_account")),
            ("cache", At("cache")),
            ("reusable", Itself("reusable")),
            ("plugin_config", Nothing(PLUGINS)),
            ("queue", Nothing(NOT_SENT)),
        ],
    ),
    (
        "TaskEnvironment.task",
        &[
            ("_func", At("tasks.module")),
            ("short_name", At("tasks.short_name")),
            ("cache", At("tasks.cache")),
            ("retries", At("tasks.retries")),
            ("timeout", At("tasks.timeout")),
            ("docs", At("tasks.long_description")),
            ("pod_template", At("tasks.pod_template")),
            ("report", At("tasks.report")),
            ("interruptible", At("tasks.interruptible")),
            ("max_inline_io_bytes", Nothing(CALLER)),
            ("queue", Nothing(NOT_SENT)),
            ("service_account", At("tasks.service_account")),
            ("triggers", At("tasks.triggers")),
            ("links", Nothing(UNPARSED)),
            ("task_resolver", Nothing(UNPARSED)),
            ("entrypoint", At("tasks.entrypoint")),
            ("produces_artifacts", At("tasks.produces_artifacts")),
        ],
    ),
    (
        "ContainerTask",
        &[
            ("name", Key("tasks")),
            ("image", At("image")),
            ("command", At("tasks.command")),
            ("inputs", At("tasks.inputs")),
            ("arguments", At("tasks.args")),
            ("outputs", At("tasks.outputs")),
            ("input_data_dir", At("tasks.input_dir")),
            ("output_data_dir", At("tasks.output_dir")),
            ("metadata_format", At("tasks.metadata_format")),
            (
                "local_logs",
                Nothing("it is about runs on the user's own machine"),
            ),
            ("file_input_layout", At("tasks.file_input_layout")),
        ],
    ),
    (
        "ReusePolicy",
        &[
            ("replicas", At("reusable.replicas")),
            ("idle_ttl", At("reusable.idle_ttl")),
            ("concurrency", At("reusable.concurrency")),
            ("scaledown_ttl", At("reusable.scaledown_ttl")),
            ("scope", At("reusable.scope")),
        ],
    ),
    (
        "Resources",
        &[
            ("cpu", At("resources.cpu")),
            ("memory", At("resources.memory")),
            ("gpu", At("resources.gpu")),
            ("disk", At("resources.disk")),
            ("shm", At("resources.shm")),
        ],
    ),
    (
        "Device",
        &[
            ("quantity", At("resources.accelerator.quantity")),
            ("device_class", At("resources.accelerator.class")),
            ("device", At("resources.accelerator.device")),
            ("partition", At("resources.accelerator.partition")),
        ],
    ),
    (
        "Secret",
        &[
            ("key", At("secrets.key")),
            ("group", At("secrets.group")),
            ("mount", At("secrets.mount")),
            ("as_env_var", At("secrets.as_env_var")),
        ],
    ),
    (
        "Cache",
        &[
            ("behavior", At("cache.behavior")),
            ("version_override", At("cache.version")),
            ("serialize", At("cache.serialize")),
            ("ignored_inputs", At("cache.ignored_inputs")),
            ("salt", At("cache.salt")),
            (
                "policies",
                Nothing("they are Python objects that make a version: give the `version`"),
            ),
            ("max_age", At("cache.max_age")),
        ],
    ),
    (
        "RetryStrategy",
        &[
            ("count", At("tasks.retries.count")),
            ("backoff", At("tasks.retries.backoff")),
        ],
    ),
    (
        "Backoff",
        &[
            ("base", At("tasks.retries.backoff.base")),
            ("factor", At("tasks.retries.backoff.factor")),
            ("cap", At("tasks.retries.backoff.cap")),
        ],
    ),
    (
        "Timeout",
        &[
            ("max_runtime", At("tasks.timeout.runtime")),
            ("max_queued_time", At("tasks.timeout.queued")),
            ("deadline", At("tasks.timeout.deadline")),
        ],
    ),
    (
        "PodTemplate",
        &[
            ("pod_spec", At("pod.spec")),
            ("primary_container_name", At("pod.primary_container")),
            ("labels", At("pod.labels")),
            ("annotations", At("pod.annotations")),
        ],
    ),
    (
        "Trigger",
        &[
            ("name", Key("tasks.triggers")),
            ("automation", At("tasks.triggers.on_demand")),
            ("description", At("tasks.triggers.description")),
            ("auto_activate", At("tasks.triggers.active")),
            ("inputs", At("tasks.triggers.inputs")),
            ("env_vars", At("tasks.triggers.env_vars")),
            ("interruptible", At("tasks.triggers.interruptible")),
            ("overwrite_cache", At("tasks.triggers.overwrite_cache")),
            ("queue", At("tasks.triggers.queue")),
            (
                "max_action_concurrency",
                At("tasks.triggers.max_action_concurrency"),
            ),
            ("labels", At("tasks.triggers.labels")),
            ("annotations", At("tasks.triggers.annotations")),
            ("notifications", At("tasks.triggers.notifications")),
            ("custom_context", At("tasks.triggers.custom_context")),
        ],
    ),
    (
        "Cron",
        &[
            ("expression", At("tasks.triggers.cron")),
            ("timezone", At("tasks.triggers.timezone")),
        ],
    ),
    (
        "FixedRate",
        &[
            ("interval_minutes", At("tasks.triggers.interval_minutes")),
            ("start_time", At("tasks.triggers.start_time")),
        ],
    ),
    (
        "OnArtifact",
        &[
            ("name", At("tasks.triggers.artifact.name")),
            ("version", At("tasks.triggers.artifact.version")),
            ("partitions", At("tasks.triggers.artifact.partitions")),
            ("partition_kwargs", At("tasks.triggers.artifact.partitions")),
        ],
    ),
    (
        "NamedRule",
        &[("name", At("tasks.triggers.notification_rule"))],
    ),
    (
        "NamedDelivery",
        &[
            ("on_phase", At("tasks.triggers.notifications.on_phase")),
            ("name", At("tasks.triggers.notifications.delivery")),
        ],
    ),
    (
        "Email",
        &[
            ("on_phase", At("tasks.triggers.notifications.on_phase")),
            (
                "recipients",
                At("tasks.triggers.notifications.email.recipients"),
            ),
            ("cc", At("tasks.triggers.notifications.email.cc")),
            ("bcc", At("tasks.triggers.notifications.email.bcc")),
            ("subject", At("tasks.triggers.notifications.email.subject")),
            ("body", At("tasks.triggers.notifications.email.body")),
            (
                "html_body",
                At("tasks.triggers.notifications.email.html_body"),
            ),
        ],
    ),
    (
        "Webhook",
        &[
            ("on_phase", At("tasks.triggers.notifications.on_phase")),
            ("url", At("tasks.triggers.notifications.webhook.url")),
            ("method", At("tasks.triggers.notifications.webhook.method")),
            (
                "headers",
                At("tasks.triggers.notifications.webhook.headers"),
            ),
            ("body", At("tasks.triggers.notifications.webhook.body")),
        ],
    ),
    (
        "Slack",
        &[
            ("on_phase", At("tasks.triggers.notifications.on_phase")),
            (
                "webhook_url",
                At("tasks.triggers.notifications.webhook.url"),
            ),
            ("message", At("tasks.triggers.notifications.webhook.body")),
            ("blocks", At("tasks.triggers.notifications.webhook.body")),
        ],
    ),
    (
        "Teams",
        &[
            ("on_phase", At("tasks.triggers.notifications.on_phase")),
            (
                "webhook_url",
                At("tasks.triggers.notifications.webhook.url"),
            ),
            ("title", At("tasks.triggers.notifications.webhook.body")),
            ("message", At("tasks.triggers.notifications.webhook.body")),
            ("card", At("tasks.triggers.notifications.webhook.body")),
        ],
    ),
];

/// The parameters of the SDK's classes, by class.
fn of_the_sdk() -> BTreeMap<String, BTreeSet<String>> {
    let classes: Vec<_> = ROWS.iter().map(|(class, _)| *class).collect();
    let answer = Sdk::new(&mock()).ask(&[&["parameters"], &classes[..]].concat(), "");
    serde_json::from_value(answer).unwrap()
}

#[test]
fn every_parameter_of_the_sdk_stands_in_the_table() {
    let classes = of_the_sdk();
    assert_eq!(classes.len(), ROWS.len());
    for (class, rows) in &ROWS {
        let ours: BTreeSet<_> = rows.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(ours.len(), rows.len(), "{class} has a row twice");
        let new: Vec<_> = classes[*class].difference(&ours).collect();
        assert!(
            new.is_empty(),
            "flyte.{class} has parameters that are no attributes: {new:?}. Make them so, or write \
             down in this table why not."
        );
        let gone: Vec<_> = ours.difference(&classes[*class]).collect();
        assert!(gone.is_empty(), "flyte.{class} has no more {gone:?}");
    }
}

#[test]
fn what_stands_for_a_parameter_is_in_the_schema() {
    let schema = fs::read_to_string(project().join("tests/docs/schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let resource = schema
        .pointer("/resource_schemas/flyte_task_environment/block")
        .or_else(|| schema.pointer("/resources/flyte_task_environment/block"))
        .unwrap_or_else(|| panic!("the snapshot has no such resource"));
    for (class, rows) in &ROWS {
        for (name, row) in *rows {
            match row {
                At(path) | Key(path) | Itself(path) => assert!(
                    has(resource, path),
                    "flyte.{class}, {name}: there is no `{path}` in the schema"
                ),
                Nothing(reason) => assert!(!reason.is_empty()),
            }
        }
    }
}

/// Whether a block has an attribute or block of this path.
fn has(block: &Value, path: &str) -> bool {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let inner = if let Some(attribute) = block["attributes"].get(name) {
        &attribute["nested_type"]
    } else if let Some(nested) = block["block_types"].get(name) {
        &nested["block"]
    } else {
        return false;
    };
    rest.is_empty() || has(inner, rest)
}
