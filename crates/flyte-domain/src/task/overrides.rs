//! A task's own settings, instead of its environment's.

use std::collections::BTreeSet;

use crate::cache::Cache;
use crate::kubernetes_name::KubernetesName;
use crate::pod_template::PodSource;

/// What a task says for itself; `None` leaves it to the environment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overrides {
    /// How results are kept.
    pub cache: Option<Cache>,
    /// Whether the task may run on machines that can be taken away.
    pub interruptible: Option<bool>,
    /// The pod template. Not allowed in a reusable environment.
    pub pod_template: Option<PodSource>,
    /// The service account. In a reusable environment it must be the environment's.
    pub service_account: Option<KubernetesName>,
}

impl Overrides {
    /// Those of these names.
    pub(crate) fn only(&self, names: &BTreeSet<String>) -> Self {
        let has = |name| names.contains(name);
        Self {
            cache: self.cache.clone().filter(|_| has("cache")),
            interruptible: self.interruptible.filter(|_| has("interruptible")),
            pod_template: self.pod_template.clone().filter(|_| has("pod_template")),
            service_account: (self.service_account.clone()).filter(|_| has("service_account")),
        }
    }

    /// The names of the task's own settings.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        [
            self.cache.as_ref().map(|_| "cache"),
            self.interruptible.map(|_| "interruptible"),
            self.pod_template.as_ref().map(|_| "pod_template"),
            self.service_account.as_ref().map(|_| "service_account"),
        ]
        .into_iter()
        .flatten()
    }
}
