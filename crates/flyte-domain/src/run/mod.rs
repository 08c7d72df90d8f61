//! Runs of tasks: what starts one, and what becomes of it.
//!
//! A run is started as the SDK starts one of a deployed task (flyte SDK 2.12.1, `_run.py`): by the
//! task's identifier, with every input written out. The backend fills in no defaults, so this
//! module takes them from the task.

mod inputs;
mod name;
mod phase;

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::{Annotations, CacheConfig, Envs, Labels, RunSpec};
pub use inputs::inputs;
pub use name::RunName;
pub use phase::Phase;

use crate::env_vars::EnvVars;

/// What a run may say for itself.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Labels of the run.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the run.
    pub annotations: BTreeMap<String, String>,
    /// Environment variables on top of the task's.
    pub env_vars: EnvVars,
    /// Whether it may be interrupted; the task's own setting if nothing is said.
    pub interruptible: Option<bool>,
    /// Whether results are computed anew that the cache has.
    pub overwrite_cache: bool,
    /// The queue; the backend's own choice if nothing is said.
    pub queue: Option<String>,
}

impl Settings {
    /// The settings as the SDK sends them: maps that are empty are there, and the cache is named
    /// in the older place and in the newer.
    pub fn to_wire(&self) -> RunSpec {
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
            }),
        }
    }
}
