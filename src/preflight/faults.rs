//! Failures of calls about objects that may belong to no project, such as secrets and settings. A
//! failure that any other such call would also meet is reported once.

use flyte_client::Error;
use terraform_framework::Diagnostic;

use crate::preflight::messages::{no_secrets, unusable};
use crate::preflight::{Notice, Preflight, speaks_of_more_than_projects};

impl Preflight {
    /// What to report about a call that failed while planning or reading. A failure that any other
    /// such call would also meet is reported once; for the rest, `otherwise` makes the message.
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
