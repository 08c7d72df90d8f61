//! The primary container of a pod: the one that runs the task.

use flyte_proto::flyteidl2::core::{K8sPod, TaskTemplate};
use flyte_proto::structure::{Kind, Struct, Value};

use crate::pod_template::json::{list, object, of_list, of_text, text};

/// Where the configuration of a task names it (flyte SDK 2.12.1).
pub(crate) const CONFIG: &str = "primary_container_name";
/// The containers of a spec.
pub(super) const CONTAINERS: &str = "containers";
/// What a container is called.
pub(super) const NAME: &str = "name";
/// Its command, its arguments, its image, its variables and its resources.
pub(super) const COMMAND: &str = "command";
pub(super) const ARGS: &str = "args";
pub(super) const IMAGE: &str = "image";
pub(super) const ENV: &str = "env";
pub(super) const RESOURCES: &str = "resources";

/// The name of the primary container of a task: in its configuration, else in the pod, else it is
/// the first one's (flyte SDK 2.12.1, `_primary_container_args`).
pub(crate) fn name<'a>(template: &'a TaskTemplate, pod: &'a K8sPod) -> Option<&'a str> {
    let configured = template.config.get(CONFIG).map(String::as_str);
    let first = || name_of(containers(pod.pod_spec.as_ref()?)?.first()?);
    configured
        .or(Some(pod.primary_container_name.as_str()))
        .filter(|name| !name.is_empty())
        .or_else(first)
}

/// The arguments of the primary container, unless they are no texts.
pub(crate) fn args(template: &TaskTemplate, pod: &K8sPod) -> Option<Vec<String>> {
    let container = find(pod.pod_spec.as_ref()?, name(template, pod)?)?;
    texts(container.fields.get(ARGS))
}

/// The image of the primary container.
pub(crate) fn image<'a>(template: &'a TaskTemplate, pod: &'a K8sPod) -> Option<&'a str> {
    let container = find(pod.pod_spec.as_ref()?, name(template, pod)?)?;
    text(container.fields.get(IMAGE)?)
}

/// Gives the primary container other arguments.
pub(crate) fn set_args(pod: &mut K8sPod, name: &str, args: &[String]) {
    each(pod, name, |container| {
        let args = of_list(args.iter().map(|word| of_text(word)));
        container.fields.insert(ARGS.to_owned(), args);
    });
}

/// The pod without the arguments of its primary container.
pub(crate) fn without_args(pod: &K8sPod, name: &str) -> K8sPod {
    let mut pod = pod.clone();
    each(&mut pod, name, |container| {
        container.fields.remove(ARGS);
    });
    pod
}

/// The container of this name in a spec.
pub(super) fn find<'a>(spec: &'a Struct, name: &str) -> Option<&'a Struct> {
    let mut containers = containers(spec)?.iter();
    object(containers.find(|container| name_of(container) == Some(name))?)
}

fn containers(spec: &Struct) -> Option<&[Value]> {
    list(spec.fields.get(CONTAINERS)?)
}

/// What a container is called.
pub(super) fn name_of(container: &Value) -> Option<&str> {
    text(object(container)?.fields.get(NAME)?)
}

/// The texts of a list; none of a list that is not there.
pub(super) fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let Some(value) = value else {
        return Some(Vec::new());
    };
    let texts = list(value)?.iter();
    texts.map(|word| text(word).map(str::to_owned)).collect()
}

/// Changes the containers of this name in a spec.
pub(super) fn change(spec: &mut Struct, name: &str, mut change: impl FnMut(&mut Struct)) {
    let containers = spec.fields.get_mut(CONTAINERS);
    let Some(Some(Kind::List(containers))) = containers.map(|value| &mut value.kind) else {
        return;
    };
    for container in &mut containers.values {
        if name_of(container) == Some(name)
            && let Some(Kind::Struct(container)) = &mut container.kind
        {
            change(container);
        }
    }
}

fn each(pod: &mut K8sPod, name: &str, change_it: impl FnMut(&mut Struct)) {
    if let Some(spec) = &mut pod.pod_spec {
        change(spec, name, change_it);
    }
}
