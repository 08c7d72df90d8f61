//! The schema of the resource.

use terraform_framework::{Attribute, Block, Schema, Stability, Type};

use crate::settings::{deletion_policy, leaves};
use crate::timeouts;

pub(super) fn schema() -> Schema {
    let block = Block::new(
        "The settings of an organisation, of a domain or of a project in a domain: defaults for \
         whatever runs there. The resource manages all settings of its scope. What it does not name \
         is inherited from the broader scope.",
    );
    let block = leaves::add(scope(block))
        .attribute(
            "unset",
            Attribute::optional(Type::set(Type::String)).description(
                "Settings that have no value here, whatever broader scopes say, by their dot keys, \
                 such as `run.default_queue` or `labels`.",
            ),
        )
        .attribute(
            "deletion_policy",
            deletion_policy::POLICY.attribute(
                "What happens on destroy. `clear` (default) empties the record of the scope, so \
                 that everything is inherited; Flyte cannot delete it. `abandon` only forgets it \
                 and leaves it as it is; `prevent` fails, also when the block was removed or the \
                 resource would be replaced. The policy in the state is what counts: to change it, \
                 apply another one first.",
            ),
        )
        .block("timeouts", timeouts::block());
    Schema::new(computed(block))
}

fn scope(block: Block) -> Block {
    let part = |description| {
        Attribute::optional(Type::String)
            .requires_replace()
            .description(description)
    };
    block
        .attribute(
            "org",
            Attribute::optional_computed(Type::String)
                .stability(Stability::Fixed)
                .requires_replace()
                .description(
                    "Organisation. Default: the provider's, else the one that the Flyte SDK takes: \
                     the first label of a host name of three or more, such as `acme` of \
                     `acme.flyte.example.com`. Null where there is none.",
                ),
        )
        .attribute(
            "domain",
            part(
                "Domain, such as `production`; without it these are the settings of the \
                 organisation. It is never the provider's.",
            ),
        )
        .attribute(
            "project",
            part(
                "Project in the domain; without it these are the settings of the domain, for all \
                 projects. It is never the provider's.",
            ),
        )
}

fn computed(block: Block) -> Block {
    block
        .attribute(
            "id",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&["org", "domain", "project"]))
                .description("`org`, `org/domain` or `org/domain/project`."),
        )
        .attribute(
            "version",
            Attribute::computed(Type::Number).description(
                "How often the record of the scope was written, by anyone. A write is refused \
                 where somebody else has written since.",
            ),
        )
        .attribute(
            "foreign_fields",
            Attribute::computed(Type::list(Type::String))
                .stability(Stability::Fixed)
                .description(
                    "Settings in Flyte that this version of the provider does not know, since the \
                     server is newer. The next change erases them, with a warning.",
                ),
        )
}
