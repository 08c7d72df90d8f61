//! An inline pod template: what the pods of tasks are made from, given as a whole instead of by
//! the name of a template in the cluster (flyte SDK 2.12.1, `PodTemplate`).
//!
//! * `input` reads one that a user wrote, by the rules in `fields`;
//! * `json` is about the values that its spec consists of, and `primary` about the container that
//!   runs the task;
//! * `merge` makes the pod of a task, and `apart` takes one apart again;
//! * `stored` is what a memo keeps of one.
//!
//! # Invariants
//!
//! * The spec has at least one container, all have names, and one is the primary.
//! * It is in one form for each meaning: without nulls, which Kubernetes takes for absent, and
//!   without the primary's command and arguments, which are the task's.

mod apart;
mod fields;
mod input;
mod json;
mod merge;
pub(crate) mod primary;
mod stored;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use flyte_proto::structure::Struct;

use crate::kubernetes_name::KubernetesName;
pub(crate) use crate::pod_template::json::{list, object};

/// A pod template.
#[derive(Debug, Clone, PartialEq)]
pub struct PodTemplate {
    /// The `PodSpec` of Kubernetes.
    spec: Struct,
    primary_container: String,
    /// Labels of the pods.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the pods.
    pub annotations: BTreeMap<String, String>,
}

/// What pods are made from, if not from nothing but the task.
#[derive(Debug, Clone, PartialEq)]
pub enum PodSource {
    /// A template in the cluster, by its name.
    Named(KubernetesName),
    /// An inline template.
    Own(Box<PodTemplate>),
}

impl PodTemplate {
    /// The name of the primary container where none is given (flyte SDK 2.12.1).
    pub const DEFAULT_PRIMARY: &str = "primary";

    /// The name of the container that runs the task.
    #[must_use]
    pub fn primary_container(&self) -> &str {
        &self.primary_container
    }

    /// Its spec.
    pub(crate) const fn spec(&self) -> &Struct {
        &self.spec
    }
}

impl PodSource {
    /// The setting that says so.
    pub(crate) const fn setting(&self) -> &'static str {
        match self {
            Self::Named(_) => "pod_template",
            Self::Own(_) => "pod",
        }
    }

    /// The name of a template in the cluster.
    #[must_use]
    pub const fn name(&self) -> Option<&KubernetesName> {
        match self {
            Self::Named(name) => Some(name),
            Self::Own(_) => None,
        }
    }

    /// An inline template.
    #[must_use]
    pub fn own(&self) -> Option<&PodTemplate> {
        match self {
            Self::Named(_) => None,
            Self::Own(template) => Some(template),
        }
    }
}
