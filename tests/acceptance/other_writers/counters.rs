//! What came about in a storm.

use std::fmt::{self, Display, Formatter};
use std::time::Instant;

/// Counts, from the start on.
#[derive(Debug)]
pub(super) struct Counters {
    start: Instant,
    /// Versions of records and tasks that Flyte has taken.
    pub(super) deploys: usize,
    pub(super) rounds: usize,
    pub(super) kills_of_providers: usize,
    pub(super) kills_of_terraform: usize,
    /// States that a killed Terraform left half written, and that were put back.
    pub(super) torn_states: usize,
    pub(super) lost_answers: usize,
    pub(super) foreign_deploys: usize,
    /// Errors that say whose an environment or a task is.
    pub(super) refusals: usize,
    /// Live versions that another owner followed with the same content.
    pub(super) takeovers: usize,
    /// States that saw another owner, since the other writer wanted the very same and took it over.
    pub(super) taken: usize,
    /// Live versions that another owner followed, since the state that held them had no id of its
    /// own: after an import, or since a process was killed.
    pub(super) signed: usize,
    /// Live versions that another owner followed in the apply that imported them.
    pub(super) imports: usize,
    /// Live versions that another owner followed at the same time, and told so.
    pub(super) races_told: usize,
    /// The same, by a process that was killed or failed before it could tell.
    pub(super) races_untold: usize,
    /// Deprecations of another owner's version that were made good.
    pub(super) restored: usize,
    /// Those that were not, by a process that was killed or failed before.
    pub(super) unrestored: usize,
    /// States that saw another owner after a kill in the first deploy after an import, and were
    /// recovered by `state rm` and import.
    pub(super) recovered_after_import: usize,
    /// The same for other reasons.
    pub(super) recovered: usize,
}

impl Counters {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            deploys: 0,
            rounds: 0,
            kills_of_providers: 0,
            kills_of_terraform: 0,
            torn_states: 0,
            lost_answers: 0,
            foreign_deploys: 0,
            refusals: 0,
            takeovers: 0,
            taken: 0,
            signed: 0,
            imports: 0,
            races_told: 0,
            races_untold: 0,
            restored: 0,
            unrestored: 0,
            recovered_after_import: 0,
            recovered: 0,
        }
    }
}

impl Display for Counters {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (what, count) in [
            ("rounds", self.rounds),
            ("deploys", self.deploys),
            ("kills of the provider", self.kills_of_providers),
            ("kills of Terraform", self.kills_of_terraform),
            ("torn states", self.torn_states),
            ("lost answers", self.lost_answers),
            ("foreign deploys", self.foreign_deploys),
            ("refusals", self.refusals),
            ("takeovers", self.takeovers),
            ("states taken from", self.taken),
            ("deploys with a first id", self.signed),
            ("deploys with an import", self.imports),
            ("races told", self.races_told),
            ("races cut off", self.races_untold),
            ("restored deprecations", self.restored),
            ("deprecations cut off", self.unrestored),
            ("recovered after an import", self.recovered_after_import),
            ("recovered otherwise", self.recovered),
        ] {
            write!(formatter, "{count} {what}, ")?;
        }
        let seconds = self.start.elapsed().as_secs();
        write!(formatter, "{}:{:02} minutes", seconds / 60, seconds % 60)
    }
}
