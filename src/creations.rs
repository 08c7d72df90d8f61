//! Which environments this process plans to create, and creates: two resources for one of them
//! would overwrite each other with every apply.
//!
//! A second creation is certainly another resource, and refused. A second plan is one in
//! `terraform plan` and `terraform apply`, which plan a resource once in the life of a process;
//! `terraform test` of Terraform 1.13 and later keeps the process for all runs of a file, and
//! plans the same resource in each of them. So it is no more than a warning.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use terraform_framework::{Diagnostic, Path};

/// The ids, as far as this process is concerned.
#[derive(Debug, Default)]
pub(super) struct Creations {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    planned: HashSet<String>,
    begun: HashSet<String>,
}

impl Creations {
    /// Notes that an environment is to be created. The warning, if that was planned already.
    pub(super) fn plan(&self, id: &str) -> Option<Diagnostic> {
        let is_first = self.seen().planned.insert(id.to_owned());
        (!is_first).then(|| {
            Diagnostic::warning(
                "Two resources may stand for one task environment",
                format!(
                    "The creation of `{id}` was planned before. An environment is identified by \
                     its name, project and domain. If two resources of this configuration have \
                     the same, the apply creates one and refuses the other: rename one of them, \
                     put it into another project or domain, or remove it. If `terraform test` \
                     has planned the same resource twice, all is well."
                ),
            )
            .at(Path::root().attribute("name"))
        })
    }

    /// Notes that an environment is being created.
    ///
    /// # Errors
    /// If this process has created it already.
    pub(super) fn begin(&self, id: &str) -> Result<(), Diagnostic> {
        if self.seen().begun.insert(id.to_owned()) {
            return Ok(());
        }
        Err(Diagnostic::error(
            "Two resources for one task environment",
            format!(
                "Another resource of this configuration has created `{id}` in this very run. An \
                 environment is identified by its name, project and domain. Rename one of the \
                 two, put it into another project or domain, or remove it."
            ),
        )
        .at(Path::root().attribute("name")))
    }

    /// Notes that an environment is being retired: it may be created again.
    pub(super) fn end(&self, id: &str) {
        let mut seen = self.seen();
        seen.planned.remove(id);
        seen.begun.remove(id);
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_environment_is_created_once_until_it_is_retired() {
        let creations = Creations::default();
        assert!(creations.plan("p/d/a").is_none());
        assert!(creations.plan("p/d/b").is_none());
        assert!(creations.plan("p/d/a").is_some(), "planned twice");
        assert!(creations.begin("p/d/a").is_ok(), "planned is not created");
        assert!(creations.begin("p/d/a").is_err(), "created twice");
        creations.end("p/d/a");
        assert!(creations.plan("p/d/a").is_none());
        assert!(creations.begin("p/d/a").is_ok());
    }
}
