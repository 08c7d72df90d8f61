//! The attribute `pod`, of an environment or of a task: an inline pod template, in place of the
//! name of one in the cluster.
//!
//! Its spec is a JSON string that is compared by meaning, so the user's spelling stays.

use std::collections::BTreeMap;

use flyte_domain::{KubernetesName, PodSource, PodTemplate, Received, Violation};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostics, Field, Nesting, Path, Type, Usage, Value,
};

use crate::literal::{Texts, known, read_alike};
use crate::reader::{Read, Reader};

/// A pod template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PodObject {
    pub spec: Field<String>,
    pub primary_container: Field<String>,
    pub labels: Field<Texts>,
    pub annotations: Field<Texts>,
}

/// The attribute: optional in a task; in an environment it may keep what an import has found.
pub(super) fn attribute(usage: Usage, description: &'static str) -> Attribute {
    let object = Block::default()
        .attribute(
            "spec",
            Attribute::optional(Type::String)
                .equal_when(specs_are_alike)
                .description(
                    "JSON of a Kubernetes `PodSpec`, as `jsonencode` writes it; the order of \
                     members and white space make no difference. Of the primary container, \
                     `command` and `args` are the task's, its resources come over those that are \
                     written here, its variables before them, and its image is used where none is \
                     written here. Stored in the Terraform state and in Flyte in the clear. \
                     Default: only the primary container.",
                ),
        )
        .attribute(
            "primary_container",
            Attribute::optional(Type::String).description(
                "Name of the container in `spec` that runs the task. Default `primary`.",
            ),
        )
        .attribute(
            "labels",
            Attribute::optional(Type::map(Type::String)).description("Labels of the pods."),
        )
        .attribute(
            "annotations",
            Attribute::optional(Type::map(Type::String)).description("Annotations of the pods."),
        );
    Attribute::nested(Nesting::Single, object, usage)
        .equal_when(read_alike(PodObject::read))
        .description(description)
}

fn specs_are_alike(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_str(), other.as_str()) else {
        return false;
    };
    PodTemplate::means_the_same(one, other)
}

/// The template of pods, once both settings that define it are known; `name` is a template in the
/// cluster.
pub(super) fn source(
    reader: &mut Reader<'_>,
    name: Read<KubernetesName>,
    (pod_template, pod): (&Field<String>, &Field<PodObject>),
) -> Read<PodSource> {
    let own = match known(pod) {
        None => None,
        Some(None) => Some(None),
        Some(Some(pod)) => pod.check(reader.inner("pod")).map(Some),
    };
    if let (Field::Known(_), Field::Known(_)) = (pod_template, pod) {
        let rule = "Only one of `pod` and `pod_template` can be set";
        let hint = "`pod_template` names a template in the cluster, `pod` is one of your own.";
        reader.refuse("pod", &Violation::new(rule, Received::nothing(), hint));
        return None;
    }
    Some(match (name?, own?) {
        (_, Some(template)) => Some(PodSource::Own(Box::new(template))),
        (name, None) => name.map(PodSource::Named),
    })
}

impl PodObject {
    fn read(&self) -> Option<PodTemplate> {
        self.check(Reader::new(Path::root(), &mut Diagnostics::new()))
    }

    /// The template, once all of it is known.
    fn check(&self, mut reader: Reader<'_>) -> Option<PodTemplate> {
        let text = |field| known::<String>(field).map(|text| text.map(String::as_str));
        let template = match (text(&self.spec), text(&self.primary_container)) {
            (Some(spec), Some(primary)) => PodTemplate::new(spec, primary)
                .map_err(|(name, violation)| reader.refuse(name, &violation))
                .ok(),
            _ => None,
        };
        let labels = reader.texts("labels", &self.labels);
        let annotations = reader.texts("annotations", &self.annotations);
        let mut template = template?;
        (template.labels, template.annotations) = (labels?, annotations?);
        Some(template)
    }
}

/// The template as Flyte holds it.
impl From<&PodTemplate> for PodObject {
    fn from(template: &PodTemplate) -> Self {
        let primary = template.primary_container();
        let texts = |texts: &BTreeMap<String, String>| {
            let texts: Texts = (texts.iter())
                .map(|(name, text)| (name.clone(), Field::Known(text.clone())))
                .collect();
            Field::from(Some(texts).filter(|texts| !texts.is_empty()))
        };
        Self {
            spec: template.spec_text().into(),
            primary_container: Some(primary.to_owned())
                .filter(|primary| primary != PodTemplate::DEFAULT_PRIMARY)
                .into(),
            labels: texts(&template.labels),
            annotations: texts(&template.annotations),
        }
    }
}
