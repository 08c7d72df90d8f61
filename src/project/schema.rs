//! The schema of the resource.

use flyte_domain::{Project, ScopeName};
use terraform_framework::{Attribute, Block, Schema, Stability, Type};

use crate::deletion_policy::Policy;
use crate::rules::{text_rule, texts_rule};
use crate::timeouts;

/// What a destroy may do.
pub(super) static DELETION_POLICY: Policy = Policy {
    what: "Project",
    default: "archive",
    reason: "Flyte cannot delete a project; choose what happens instead.",
    replaced_for: "another id or organisation",
};

pub(super) fn schema() -> Schema {
    Schema::new(
        computed(settings(Block::new(
            "A project of the Flyte backend. Flyte cannot delete one: its id stays taken, so a \
             destroy archives it, and a create brings an archived one back.",
        )))
        .block("timeouts", timeouts::block()),
    )
}

fn settings(block: Block) -> Block {
    block
        .attribute(
            "project_id",
            Attribute::required(Type::String)
                .requires_replace()
                .rule(text_rule(Project::check_known_id))
                .description(
                    "Id of the project, which other objects name: lower-case letters, digits and \
                     `-`, at most 63 characters. Another id makes another project.",
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
            "name",
            Attribute::optional_computed(Type::String)
                .stability(Stability::Fixed)
                .rule(text_rule(|text| Project::check_text("name", text)))
                .description("Name of the project, for people. Default: its id."),
        )
        .attribute(
            "description",
            Attribute::optional(Type::String)
                .rule(text_rule(Project::check_description))
                .description("What the project is for. At most 300 characters."),
        )
        .attribute(
            "labels",
            Attribute::optional(Type::map(Type::String))
                .rule(texts_rule(|key, text| {
                    let both = Project::check_text("labels", &key)
                        .and_then(|()| Project::check_text("labels", &text));
                    both.map_err(|violation| vec![(key, violation)])
                }))
                .description("Labels of the project."),
        )
        .attribute(
            "deletion_policy",
            DELETION_POLICY.attribute(
                "What happens on destroy, since Flyte cannot delete a project. `archive` (default) \
                 archives it, which hides it and stops nothing: its triggers go on firing; \
                 `abandon` only forgets it and leaves it as it is; `prevent` fails, also when the \
                 block was removed or the project would be replaced. The policy in the state is \
                 what counts: to change it, apply another one first.",
            ),
        )
}

fn computed(block: Block) -> Block {
    let domain = Type::object([("id", Type::String), ("name", Type::String)]);
    block
        .attribute(
            "id",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&["project_id", "org"]))
                .description(
                    "`project_id`, preceded by `org/` where there is an organisation. The id to \
                     import by. It is known only once the project exists; `project_id` is known \
                     before.",
                ),
        )
        .attribute(
            "state",
            Attribute::computed(Type::String)
                .stability(Stability::Fixed)
                .description(
                    "`active` or, for one that the backend made itself, `system_generated`. \
                     `archived` for one that somebody has archived: the next apply brings it \
                     back. `unknown` for a state that this provider does not know.",
                ),
        )
        .attribute(
            "domains",
            Attribute::computed(Type::list(domain))
                .stability(Stability::Fixed)
                .description(
                    "The domains of the project, each with `id` and `name`, in the backend's \
                     order: they are configured for the whole backend.",
                ),
        )
}
