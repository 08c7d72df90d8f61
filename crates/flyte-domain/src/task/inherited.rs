//! What a spec of the Flyte SDK says that no configuration can, and that has to outlive a deploy of
//! ours: the runtime that the code was written for, the hash of a function whose results are not
//! kept, where its source is, what Python's runtime is told about images, and the like.
//!
//! Nothing of it is kept anywhere else. A deploy takes it from the spec that it replaces, so that
//! the spec in Flyte is always its own memory.
//!
//! Invariant: a spec that this provider wrote of a configuration alone has nothing of it.

use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::core::{RuntimeMetadata, TaskTemplate};
use flyte_proto::flyteidl2::task::{SourceCode, TaskSpec};

use crate::target;
use crate::task::runtime::{self, FLAVOR, options};

/// What a task keeps through deploys of ours.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inherited {
    /// The SDK takes an organisation from the host's name where none is configured.
    org: Option<String>,
    runtime: Option<RuntimeMetadata>,
    discovery_version: Option<String>,
    source: Option<SourceCode>,
    options: Option<Options>,
}

/// The words between the runner and its resolver, without the code bundle; the version is empty in
/// them.
#[derive(Debug, Clone, PartialEq)]
struct Options {
    words: Vec<String>,
    /// They say which images the environments of the code have, this one among them.
    image: String,
    /// Whether they stand in a pod.
    in_pod: bool,
}

/// Where the options stand.
const ARGUMENTS: &str = "taskTemplate.container.args";
const CONTAINERS: &str = "taskTemplate.k8sPod.podSpec.containers";

impl Inherited {
    /// What a spec has to hand on.
    pub(crate) fn of(spec: &TaskSpec) -> Self {
        let Some(template) = &spec.task_template else {
            return Self::default();
        };
        let metadata = template.metadata.as_ref();
        let runtime = metadata.and_then(|metadata| metadata.runtime.clone());
        if runtime.as_ref().is_none_or(|it| it.flavor == FLAVOR) {
            return Self::default();
        }
        let documentation = spec.documentation.as_ref();
        Self {
            org: template.id.as_ref().map(|id| id.org.clone()),
            runtime,
            discovery_version: metadata
                .filter(|metadata| !metadata.discoverable)
                .map(|metadata| metadata.discovery_version.clone()),
            source: documentation.and_then(|texts| texts.source_code.clone()),
            options: Options::of(template),
        }
    }

    /// The paths of what it hands on, as in `taskTemplate.metadata.runtime`.
    #[must_use]
    pub fn paths(&self) -> Vec<&'static str> {
        let options = self.options.as_ref();
        [
            (self.source.is_some(), "documentation.sourceCode"),
            (options.is_some_and(|it| !it.in_pod), ARGUMENTS),
            (self.org.is_some(), "taskTemplate.id.org"),
            (options.is_some_and(|it| it.in_pod), CONTAINERS),
            (
                self.discovery_version.is_some(),
                "taskTemplate.metadata.discoveryVersion",
            ),
            (self.runtime.is_some(), "taskTemplate.metadata.runtime"),
        ]
        .into_iter()
        .filter_map(|(is_there, path)| is_there.then_some(path))
        .collect()
    }

    /// Puts it into a spec that was written of a configuration.
    pub(super) fn hand_on(&self, spec: &mut TaskSpec) {
        if let (Some(source), Some(texts)) = (&self.source, &mut spec.documentation) {
            texts.source_code = Some(source.clone());
        }
        let environment = (spec.environment.as_ref())
            .map(|environment| environment.name.clone())
            .unwrap_or_default();
        let Some(template) = &mut spec.task_template else {
            return;
        };
        if let (Some(org), Some(id)) = (&self.org, &mut template.id) {
            id.org.clone_from(org);
        }
        if let Some(metadata) = &mut template.metadata {
            if let Some(runtime) = &self.runtime {
                metadata.runtime = Some(runtime.clone());
            }
            if let Some(version) = &self.discovery_version
                && !metadata.discoverable
            {
                metadata.discovery_version.clone_from(version);
            }
        }
        if let Some(kept) = &self.options
            && target::image(template) == Some(&kept.image)
            && let Some(args) = target::args(template)
        {
            let mut args = args.into_owned();
            let version = template.id.as_ref().map_or("", |id| id.version.as_str());
            runtime::keep_options(&mut args, &kept.words, version, &environment);
            target::set_args(template, args);
        }
    }
}

impl Options {
    fn of(template: &TaskTemplate) -> Option<Self> {
        let args = target::args(template)?;
        let words = runtime::without_bundle(options(&args)?);
        Some(Self {
            words: runtime::with_version(&words, ""),
            image: target::image(template)?.to_owned(),
            in_pod: matches!(template.target, Some(Target::K8sPod(_))),
        })
    }
}
