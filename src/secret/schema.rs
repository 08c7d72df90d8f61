//! The schema of the resource.

use flyte_domain::{ScopeName, SecretKind, SecretName, SecretScope, check_secret_value};
use terraform_framework::{Attribute, Block, Schema, Stability, Type};

use crate::deletion_policy::Policy;
use crate::rules::text_rule;
use crate::timeouts;

/// What a destroy of a secret does.
pub(super) static DELETION_POLICY: Policy = Policy {
    what: "Secret",
    default: "delete",
    reason: "A destroy deletes the secret, forgets it, or is refused.",
    replaced_for: "another name, project, domain, organisation or type",
};

pub(super) fn schema() -> Schema {
    let block = Block::new(
        "A secret in Flyte: a value that tasks are given, in an environment variable or a file, and \
         that nobody can read back. A task names it by its name alone: where a project, its domain and \
         the organisation have one of a name, it gets the narrowest.",
    );
    Schema::new(settings(value(identity(block))).block("timeouts", timeouts::block()))
}

fn identity(block: Block) -> Block {
    let place = |name: &'static str, description| {
        Attribute::optional(Type::String)
            .requires_replace()
            .rule(text_rule(move |text| {
                SecretScope::part(name, text).map(drop)
            }))
            .description(description)
    };
    block
        .attribute(
            "name",
            Attribute::required(Type::String)
                .requires_replace()
                .rule(text_rule(|text| SecretName::new(text).map(drop)))
                .description(
                    "Name of the secret: letters, digits, `-` and `_`. It is the `key` in `secrets` \
                     of a task environment.",
                ),
        )
        .attribute(
            "project",
            place(
                "project",
                "Project whose tasks see the secret; needs `domain`, too. Without it, those of every \
                 project do: it is never taken from the provider.",
            ),
        )
        .attribute(
            "domain",
            place(
                "domain",
                "Domain whose tasks see the secret, such as `development`. Without it, those of the \
                 whole organisation do: it is never taken from the provider.",
            ),
        )
        .attribute(
            "org",
            Attribute::optional_computed(Type::String)
                .stability(Stability::Fixed)
                .requires_replace()
                .rule(text_rule(|text| ScopeName::new("org", text).map(drop)))
                .description(
                    "Organisation, on backends that have organisations. Default: the provider's.",
                ),
        )
        .attribute(
            "id",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&["name", "project", "domain"]))
                .description(
                    "`name`, `domain/name` or `project/domain/name`, as far as they are set. The id to \
                     import by.",
                ),
        )
        .attribute(
            "type",
            Attribute::optional_computed(Type::String)
                .stability(Stability::Fixed)
                .rule(text_rule(|text| SecretKind::parse(text).map(drop)))
                .description(
                    "`generic` (default) for tasks; `image_pull` for the cluster to pull images \
                     with, which belongs to the whole organisation. A different type makes a \
                     different secret. Flyte does not say the type of a secret that was imported: \
                     it is then null until it is set.",
                ),
        )
}

fn value(block: Block) -> Block {
    block
        .attribute(
            "value_wo",
            Attribute::optional(Type::String)
                .sensitive()
                .write_only()
                .rule(text_rule(|text| check_secret_value("value_wo", text)))
                .description(
                    "The value, which is sent to Flyte and kept neither in the plan nor in the state. \
                     It may come from an ephemeral resource or variable. It is written when the secret \
                     is created, and when `value_wo_version` changes. Needs Terraform 1.11 or OpenTofu \
                     1.11, or later.",
                ),
        )
        .attribute(
            "value_wo_version",
            Attribute::optional(Type::String).description(
                "Any text that identifies the value in `value_wo`, such as a number: a different \
                 text means that the value has changed and has to be written.",
            ),
        )
        .attribute(
            "value",
            Attribute::optional(Type::String)
                .sensitive()
                .rule(text_rule(|text| check_secret_value("value", text)))
                .description(
                    "The value, for Terraforms without write-only attributes. It is hidden from \
                     Terraform's output, and kept in the plan and in the state in the clear: use \
                     `value_wo` where you can.",
                ),
        )
}

fn settings(block: Block) -> Block {
    block
        .attribute(
            "created_time",
            Attribute::computed(Type::String)
                .stability(Stability::Fixed)
                .description(
                    "When the secret was created, in RFC 3339 format. Flyte reports nothing else \
                     that changes: a value that somebody else has written cannot be noticed, but a \
                     secret that was deleted and created again can. Its value is then written \
                     again.",
                ),
        )
        .attribute(
            "deletion_policy",
            DELETION_POLICY.attribute(
                "What happens on destroy. `delete` (default) deletes the secret for good; \
                     `abandon` only forgets it and leaves it as it is; `prevent` fails, also when \
                     the block was removed or the secret would be replaced. The policy in the \
                     state is what counts: to change it, apply another one first.",
            ),
        )
}
