//! The attribute `tasks`: tasks deployed in the environment, each by its own name.
//!
//! `model` holds the plain structs, `code` is what a task runs, `data` its inputs and outputs,
//! `limits` how often and how long it is tried, `trigger` what starts it, `placeholders` how inputs
//! get into a command, and `staging` which data a container does not get because of a pod template.
//! The rules are the domain's.
//!
//! Invariants: no attribute here is dynamic, which Terraform does not allow in a map, and none is
//! computed: what is not written stays null, and has its default where it is used.

mod code;
mod data;
mod limits;
pub(super) mod model;
pub(super) mod placeholders;
pub(super) mod staging;

use std::collections::BTreeMap;

use flyte_domain::{
    Documentation, KubernetesName, Overrides, PodSource, ShortName, Task, TaskLabel, TriggerName,
};
use terraform_framework::{Attribute, Block, Diagnostics, Field, Nesting, Path, Type, Usage};

use crate::literal::{known, read_alike};
use crate::reader::Reader;
use crate::task_environment::cache::{self, CacheObject};
use crate::task_environment::pod::{self, PodObject};
use crate::task_environment::task::model::{TaskObject, Tasks};
use crate::trigger::settings;
use crate::trigger::settings::model::TriggerObject;

pub(super) fn attribute() -> Attribute {
    let object = settings(limits::add(data::add(code::add(Block::default()))))
        .attribute(
            "cache",
            cache::attribute(
                Usage::Optional,
                "Whether results are kept, in place of the environment's `cache`.",
            ),
        )
        .attribute("triggers", settings::attribute());
    let attribute = Attribute::nested(Nesting::Map, object, Usage::Optional);
    attribute.equal_when(read_alike(read)).description(
        "Tasks deployed in the environment as `<environment>.<key>`, by their own names: each a \
         Python function (`module`; the key is the function), or a command (`command`). Adding \
         and removing tasks updates the environment in place.",
    )
}

fn read(tasks: &Tasks) -> Option<BTreeMap<TaskLabel, Task>> {
    let diagnostics = &mut Diagnostics::new();
    let tasks = check(
        &Field::Known(tasks.clone()),
        Reader::new(Path::root(), diagnostics),
    )?;
    let tasks = tasks.into_iter().map(|task| {
        let (label, task) = task?;
        Some((label, task.without_repeated_defaults()))
    });
    tasks.collect()
}

fn settings(object: Block) -> Block {
    let text = |description| Attribute::optional(Type::String).description(description);
    let switch = |description| Attribute::optional(Type::Bool).description(description);
    object
        .attribute(
            "short_name",
            text(
                "Short name, for where there is little room, at most 63 characters. Default: the \
                  task's own name.",
            ),
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
            text(
                "Name of a pod template in the cluster, instead of the environment's. Not in a \
                 reusable environment.",
            ),
        )
        .attribute(
            "pod",
            pod::attribute(
                Usage::Optional,
                "Inline pod template, instead of the environment's. Not with `pod_template`, and \
                 not in a reusable environment.",
            ),
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

impl TaskObject {
    /// The task, once all of it is known.
    pub(super) fn check(&self, mut reader: Reader<'_>) -> Option<Task> {
        let code = self.check_code(&mut reader);
        let data = self.check_data(&mut reader);
        let limits = self.check_limits(&mut reader);
        let overrides = self.check_overrides(&mut reader);
        let documentation = self.check_documentation(&mut reader);
        let short_name =
            reader.setting("short_name", &self.short_name, |text| ShortName::new(text));
        let triggers = some(&self.triggers)?.map(|(name, trigger)| {
            let mut reader = reader.keyed("triggers", name);
            let name = TriggerName::new(name)
                .map_err(|violation| reader.refuse_whole(&violation))
                .ok();
            let trigger = trigger?.check(reader, &data.as_ref()?.inputs);
            Some((name?, trigger?))
        });
        let triggers: Vec<_> = triggers.collect();
        let (data, (retries, timeouts)) = (data?, limits?);
        let switch =
            |field: &Field<bool>| known(field).map(|value| value.copied().unwrap_or(false));
        let task = Task {
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
        };
        Some(task)
    }

    fn check_overrides(&self, reader: &mut Reader<'_>) -> Option<Overrides> {
        let mut name_of = |name, field: &Field<String>| {
            reader.setting(name, field, |text| KubernetesName::new(name, text))
        };
        let template = name_of("pod_template", &self.pod_template);
        let service_account = name_of("service_account", &self.service_account);
        let pod_template = pod::source(reader, template, (&self.pod_template, &self.pod));
        let cache = match known(&self.cache)? {
            None => Some(None),
            Some(cache) => cache.check(reader.inner("cache")).map(Some),
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

/// The tasks, each as far as it is known: `None` for a task that is partly unknown or broke a rule.
/// `None` as a whole while it is unknown which tasks there are.
pub(super) fn check(
    tasks: &Field<Tasks>,
    mut reader: Reader<'_>,
) -> Option<Vec<Option<(TaskLabel, Task)>>> {
    let tasks = some(tasks)?.map(|(name, task)| {
        let mut reader = reader.keyed("tasks", name);
        let label = TaskLabel::new(name)
            .map_err(|violation| reader.refuse_whole(&violation))
            .ok();
        let task = task?.check(reader);
        Some((label?, task?))
    });
    Some(tasks.collect())
}

/// The tasks that have triggers, as far as they are known.
pub(super) fn with_triggers(tasks: &Field<Tasks>) -> BTreeMap<TaskLabel, Task> {
    let tasks = tasks.as_known().into_iter().flatten();
    let with_triggers = tasks.filter(|(_, task)| {
        let triggers = task.as_known().and_then(|task| task.triggers.as_known());
        triggers.is_some_and(|triggers| !triggers.is_empty())
    });
    let mut told_elsewhere = Diagnostics::new();
    with_triggers
        .filter_map(|(name, task)| {
            let reader = Reader::new(Path::root(), &mut told_elsewhere);
            Some((TaskLabel::new(name).ok()?, task.as_known()?.check(reader)?))
        })
        .collect()
}

/// The objects of a map. Null ones are left out, and unknown ones are `None`. `None` as a whole
/// while the map is unknown.
fn some<T>(
    field: &Field<BTreeMap<String, Field<T>>>,
) -> Option<impl Iterator<Item = (&String, Option<&T>)>> {
    let objects = known(field)?.into_iter().flatten();
    Some(
        objects
            .filter(|(_, object)| !object.is_null())
            .map(|(name, object)| (name, object.as_known())),
    )
}

/// The task as Flyte holds it.
impl From<&Task> for TaskObject {
    fn from(task: &Task) -> Self {
        let text = |text: &str| Field::from(Some(text.to_owned()).filter(|text| !text.is_empty()));
        let name = |name: &KubernetesName| name.as_str().to_owned();
        let set = |switch: bool| Field::from(switch.then_some(true));
        let overrides = &task.overrides;
        let source = overrides.pod_template.as_ref();
        let triggers = task.triggers.iter().map(|(name, trigger)| {
            let object = TriggerObject::from(trigger);
            (name.as_str().to_owned(), Field::Known(object))
        });
        let mut object = Self {
            short_name: task
                .short_name
                .as_ref()
                .map(|name| name.as_str().to_owned())
                .into(),
            short_description: text(task.documentation.short()),
            long_description: text(task.documentation.long()),
            interruptible: overrides.interruptible.into(),
            pod_template: source.and_then(PodSource::name).map(name).into(),
            pod: source.and_then(PodSource::own).map(PodObject::from).into(),
            service_account: overrides.service_account.as_ref().map(name).into(),
            report: set(task.report),
            entrypoint: set(task.entrypoint),
            produces_artifacts: set(task.produces_artifacts),
            cache: overrides.cache.as_ref().map(CacheObject::from).into(),
            triggers: Some(triggers.collect::<BTreeMap<_, _>>())
                .filter(|triggers| !triggers.is_empty())
                .into(),
            ..Self::default()
        };
        object.take_code(&task.code);
        object.take_data(task);
        object.take_limits(task);
        object
    }
}
