//! At most two tests run Python at a time, however many processors there are: each call starts
//! an interpreter that imports the SDK.

use std::sync::{Condvar, Mutex, PoisonError};

const MOST: usize = 2;

static RUNNING: Mutex<usize> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

/// The right to run Python, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn(());

/// Waits for one's turn.
pub(crate) fn take() -> Turn {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut running = CHANGED
        .wait_while(running, |running| *running == MOST)
        .unwrap_or_else(PoisonError::into_inner);
    *running += 1;
    Turn(())
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        CHANGED.notify_one();
    }
}
