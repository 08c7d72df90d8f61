//! The schema of the resource.

use flyte_domain::{Received, ScopeName, TriggerId, Violation};
use terraform_framework::{Attribute, Block, Schema, Stability, Type};

use crate::rules::text_rule;
use crate::timeouts;
use crate::trigger::settings;

pub(super) fn schema() -> Schema {
    Schema::new(block())
}

/// All of the schema, for everything that shows triggers.
pub(crate) fn block() -> Block {
    let block = Block::new(
        "A trigger of a task that somebody else deploys, mostly from Python: a schedule, an \
         artifact, or a name to start it by. Triggers of tasks in a `flyte_task_environment` are \
         declared there.",
    );
    computed(settings::add(identity(block))).block("timeouts", timeouts::block())
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
            "task",
            Attribute::required(Type::String)
                .requires_replace()
                .rule(text_rule(TriggerId::check_task))
                .description("Full name of the task that it starts, such as `etl.main`."),
        )
        .attribute(
            "name",
            Attribute::required(Type::String)
                .requires_replace()
                .rule(text_rule(TriggerId::check_name))
                .description("Name of the trigger, which no other of the task has."),
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
            place("project", "Project of the task. Default: the provider's."),
        )
        .attribute(
            "domain",
            place(
                "domain",
                "Domain of the task, such as `development`. Default: the provider's.",
            ),
        )
        .attribute(
            "task_version",
            Attribute::optional_computed(Type::String)
                .stability(Stability::Fixed)
                .rule(text_rule(|text| match text {
                    "" => Err(Violation::new(
                        "task_version must not be empty",
                        Received::nothing(),
                        "Leave it out for the version that was deployed last.",
                    )),
                    _ => Ok(()),
                }))
                .description(
                    "Version of the task that it starts. Default: the one that was deployed last \
                     when the plan is made; a newer one is then a change that the plan shows.",
                ),
        )
}

fn computed(block: Block) -> Block {
    block
        .attribute(
            "id",
            Attribute::computed(Type::String)
                .stability(Stability::ChangesWith(&[
                    "task", "name", "org", "project", "domain",
                ]))
                .description(
                    "`project/domain/task/name`, preceded by `org/` where there is an \
                     organisation. The id to import by.",
                ),
        )
        .attribute(
            "revision",
            Attribute::computed(Type::Number).description(
                "Counts every change of the trigger in Flyte, including those by others, and \
                 continues after a deletion.",
            ),
        )
        .attribute(
            "deployed_at",
            Attribute::computed(Type::String)
                .description("When the trigger was deployed last, in RFC 3339 format."),
        )
        .attribute(
            "foreign_fields",
            Attribute::computed(Type::list(Type::String))
                .stability(Stability::Fixed)
                .description(
                    "Fields in Flyte that no configuration of this resource can set: someone else \
                     set them. The next deploy removes them. `spec.offloadedInputData` stands for \
                     inputs that Flyte keeps and does not show, as an import finds them; those \
                     stay until `inputs` or `custom_context` are set.",
                ),
        )
}
