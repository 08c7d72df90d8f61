//! From a spec on the server back to an environment.
//!
//! Anyone may have written the spec. What breaks a rule is read as absent, so that a plan restores
//! it; whatever the environment does not account for is listed by its path, found by writing the
//! environment again and comparing.

use serde_json::Value;

use super::{Stamp, spec};
use crate::{
    flyte::{
        actor,
        env_vars::EnvVars,
        environment::{Description, Environment, Image},
        identity::EnvironmentId,
        kubernetes_name::KubernetesName,
        resources::Resources,
        reuse_policy::ReusePolicy,
        secret::Secret,
        tags::{self, Tags},
        violation::Violation,
    },
    idl::flyteidl2::{
        core::{
            TaskMetadata, TaskTemplate, task_metadata::InterruptibleValue, task_template::Target,
        },
        task::TaskSpec,
    },
};

/// What a spec says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The environment.
    pub environment: Environment,
    /// Whether it carries our mark; without it someone else deployed it last.
    pub managed: bool,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
    /// What had to be read in another way than usual.
    pub notes: Vec<Note>,
    /// Paths of fields, as in `taskTemplate.metadata.timeout`, that we would not have written for
    /// this environment. Sorted.
    pub unexplained: Vec<String>,
}

/// Something worth telling about how a spec was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The backend dropped `reusePolicy`, so the policy comes from `custom`, which does not hold
    /// the scope: it is older than v2.0.32.
    PolicyFromCustom,
    /// There is a policy, but it breaks a rule and is read as none.
    InvalidPolicy(Violation),
}

/// A spec that is no environment record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no task template.
    #[error("the task has no template")]
    NoTemplate,
    /// It runs something other than a container.
    #[error("the task does not run a container but {0}")]
    NoContainer(&'static str),
    /// It has a container, but no usable image.
    #[error("the task's container has no usable image: {0}")]
    Image(Violation),
}

/// Reads the record of the environment `id`.
///
/// # Errors
/// When the spec is that of a task which cannot be an environment record.
pub fn read(id: &EnvironmentId, spec: &TaskSpec) -> Result<Reading, Unreadable> {
    let template = spec.task_template.as_ref().ok_or(Unreadable::NoTemplate)?;
    let container = match &template.target {
        Some(Target::Container(container)) => container,
        Some(Target::K8sPod(_)) => return Err(Unreadable::NoContainer("a pod")),
        Some(Target::Sql(_)) => return Err(Unreadable::NoContainer("a query")),
        None => return Err(Unreadable::NoContainer("nothing")),
    };
    let none = TaskMetadata::default();
    let metadata = template.metadata.as_ref().unwrap_or(&none);
    let description = spec
        .environment
        .as_ref()
        .and_then(|environment| Description::new(&environment.description).ok());
    let (reusable, note) = policy(template);
    let security_context = template.security_context.as_ref();
    let kubernetes_name = |name: &str| KubernetesName::new("", name).ok();
    let image = Image::new(&container.image).map_err(Unreadable::Image)?;
    let environment = Environment {
        description: description.unwrap_or_default(),
        env_vars: EnvVars::from_wire(&container.env),
        resources: Resources::from_wire(
            container.resources.as_ref(),
            template.extended_resources.as_ref(),
        ),
        secrets: security_context
            .map(|context| {
                context
                    .secrets
                    .iter()
                    .filter_map(Secret::from_wire)
                    .collect()
            })
            .unwrap_or_default(),
        service_account: security_context
            .and_then(|context| context.run_as.as_ref())
            .and_then(|identity| kubernetes_name(&identity.k8s_service_account)),
        pod_template: kubernetes_name(&metadata.pod_template_name),
        interruptible: matches!(
            metadata.interruptible_value,
            Some(InterruptibleValue::Interruptible(true))
        ),
        tags: Tags::from_wire(&metadata.tags),
        reusable,
        ..Environment::new(id.clone(), image)
    };
    let deprecated = Some(&metadata.deprecated_error_message).filter(|message| !message.is_empty());
    Ok(Reading {
        managed: tags::is_managed(&metadata.tags),
        deprecated: deprecated.cloned(),
        unexplained: unexplained(&environment, spec, note == Some(Note::PolicyFromCustom)),
        notes: note.into_iter().collect(),
        environment,
    })
}

/// The policy of a template: from its own field, or from `custom` where that is missing.
fn policy(template: &TaskTemplate) -> (Option<ReusePolicy>, Option<Note>) {
    if let Some(wire) = &template.reuse_policy {
        return match ReusePolicy::from_wire(wire) {
            Ok(policy) => (Some(policy), None),
            Err(violation) => (None, Some(Note::InvalidPolicy(violation))),
        };
    }
    let custom = template
        .custom
        .as_ref()
        .filter(|_| template.r#type == actor::ACTOR);
    match custom.and_then(actor::policy) {
        Some(policy) => (Some(policy), Some(Note::PolicyFromCustom)),
        None => (None, None),
    }
}

/// Where a spec differs from the one that we would write for the environment read from it.
fn unexplained(environment: &Environment, actual: &TaskSpec, policy_dropped: bool) -> Vec<String> {
    let template = actual.task_template.as_ref();
    let metadata = template.and_then(|template| template.metadata.as_ref());
    let stamp = Stamp {
        version: template
            .and_then(|template| template.id.as_ref())
            .map_or("", |id| id.version.as_str()),
        provider_version: metadata
            .and_then(|metadata| metadata.runtime.as_ref())
            .map_or("", |runtime| runtime.version.as_str()),
        deprecated: metadata.map(|metadata| metadata.deprecated_error_message.as_str()),
    };
    let mut expected = spec(environment, &stamp);
    if policy_dropped && let Some(template) = &mut expected.task_template {
        template.reuse_policy = None;
    }
    if expected == *actual {
        return Vec::new();
    }
    let mut paths = Vec::new();
    differences(&mut paths, "", &json(&expected), &json(actual));
    paths
}

fn json(spec: &TaskSpec) -> Value {
    // Only what no JSON can carry, such as an inconsistent duration, fails here.
    serde_json::to_value(spec).unwrap_or_default()
}

fn differences(paths: &mut Vec<String>, path: &str, expected: &Value, actual: &Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let names: std::collections::BTreeSet<_> =
                expected.keys().chain(actual.keys()).collect();
            for name in names {
                let at = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                let member = |object: &serde_json::Map<String, Value>| {
                    object.get(name).cloned().unwrap_or_default()
                };
                differences(paths, &at, &member(expected), &member(actual));
            }
        }
        _ if expected == actual => {}
        _ => paths.push(path.to_owned()),
    }
}
