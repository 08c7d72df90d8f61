//! From a spec on the server back to a task.

use std::borrow::Cow;
use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::parameter::Behavior;
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::core::{Container, VariableEntry, VariableMap};
use flyte_proto::flyteidl2::task::{NamedParameter, TaskSpec, TaskTrigger};

use crate::cache::Cache;
use crate::data_type::DataType;
use crate::environment::Environment;
use crate::memo::Memo;
use crate::owner::OwnerId;
use crate::pod_template::{PodTemplate, primary};
use crate::record::{self, Note, Parts, Unreadable};
use crate::settings::Settings;
use crate::task::code::{ContainerCode, PythonCode};
use crate::task::limits::{Retries, Timeouts};
use crate::task::overrides::Overrides;
use crate::task::runtime::{self, is_python};
use crate::task::spec::{auto_version, spec};
use crate::task::trigger::Trigger;
use crate::task::{
    Code, Documentation, Inherited, Input, ShortName, Task, TaskLabel, TriggerName, trigger_fields,
};
use crate::template::CONTAINER;
use crate::template::compare::stamp_of;
use crate::value::Value;
use crate::{tags, target};

/// What the spec of a task says.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskReading {
    /// The task.
    pub task: Task,
    /// Whether it carries our mark; without it someone else deployed it last.
    pub managed: bool,
    /// The owner, if our mark says so.
    pub owner: Option<OwnerId>,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    /// What had to be read in another way than usual.
    pub notes: Vec<Note>,
    /// Paths of fields that we would not have written for this task of this environment. Sorted.
    pub unexplained: Vec<String>,
    /// The same of its triggers, by their names.
    pub unexplained_triggers: BTreeMap<String, Vec<String>>,
    /// Of the task's overrides, those that it was written with.
    written: Overrides,
}

impl TaskReading {
    /// The same for a task that was deployed with another record than the one that was read: what
    /// differs from that environment nobody has said of the task.
    #[must_use]
    pub fn beside_another_record(mut self) -> Self {
        self.unexplained.clear();
        self.task.overrides = self.written.clone();
        self
    }
}

/// Reads a task of an environment, which has been read from its record. What breaks a rule is left
/// out and listed as unexplained.
///
/// # Errors
/// When the spec is that of a task which cannot have been deployed from a configuration.
pub(crate) fn read(
    environment: &Environment,
    label: &TaskLabel,
    spec_read: &TaskSpec,
    triggers: &[TaskTrigger],
) -> Result<TaskReading, Unreadable> {
    let parts = record::parts(spec_read)?;
    let Parts {
        template,
        container,
        metadata,
        ..
    } = &parts;
    let memo = Memo::read(&metadata.tags);
    let code = match &container.data_config {
        Some(config) => {
            ContainerCode::from_wire(&container.args, memo.command, config).map(Code::Container)
        }
        // A pod does not say how data is staged.
        None if parts.pod.is_some() && template.r#type == CONTAINER => {
            let config = ContainerCode::data_config(memo.data.as_ref());
            ContainerCode::from_wire(&container.args, memo.command, &config).map(Code::Container)
        }
        None => python(&container.args, memo.is_async).map(Code::Python),
    };
    let code = code.ok_or(Unreadable::NoCode)?;
    let auto = |salt: &str| match &code {
        Code::Python(_) => String::new(),
        Code::Container(code) => auto_version(environment, code, salt),
    };
    let cache = record::cache(metadata, &memo, auto);
    let interface = template.interface.as_ref();
    let variables = |map: Option<&VariableMap>| -> Vec<VariableEntry> {
        map.map(|map| map.variables.clone()).unwrap_or_default()
    };
    let documentation = spec_read.documentation.as_ref().and_then(|texts| {
        Documentation::new(&texts.short_description, &texts.long_description).ok()
    });
    let mut task = Task {
        inputs: variables(interface.and_then(|interface| interface.inputs.as_ref()))
            .into_iter()
            .filter_map(|entry| {
                let variable = entry.value?;
                let input = Input {
                    data_type: DataType::from_wire(variable.r#type.as_ref()?)?,
                    description: variable.description,
                };
                Some((entry.key, input))
            })
            .collect(),
        outputs: variables(interface.and_then(|interface| interface.outputs.as_ref()))
            .into_iter()
            .filter_map(|entry| {
                let data_type = DataType::from_wire(entry.value?.r#type.as_ref()?)?;
                Some((entry.key, data_type))
            })
            .collect(),
        defaults: (spec_read.default_inputs.iter())
            .filter_map(default)
            .collect(),
        documentation: documentation.unwrap_or_default(),
        retries: Retries::from_wire(metadata.retries.as_ref()),
        timeouts: Timeouts::read(metadata),
        overrides: overrides(environment, &parts, &memo, cache),
        report: metadata.generates_deck.is_some_and(|report| report.value),
        entrypoint: metadata.is_entrypoint,
        produces_artifacts: metadata.produces_artifacts,
        triggers: (triggers.iter())
            .filter_map(|wire| {
                Some((
                    TriggerName::new(&wire.name).ok()?,
                    Trigger::from_wire(wire)?,
                ))
            })
            .collect(),
        inherited: Inherited::of(spec_read),
        ..Task::new(code)
    }
    .without_repeated_defaults();
    let effective = Settings::of(environment).with(&task.overrides).cache;
    let ignored = effective.policy().map_or(&[][..], |it| &it.ignored_inputs);
    let ignored = ignored.to_vec();
    for trigger in task.triggers.values_mut() {
        trigger.know_defaults(&task.defaults, &ignored);
    }
    let stamp = stamp_of(spec_read);
    let default_short_name = spec(environment, label, &task, &stamp).short_name;
    if memo.own.contains("short_name") || default_short_name != spec_read.short_name {
        task.short_name = ShortName::new(&spec_read.short_name).ok();
    }
    let mut expected = spec(environment, label, &task, &stamp);
    let name = environment.id.name.as_str();
    spell_images(&mut expected, &container.args, name);
    let (unexplained, notes) = record::unexplained(expected, spec_read);
    let managed = tags::is_managed(&metadata.tags);
    Ok(TaskReading {
        written: task.overrides.only(&memo.own),
        managed,
        owner: stamp.owner.filter(|_| managed),
        deprecated: stamp.deprecated.map(str::to_owned),
        notes,
        unexplained,
        unexplained_triggers: (triggers.iter())
            .map(|wire| (wire.name.clone(), trigger_fields::unexplained(&task, wire)))
            .filter(|(_, paths)| !paths.is_empty())
            .collect(),
        task,
    })
}

/// Spells the images that a spec says as arguments do that mean the same.
fn spell_images(spec: &mut TaskSpec, args: &[String], environment: &str) {
    let Some(template) = &mut spec.task_template else {
        return;
    };
    if let Some(expected) = target::args(template).map(Cow::into_owned) {
        let mut spelled = expected.clone();
        runtime::spell_images_as(&mut spelled, args, environment);
        if spelled != expected {
            target::set_args(template, spelled);
        }
    }
}

/// What the task says for itself: what it was written with, and what now differs.
fn overrides(environment: &Environment, parts: &Parts<'_>, memo: &Memo, cache: Cache) -> Overrides {
    let Parts {
        template, metadata, ..
    } = parts;
    let inherited = Settings::of(environment);
    let own = |name: &str, differs: bool| memo.own.contains(name) || differs;
    let interruptible = record::is_interruptible(metadata);
    let pod_template = record::pod_source(pod(environment, parts, memo), metadata);
    let service_account = template
        .security_context
        .as_ref()
        .and_then(|context| context.run_as.as_ref())
        .and_then(|identity| record::kubernetes_name(&identity.k8s_service_account));
    Overrides {
        interruptible: own("interruptible", interruptible != inherited.interruptible)
            .then_some(interruptible),
        pod_template: pod_template
            .filter(|it| own("pod_template", Some(it) != inherited.pod_template)),
        service_account: service_account
            .filter(|name| own("service_account", Some(name) != inherited.service_account)),
        cache: own("cache", cache != *inherited.cache).then_some(cache),
    }
}

/// The template of the task's pod, if it has one: the environment's where the pod may be made of
/// that and the task has none of its own, else as the memo or the pod itself tells it.
fn pod(environment: &Environment, parts: &Parts<'_>, memo: &Memo) -> Option<PodTemplate> {
    let Some(Target::K8sPod(pod)) = &parts.template.target else {
        return None;
    };
    let primary = primary::name(parts.template, pod)?;
    let container = Container {
        args: parts.container.args.clone(),
        ..environment.container()
    };
    let is_it =
        |it: &PodTemplate| it.primary_container() == primary && it.to_wire(&container) == *pod;
    let known = if memo.own.contains("pod_template") {
        memo.pod.as_ref().and_then(PodTemplate::from_memo)
    } else {
        Settings::of(environment).pod().cloned()
    };
    known
        .filter(is_it)
        .or_else(|| PodTemplate::read_beside(pod, primary, &container))
}

/// The function that the Python runtime is told to run.
fn python(args: &[String], is_async: bool) -> Option<PythonCode> {
    let [.., key, module, instance, _] = args else {
        return None;
    };
    (is_python(args) && key == "mod" && instance == "instance")
        .then(|| PythonCode::new(module, is_async).ok())
        .flatten()
}

fn default(parameter: &NamedParameter) -> Option<(String, Value)> {
    match parameter.parameter.as_ref()?.behavior.as_ref()? {
        Behavior::Default(literal) => Some((parameter.name.clone(), Value::from_wire(literal)?)),
        Behavior::Required(_) => None,
    }
}
