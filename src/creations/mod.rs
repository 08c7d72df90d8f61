//! What this run creates, and what it did not create because it already exists.
//!
//! Terraform never tells a provider an address. So if two resources stand for one object (two
//! blocks with one name, or a block that was renamed without `moved`), this only shows in what the
//! same process has seen before, and a process lives for one plan or one apply. `terraform test` of
//! Terraform 1.13 and later keeps the process for all runs of a file, and plans the same resource
//! in each of them: so a creation that is planned twice is only a warning.
//!
//! If a block was renamed without `moved`, one resource creates what another one destroys, in any
//! order: if the creation were refused and the destroy done, nothing would be left. So an object
//! whose creation was refused is not removed in the same run.

mod kinds;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use terraform_framework::Diagnostic;

pub(crate) use crate::creations::kinds::Kind;

/// An object in Flyte, as a resource names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Object {
    kind: Kind,
    /// Where the id does not include it.
    org: String,
    id: String,
}

impl Object {
    pub(crate) fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self {
            kind,
            org: String::new(),
            id: id.into(),
        }
    }

    /// The same in an organisation that its id does not name.
    pub(crate) fn in_org(mut self, org: &str) -> Self {
        org.clone_into(&mut self.org);
        self
    }
}

/// The objects that resources of this run create, or would have created.
#[derive(Debug, Default)]
pub(crate) struct Creations(Mutex<HashMap<Object, Progress>>);

/// What has become of a creation.
#[derive(Debug, Default)]
struct Progress {
    planned: bool,
    begun: bool,
    refused: bool,
}

impl Creations {
    /// Notes that an object is planned to be created. Returns a warning if that was planned
    /// already.
    pub(crate) fn plan(&self, what: &Object) -> Option<Diagnostic> {
        let is_again = self.of(what, |it| std::mem::replace(&mut it.planned, true));
        is_again.then(|| kinds::planned_twice(what.kind, &what.id))
    }

    /// Notes that an object is being created.
    ///
    /// # Errors
    /// If this process has created it already.
    pub(crate) fn begin(&self, what: &Object) -> Result<(), Diagnostic> {
        let is_again = self.of(what, |it| {
            it.planned = false;
            std::mem::replace(&mut it.begun, true)
        });
        match is_again {
            true => Err(kinds::created_twice(what.kind, &what.id)),
            false => Ok(()),
        }
    }

    /// Notes that the creation of an object failed.
    pub(crate) fn fail(&self, what: &Object) {
        self.of(what, |it| it.begun = false);
    }

    /// Notes that an object was not created, since it exists.
    pub(crate) fn refuse(&self, what: &Object) {
        self.of(what, |it| it.refused = true);
    }

    /// Notes that another plan begins: refusals from an earlier one no longer count. Terraform does
    /// not read an object between a creation and a destroy of one apply.
    pub(crate) fn reopen(&self, what: &Object) {
        self.of(what, |it| it.refused = false);
    }

    /// Returns whether the creation of an object was refused.
    pub(crate) fn is_refused(&self, what: &Object) -> bool {
        self.of(what, |it| it.refused)
    }

    /// Lets an object be removed from Flyte, or from the state alone.
    ///
    /// # Errors
    /// If its creation was refused.
    pub(crate) fn permit_removal(&self, what: &Object) -> Result<(), Diagnostic> {
        match self.is_refused(what) {
            true => Err(kinds::stays(what.kind, &what.id)),
            false => Ok(()),
        }
    }

    /// Notes that an object is gone, or no longer this configuration's: it may be created again.
    pub(crate) fn end(&self, what: &Object) {
        self.lock().remove(what);
    }

    fn of<T>(&self, what: &Object, change: impl FnOnce(&mut Progress) -> T) -> T {
        change(self.lock().entry(what.clone()).or_default())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Object, Progress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(id: &str) -> Object {
        Object::new(Kind::Secret, id)
    }

    #[test]
    fn an_object_is_created_once_until_it_is_gone() {
        let creations = Creations::default();
        let it = secret("a");
        assert!(creations.plan(&it).is_none());
        for other in [
            secret("b"),
            secret("a").in_org("acme"),
            Object::new(Kind::Project, "a"),
        ] {
            assert!(creations.plan(&other).is_none());
        }
        assert!(creations.plan(&it).is_some(), "planned twice");
        assert!(creations.begin(&it).is_ok(), "planned is not created");
        assert!(creations.begin(&it).is_err(), "created twice");
        creations.end(&it);
        assert!(creations.plan(&it).is_none());
        assert!(creations.begin(&it).is_ok());
        creations.fail(&it);
        assert!(creations.begin(&it).is_ok(), "the first came to nothing");
    }

    #[test]
    fn a_refusal_counts_until_the_next_plan() {
        let creations = Creations::default();
        let it = secret("a");
        assert!(creations.permit_removal(&it).is_ok());
        creations.refuse(&it);
        assert!(creations.is_refused(&it));
        assert!(creations.permit_removal(&it).is_err());
        creations.reopen(&it);
        assert!(creations.permit_removal(&it).is_ok());
    }
}
