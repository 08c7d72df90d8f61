//! How many requests there are at a time, and how many begin within a second.
//!
//! Every request of a client passes here, repeated ones too. Waiters are served in turn. The wait
//! is the client's own, so it counts for the operation's deadline, and not for the time that an
//! attempt has.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// The limits of one client.
#[derive(Debug)]
pub(super) struct Limits {
    places: Semaphore,
    pace: Option<Pace>,
}

/// The right to make one request. Dropping it gives its place to the next.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    _place: Option<SemaphorePermit<'a>>,
}

/// Requests that begin one interval after the other.
#[derive(Debug)]
struct Pace {
    interval: Duration,
    next: Mutex<Instant>,
}

impl Limits {
    /// At most this many at a time, and so many a second, which is above 0.
    pub(super) fn new(at_a_time: usize, per_second: Option<f64>) -> Self {
        Self {
            places: Semaphore::new(at_a_time.min(Semaphore::MAX_PERMITS)),
            pace: per_second.map(|rate| Pace {
                interval: Duration::try_from_secs_f64(rate.recip()).unwrap_or(Duration::MAX),
                next: Mutex::new(Instant::now()),
            }),
        }
    }

    /// Waits until one more request may be made.
    pub(super) async fn turn(&self) -> Turn<'_> {
        // The semaphore is never closed.
        let place = self.places.acquire().await.ok();
        if let Some(pace) = &self.pace {
            sleep_until(pace.next()).await;
        }
        Turn { _place: place }
    }
}

impl Pace {
    /// The moment at which the next request may begin; the one after it comes an interval later.
    fn next(&self) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = (*next).max(Instant::now());
        *next = mine.checked_add(self.interval).unwrap_or(mine);
        mine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_are_spaced_and_none_is_saved_up() {
        let limits = Limits::new(10, Some(4.0));
        let start = Instant::now();
        let mut begun = Vec::new();
        for _ in 0..3 {
            limits.turn().await;
            begun.push(start.elapsed().as_millis());
        }
        tokio::time::advance(Duration::from_secs(60)).await;
        let later = Instant::now();
        for _ in 0..2 {
            limits.turn().await;
            begun.push(later.elapsed().as_millis());
        }
        let expected = [0, 250, 500, 0, 250];
        for (found, expected) in begun.iter().zip(expected) {
            // The clock counts in milliseconds and rounds up.
            assert!((expected..=expected + 2).contains(found), "{begun:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_is_free_when_its_request_is_done_or_dropped() {
        let limits = Limits::new(2, None);
        let (one, _two) = (limits.turn().await, limits.turn().await);
        let second = Duration::from_secs(1);
        assert!(tokio::time::timeout(second, limits.turn()).await.is_err());
        drop(one);
        limits.turn().await;
    }

    #[tokio::test(start_paused = true)]
    async fn extreme_limits_do_not_hurt() {
        let limits = Limits::new(usize::MAX, Some(f64::MIN_POSITIVE));
        limits.turn().await;
        Limits::new(1, Some(f64::MAX)).turn().await;
    }
}
