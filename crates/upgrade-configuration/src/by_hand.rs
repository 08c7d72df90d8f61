//! What the user still has to do, with its line.

use std::fmt;

/// Something for the user to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByHand {
    /// The line of the file.
    pub line: usize,
    /// What was found, and what to do.
    pub what: String,
}

impl fmt::Display for ByHand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.line, self.what)
    }
}
