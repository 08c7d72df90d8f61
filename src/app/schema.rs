//! The schema of the resource.

use flyte_domain::{AppId, ScopeName};
use terraform_framework::{Attribute, Block, Schema, Stability, Type};

use crate::app::{link, scaling};
use crate::deletion_policy::Policy;
use crate::rules::text_rule;
use crate::task_environment::{resources, secret};
use crate::timeouts;

/// What a destroy may do.
pub(super) static DELETION_POLICY: Policy = Policy {
    what: "App",
    default: "delete",
    reason: "A deleted app no longer answers requests.",
    replaced_for: "another name or place",
};

pub(super) fn schema() -> Schema {
    Schema::new(block())
}

/// All of the schema, for everything that shows apps.
pub(crate) fn block() -> Block {
    let block = Block::new(
        "An app: a program that runs until it is stopped, and answers over HTTP, such as a web \
         server, a model server or a dashboard. Its image holds everything, and its command is given. \
         Apps that the Flyte SDK makes of Python code are best deployed by the SDK. The names and \
         defaults are those of `flyte.app.AppEnvironment`.",
    );
    computed(access(runtime(identity(block)))).block("timeouts", timeouts::block())
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
                .rule(text_rule(AppId::check_name))
                .description(
                    "Name of the app: lower-case letters, digits and `-`, at most 30 characters. \
                     Another name makes another app.",
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
            "deletion_policy",
            DELETION_POLICY.attribute(
                "What happens on destroy. `delete` (default) deletes the app; `abandon` only \
                 forgets it and leaves it as it is; `prevent` fails, also when the block was \
                 removed or the app would be replaced. The policy in the state is what counts: to \
                 change it, apply another one first.",
            ),
        )
}

/// What runs.
fn runtime(block: Block) -> Block {
    let text = |description| Attribute::optional(Type::String).description(description);
    let words = |attribute: Attribute, description| attribute.description(description);
    block
        .attribute(
            "image",
            Attribute::optional_computed(Type::String)
                .stability(Stability::Fixed)
                .description(
                    "Container image, used as written. When it was never set: the provider's \
                     `default_image`, else the image of the Flyte SDK 2.12.1. It then stays what it \
                     was.",
                ),
        )
        .attribute(
            "command",
            words(
                Attribute::required(Type::list(Type::String)),
                "The program and what it is given, as in `[\"python\", \"-m\", \"http.server\", \
                 \"8080\"]`. It runs without a shell.",
            ),
        )
        .attribute(
            "args",
            words(
                Attribute::optional(Type::list(Type::String)),
                "Further arguments for the command.",
            ),
        )
        .attribute(
            "port",
            Attribute::optional(Type::Number).description(
                "Where the program listens. Default `8080`. 8012, 8022, 8112, 9090 and 9091 are the \
                 platform's own.",
            ),
        )
        .attribute(
            "port_name",
            text(
                "What is spoken at the port: `h2c` for HTTP/2 without TLS, as gRPC needs it, or \
                 `http1`. Default: HTTP/1.1.",
            ),
        )
        .attribute(
            "env_vars",
            Attribute::optional(Type::map(Type::String)).description(
                "Environment variables of the container. They are stored in Flyte as they are, and \
                 in the Terraform state; for what is secret, use `secrets`.",
            ),
        )
        .attribute(
            "resources",
            resources::attribute().description(
                "What each replica asks the cluster for. Amounts are Kubernetes quantities, compared \
                 by value: `\"1\"` and `\"1000m\"`, or `\"1Gi\"` and `\"1024Mi\"`, are the same. The \
                 open-source backend keeps `gpu`, `accelerator` and `shm` and does not act on them.",
            ),
        )
        .attribute("secrets", secret::attribute())
        .attribute(
            "service_account",
            text("Kubernetes service account that the app runs as. Default: the platform's choice."),
        )
        .attribute("scaling", scaling::attribute())
        .attribute(
            "request_timeout",
            text(
                "How long a request may take: seconds or a duration such as `90s`, at most one hour. \
                 Default: the platform's choice, which is 5 minutes in the open-source backend.",
            ),
        )
        .attribute(
            "cluster_pool",
            text(
                "Pool of clusters that one is chosen from. Default `default`. The open-source backend \
                 has one cluster, and ignores it.",
            ),
        )
}

/// Who can reach it, and whether it should run.
fn access(block: Block) -> Block {
    let text = |description| Attribute::optional(Type::String).description(description);
    block
        .attribute(
            "requires_auth",
            Attribute::optional(Type::Bool).description(
                "Whether callers of the app must be logged in to Flyte. Default `true`. **The \
                 open-source backend stores this but asks nobody to log in**: anyone who can reach \
                 the address can use the app.",
            ),
        )
        .attribute(
            "subdomain",
            text(
                "Subdomain of the app's address. Default: the platform's choice. The open-source \
                 backend ignores it.",
            ),
        )
        .attribute(
            "custom_domain",
            text(
                "Domain of your own under which the app is reached. The open-source backend ignores \
                 it.",
            ),
        )
        .attribute("links", link::attribute())
        .attribute(
            "type",
            text(
                "What kind of app it is, such as `streamlit`, for those who look at it. Default: \
                 nothing is said.",
            ),
        )
        .attribute(
            "description",
            text("What the app is for. At most 100 characters."),
        )
        .attribute(
            "desired_state",
            text(
                "`active` (default) lets the app run, with as many replicas as `scaling` says. \
                 `stopped` keeps it and ends its replicas; a change of a stopped app deploys it, \
                 which starts it for a moment.",
            ),
        )
}

fn computed(block: Block) -> Block {
    let text = |description| Attribute::computed(Type::String).description(description);
    block
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
        .attribute(
            "public_url",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&[
                    "name",
                    "org",
                    "project",
                    "domain",
                    "subdomain",
                    "custom_domain",
                    "desired_state",
                ]))
                .description(
                    "Address of the app. Null where Flyte gives none, as for a stopped app.",
                ),
        )
        .attribute(
            "status",
            text(
                "What the app did when Terraform looked last: `active`, `stopped`, `failed`, or on \
                 its way to that `pending`, `deploying`, `assigned`, `unassigned`, `started`, \
                 `scaling_up` or `scaling_down`. Null where Flyte does not say.",
            ),
        )
        .attribute(
            "status_message",
            text("What Flyte says of `status`; null where it says nothing."),
        )
        .attribute(
            "current_replicas",
            Attribute::computed(Type::Number)
                .description("How many replicas there were when Terraform looked last."),
        )
        .attribute(
            "revision",
            Attribute::computed(Type::Number).description(
                "Counts the deploys of the app. Null where the backend does not count them, such \
                 as the open-source one.",
            ),
        )
        .attribute(
            "foreign_fields",
            Attribute::computed(Type::list(Type::String))
                .stability(Stability::Fixed)
                .description(
                    "Fields in Flyte that no configuration of this resource can set: someone else \
                     set them. The next deploy removes them.",
                ),
        )
}
