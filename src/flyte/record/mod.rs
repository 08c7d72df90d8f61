//! The environment record: the task that stands for an environment.
//!
//! Flyte 2 has no environment object; an environment is a name inside each task's spec. Its one
//! home is a task named exactly as the environment. Python tasks always have a dot in their names,
//! so that the record collides with none of them.
//!
//! The spec is what the flyte SDK 2.12.1 deploys for a Python task of the same environment, but
//! for these:
//!
//! * no inputs and outputs, and container arguments that only say what the record is;
//! * runtime flavour `terraform` and the provider's version;
//! * no discovery version, which the SDK takes from the source of the function;
//! * tags: the user's, and our mark.

mod read;

pub use read::{Note, Reading, Unreadable, read};

use super::{actor, environment::Environment, identity::EnvironmentId, pool_version::PoolVersion};
use crate::idl::flyteidl2::{
    core::{
        Identifier, ResourceType, RetryStrategy, RuntimeMetadata, TaskMetadata, TaskTemplate,
        TypedInterface, VariableMap, runtime_metadata::RuntimeType,
        task_metadata::InterruptibleValue, task_template::Target,
    },
    task::{
        DocumentationEntity, Environment as WireEnvironment, TaskIdentifier, TaskName, TaskSpec,
    },
};

/// The task type of Python tasks whose containers are not reused.
const PYTHON: &str = "python";
/// The runtime flavour that says who wrote a spec.
const FLAVOR: &str = "terraform";

/// What a spec says about the deploy that wrote it, rather than about the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// The version deployed; empty while its content is being hashed.
    pub version: &'a str,
    /// The version of this provider.
    pub provider_version: &'a str,
    /// Why the environment is deprecated, if it is.
    pub deprecated: Option<&'a str>,
}

/// The name that an environment's record is listed under.
pub fn task_name(id: &EnvironmentId) -> TaskName {
    TaskName {
        org: id.org_text().to_owned(),
        project: id.project.to_string(),
        domain: id.domain.to_string(),
        name: id.name.to_string(),
    }
}

/// One version of an environment's record.
pub fn task_id(id: &EnvironmentId, version: &str) -> TaskIdentifier {
    TaskIdentifier {
        org: id.org_text().to_owned(),
        project: id.project.to_string(),
        domain: id.domain.to_string(),
        name: id.name.to_string(),
        version: version.to_owned(),
    }
}

/// The spec of an environment's record.
pub fn spec(environment: &Environment, stamp: &Stamp<'_>) -> TaskSpec {
    let id = &environment.id;
    TaskSpec {
        task_template: Some(template(environment, stamp)),
        default_inputs: Vec::new(),
        short_name: id.name.to_string(),
        environment: Some(WireEnvironment {
            name: id.name.to_string(),
            description: environment.description.as_str().to_owned(),
        }),
        documentation: Some(DocumentationEntity::default()),
    }
}

fn template(environment: &Environment, stamp: &Stamp<'_>) -> TaskTemplate {
    let id = &environment.id;
    let pool = environment.reusable.zip(environment.pool_version());
    let mut container = environment.container();
    container.args = vec![
        "echo".to_owned(),
        format!(
            "{} is the record of a task environment; there is nothing to run",
            id.name
        ),
    ];
    TaskTemplate {
        id: Some(Identifier {
            resource_type: ResourceType::Task.into(),
            project: id.project.to_string(),
            domain: id.domain.to_string(),
            name: id.name.to_string(),
            version: stamp.version.to_owned(),
            org: id.org_text().to_owned(),
        }),
        r#type: if pool.is_some() { actor::ACTOR } else { PYTHON }.to_owned(),
        metadata: Some(metadata(environment, stamp)),
        interface: Some(TypedInterface {
            inputs: Some(VariableMap::default()),
            outputs: Some(VariableMap::default()),
        }),
        custom: pool.as_ref().map(|(policy, version): &(_, PoolVersion)| {
            actor::to_wire(id.name.as_str(), &environment.image, policy, version)
        }),
        target: Some(Target::Container(container)),
        security_context: environment.security_context(),
        extended_resources: environment.resources.to_wire_extended(),
        reuse_policy: environment.reusable.as_ref().map(|policy| policy.to_wire()),
        ..TaskTemplate::default()
    }
}

fn metadata(environment: &Environment, stamp: &Stamp<'_>) -> TaskMetadata {
    TaskMetadata {
        runtime: Some(RuntimeMetadata {
            r#type: RuntimeType::FlyteSdk.into(),
            version: stamp.provider_version.to_owned(),
            flavor: FLAVOR.to_owned(),
        }),
        retries: Some(RetryStrategy::default()),
        deprecated_error_message: stamp.deprecated.unwrap_or_default().to_owned(),
        interruptible_value: Some(InterruptibleValue::Interruptible(environment.interruptible)),
        tags: environment.tags.to_wire(),
        pod_template_name: environment
            .pod_template
            .as_ref()
            .map_or_else(String::new, |name| name.as_str().to_owned()),
        generates_deck: Some(false.into()),
        debuggable: environment.reusable.is_none(),
        ..TaskMetadata::default()
    }
}

#[cfg(test)]
mod tests;
