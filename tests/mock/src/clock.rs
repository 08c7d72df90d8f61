//! The clock of the backend, which may be ahead of this machine's.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use http::HeaderValue;

/// What the backend stamps times by.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: Duration,
}

impl Clock {
    /// Sets how far it is ahead.
    pub(crate) fn turn(&mut self, ahead: Duration) {
        self.ahead = ahead;
    }

    /// The time since 1970.
    pub(crate) fn now(&self) -> Duration {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.unwrap_or_default().saturating_add(self.ahead)
    }

    /// The `Date` header of an answer; nothing where this machine's clock is right for it.
    pub(crate) fn date(&self) -> Option<HeaderValue> {
        if self.ahead.is_zero() {
            return None;
        }
        let seconds = i64::try_from(self.now().as_secs()).ok()?;
        let date = DateTime::from_timestamp(seconds, 0)?;
        let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        HeaderValue::try_from(date).ok()
    }
}
