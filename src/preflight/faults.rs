//! Faults of calls about what may belong to no project, as secrets and settings: those that any other
//! such call would meet, too, are told once.

use flyte_client::Error;
use terraform_framework::Diagnostic;

use crate::preflight::messages::{no_secrets, unusable};
use crate::preflight::{Notice, Preflight, speaks_of_more_than_projects};

impl Preflight {
    /// What there is to report about a call that failed while planning or reading. What any other
    /// such call would meet, too, is reported once; for the rest, `otherwise` makes a message.
    pub(crate) fn fault(
        &self,
        error: &Error,
        otherwise: impl FnOnce(&Error) -> Diagnostic,
    ) -> Option<Diagnostic> {
        if error.has_no_secrets() {
            return self.tell(Notice::NoSecrets).then(|| no_secrets(error));
        }
        if speaks_of_more_than_projects(error) && !error.is_out_of_time() {
            return self
                .tell(Notice::Unusable)
                .then(|| unusable(error, &self.origin));
        }
        Some(otherwise(error))
    }
}
