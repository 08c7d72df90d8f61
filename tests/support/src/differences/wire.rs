//! Where a difference shows in a message.

use serde_json::Value;

/// The folder that Flyte makes of the MD5 of the smallest bundle.
const SMALLEST: &str = "/E33PTVVHTDS6YQKBQLFDHFVH7M======/";

/// A place in a message.
#[derive(Debug)]
pub(super) enum Wire {
    /// A field of any task's spec, or of a trigger.
    Field(&'static str),
    /// A field of a Python task's spec whose results are not kept.
    OfUncachedPython(&'static str),
    /// A field of a spec that has no bundle, or the smallest.
    WithoutBundle(&'static str),
    /// What follows an option in the arguments of Python's runtime.
    Option(&'static str),
    /// The words, from an option on, that name the smallest bundle.
    SmallestBundle(&'static str, usize),
    /// In which order named elements stand.
    OrderOf(&'static str),
    /// In which order the variables of a task's container stand.
    OrderOfVariables,
}

impl Wire {
    /// For users.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Field(path)
            | Self::OfUncachedPython(path)
            | Self::WithoutBundle(path)
            | Self::OrderOf(path) => (*path).to_owned(),
            Self::OrderOfVariables => "env".to_owned(),
            Self::Option(option) | Self::SmallestBundle(option, _) => (*option).to_owned(),
        }
    }

    pub(super) fn applies(&self, message: &Value) -> bool {
        let at = |path: &str| message.pointer(path);
        let uri = at("/taskTemplate/metadata/codeBundleUri").and_then(Value::as_str);
        let is_smallest = uri.is_some_and(|uri| uri.contains(SMALLEST));
        match self {
            Self::Field(_) | Self::Option(_) | Self::OrderOf(_) | Self::OrderOfVariables => true,
            Self::OfUncachedPython(_) => {
                at("/taskTemplate/metadata/discoverable") != Some(&Value::Bool(true))
                    && at("/taskTemplate/type").and_then(Value::as_str) != Some("raw-container")
            }
            Self::WithoutBundle(_) => uri.is_none() || is_smallest,
            Self::SmallestBundle(..) => is_smallest,
        }
    }

    pub(super) fn remove(&self, message: &mut Value) {
        match self {
            Self::Field(path) | Self::OfUncachedPython(path) | Self::WithoutBundle(path) => {
                let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
                let parent = message.pointer_mut(&pointer(parent));
                if let Some(object) = parent.and_then(Value::as_object_mut) {
                    object.remove(name);
                }
            }
            Self::Option(option) => {
                if let Some(word) = after(message, option) {
                    *word = Value::Null;
                }
            }
            Self::SmallestBundle(option, count) => {
                let Some(words) = arguments(message) else {
                    return;
                };
                if let Some(start) = words.iter().position(|word| word == option) {
                    words.drain(start..start + count);
                }
            }
            Self::OrderOf(path) => sort(message.pointer_mut(&pointer(path))),
            Self::OrderOfVariables => {
                sort(container(message).and_then(|container| container.get_mut("env")));
            }
        }
    }

    pub(super) fn copy(&self, message: &mut Value, other: &Value) {
        match self {
            Self::Field(path) | Self::OfUncachedPython(path) | Self::WithoutBundle(path) => {
                let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
                let parent = message.pointer_mut(&pointer(parent));
                let Some(object) = parent.and_then(Value::as_object_mut) else {
                    return;
                };
                match other.pointer(&pointer(path)) {
                    Some(value) => object.insert(name.to_owned(), value.clone()),
                    None => object.remove(name),
                };
            }
            Self::Option(option) => {
                let mut other = other.clone();
                if let (Some(word), Some(theirs)) =
                    (after(message, option), after(&mut other, option))
                {
                    word.clone_from(theirs);
                }
            }
            // There is none to be put there.
            Self::SmallestBundle(..) | Self::OrderOf(_) | Self::OrderOfVariables => {
                self.remove(message);
            }
        }
    }
}

/// A task's container, or the primary one of its pod.
fn container(message: &mut Value) -> Option<&mut Value> {
    let template = message.get_mut("taskTemplate")?;
    let primary = template.pointer("/config/primary_container_name").cloned();
    match template.pointer("/k8sPod/podSpec/containers") {
        None => template.get_mut("container"),
        Some(_) => {
            let containers = template.pointer_mut("/k8sPod/podSpec/containers")?;
            let mut containers = containers.as_array_mut()?.iter_mut();
            containers.find(|it| it.get("name") == primary.as_ref())
        }
    }
}

/// The arguments of a task's container.
fn arguments(message: &mut Value) -> Option<&mut Vec<Value>> {
    container(message)?.get_mut("args")?.as_array_mut()
}

/// Sorts elements by their names, or their keys.
fn sort(elements: Option<&mut Value>) {
    if let Some(elements) = elements.and_then(Value::as_array_mut) {
        elements.sort_by_key(|it| [it["name"].to_string(), it["key"].to_string()]);
    }
}

/// The word after an option of Python's runtime.
fn after<'a>(message: &'a mut Value, option: &str) -> Option<&'a mut Value> {
    let words = arguments(message)?;
    let place = words.iter().position(|word| word == option)?;
    words.get_mut(place + 1)
}

fn pointer(path: &str) -> String {
    match path {
        "" => String::new(),
        path => format!("/{}", path.replace('.', "/")),
    }
}
