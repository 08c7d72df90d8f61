//! The settings themselves, as attributes.

use flyte_domain::{ScopedSetting, SettingKey, SettingValue};
use terraform_framework::{Attribute, Block, Nesting, Type, Usage, Value};

/// Adds every setting to a block.
pub(crate) fn add(block: Block) -> Block {
    block
        .attribute("run", run())
        .attribute("security", security())
        .attribute("storage", storage())
        .attribute("task_resource", task_resource())
        .attribute("app", app())
        .attribute(
            "labels",
            texts("Kubernetes labels of task pods. Each scope adds to those of broader ones."),
        )
        .attribute(
            "annotations",
            texts("Kubernetes annotations of task pods. Each scope adds to those of broader ones."),
        )
        .attribute(
            "environment_variables",
            texts(
                "Environment variables of task pods. Each scope adds to those of broader ones. They \
                 are stored in the Terraform state and in Flyte in the clear.",
            ),
        )
        .attribute(
            "pod_template_name",
            text("Name of a pod template in the cluster that task pods are made from."),
        )
}

fn run() -> Attribute {
    let object = Block::default()
        .attribute("default_queue", text("Queue of runs that name none."))
        .attribute(
            "max_action_concurrency",
            Attribute::optional(Type::Number).description(
                "How many actions of one run may work at the same time; 0 means any number. With 1 \
                 a run that has child actions waits for itself.",
            ),
        )
        .attribute(
            "run_base_dir",
            text("Where metadata of runs is written, such as `s3://my-bucket/metadata`."),
        );
    group(object, "Settings of runs.")
}

fn security() -> Attribute {
    let object = Block::default().attribute(
        "service_account",
        text("Kubernetes service account of task pods."),
    );
    group(object, "Settings of security.")
}

fn storage() -> Attribute {
    let object = Block::default().attribute(
        "raw_data_path",
        text("Where raw data of runs is written, such as `s3://my-bucket/data`."),
    );
    group(object, "Settings of storage.")
}

fn task_resource() -> Attribute {
    let amounts = |description| {
        let object = Block::default()
            .attribute(
                "cpu",
                quantity(
                    SettingKey::MinCpu,
                    "Processor cores, such as `\"500m\"` or `\"2\"`.",
                ),
            )
            .attribute(
                "gpu",
                quantity(SettingKey::MinGpu, "GPUs, such as `\"1\"`."),
            )
            .attribute(
                "memory",
                quantity(
                    SettingKey::MinMemory,
                    "Memory, such as `\"512Mi\"` or `\"4Gi\"`.",
                ),
            )
            .attribute(
                "storage",
                quantity(SettingKey::MinStorage, "Local disk, such as `\"10Gi\"`."),
            );
        group(object, description)
    };
    let object = Block::default()
        .attribute(
            "min",
            amounts(
                "What task pods have at least, as Kubernetes quantities, compared by value: `\"1\"` \
                 and `\"1000m\"` are the same.",
            ),
        )
        .attribute(
            "max",
            amounts("What task pods have at most, as Kubernetes quantities, compared by value."),
        )
        .attribute(
            "mirror_limits_request",
            Attribute::optional(Type::Bool)
                .description("Whether the limits of task pods are what they request."),
        )
        .attribute(
            "default_accelerator",
            text(
                "Accelerator of tasks that ask for GPUs and name none, such as `nvidia-l4`. The \
                 open-source backend of 2026-08 does not know this setting, and drops it; then the \
                 apply fails.",
            ),
        );
    group(object, "Settings of what tasks ask the cluster for.")
}

fn app() -> Attribute {
    let object = Block::default()
        .attribute(
            "disallow_anonymous",
            Attribute::optional(Type::Bool).description("Whether apps must know who calls them."),
        )
        .attribute(
            "app_dns_strategy",
            text(
                "How the addresses of apps are made: `shared` or `dataplane_specific`. The \
                 open-source backend of 2026-08 does not know this setting, and drops it; then the \
                 apply fails.",
            ),
        );
    group(object, "Settings of apps.")
}

fn group(object: Block, description: &'static str) -> Attribute {
    Attribute::nested(Nesting::Single, object, Usage::Optional).description(description)
}

fn text(description: &'static str) -> Attribute {
    Attribute::optional(Type::String).description(description)
}

fn texts(description: &'static str) -> Attribute {
    Attribute::optional(Type::map(Type::String)).description(description)
}

/// A quantity; `key` is any setting of the same kind.
fn quantity(key: SettingKey, description: &'static str) -> Attribute {
    let amount = |value: &Value| {
        let text = value.as_str()?.to_owned();
        Some(ScopedSetting::Value(SettingValue::Text(text)))
    };
    text(description).equal_when(move |one, other| {
        let amounts = amount(one).zip(amount(other));
        amounts.is_some_and(|(one, other)| key.means_the_same(&one, &other))
    })
}
