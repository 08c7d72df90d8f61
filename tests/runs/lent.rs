//! What is made once for tests that run at the same time, and goes with the last of them.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A place for something that several tests use.
#[derive(Debug)]
pub(crate) struct Lent<T>(Mutex<Weak<T>>);

impl<T> Lent<T> {
    /// Nothing yet.
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    /// What another test has made, or what is made now.
    pub(crate) fn get(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.upgrade().unwrap_or_else(|| {
            let made = Arc::new(make());
            *place = Arc::downgrade(&made);
            made
        })
    }
}
