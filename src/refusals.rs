//! What was not created in this run, since it is there already.
//!
//! Terraform tells a provider no address. Where a block was renamed without `moved`, one resource
//! creates what another one destroys, in any order: were the creation refused and the destroy done,
//! there would be nothing left. So what was refused to be created is not removed in the same run.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was refused, by a name that says what it is.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<HashSet<String>>);

impl Refusals {
    /// Notes that something was not created, since it is there.
    pub(super) fn add(&self, what: &str) {
        self.lock().insert(what.to_owned());
    }

    /// Notes that another plan begins: what was refused in an earlier one counts no more. Terraform
    /// reads no object between a creation and a destroy of one apply.
    pub(super) fn withdraw(&self, what: &str) {
        self.lock().remove(what);
    }

    /// Whether it was refused.
    pub(super) fn has(&self, what: &str) -> bool {
        self.lock().contains(what)
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
