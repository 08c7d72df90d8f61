//! What a run may say for itself.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::{Annotations, CacheConfig, Envs, Labels, RunSpec};

use crate::env_vars::EnvVars;

/// What a run may say for itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunSettings {
    /// Labels of the run.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the run.
    pub annotations: BTreeMap<String, String>,
    /// Environment variables on top of the task's.
    pub env_vars: EnvVars,
    /// Whether it may be interrupted; the task's own setting if nothing is said.
    pub interruptible: Option<bool>,
    /// Whether results that the cache has are computed again.
    pub overwrite_cache: bool,
    /// The queue; the backend's own choice if nothing is said.
    pub queue: Option<String>,
}

impl RunSettings {
    /// The settings as the SDK sends them: maps that are empty are there, and the cache is named
    /// in the older place and in the newer.
    pub(super) fn to_wire(&self) -> RunSpec {
        RunSpec {
            labels: Some(Labels {
                values: self.labels.clone(),
            }),
            annotations: Some(Annotations {
                values: self.annotations.clone(),
            }),
            envs: Some(Envs {
                values: self.env_vars.to_wire(),
            }),
            interruptible: self.interruptible.map(Into::into),
            overwrite_cache: self.overwrite_cache,
            queue: self.queue.clone().unwrap_or_default(),
            cache_config: Some(CacheConfig {
                overwrite_cache: self.overwrite_cache,
                ..CacheConfig::default()
            }),
            ..RunSpec::default()
        }
    }
}
