//! Settings that an environment has for all its tasks and a task may have for itself.
//!
//! A task's own value wins over its environment's (flyte SDK 2.12.1).

use crate::cache::Cache;
use crate::environment::Environment;
use crate::kubernetes_name::KubernetesName;
use crate::pod_template::{PodSource, PodTemplate};
use crate::task::overrides::Overrides;

/// What holds for one task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings<'a> {
    pub(super) cache: &'a Cache,
    pub(super) interruptible: bool,
    pub(super) pod_template: Option<&'a PodSource>,
    pub(super) service_account: Option<&'a KubernetesName>,
}

impl<'a> Settings<'a> {
    /// What the environment says.
    pub(super) fn of(environment: &'a Environment) -> Self {
        Self {
            cache: &environment.cache,
            interruptible: environment.interruptible,
            pod_template: environment.pod_template.as_ref(),
            service_account: environment.service_account.as_ref(),
        }
    }

    /// With what a task says for itself.
    pub(super) fn with(self, own: &'a Overrides) -> Self {
        Self {
            cache: own.cache.as_ref().unwrap_or(self.cache),
            interruptible: own.interruptible.unwrap_or(self.interruptible),
            pod_template: own.pod_template.as_ref().or(self.pod_template),
            service_account: own.service_account.as_ref().or(self.service_account),
        }
    }

    /// The name of the pod template as the wire wants it: empty for none.
    pub(super) fn pod_template_text(&self) -> &'a str {
        let name = self.pod_template.and_then(PodSource::name);
        name.map_or("", KubernetesName::as_str)
    }

    /// The inline pod template.
    pub(super) fn pod(&self) -> Option<&'a PodTemplate> {
        self.pod_template.and_then(PodSource::own)
    }
}
