//! What a spec of the Flyte SDK says that no configuration can, and that has to outlive a deploy of
//! ours: the runtime that the code was written for, the hash of a function whose results are not
//! kept, where its source is, what Python's runtime is told about images, and the like.
//!
//! Nothing of it is kept anywhere else. A deploy takes it from the spec that it replaces, so that
//! the spec in Flyte is always its own memory.
//!
//! Invariant: a spec that this provider wrote of a configuration alone has nothing of it.

use flyte_proto::flyteidl2::core::RuntimeMetadata;
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::task::{SourceCode, TaskSpec};

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

/// The words between the runner and its resolver, but for the code bundle; the version is empty in
/// them.
#[derive(Debug, Clone, PartialEq)]
struct Options {
    words: Vec<String>,
    /// They say which images the environments of the code have, this one among them.
    image: String,
}

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
            options: match &template.target {
                Some(Target::Container(container)) => {
                    options(&container.args).map(|words| Options {
                        words: runtime::without_bundle(words),
                        image: container.image.clone(),
                    })
                }
                _ => None,
            }
            .map(Options::without_version),
        }
    }

    /// The paths of what it hands on, as in `taskTemplate.metadata.runtime`.
    #[must_use]
    pub fn paths(&self) -> Vec<&'static str> {
        [
            (self.source.is_some(), "documentation.sourceCode"),
            (self.options.is_some(), "taskTemplate.container.args"),
            (self.org.is_some(), "taskTemplate.id.org"),
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
        let version = template.id.as_ref().map_or("", |id| id.version.as_str());
        if let (Some(kept), Some(Target::Container(container))) =
            (&self.options, &mut template.target)
            && kept.image == container.image
        {
            runtime::keep_options(&mut container.args, &kept.words, version, &environment);
        }
    }
}

impl Options {
    fn without_version(self) -> Self {
        Self {
            words: runtime::with_version(&self.words, ""),
            ..self
        }
    }
}
