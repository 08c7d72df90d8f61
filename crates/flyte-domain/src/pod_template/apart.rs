//! A pod of Flyte taken apart: what is its task's own, and what is the template's.
//!
//! A merged pod does not tell. Where the environment of the task is known, the task's own is what
//! that says. Where it is not, whatever the settings of an environment can say counts as its own;
//! what it is in truth makes no difference to what is deployed.

use flyte_proto::flyteidl2::core::resources::ResourceEntry;
use flyte_proto::flyteidl2::core::{Container, K8sPod, KeyValuePair, Resources as WireResources};
use flyte_proto::structure::{Struct, Value};

use crate::env_vars::EnvVars;
use crate::pod_template::PodTemplate;
use crate::pod_template::json::{list, object, of_list, of_struct, text};
use crate::pod_template::merge::NAMES;
use crate::pod_template::primary::{ARGS, ENV, IMAGE, NAME, RESOURCES, change, find, texts};
use crate::resources::Resources;

/// What of a container a resource is asked of, and what it is limited to.
const PARTS: [&str; 2] = ["limits", "requests"];

impl PodTemplate {
    /// The container that an environment would say, and the template; nothing if no template makes
    /// such a pod.
    pub(crate) fn read(pod: &K8sPod, primary: &str) -> Option<(Container, Self)> {
        let container = container(pod, primary)?;
        let template = Self::read_beside(pod, primary, &container)?;
        if template.to_wire(&container) == *pod {
            return Some((container, template));
        }
        // Resources that no environment can have, such as a limit alone.
        let container = Container {
            resources: None,
            ..container
        };
        let template = Self::read_beside(pod, primary, &container)?;
        Some((container, template))
    }

    /// The template of the pod of a task whose environment says this of its container.
    pub(crate) fn read_beside(pod: &K8sPod, primary: &str, container: &Container) -> Option<Self> {
        let mut spec = pod.pod_spec.clone()?;
        find(&spec, primary)?;
        change(&mut spec, primary, |primary| take_out(primary, container));
        let metadata = pod.metadata.clone().unwrap_or_default();
        let template = Self::of(spec, primary).ok()?;
        Some(Self {
            labels: metadata.labels,
            annotations: metadata.annotations,
            ..template
        })
    }

    /// Whether the pod of a task tells all of the template, where the container is known.
    pub(crate) fn is_told_beside(&self, container: &Container) -> bool {
        let pod = self.to_wire(container);
        let told = Self::read_beside(&pod, self.primary_container(), container);
        told.as_ref() == Some(self)
    }
}

/// What the primary container has that an environment can say.
fn container(pod: &K8sPod, primary: &str) -> Option<Container> {
    let primary = find(pod.pod_spec.as_ref()?, primary)?;
    let image = primary.fields.get(IMAGE).and_then(text);
    let wire = resources(primary);
    Some(Container {
        image: image.unwrap_or_default().to_owned(),
        args: texts(primary.fields.get(ARGS))?,
        resources: Resources::from_wire(Some(&wire), None).to_wire(),
        env: variables(primary),
        ..Container::default()
    })
}

/// The variables that come before the first one that no environment can have.
fn variables(primary: &Struct) -> Vec<KeyValuePair> {
    let env = primary.fields.get(ENV).and_then(list).unwrap_or_default();
    let mut pairs = Vec::new();
    for pair in env.iter().map_while(variable) {
        pairs.push(pair);
        if EnvVars::from_wire(&pairs).to_wire() != pairs {
            pairs.pop();
            break;
        }
    }
    pairs
}

/// A variable with a value that stands there.
fn variable(value: &Value) -> Option<KeyValuePair> {
    let members = &object(value)?.fields;
    let get = |name| members.get(name).and_then(text).map(str::to_owned);
    let (key, value) = (get(NAME)?, get("value")?);
    (members.len() == 2).then_some(KeyValuePair { key, value })
}

fn resources(primary: &Struct) -> WireResources {
    let resources = primary.fields.get(RESOURCES).and_then(object);
    let entries = |part: &str| -> Vec<ResourceEntry> {
        let part = resources.and_then(|resources| object(resources.fields.get(part)?));
        let entries = part.into_iter().flat_map(|part| &part.fields);
        entries
            .filter_map(|(known, value)| {
                let (name, _) = NAMES.iter().find(|(_, name)| name == known)?;
                Some(ResourceEntry {
                    name: (*name).into(),
                    value: text(value)?.to_owned(),
                })
            })
            .collect()
    };
    let [limits, requests] = PARTS.map(entries);
    WireResources { requests, limits }
}

/// Takes out of a primary container what its task says of it.
fn take_out(primary: &mut Struct, container: &Container) {
    if primary.fields.get(IMAGE).and_then(text) == Some(&container.image) {
        primary.fields.remove(IMAGE);
    }
    if let Some(env) = primary.fields.get(ENV).and_then(list) {
        let own = env.iter().map_while(variable).take(container.env.len());
        if own.eq(container.env.iter().cloned()) {
            let rest = of_list(env.iter().skip(container.env.len()).cloned());
            primary.fields.insert(ENV.to_owned(), rest);
        }
    }
    let Some(own) = &container.resources else {
        return;
    };
    let Some(resources) = primary.fields.get(RESOURCES).and_then(object) else {
        return;
    };
    let mut rest = resources.clone();
    for (part, entries) in PARTS.into_iter().zip([&own.limits, &own.requests]) {
        let Some(values) = rest.fields.get(part).and_then(object) else {
            continue;
        };
        let mut values = values.clone();
        for entry in entries {
            let name = NAMES
                .iter()
                .find(|(name, _)| i32::from(*name) == entry.name);
            if let Some((_, name)) = name
                && values.fields.get(*name).and_then(text) == Some(&entry.value)
            {
                values.fields.remove(*name);
            }
        }
        if values.fields.is_empty() {
            rest.fields.remove(part);
        } else {
            rest.fields.insert(part.to_owned(), of_struct(values));
        }
    }
    if rest.fields.is_empty() {
        primary.fields.remove(RESOURCES);
    } else {
        (primary.fields).insert(RESOURCES.to_owned(), of_struct(rest));
    }
}
