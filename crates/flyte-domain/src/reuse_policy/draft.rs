//! A policy of which not everything is known yet.

use crate::reuse_policy::parts::{Concurrency, Replicas, Scope};
use crate::reuse_policy::ttl::Ttl;
use crate::reuse_policy::{ReusePolicy, capacity};

/// A policy of which every known part is valid; `None` stands for what is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyDraft {
    /// See [`ReusePolicy::replicas`].
    pub replicas: Option<Replicas>,
    /// See [`ReusePolicy::idle_ttl`].
    pub idle_ttl: Option<Ttl>,
    /// See [`ReusePolicy::scaledown_ttl`].
    pub scaledown_ttl: Option<Ttl>,
    /// See [`ReusePolicy::concurrency`].
    pub concurrency: Option<Concurrency>,
    /// See [`ReusePolicy::scope`].
    pub scope: Option<Scope>,
}

impl PolicyDraft {
    /// The policy, once everything is known.
    #[must_use]
    pub fn complete(&self) -> Option<ReusePolicy> {
        Some(ReusePolicy {
            replicas: self.replicas?,
            idle_ttl: self.idle_ttl?,
            scaledown_ttl: self.scaledown_ttl?,
            concurrency: self.concurrency?,
            scope: self.scope?,
        })
    }

    /// See [`ReusePolicy::capacity`].
    #[must_use]
    pub fn capacity(&self) -> Option<u64> {
        Some(capacity(self.replicas?, self.concurrency?))
    }
}

impl From<ReusePolicy> for PolicyDraft {
    fn from(policy: ReusePolicy) -> Self {
        Self {
            replicas: Some(policy.replicas),
            idle_ttl: Some(policy.idle_ttl),
            scaledown_ttl: Some(policy.scaledown_ttl),
            concurrency: Some(policy.concurrency),
            scope: Some(policy.scope),
        }
    }
}
