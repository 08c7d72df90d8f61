//! The schema of the resource.

use flyte_domain::{Description, EnvVars, EnvironmentName, Image, KubernetesName, ScopeName, Tags};
use terraform_framework::{Attribute, Block, Schema, Stability, Type, Usage};

use crate::deletion_policy::Policy;
use crate::rules::{text_rule, texts_rule};
use crate::task_environment::{cache, code, pod, resources, reusable, secret, task};
use crate::timeouts;

/// What a destroy may do.
pub(super) static DELETION_POLICY: Policy = Policy {
    what: "Task environment",
    default: "deprecate",
    reason: "Flyte cannot delete tasks; choose what happens instead.",
    replaced_for: "another name, project, domain or organisation",
};

pub(crate) fn schema() -> Schema {
    let block = Block::new(
        "A Flyte 2 task environment: the settings that its tasks share, with an optional pool of \
         warm containers. Flyte keeps it as the environment's record, a task with exactly the \
         environment's name.",
    );
    let block = computed(identity(settings(block)))
        .block("reusable", reusable::block())
        .block("timeouts", timeouts::block());
    Schema { version: 1, block }
}

fn identity(block: Block) -> Block {
    let place = |name: &'static str, description| {
        Attribute::optional_computed(Type::String)
            .stability(Stability::Fixed)
            .requires_replace()
            .rule(text_rule(move |text| ScopeName::new(name, text).map(drop)))
            .description(description)
    };
    block
        .attribute(
            "name",
            Attribute::required(Type::String)
                .requires_replace()
                .rule(text_rule(|text| EnvironmentName::new(text).map(drop)))
                .description(
                    "Name of the environment: lower-case letters and digits, with single `_` or \
                     `-` between words, at most 63 characters. Another name makes another \
                     environment.",
                ),
        )
        .attribute(
            "org",
            place(
                "org",
                "Organisation, on backends that have organisations. Default: the provider's.",
            ),
        )
        .attribute(
            "project",
            place("project", "Project. Default: the provider's."),
        )
        .attribute(
            "domain",
            place(
                "domain",
                "Domain, such as `development`. Default: the provider's.",
            ),
        )
        .attribute(
            "id",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&[
                    "name", "org", "project", "domain",
                ]))
                .description(
                    "`project/domain/name`, preceded by `org/` where there is an organisation. The \
                     id to import by.",
                ),
        )
}

fn settings(block: Block) -> Block {
    block
        .attribute(
            "description",
            Attribute::optional(Type::String)
                .rule(text_rule(|text| Description::new(text).map(drop)))
                .description("What the environment is for. At most 255 bytes."),
        )
        .attribute(
            "image",
            Attribute::optional_computed(Type::String)
                .stability(Stability::Fixed)
                .rule(text_rule(|text| Image::new(text).map(drop)))
                .description(
                    "Container image, used as written. When it was never set: the provider's \
                     `default_image`, else the image of the Flyte SDK 2.12.1. It then stays what \
                     it was until you set it.",
                ),
        )
        .attribute(
            "cache",
            cache::attribute(
                Usage::OptionalComputed,
                "Whether results of tasks are kept. Without it they are not.",
            )
            .stability(Stability::Fixed),
        )
        .attribute("code", code::attribute())
        .attribute("resources", resources::attribute())
        .attribute("secrets", secret::attribute())
        .attribute("tasks", task::attribute())
        .attribute(
            "image_lookup",
            Attribute::optional(Type::map(Type::String))
                .rule(texts_rule(|name, image| {
                    let checked = EnvironmentName::new(&name).and_then(|_| Image::new(&image));
                    checked
                        .map(drop)
                        .map_err(|violation| vec![(name, violation)])
                }))
                .description(
                    "Images of other environments whose tasks the code calls, by environment: \
                     `{ (flyte_task_environment.b.name) = flyte_task_environment.b.image }`. A \
                     called task runs in the image that is named here, and not in the one that \
                     the code says. The environment's own image is always among them.",
                ),
        )
        .attribute(
            "env_vars",
            Attribute::optional(Type::map(Type::String))
                .rule(texts_rule(|name, text| {
                    EnvVars::new([(name, text)]).map(drop)
                }))
                .description(
                    "Environment variables of the containers. They are stored in the Terraform \
                     state and in Flyte in the clear.",
                ),
        )
        .attribute(
            "interruptible",
            Attribute::with_default(Type::Bool, false).description(
                "Whether the tasks may run on machines that can be taken away. Default `false`.",
            ),
        )
        .attribute(
            "service_account",
            kubernetes_name("service_account")
                .description("Kubernetes service account that the containers run as."),
        )
        .attribute(
            "pod_template",
            kubernetes_name("pod_template")
                .description("Name of a pod template in the cluster that the pods are made from."),
        )
        .attribute(
            "pod",
            pod::attribute(
                Usage::OptionalComputed,
                "Inline pod template that the pods are made from, instead of the name of one in \
                 the cluster: volumes, sidecars, tolerations and whatever else Kubernetes has. It \
                 is `flyte.PodTemplate` of the SDK. Not with `pod_template`.",
            )
            .stability(Stability::Fixed),
        )
        .attribute(
            "tags",
            Attribute::optional(Type::map(Type::String))
                .rule(texts_rule(|name, text| {
                    Tags::new([(name, text)].into()).map(drop)
                }))
                .description(
                    "Labels, kept in the metadata of the record. `managed-by` is reserved: it \
                     marks what this provider deployed.",
                ),
        )
        .attribute(
            "deletion_policy",
            DELETION_POLICY.attribute(
                "What happens on destroy, since Flyte cannot delete tasks. `deprecate` (default) \
                     deploys one more revision that marks the environment as deprecated; `abandon` \
                     only forgets it and leaves it as it is; `prevent` fails, also when the block \
                     was removed or the environment would be replaced. The policy in the state is \
                     what counts: to change it, apply another one first.",
            ),
        )
        .attribute(
            "adopt_tasks",
            Attribute::optional(Type::Bool).description(
                "Whether a task that others deployed under a name in `tasks` is taken over when \
                 that name is new in the configuration. Without it, that is an error. A task that \
                 no configuration can express is refused even so. Default `false`.",
            ),
        )
}

fn kubernetes_name(setting: &'static str) -> Attribute {
    Attribute::optional_computed(Type::String)
        .stability(Stability::Fixed)
        .rule(text_rule(move |name| {
            KubernetesName::new(setting, name).map(drop)
        }))
}

fn computed(block: Block) -> Block {
    block
        .attribute(
            "version",
            Attribute::computed(Type::String)
                .description("Version deployed last: the revision and a hash of the content."),
        )
        .attribute(
            "revision",
            Attribute::computed(Type::Number).description(
                "How many times the environment has been deployed by Terraform. Null when someone \
                 else deployed it last, or a deploy was cut off half-way, and 0 for what only the \
                 Flyte SDK has deployed: the next apply then deploys it again.",
            ),
        )
        .attribute("code_hash", code::hash())
        .attribute(
            "pool_version",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&[
                    "name",
                    "image",
                    "code",
                    "code_hash",
                    "env_vars",
                    "interruptible",
                    "resources",
                    "secrets",
                    "service_account",
                    "pod_template",
                    "pod",
                    "reusable",
                ]))
                .description(
                    "Flyte's actor version, the identity of the warm pool; known while planning. \
                     When it changes, the pool is replaced and its replicas start cold. Null \
                     without a `reusable` block.",
                ),
        )
        .attribute(
            "task_pool_versions",
            Attribute::computed(Type::map(Type::String))
                .stability(Stability::Fixed)
                .description(
                    "Tasks that are not served by this pool but by one of their own, since they say \
                     themselves whether they are `interruptible`: the identity of that pool, by the \
                     name of the task. Known while planning; null where there are none.",
                ),
        )
        .attribute(
            "foreign_fields",
            Attribute::computed(Type::list(Type::String))
                .stability(Stability::Fixed)
                .description(
                    "Fields in Flyte that no configuration of this resource can set: someone else \
                     set them. The next apply removes them.",
                ),
        )
        .attribute(
            "deployed_at",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&["version"]))
                .description("When `version` was deployed, in RFC 3339 format."),
        )
}
