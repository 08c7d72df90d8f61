//! The `config` block of `flyte_run_task`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terraform_framework::{Attribute, Block, Field, Schema, Type};

/// Strings by name, as an attribute of type `map(string)` has them.
pub(super) type Texts = BTreeMap<String, Field<String>>;

/// What the block says; the schema describes each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub task: Field<String>,
    pub version: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
    pub inputs: Field<Texts>,
    pub env_vars: Field<Texts>,
    pub labels: Field<Texts>,
    pub annotations: Field<Texts>,
    pub interruptible: Field<bool>,
    pub overwrite_cache: Field<bool>,
    pub queue: Field<String>,
    pub wait: Field<bool>,
    pub timeout: Field<String>,
}

pub(super) fn schema() -> Schema {
    let text = |description| Attribute::optional(Type::String).description(description);
    let switch = |description| Attribute::optional(Type::Bool).description(description);
    let texts = |description| Attribute::optional(Type::map(Type::String)).description(description);
    Schema::new(
        Block::new(
            "Starts a run of a deployed task, and waits until it has ended. A run that does not \
             succeed fails the action, and with it the apply; what was deployed before stays \
             deployed, and the next apply does not repeat the run.",
        )
        .attribute(
            "task",
            Attribute::required(Type::String).description(
                "Full name of the task, such as `my_env.my_task`: the environment's name and the \
                 task's key in `tasks`.",
            ),
        )
        .attribute(
            "version",
            text("Version of the task. Default: the one that was deployed last; for an action that a \
                 deploy triggers, that deploy's."),
        )
        .attribute(
            "org",
            text("Organisation, on backends that have organisations. Default: the provider's."),
        )
        .attribute("project", text("Project. Default: the provider's."))
        .attribute("domain", text("Domain. Default: the provider's."))
        .attribute(
            "name",
            text(
                "Name of the run: at most 30 lower-case letters, digits and hyphens. There can \
                 be one run of a name, so an action that is invoked more than once is best left \
                 without. Default: a random one.",
            ),
        )
        .attribute(
            "inputs",
            texts(
                "Inputs by name, each read as its type: numbers, texts, `true` and `false`, times \
                 (RFC 3339) and durations as they are, lists and dicts as `jsonencode` writes \
                 them. An input with a default may be left out.",
            ),
        )
        .attribute(
            "env_vars",
            texts("Environment variables of this run, on top of the task's."),
        )
        .attribute("labels", texts("Labels of the run."))
        .attribute("annotations", texts("Annotations of the run."))
        .attribute(
            "interruptible",
            switch("Whether the run may be placed on interruptible nodes. Default: as for the \
                    task."),
        )
        .attribute(
            "overwrite_cache",
            switch("Whether cached results are computed again. Default `false`."),
        )
        .attribute(
            "queue",
            text("Queue that the run waits in. Default: the backend's choice."),
        )
        .attribute(
            "wait",
            switch(
                "Whether the action waits until the run has ended, and fails if it does not \
                 succeed. Default `true`; with `false` the action ends when the run has started.",
            ),
        )
        .attribute(
            "timeout",
            text(
                "How long the action waits, as a duration such as `30m`. The run continues when \
                 the time is up. Default `1h`.",
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use terraform_framework::testing;

    use super::*;

    #[test]
    fn terraform_takes_the_schema_and_the_model_agrees() {
        assert_eq!(schema().problems(), Vec::<String>::new());
        assert_eq!(
            testing::disagreements::<Config>(&schema()),
            Vec::<String>::new()
        );
    }
}
