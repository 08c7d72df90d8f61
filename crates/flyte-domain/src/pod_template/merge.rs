//! The pod of a task: its template, in which the primary container has what the task says (flyte
//! SDK 2.12.1, `_get_k8s_pod`).
//!
//! * its image only where the template has none;
//! * its command and arguments in place of the template's;
//! * its resources over the template's, name by name;
//! * its variables before the template's.
//!
//! How inputs and outputs of a container task are staged (`data_config`) is left out, as the SDK
//! does, so that Flyte stages none.

use flyte_proto::flyteidl2::core::resources::{ResourceEntry, ResourceName};
use flyte_proto::flyteidl2::core::{Container, K8sObjectMetadata, K8sPod};
use flyte_proto::structure::{Struct, Value};

use crate::pod_template::PodTemplate;
use crate::pod_template::json::{list, object, of_list, of_object, of_struct, of_text, text};
use crate::pod_template::primary::{ARGS, COMMAND, ENV, IMAGE, NAME, RESOURCES, change, find};

/// The names of resources as the API has them, and as Kubernetes does.
pub(super) const NAMES: [(ResourceName, &str); 5] = [
    (ResourceName::Cpu, "cpu"),
    (ResourceName::Gpu, "gpu"),
    (ResourceName::Memory, "memory"),
    (ResourceName::Storage, "storage"),
    (ResourceName::EphemeralStorage, "ephemeral-storage"),
];

impl PodTemplate {
    /// The pod of a task that says this of its container.
    pub(crate) fn to_wire(&self, container: &Container) -> K8sPod {
        let mut spec = self.spec().clone();
        change(&mut spec, self.primary_container(), |primary| {
            merge(primary, container);
        });
        K8sPod {
            metadata: Some(K8sObjectMetadata {
                labels: self.labels.clone(),
                annotations: self.annotations.clone(),
            }),
            pod_spec: Some(spec),
            ..K8sPod::default()
        }
    }

    /// The image of the primary container, if the template names it.
    pub(crate) fn image(&self) -> Option<&str> {
        let container = find(self.spec(), self.primary_container())?;
        text(container.fields.get(IMAGE)?)
    }
}

fn merge(primary: &mut Struct, container: &Container) {
    let words = |words: &[String]| of_list(words.iter().map(|word| of_text(word)));
    let mut set = |name: &str, value| primary.fields.insert(name.to_owned(), value);
    set(COMMAND, words(&container.command));
    set(ARGS, words(&container.args));
    let image = primary.fields.entry(IMAGE.to_owned());
    image.or_insert_with(|| of_text(&container.image));
    if let Some(resources) = &container.resources
        && !(resources.limits.is_empty() && resources.requests.is_empty())
    {
        let existing = primary.fields.get(RESOURCES).and_then(object);
        let merged = |name, entries| {
            let existing = existing.and_then(|resources| resources.fields.get(name));
            let mut merged = existing.and_then(object).cloned().unwrap_or_default();
            merged.fields.extend(named(entries));
            (name, of_struct(merged))
        };
        let claims = existing.and_then(|resources| resources.fields.get("claims"));
        let claims = claims.map(|claims| ("claims", claims.clone()));
        let limits = merged("limits", &resources.limits);
        let requests = merged("requests", &resources.requests);
        let resources = of_object([limits, requests].into_iter().chain(claims));
        primary.fields.insert(RESOURCES.to_owned(), resources);
    }
    let existing = primary.fields.get(ENV).and_then(list).unwrap_or_default();
    let own = container.env.iter();
    let own = own.map(|it| of_object([(NAME, of_text(&it.key)), ("value", of_text(&it.value))]));
    let env = of_list(own.chain(existing.iter().cloned()));
    primary.fields.insert(ENV.to_owned(), env);
}

/// Resources by the names that Kubernetes has for them.
fn named(entries: &[ResourceEntry]) -> impl Iterator<Item = (String, Value)> {
    entries.iter().filter_map(|entry| {
        let mut names = NAMES.iter();
        let (_, name) = names.find(|(name, _)| i32::from(*name) == entry.name)?;
        Some(((*name).to_owned(), of_text(&entry.value)))
    })
}
