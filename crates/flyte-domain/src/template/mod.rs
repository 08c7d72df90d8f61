//! The spec of a task of an environment, and of the record that stands for the environment.
//!
//! Both are put together here, from what the environment says and from a [`Draft`] of what the
//! task adds. The result is what the flyte SDK 2.12.1 deploys, except for these:
//!
//! * runtime flavour `terraform` and the provider's version;
//! * tags: the user's, our mark and our memo;
//! * no discovery version of a Python task without a version of its own, which the SDK takes from
//!   the source of the function.

pub(super) mod compare;

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::runtime_metadata::RuntimeType;
use flyte_proto::flyteidl2::core::task_metadata::InterruptibleValue;
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::core::{
    DataLoadingConfig, Identifier, ResourceType, RuntimeMetadata, TaskMetadata, TaskTemplate,
    TypedInterface,
};
use flyte_proto::flyteidl2::task::{
    DocumentationEntity, Environment as WireEnvironment, NamedParameter, TaskSpec,
};

use crate::actor;
use crate::bundle::CodeBundle;
use crate::cache::{Cache, CacheVersion};
use crate::environment::Environment;
use crate::memo::Memo;
use crate::owner::OwnerId;
use crate::pod_template::{PodTemplate, primary};
use crate::reuse_policy::parts::Scope;
use crate::settings::Settings;
use crate::task::limits::{Retries, Timeouts};
use crate::task::runtime::FLAVOR;

/// The task type of Python tasks whose containers are not reused.
pub(super) const PYTHON: &str = "python";
/// The task type of container tasks, reused or not.
pub(super) const CONTAINER: &str = "raw-container";
/// The longest short name that the wire keeps, in characters.
const MAX_SHORT_NAME: usize = 63;

/// What a spec says about the deploy that wrote it, rather than about the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp<'a> {
    /// The version deployed; empty while its content is being hashed.
    pub(crate) version: &'a str,
    /// The version of this provider.
    pub(crate) provider_version: &'a str,
    /// Why the task is deprecated, if it is.
    pub(crate) deprecated: Option<&'a str>,
    /// The owner, if that is known.
    pub(crate) owner: Option<OwnerId>,
}

/// What runs in the container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Flyte's Python runtime, which can serve one task after another.
    Python,
    /// Anything.
    Container,
}

/// What a task adds to its environment.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) name: String,
    pub(super) short_name: &'a str,
    pub(super) kind: Kind,
    pub(super) settings: Settings<'a>,
    /// What its pod is made from, where that is said as a whole. A record has none: it says so in
    /// its memo, and keeps a container that says the rest of the environment.
    pub(super) pod: Option<&'a PodTemplate>,
    pub(super) discovery_version: String,
    pub(super) args: Vec<String>,
    pub(super) data_config: Option<DataLoadingConfig>,
    pub(super) interface: TypedInterface,
    pub(super) default_inputs: Vec<NamedParameter>,
    pub(super) documentation: DocumentationEntity,
    pub(super) retries: Retries,
    pub(super) timeouts: Timeouts,
    pub(super) report: bool,
    pub(super) entrypoint: bool,
    pub(super) produces_artifacts: bool,
    /// What only the task knows; the rest of the memo is about its settings.
    pub(super) memo: Memo,
}

/// The spec of a task.
pub(super) fn spec(environment: &Environment, stamp: &Stamp<'_>, draft: Draft<'_>) -> TaskSpec {
    TaskSpec {
        short_name: draft.short_name.chars().take(MAX_SHORT_NAME).collect(),
        environment: Some(WireEnvironment {
            name: environment.id.name.to_string(),
            description: environment.description.as_str().to_owned(),
        }),
        documentation: Some(draft.documentation.clone()),
        default_inputs: draft.default_inputs.clone(),
        task_template: Some(template(environment, stamp, draft)),
    }
}

fn template(environment: &Environment, stamp: &Stamp<'_>, draft: Draft<'_>) -> TaskTemplate {
    let id = &environment.id;
    let policy = environment.reusable.as_ref();
    // Only Python tasks become actors; a container task has the policy and nothing else.
    let actor = policy.filter(|_| draft.kind == Kind::Python);
    let custom =
        actor
            .zip(environment.pool_version_of(&draft.settings))
            .map(|(policy, version)| {
                let image = environment.pool_image(&draft.settings);
                actor::to_wire(id.name.as_str(), image, policy, &version)
            });
    let mut container = environment.container();
    container.args = draft.args.clone();
    let (target, config) = match draft.pod {
        Some(pod) => (
            Target::K8sPod(pod.to_wire(&container)),
            BTreeMap::from([(
                primary::CONFIG.to_owned(),
                pod.primary_container().to_owned(),
            )]),
        ),
        None => {
            container.data_config = draft.data_config.clone();
            (Target::Container(container), BTreeMap::new())
        }
    };
    TaskTemplate {
        id: Some(Identifier {
            resource_type: ResourceType::Task.into(),
            project: id.project.to_string(),
            domain: id.domain.to_string(),
            name: draft.name.clone(),
            version: stamp.version.to_owned(),
            org: id.org_text().to_owned(),
        }),
        r#type: match (draft.kind, actor) {
            (Kind::Python, None) => PYTHON,
            (Kind::Python, Some(_)) => actor::ACTOR,
            (Kind::Container, _) => CONTAINER,
        }
        .to_owned(),
        metadata: Some(metadata(environment, stamp, &draft)),
        custom,
        target: Some(target),
        config,
        security_context: environment.security_context(draft.settings.service_account),
        extended_resources: environment.resources.to_wire_extended(),
        reuse_policy: policy.map(|policy| policy.to_wire()),
        interface: Some(draft.interface),
        ..TaskTemplate::default()
    }
}

fn metadata(environment: &Environment, stamp: &Stamp<'_>, draft: &Draft<'_>) -> TaskMetadata {
    let settings = &draft.settings;
    let policy = settings.cache.policy();
    let max_age = settings.cache.max_age();
    let memo = Memo {
        salt: settings.cache.salt().to_owned(),
        max_age: max_age.map(|age| age.to_string()),
        scope_run: environment
            .reusable
            .is_some_and(|policy| policy.scope == Scope::Run),
        owner: stamp.owner.map(|owner| owner.to_string()),
        ..draft.memo.clone()
    };
    let mut tags = environment.tags.to_wire();
    memo.write(&mut tags);
    let mut metadata = TaskMetadata {
        discoverable: policy.is_some(),
        discovery_version: draft.discovery_version.clone(),
        cache_serializable: settings.cache.serialize(),
        cache_ignore_input_vars: policy
            .map(|policy| policy.ignored_inputs.clone())
            .unwrap_or_default(),
        cache_max_age: max_age.map(Into::into),
        runtime: Some(RuntimeMetadata {
            r#type: RuntimeType::FlyteSdk.into(),
            version: stamp.provider_version.to_owned(),
            flavor: FLAVOR.to_owned(),
        }),
        retries: Some(draft.retries.to_wire()),
        deprecated_error_message: stamp.deprecated.unwrap_or_default().to_owned(),
        interruptible_value: Some(InterruptibleValue::Interruptible(settings.interruptible)),
        tags,
        pod_template_name: settings.pod_template_text().to_owned(),
        generates_deck: Some(draft.report.into()),
        debuggable: draft.kind == Kind::Python && environment.reusable.is_none(),
        is_entrypoint: draft.entrypoint,
        produces_artifacts: draft.produces_artifacts,
        code_bundle_uri: (environment.code.as_ref())
            .and_then(CodeBundle::uri)
            .unwrap_or_default()
            .to_owned(),
        ..TaskMetadata::default()
    };
    draft.timeouts.write(&mut metadata);
    metadata
}

/// The discovery version of a cache: `auto` makes the one of an automatic version.
pub(super) fn discovery_version(cache: &Cache, auto: impl FnOnce(&str) -> String) -> String {
    match cache.policy().map(|policy| &policy.version) {
        None => String::new(),
        Some(CacheVersion::Given(version)) => version.clone(),
        Some(CacheVersion::Auto { salt }) => auto(salt),
    }
}
