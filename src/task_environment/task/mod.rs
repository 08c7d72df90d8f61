//! The `task` blocks: tasks deployed in the environment, each labelled with its own name.
//!
//! `block` holds the models, `code` is what a task runs, `data` its inputs and outputs, `limits` how
//! often and how long it is tried, `trigger` what starts it, `placeholders` how inputs get into a
//! command. The rules are the domain's. Nothing in here is dynamic: Terraform keeps blocks with
//! labels comfortable only so.

pub(super) mod block;
mod code;
mod data;
mod limits;
pub(super) mod placeholders;
mod trigger;

use std::collections::BTreeMap;

use flyte_domain::{
    Documentation, KubernetesName, Overrides, ShortName, Task, TaskLabel, TriggerName,
};
use terraform_framework::{Attribute, Block, Field, NestedBlock, Nesting, Type};

use crate::task_environment::cache::{self, CacheBlock};
use crate::task_environment::literal::known;
use crate::task_environment::reader::Reader;
use crate::task_environment::task::block::{TaskBlock, Tasks, TriggerBlock};

pub(super) fn block() -> NestedBlock {
    let block = Block::new(
        "A task deployed in the environment as `<environment>.<label>`: a Python function whose \
         code is in the image (`module`; the label is the function), or a command (`command`). \
         Adding and removing tasks updates the environment in place.",
    );
    NestedBlock::new(
        Nesting::Map,
        settings(limits::add(data::add(code::add(block))))
            .block(
                "cache",
                cache::block("Whether results are kept, in place of the environment's `cache`."),
            )
            .block("trigger", trigger::block()),
    )
}

fn settings(block: Block) -> Block {
    let text = |description| Attribute::optional(Type::String).description(description);
    let switch = |description| Attribute::with_default(Type::Bool, false).description(description);
    block
        .attribute(
            "short_name",
            text("Name where there is little room, at most 63 characters. Default: the label."),
        )
        .attribute(
            "short_description",
            text("What the task is for, in one line of at most 255 bytes."),
        )
        .attribute(
            "long_description",
            text("What the task is for, at most 2048 bytes."),
        )
        .attribute(
            "interruptible",
            Attribute::optional(Type::Bool).description(
                "Whether the task may run on machines that can be taken away. Default: the \
                 environment's.",
            ),
        )
        .attribute(
            "pod_template",
            text("Pod template of its own. Not in a reusable environment."),
        )
        .attribute(
            "service_account",
            text("Service account of its own. In a reusable environment only the environment's."),
        )
        .attribute(
            "report",
            switch("Whether the task makes a report. Default `false`."),
        )
        .attribute(
            "entrypoint",
            switch("Whether users are meant to start the task. Default `false`."),
        )
        .attribute(
            "produces_artifacts",
            switch("Whether the task makes artifacts. Default `false`."),
        )
}

impl TaskBlock {
    /// The task, once all of it is known.
    pub(super) fn check(&self, mut reader: Reader<'_>) -> Option<Task> {
        let code = self.check_code(&mut reader);
        let data = self.check_data(&mut reader);
        let limits = self.check_limits(&mut reader);
        let overrides = self.check_overrides(&mut reader);
        let documentation = self.check_documentation(&mut reader);
        let short_name =
            reader.setting("short_name", &self.short_name, |text| ShortName::new(text));
        let types = data.as_ref().map(|data| &data.inputs);
        let triggers = known(&self.trigger)?
            .into_iter()
            .flatten()
            .map(|(name, block)| {
                let mut reader = reader.labelled("trigger", name);
                let label = TriggerName::new(name)
                    .map_err(|violation| reader.refuse("cron", &violation))
                    .ok();
                let trigger = block.as_known()?.check(reader, types?);
                Some((label?, trigger?))
            });
        let triggers: Vec<_> = triggers.collect();
        let (data, (retries, timeouts)) = (data?, limits?);
        let switch =
            |field: &Field<bool>| known(field).map(|value| value.copied().unwrap_or(false));
        Some(Task {
            inputs: data.inputs,
            outputs: data.outputs,
            defaults: data.defaults,
            short_name: short_name?,
            documentation: documentation?,
            retries,
            timeouts,
            overrides: overrides?,
            report: switch(&self.report)?,
            entrypoint: switch(&self.entrypoint)?,
            produces_artifacts: switch(&self.produces_artifacts)?,
            triggers: triggers.into_iter().collect::<Option<_>>()?,
            ..Task::new(code?)
        })
    }

    fn check_overrides(&self, reader: &mut Reader<'_>) -> Option<Overrides> {
        let mut name_of = |name, field: &Field<String>| {
            reader.setting(name, field, |text| KubernetesName::new(name, text))
        };
        let pod_template = name_of("pod_template", &self.pod_template);
        let service_account = name_of("service_account", &self.service_account);
        let cache = match known(&self.cache)? {
            None => Some(None),
            Some(block) => block.check(reader.inner("cache")).map(Some),
        };
        Some(Overrides {
            cache: cache?,
            interruptible: known(&self.interruptible)?.copied(),
            pod_template: pod_template?,
            service_account: service_account?,
        })
    }

    fn check_documentation(&self, reader: &mut Reader<'_>) -> Option<Documentation> {
        let text = |field| known::<String>(field).map(|text| text.map_or("", String::as_str));
        let (short, long) = (
            text(&self.short_description)?,
            text(&self.long_description)?,
        );
        Documentation::new(short, long)
            .map_err(|(name, violation)| reader.refuse(name, &violation))
            .ok()
    }
}

/// The tasks, once all of them are known.
pub(super) fn check(
    tasks: &Field<Tasks>,
    mut reader: Reader<'_>,
) -> Option<BTreeMap<TaskLabel, Task>> {
    let tasks: Vec<_> = known(tasks)?
        .into_iter()
        .flatten()
        .map(|(label, block)| {
            let mut reader = reader.labelled("task", label);
            let name = TaskLabel::new(label)
                .map_err(|violation| reader.refuse("module", &violation))
                .ok();
            let task = block.as_known()?.check(reader);
            Some((name?, task?))
        })
        .collect();
    tasks.into_iter().collect()
}

/// The task as Flyte holds it.
impl From<&Task> for TaskBlock {
    fn from(task: &Task) -> Self {
        let text = |text: &str| Field::from(Some(text.to_owned()).filter(|text| !text.is_empty()));
        let name = |name: &KubernetesName| name.as_str().to_owned();
        let overrides = &task.overrides;
        let triggers = task.triggers.iter().map(|(name, trigger)| {
            let block = TriggerBlock::from(trigger);
            (name.as_str().to_owned(), Field::Known(block))
        });
        let mut block = Self {
            short_name: task
                .short_name
                .as_ref()
                .map(|name| name.as_str().to_owned())
                .into(),
            short_description: text(task.documentation.short()),
            long_description: text(task.documentation.long()),
            interruptible: overrides.interruptible.into(),
            pod_template: overrides.pod_template.as_ref().map(name).into(),
            service_account: overrides.service_account.as_ref().map(name).into(),
            report: Field::Known(task.report),
            entrypoint: Field::Known(task.entrypoint),
            produces_artifacts: Field::Known(task.produces_artifacts),
            cache: overrides.cache.as_ref().map(CacheBlock::from).into(),
            trigger: Field::Known(triggers.collect()),
            ..Self::default()
        };
        block.take_code(&task.code);
        block.take_data(task);
        block.take_limits(task);
        block
    }
}
