//! Whether a task can be written in `tasks`.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::Container;
use flyte_proto::flyteidl2::task::schedule::Expression;
use flyte_proto::flyteidl2::task::task_trigger_spec::InputWrapper;
use flyte_proto::flyteidl2::task::trigger_automation_spec::Automation;
use flyte_proto::flyteidl2::task::{Inputs, RunSpec, TaskSpec, TaskTrigger};

use crate::actor::ACTOR;
use crate::adoption::deployed::Deployed;
use crate::adoption::reason::Reason;
use crate::bundle::CodeBundle;
use crate::environment::Environment;
use crate::record::{self, Unreadable};
use crate::tags::{MANAGED_BY, Tags};
use crate::task::code::PythonCode;
use crate::task::trigger::{Trigger, UTC};
use crate::task::{self, Code, Task, TaskLabel, runtime};
use crate::template::{CONTAINER, PYTHON};

const TAGS: &str = "taskTemplate.metadata.tags";

/// Which paths of a spec are which settings of an environment. Tasks have none of them.
const SETTINGS: [(&str, &str); 12] = [
    ("environment.description", "description"),
    ("taskTemplate.container.env", "env_vars"),
    ("taskTemplate.container.image", "image"),
    ("taskTemplate.container.resources", "resources"),
    ("taskTemplate.custom", "reusable"),
    ("taskTemplate.extendedResources", "resources"),
    ("taskTemplate.metadata.codeBundleUri", "code"),
    ("taskTemplate.metadata.debuggable", "reusable"),
    (TAGS, "tags"),
    ("taskTemplate.reusePolicy", "reusable"),
    ("taskTemplate.securityContext", "secrets"),
    ("taskTemplate.type", "reusable"),
];

/// The task as one of the environment.
pub(super) fn task(
    environment: &Environment,
    deployed: &Deployed<'_>,
) -> Result<(TaskLabel, Task), Reason> {
    let container = runnable(deployed.spec)?;
    if runtime::is_pickled(&container.args) {
        return Err(Reason::Pickle);
    }
    if runtime::options(&container.args).is_some() {
        if let Some(resolver) = runtime::other_resolver(&container.args) {
            return Err(Reason::Resolver(resolver.to_owned()));
        }
        let bundle = runtime::bundle(&container.args);
        if bundle != environment.code {
            let uri = |code: &CodeBundle| code.uri().unwrap_or_default().to_owned();
            return Err(Reason::OtherCode {
                found: bundle.as_ref().map(uri),
                expected: environment.code.as_ref().map(uri),
            });
        }
    }
    let label = deployed
        .name
        .strip_prefix(environment.id.name.as_str())
        .and_then(|rest| rest.strip_prefix('.'))
        .and_then(|label| TaskLabel::new(label).ok())
        .ok_or(Reason::Name)?;
    let reading = task::read(environment, &label, deployed.spec, deployed.triggers)
        .map_err(|_| Reason::NoCode)?;
    let mut unexplained = [reading.unexplained.as_slice(), deployed.unknown].concat();
    unexplained.retain(|path| !is_our_mark(path, environment, deployed.spec));
    if !unexplained.is_empty() {
        return Err(differs(unexplained));
    }
    let mut task = reading.task;
    if let Some(trigger) = deployed.triggers.iter().find(|wire| !is_whole(&task, wire)) {
        return Err(Reason::Trigger(trigger.name.clone()));
    }
    let concurrency = environment
        .reusable
        .map_or(1, |policy| policy.concurrency.get());
    if let Code::Python(code) = &task.code
        && concurrency > 1
        && let Ok(code) = PythonCode::new(code.module(), true)
    {
        // The SDK deploys no others where the concurrency is above 1.
        task.code = Code::Python(code);
    }
    match task.problems(environment, &label).into_iter().next() {
        Some((setting, violation)) => Err(Reason::Rule(setting, violation.rule().to_owned())),
        None => Ok((label, task)),
    }
}

/// The container of a task that needs no plugin.
pub(super) fn runnable(spec: &TaskSpec) -> Result<&Container, Reason> {
    let parts = record::parts(spec).map_err(|unreadable| match unreadable {
        Unreadable::NoContainer(what) => Reason::NoContainer(what),
        _ => Reason::NoCode,
    })?;
    let kind = parts.template.r#type.as_str();
    if ![PYTHON, ACTOR, CONTAINER].contains(&kind) {
        return Err(Reason::Plugin(kind.to_owned()));
    }
    Ok(parts.container)
}

/// Whether a path is that of the mark which taking the task over puts there.
fn is_our_mark(path: &str, environment: &Environment, spec: &TaskSpec) -> bool {
    let Some(rest) = path.strip_prefix(TAGS) else {
        return false;
    };
    let no_tags = BTreeMap::new();
    let template = spec.task_template.as_ref();
    let metadata = template.and_then(|template| template.metadata.as_ref());
    let tags = metadata.map_or(&no_tags, |metadata| &metadata.tags);
    match rest.strip_prefix('.') {
        Some(name) => name == MANAGED_BY,
        // All of them differ because there are none.
        None => tags.is_empty() && environment.tags == Tags::default(),
    }
}

fn differs(unexplained: Vec<String>) -> Reason {
    let setting = |path: &String| {
        let found = SETTINGS.iter().find(|(start, _)| path.starts_with(start));
        found.map(|(_, setting)| *setting)
    };
    let settings: Option<Vec<_>> = unexplained.iter().map(setting).collect();
    match settings {
        Some(mut settings) => {
            settings.sort_unstable();
            settings.dedup();
            Reason::Differs(settings)
        }
        None => Reason::Unexplained(
            unexplained
                .into_iter()
                .filter(|path| setting(path).is_none())
                .collect(),
        ),
    }
}

/// Whether deploying a task as it was read deploys this trigger as it is.
fn is_whole(task: &Task, wire: &TaskTrigger) -> bool {
    let read: Option<&Trigger> = (task.triggers.iter())
        .find(|(name, _)| name.as_str() == wire.name)
        .map(|(_, trigger)| trigger);
    let mut wire = wire.clone();
    if let Some(spec) = &mut wire.spec {
        // Absent and empty mean the same.
        spec.run_spec.get_or_insert_with(RunSpec::default);
        let none = || InputWrapper::Inputs(Inputs::default());
        spec.input_wrapper.get_or_insert_with(none);
    }
    let automation = wire.automation_spec.as_mut();
    if let Some(Automation::Schedule(schedule)) = automation.and_then(|it| it.automation.as_mut())
        && let Some(Expression::Cron(cron)) = &mut schedule.expression
        && cron.timezone.is_empty()
    {
        UTC.clone_into(&mut cron.timezone);
    }
    let wire = Trigger::sorted(wire);
    read.is_some_and(|trigger| {
        let expected = trigger.to_wire(&wire.name, &task.defaults);
        Trigger::sorted(expected) == wire
    })
}
