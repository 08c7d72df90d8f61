//! The reuse policy: how many warm containers an environment keeps, and for how long.
//!
//! Rules, their order and their wording are those of the flyte SDK 2.12.1, `ReusePolicy`, with
//! one rule more: a maximum of no replicas is refused, since the API demands one. Every part has
//! its own type, and no rule spans two parts, so that any combination of them is a valid policy.
//!
//! What reads a policy in the end, the service behind warm pools, has rules of its own. A
//! configuration has to keep them ([`ttl`]) or is warned about them ([`warning`]); what others have
//! deployed is read as it is.
//!
//! [`input`] makes a policy of what a user wrote; [`warning`] holds the advice about valid ones.

pub(crate) mod draft;
pub(crate) mod input;
pub(crate) mod parts;
pub(crate) mod ttl;
pub(crate) mod warning;

use flyte_proto::flyteidl2::core;

use crate::received::Received;
use crate::reuse_policy::parts::{Concurrency, Replicas, Scope, Setting};
use crate::reuse_policy::ttl::Ttl;
use crate::violation::Violation;

/// A reuse policy. The default is the SDK's: two replicas, one task at a time each, both clocks
/// at 30 seconds, shared by all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReusePolicy {
    /// How many containers there are.
    pub replicas: Replicas,
    /// When nothing has run for so long, all replicas go.
    pub idle_ttl: Ttl,
    /// A replica without work for so long goes, as long as more than the minimum remain.
    pub scaledown_ttl: Ttl,
    /// How many tasks one replica runs at a time.
    pub concurrency: Concurrency,
    /// Who shares the pool.
    pub scope: Scope,
}

impl ReusePolicy {
    /// The replicas that stay while the environment is in use.
    #[must_use]
    pub fn min_replicas(&self) -> u32 {
        self.replicas.min()
    }

    /// The replicas that there may be.
    #[must_use]
    pub fn max_replicas(&self) -> u32 {
        self.replicas.max()
    }

    /// How many tasks can run at a time: replicas at most, times concurrency.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        capacity(self.replicas, self.concurrency)
    }

    /// The message of the API.
    #[must_use]
    pub fn to_wire(&self) -> core::ReusePolicy {
        core::ReusePolicy {
            min_replicas: self.replicas.min().cast_signed(),
            max_replicas: self.replicas.max().cast_signed(),
            concurrency: self.concurrency.get().cast_signed(),
            idle_ttl: Some(self.idle_ttl.duration().into()),
            scaledown_ttl: Some(self.scaledown_ttl.duration().into()),
            scope: match self.scope {
                Scope::Global => core::reuse_policy::Scope::Global,
                Scope::Run => core::reuse_policy::Scope::Run,
            }
            .into(),
        }
    }

    /// Reads the message of the API, which anyone may have written.
    ///
    /// # Errors
    /// The first part, in the SDK's order, that breaks its rule.
    pub fn from_wire(wire: &core::ReusePolicy) -> Result<Self, Violation> {
        let scope = match core::reuse_policy::Scope::try_from(wire.scope) {
            Ok(core::reuse_policy::Scope::Global) => Scope::Global,
            Ok(core::reuse_policy::Scope::Run) => Scope::Run,
            Err(_) => return Err(Scope::violation(Received::number(wire.scope))),
        };
        Ok(Self {
            replicas: Replicas::new(wire.min_replicas.into(), wire.max_replicas.into())?,
            concurrency: Concurrency::new(wire.concurrency.into())?,
            idle_ttl: Ttl::from_wire(Setting::IdleTtl, wire.idle_ttl.as_ref())?,
            scaledown_ttl: Ttl::from_wire(Setting::ScaledownTtl, wire.scaledown_ttl.as_ref())?,
            scope,
        })
    }
}

fn capacity(replicas: Replicas, concurrency: Concurrency) -> u64 {
    u64::from(replicas.max()) * u64::from(concurrency.get())
}

#[cfg(test)]
mod tests;
