//! Advice about policies that are valid and yet unlikely to be meant.

use crate::reuse_policy::draft::PolicyDraft;
use crate::reuse_policy::parts::{Scope, Setting};
use crate::reuse_policy::ttl::Ttl;

/// A piece of advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// A minimum of 0, which the service behind warm pools takes for none given.
    MinimumOfZero {
        /// What it takes instead: the maximum.
        max: u32,
    },
    /// One slot in all: a task that waits for its own children waits forever.
    Starvation,
    /// The whole pool goes before a single replica would.
    IdleBeforeScaledown {
        /// The time after which the pool goes.
        idle_ttl: Ttl,
        /// The time after which one replica would.
        scaledown_ttl: Ttl,
    },
    /// `scope = "run"`, which container pools do not honour.
    ScopeRun,
}

impl PolicyDraft {
    /// The advice that what is known calls for. What is not known yet gives no advice.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let starvation = self.capacity() == Some(1);
        let clocks = self.idle_ttl.zip(self.scaledown_ttl);
        let from_zero = self.replicas.filter(|replicas| replicas.min() == 0);
        [
            from_zero.map(|replicas| Warning::MinimumOfZero {
                max: replicas.max(),
            }),
            starvation.then_some(Warning::Starvation),
            clocks
                .filter(|(idle, scaledown)| idle < scaledown)
                .map(|(idle_ttl, scaledown_ttl)| Warning::IdleBeforeScaledown {
                    idle_ttl,
                    scaledown_ttl,
                }),
            (self.scope == Some(Scope::Run)).then_some(Warning::ScopeRun),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Warning {
    /// The setting that the advice is about.
    #[must_use]
    pub const fn setting(self) -> Setting {
        match self {
            Self::MinimumOfZero { .. } | Self::Starvation => Setting::Replicas,
            Self::IdleBeforeScaledown { .. } => Setting::IdleTtl,
            Self::ScopeRun => Setting::Scope,
        }
    }

    /// The advice in one line.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::MinimumOfZero { .. } => "A minimum of 0 replicas is read as none given",
            Self::Starvation => "A single replica that runs one task at a time can deadlock",
            Self::IdleBeforeScaledown { .. } => {
                "`scaledown_ttl` has no effect while `idle_ttl` is shorter"
            }
            Self::ScopeRun => "`scope = \"run\"` has no effect on container pools",
        }
    }

    /// Why, and what to do.
    #[must_use]
    pub fn detail(self) -> String {
        match self {
            Self::MinimumOfZero { max } => {
                let kept = match max {
                    1 => "1 replica".to_owned(),
                    max => format!("{max} replicas"),
                };
                let instead = match max {
                    1 => "`replicas = 1`, which says what happens".to_owned(),
                    max => format!(
                        "`replicas = {max}`, which says what happens, or `replicas = [1, {max}]` \
                         for a pool that shrinks to one"
                    ),
                };
                format!(
                    "The service behind warm pools reads a minimum of 0 as \"not given\" and keeps \
                     the maximum, {kept}, while the pool is in use. A pool is removed as a whole \
                     when nothing has run in it for `idle_ttl`, whatever its minimum.\nWrite \
                     {instead}."
                )
            }
            Self::Starvation => "A task keeps its slot while it waits for the tasks it started. \
                With one replica and `concurrency = 1` there is no slot left for those, and both \
                wait forever.\nRaise the maximum of `replicas` to 2 or more, raise `concurrency`, \
                or run the parent task in an environment without `reusable`."
                .to_owned(),
            Self::IdleBeforeScaledown {
                idle_ttl,
                scaledown_ttl,
            } => format!(
                "All replicas go when nothing has run for `idle_ttl` ({}), which is before any \
                 one of them has been without work for `scaledown_ttl` ({}) in an idle pool.\n\
                 Make `idle_ttl` at least as long as `scaledown_ttl`.",
                idle_ttl.duration(),
                scaledown_ttl.duration()
            ),
            Self::ScopeRun => "Today only reusable Ray clusters are kept per run; a pool of \
                containers is shared by all runs, whatever its scope.\n\
                The setting is stored as written. Remove it, or write `scope = \"global\"`, to \
                say what happens."
                .to_owned(),
        }
    }
}
