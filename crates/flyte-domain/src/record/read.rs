//! From a spec on the server back to an environment.
//!
//! Anyone may have written the spec. What breaks a rule is read as absent, so that a plan restores
//! it; whatever the environment does not account for is listed by its path, found by writing the
//! environment again and comparing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use flyte_proto::flyteidl2::core::task_metadata::InterruptibleValue;
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::core::{Container, K8sPod, TaskMetadata, TaskTemplate};
use flyte_proto::flyteidl2::task::TaskSpec;

use crate::actor;
use crate::bundle::CodeBundle;
use crate::cache::{Cache, CachePolicy, CacheVersion};
use crate::description::Description;
use crate::duration::Duration;
use crate::env_vars::EnvVars;
use crate::environment::Environment;
use crate::identity::{EnvironmentId, EnvironmentName};
use crate::image::Image;
use crate::kubernetes_name::KubernetesName;
use crate::memo::Memo;
use crate::owner::OwnerId;
use crate::pod_template::{PodSource, PodTemplate, primary};
use crate::resources::Resources;
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::parts::Scope;
use crate::secret::Secret;
use crate::tags::{self, Tags};
use crate::task::runtime;
use crate::template::compare::{differences, stamp_of};
use crate::violation::Violation;

/// What a spec says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The environment.
    pub environment: Environment,
    /// Whether it is a record, rather than a task that happens to have the name of one.
    pub is_record: bool,
    /// Whether it carries our mark; without it someone else deployed it last.
    pub managed: bool,
    /// The owner, if our mark says so.
    pub owner: Option<OwnerId>,
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
    /// the scope: the backend is older than v2.0.32. The scope is then the one that was deployed.
    PolicyFromCustom,
    /// The backend dropped `cacheMaxAge`, so that results are kept as long as the platform says. The
    /// age is then the one that was deployed.
    MaxAgeDropped,
    /// There is a policy, but it breaks a rule and is read as none.
    InvalidPolicy(Violation),
}

/// A spec that is not an environment record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no task template.
    #[error("the task has no template")]
    NoTemplate,
    /// It runs something other than a container.
    #[error("the task does not run a container but {0}")]
    NoContainer(&'static str),
    /// It runs a container, but with arguments that no configuration makes.
    #[error("the task is neither a Python function nor a container task")]
    NoCode,
    /// It has a container, but no usable image.
    #[error("the task's container has no usable image: {0}")]
    Image(Violation),
}

/// The parts of a spec that every task has which runs in a container.
#[derive(Debug, Clone)]
pub(crate) struct Parts<'a> {
    pub(crate) template: &'a TaskTemplate,
    pub(crate) container: Cow<'a, Container>,
    /// What is left of its pod without the container.
    pub(crate) pod: Option<PodTemplate>,
    pub(crate) metadata: &'a TaskMetadata,
}

/// Takes a spec apart.
pub(crate) fn parts(spec: &TaskSpec) -> Result<Parts<'_>, Unreadable> {
    static NO_METADATA: LazyLock<TaskMetadata> = LazyLock::new(TaskMetadata::default);
    let template = spec.task_template.as_ref().ok_or(Unreadable::NoTemplate)?;
    let (container, pod) = match &template.target {
        Some(Target::Container(container)) => (Cow::Borrowed(container), None),
        Some(Target::K8sPod(pod)) => {
            let environment = spec.environment.as_ref().map(|it| it.name.as_str());
            let (container, pod) =
                apart(template, pod, environment).ok_or(Unreadable::NoContainer("a pod"))?;
            (Cow::Owned(container), Some(pod))
        }
        Some(Target::Sql(_)) => return Err(Unreadable::NoContainer("a query")),
        None => return Err(Unreadable::NoContainer("nothing")),
    };
    Ok(Parts {
        template,
        container,
        pod,
        metadata: template.metadata.as_ref().unwrap_or(&NO_METADATA),
    })
}

/// What an environment says of the container in a pod, and the template of the pod. The image may be
/// the template's; the environment's is then known where Python's runtime is told of it.
fn apart(
    template: &TaskTemplate,
    pod: &K8sPod,
    environment: Option<&str>,
) -> Option<(Container, PodTemplate)> {
    let primary = primary::name(template, pod)?;
    let (container, apart) = PodTemplate::read(pod, primary)?;
    let images = runtime::images(&container.args);
    let told = images.and_then(|mut images| images.remove(environment?));
    let Some(image) = told.filter(|image| *image != container.image) else {
        return Some((container, apart));
    };
    let container = Container { image, ..container };
    let template = PodTemplate::read_beside(pod, primary, &container)?;
    Some((container, template))
}

/// Reads the record of the environment `id`, without its tasks.
///
/// # Errors
/// When the spec is that of a task which cannot be an environment record.
pub(crate) fn read(id: &EnvironmentId, spec: &TaskSpec) -> Result<Reading, Unreadable> {
    let Parts {
        template,
        container,
        pod,
        metadata,
    } = parts(spec)?;
    let description = spec
        .environment
        .as_ref()
        .and_then(|environment| Description::new(&environment.description).ok());
    let memo = Memo::read(&metadata.tags);
    let (reusable, note) = policy(template, &memo);
    let security_context = template.security_context.as_ref();
    let image = Image::new(&container.image).map_err(Unreadable::Image)?;
    let environment = Environment {
        code: code(&container, metadata, &memo),
        image_lookup: image_lookup(id, &container, &memo),
        description: description.unwrap_or_default(),
        env_vars: EnvVars::from_wire(&container.env),
        resources: Resources::from_wire(
            container.resources.as_ref(),
            template.extended_resources.as_ref(),
        ),
        secrets: security_context
            .filter(|context| context.run_as.is_none() || !context.secrets.is_empty())
            .map(|context| {
                (context.secrets.iter())
                    .filter_map(Secret::from_wire)
                    .collect()
            }),
        service_account: security_context
            .and_then(|context| context.run_as.as_ref())
            .and_then(|identity| kubernetes_name(&identity.k8s_service_account)),
        pod_template: pod_source(
            pod.or_else(|| PodTemplate::from_memo(memo.pod.as_ref()?)),
            metadata,
        ),
        interruptible: is_interruptible(metadata),
        tags: Tags::from_wire(&metadata.tags),
        reusable,
        cache: cache(metadata, &memo, |_| String::new()),
        ..Environment::new(id.clone(), image)
    };
    let stamp = stamp_of(spec);
    let (unexplained, dropped) = unexplained(super::spec(&environment, &stamp), spec);
    let managed = tags::is_managed(&metadata.tags);
    Ok(Reading {
        is_record: super::is_record(&container.args),
        managed,
        owner: stamp.owner.filter(|_| managed),
        deprecated: stamp.deprecated.map(str::to_owned),
        unexplained,
        notes: note.into_iter().chain(dropped).collect(),
        environment,
    })
}

/// The code bundle: in the arguments of a Python task, else in the metadata, as the SDK looks for
/// it.
fn code(container: &Container, metadata: &TaskMetadata, memo: &Memo) -> Option<CodeBundle> {
    runtime::bundle(&container.args).or_else(|| {
        if runtime::is_pickled(&container.args) {
            return None;
        }
        let bundle = CodeBundle::at(&metadata.code_bundle_uri).ok()?;
        match &memo.destination {
            Some(destination) => bundle.unpacked_into(destination).ok(),
            None => Some(bundle),
        }
    })
}

/// The images of other environments.
fn image_lookup(
    id: &EnvironmentId,
    container: &Container,
    memo: &Memo,
) -> BTreeMap<EnvironmentName, Image> {
    let images = runtime::images(&container.args).unwrap_or_else(|| memo.images.clone());
    images
        .into_iter()
        .filter_map(|(name, image)| {
            Some((EnvironmentName::new(&name).ok()?, Image::new(&image).ok()?))
        })
        .filter(|(name, _)| *name != id.name)
        .collect()
}

/// Where a spec differs from the one expected, and what the backend must have dropped: fields that
/// it is too old for, of which the rest of the spec still tells.
pub(crate) fn unexplained(mut expected: TaskSpec, actual: &TaskSpec) -> (Vec<String>, Vec<Note>) {
    let mut notes = Vec::new();
    if let (Some(expected), Some(actual)) = (&mut expected.task_template, &actual.task_template) {
        if actual.reuse_policy.is_none() && expected.custom.is_some() {
            notes.extend(expected.reuse_policy.take().map(|_| Note::PolicyFromCustom));
        }
        if let (Some(expected), Some(actual)) = (&mut expected.metadata, &actual.metadata)
            && actual.cache_max_age.is_none()
        {
            let dropped = expected.cache_max_age.take();
            notes.extend(
                dropped
                    .filter(|_| actual.discoverable)
                    .map(|_| Note::MaxAgeDropped),
            );
        }
    }
    (differences(&expected, actual), notes)
}

/// A name, if the text is one.
pub(crate) fn kubernetes_name(text: &str) -> Option<KubernetesName> {
    KubernetesName::new("", text).ok()
}

/// What pods are made from: an inline template, or one that the metadata names.
pub(crate) fn pod_source(own: Option<PodTemplate>, metadata: &TaskMetadata) -> Option<PodSource> {
    match own {
        Some(template) => Some(PodSource::Own(Box::new(template))),
        None => kubernetes_name(&metadata.pod_template_name).map(PodSource::Named),
    }
}

/// What the pods of a task are made from whose environment, or one with the same ground, is this.
pub(crate) fn pod_source_beside(environment: &Environment, spec: &TaskSpec) -> Option<PodSource> {
    let template = spec.task_template.as_ref()?;
    let own = match &template.target {
        Some(Target::K8sPod(pod)) => {
            let primary = primary::name(template, pod)?;
            PodTemplate::read_beside(pod, primary, &environment.container())
        }
        _ => None,
    };
    pod_source(own, template.metadata.as_ref()?)
}

/// Whether a task may be interrupted.
pub(crate) fn is_interruptible(metadata: &TaskMetadata) -> bool {
    metadata.interruptible_value == Some(InterruptibleValue::Interruptible(true))
}

/// How results are kept. `auto` makes the automatic version for a salt.
pub(crate) fn cache(
    metadata: &TaskMetadata,
    memo: &Memo,
    auto: impl FnOnce(&str) -> String,
) -> Cache {
    let serialize = metadata.cache_serializable;
    let max_age = match &metadata.cache_max_age {
        Some(age) => Duration::try_from(age).ok(),
        None => memo.max_age.as_ref().and_then(|age| age.parse().ok()),
    };
    if !metadata.discoverable {
        return Cache::Disabled { serialize, max_age };
    }
    let version = metadata.discovery_version.as_str();
    Cache::Enabled(CachePolicy {
        version: if version.is_empty() || version == auto(&memo.salt) {
            CacheVersion::Auto {
                salt: memo.salt.clone(),
            }
        } else {
            CacheVersion::Given(version.to_owned())
        },
        serialize,
        ignored_inputs: metadata.cache_ignore_input_vars.clone(),
        max_age,
    })
}

/// The policy of a template: from its own field, or from `custom` where that is missing.
fn policy(template: &TaskTemplate, memo: &Memo) -> (Option<ReusePolicy>, Option<Note>) {
    let Some(wire) = &template.reuse_policy else {
        let scope = if memo.scope_run {
            Scope::Run
        } else {
            Scope::Global
        };
        let custom = template.custom.as_ref();
        let custom = custom.filter(|_| template.r#type == actor::ACTOR);
        return (custom.and_then(|custom| actor::policy(custom, scope)), None);
    };
    match ReusePolicy::from_wire(wire) {
        Ok(policy) => (Some(policy), None),
        Err(violation) => (None, Some(Note::InvalidPolicy(violation))),
    }
}
