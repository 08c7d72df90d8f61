//! Whether a task can be written in `tasks`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::Container;
use flyte_proto::flyteidl2::task::TaskSpec;

use crate::actor::ACTOR;
use crate::adoption::deployed::Deployed;
use crate::adoption::reason::Reason;
use crate::bundle::CodeBundle;
use crate::environment::Environment;
use crate::record::{self, Unreadable};
use crate::tags::{MANAGED_BY, Tags};
use crate::target;
use crate::task::code::PythonCode;
use crate::task::{self, Code, Task, TaskLabel, runtime};
use crate::template::{CONTAINER, PYTHON};

const TAGS: &str = "taskTemplate.metadata.tags";

/// The arguments name the bundle and the images of the environment.
const ARGUMENTS: &str = "taskTemplate.container.args";

/// Which paths of a spec are which settings of an environment. Tasks have none of them.
const SETTINGS: [(&str, &str); 13] = [
    ("environment.description", "description"),
    ("taskTemplate.container.env", "env_vars"),
    ("taskTemplate.container.image", "image"),
    ("taskTemplate.container.resources", "resources"),
    ("taskTemplate.custom", "reusable"),
    ("taskTemplate.extendedResources", "resources"),
    // Of what is the task's own, its template says all.
    ("taskTemplate.k8sPod.podSpec", "pod"),
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
    if let Some(name) = reading.unexplained_triggers.into_keys().next() {
        return Err(Reason::Trigger(name));
    }
    let mut task = reading.task;
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

/// Why a task of others cannot become one of this environment by a deploy of ours without losing
/// what no configuration says; settings that only an environment has are the environment's then.
pub(crate) fn obstacle(
    environment: &Environment,
    label: &TaskLabel,
    deployed: &Deployed<'_>,
) -> Option<Reason> {
    let container = match runnable(deployed.spec) {
        Ok(container) => container,
        Err(reason) => return Some(reason),
    };
    if runtime::is_pickled(&container.args) {
        return Some(Reason::Pickle);
    }
    if let Some(resolver) = runtime::other_resolver(&container.args) {
        return Some(Reason::Resolver(resolver.to_owned()));
    }
    // A pod template of the environment's reaches a task that has none.
    let without_pod;
    let environment = if target::is_pod(deployed.spec) {
        environment
    } else {
        without_pod = environment.clone().without_pod();
        &without_pod
    };
    let Ok(reading) = task::read(environment, label, deployed.spec, deployed.triggers) else {
        return Some(Reason::NoCode);
    };
    let is_said = |path: &String| {
        path == ARGUMENTS || SETTINGS.iter().any(|(start, _)| path.starts_with(start))
    };
    let mut unexplained = [reading.unexplained.as_slice(), deployed.unknown].concat();
    unexplained.retain(|path| !is_said(path));
    if !unexplained.is_empty() {
        return Some(Reason::Unexplained(unexplained));
    }
    (reading.unexplained_triggers.into_keys().next()).map(Reason::Trigger)
}

/// The container of a task that needs no plugin.
pub(super) fn runnable(spec: &TaskSpec) -> Result<Cow<'_, Container>, Reason> {
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
