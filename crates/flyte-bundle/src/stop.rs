//! Whether to go on: a question to whoever waits for the bundle.

use std::fmt;

use crate::error::{BundleError, Fault, Setting};

/// Asked before every folder and every piece of a file.
#[derive(Clone, Copy)]
pub(crate) struct Stop<'a>(pub(crate) &'a dyn Fn() -> bool);

impl Stop<'_> {
    /// An error if nobody waits any more. `subject` is what would be read next.
    pub(crate) fn check(self, subject: &str) -> Result<(), BundleError> {
        if (self.0)() {
            let fault = Fault::Cancelled;
            return Err(BundleError::new(Setting::SourceDir, subject, fault));
        }
        Ok(())
    }
}

impl fmt::Debug for Stop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stop")
    }
}
