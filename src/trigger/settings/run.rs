//! What the runs of a trigger are like.

use flyte_domain::{ActionConcurrency, EnvVars, Received, RunOptions, Violation};
use terraform_framework::{Attribute, Block, Field, Number, Type};

use crate::literal::known;
use crate::reader::Reader;
use crate::trigger::settings::model::TriggerObject;
use crate::values;

pub(super) fn add(object: Block) -> Block {
    let texts = |description| Attribute::optional(Type::map(Type::String)).description(description);
    object
        .attribute("labels", texts("Labels of the runs."))
        .attribute("annotations", texts("Annotations of the runs."))
        .attribute("env_vars", texts("Environment variables of the runs."))
        .attribute(
            "interruptible",
            Attribute::optional(Type::Bool).description(
                "Whether the runs may use machines that can be taken away. Default: what the task \
                 says.",
            ),
        )
        .attribute(
            "overwrite_cache",
            Attribute::optional(Type::Bool).description(
                "Whether results are computed again, and replace those that are cached. Default \
                 `false`.",
            ),
        )
        .attribute(
            "queue",
            Attribute::optional(Type::String)
                .description("Queue of the runs. Default: the platform's choice."),
        )
        .attribute(
            "max_action_concurrency",
            Attribute::optional(Type::Number).description(
                "How many actions of a run may work at the same time: at least 2, since a parent \
                 counts while it waits for its children; or 0, the default, for the platform's \
                 setting.",
            ),
        )
}

impl TriggerObject {
    /// The options, except for notifications, once they are known.
    pub(super) fn check_run(&self, reader: &mut Reader<'_>) -> Option<RunOptions> {
        let labels = reader.texts("labels", &self.labels);
        let annotations = reader.texts("annotations", &self.annotations);
        let env_vars = reader.texts("env_vars", &self.env_vars).map(EnvVars::new);
        let env_vars = env_vars.map(|env_vars| {
            env_vars.map_err(|broken| {
                for (_, violation) in broken {
                    reader.refuse("env_vars", &violation);
                }
            })
        });
        let queue = reader.name("queue", &self.queue);
        let name = "max_action_concurrency";
        let concurrency = reader.setting(name, &self.max_action_concurrency, concurrency);
        Some(RunOptions {
            labels: labels?,
            annotations: annotations?,
            env_vars: env_vars?.ok()?,
            interruptible: known(&self.interruptible)?.copied(),
            overwrite_cache: known(&self.overwrite_cache)?.copied().unwrap_or(false),
            queue: queue?,
            max_action_concurrency: concurrency?.unwrap_or_default(),
            ..RunOptions::default()
        })
    }

    pub(super) fn take_run(&mut self, run: &RunOptions) {
        self.labels = values::text_map(&run.labels);
        self.annotations = values::text_map(&run.annotations);
        self.env_vars = values::text_map(&run.env_vars.to_map());
        self.interruptible = run.interruptible.into();
        self.overwrite_cache = Field::from(run.overwrite_cache.then_some(true));
        self.queue = run.queue.clone().into();
        let concurrency = Some(run.max_action_concurrency.get()).filter(|number| *number > 0);
        self.max_action_concurrency = concurrency.map(Number::from).into();
    }
}

fn concurrency(number: &Number) -> Result<ActionConcurrency, Violation> {
    let whole = number
        .as_u64()
        .and_then(|number| u32::try_from(number).ok());
    match whole {
        Some(whole) => ActionConcurrency::new(whole),
        None => Err(Violation::new(
            "max_action_concurrency must be a whole number, 0 or at least 2",
            Received::number(number),
            "Write how many actions of a run may work at the same time.",
        )),
    }
}
