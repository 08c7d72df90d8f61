//! Faults of calls about what belongs to no project, such as secrets: those that any other such call
//! would meet, too, are told once.

use flyte_client::Error;
use terraform_framework::Diagnostic;

use crate::preflight::messages::{no_secrets, unusable};
use crate::preflight::{Preflight, Told, speaks_of_more_than_projects};

impl Preflight {
    /// Whether nothing is known that would make any call useless.
    pub(crate) fn may_be_used(&self) -> bool {
        !self.was_told(&Told::Unusable)
    }

    /// What there is to tell of a call that failed while planning or reading. What any other such call
    /// would meet, too, is told once; of the rest `otherwise` makes a message.
    pub(crate) fn fault(
        &self,
        error: &Error,
        otherwise: impl FnOnce(&Error) -> Diagnostic,
    ) -> Option<Diagnostic> {
        if error.has_no_secrets() {
            return self.tell(Told::NoSecrets).then(|| no_secrets(error));
        }
        if speaks_of_more_than_projects(error) && !error.is_out_of_time() {
            return self
                .tell(Told::Unusable)
                .then(|| unusable(error, &self.origin));
        }
        Some(otherwise(error))
    }
}
