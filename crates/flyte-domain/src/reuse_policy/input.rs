//! From what a user wrote to a policy.
//!
//! All errors at once, each with the setting that it belongs to, in the SDK's order. What is not
//! known yet silences the rules that would need it, and only those.

use crate::reuse_policy::draft::PolicyDraft;
use crate::reuse_policy::parts::{Concurrency, Replicas, Scope, Setting};
use crate::reuse_policy::ttl::Ttl;
use crate::violation::Violation;
use crate::written::Written;

/// The settings of a `reusable` block as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyInput {
    /// `replicas`: a number, or minimum and maximum.
    pub replicas: Written,
    /// `idle_ttl`: seconds or a duration.
    pub idle_ttl: Written,
    /// `scaledown_ttl`: seconds or a duration.
    pub scaledown_ttl: Written,
    /// `concurrency`: a number.
    pub concurrency: Written,
    /// `scope`: a word.
    pub scope: Written,
}

/// A setting that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{violation}")]
pub struct PolicyError {
    /// Which setting it is.
    pub setting: Setting,
    /// What is wrong with it.
    pub violation: Violation,
}

/// How a time is read.
type ReadTtl = fn(Setting, &Written) -> Result<Option<Ttl>, Violation>;

impl PolicyInput {
    /// Checks every setting of a configuration, also against what the service behind warm pools
    /// can read.
    ///
    /// # Errors
    /// One for each setting that breaks a rule, in the SDK's order.
    pub fn check(&self) -> Result<PolicyDraft, Vec<PolicyError>> {
        self.draft(Ttl::configured)
    }

    /// Reads settings that Flyte may hold, whoever deployed them.
    ///
    /// # Errors
    /// One for each setting that breaks a rule of the SDK, in its order.
    pub fn read(&self) -> Result<PolicyDraft, Vec<PolicyError>> {
        self.draft(Ttl::read)
    }

    fn draft(&self, read_ttl: ReadTtl) -> Result<PolicyDraft, Vec<PolicyError>> {
        let mut errors = Vec::new();
        let scope = keep(&mut errors, Setting::Scope, Scope::read(&self.scope));
        let replicas = keep(
            &mut errors,
            Setting::Replicas,
            Replicas::read(&self.replicas),
        );
        let concurrency = keep(
            &mut errors,
            Setting::Concurrency,
            Concurrency::read(&self.concurrency),
        );
        let idle_ttl = keep(
            &mut errors,
            Setting::IdleTtl,
            read_ttl(Setting::IdleTtl, &self.idle_ttl),
        );
        let scaledown_ttl = keep(
            &mut errors,
            Setting::ScaledownTtl,
            read_ttl(Setting::ScaledownTtl, &self.scaledown_ttl),
        );
        if errors.is_empty() {
            Ok(PolicyDraft {
                replicas,
                idle_ttl,
                scaledown_ttl,
                concurrency,
                scope,
            })
        } else {
            Err(errors)
        }
    }
}

/// The part, if it is known and valid; an error goes to the list.
fn keep<T>(
    errors: &mut Vec<PolicyError>,
    setting: Setting,
    read: Result<Option<T>, Violation>,
) -> Option<T> {
    read.unwrap_or_else(|violation| {
        errors.push(PolicyError { setting, violation });
        None
    })
}
