//! What bounds one operation.

use std::time::Duration;

use tokio::time::Instant;

/// What bounds one operation, which may be several calls.
///
/// To cancel an operation, drop its future.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallOptions {
    /// The moment at which the operation ends, retries and further pages included; `None` leaves
    /// it to the limits of the attempts.
    pub deadline: Option<Instant>,
}

impl CallOptions {
    /// Options for an operation that must end within this time from now.
    #[must_use]
    pub fn within(time: Duration) -> Self {
        Self {
            deadline: Instant::now().checked_add(time),
        }
    }
}
