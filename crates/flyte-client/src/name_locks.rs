//! Locks by name: one operation at a time holds each.
//!
//! Waiters are served in turn. Nothing is kept of a name that nobody has and nobody waits for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// The names that are held or waited for.
#[derive(Debug, Default)]
pub(super) struct NameLocks {
    names: Mutex<HashMap<String, NameLock>>,
}

#[derive(Debug, Default)]
struct NameLock {
    lock: Arc<tokio::sync::Mutex<()>>,
    /// How many have the name or wait for it.
    users: usize,
}

/// A name that nobody else has until this is dropped.
#[derive(Debug)]
#[must_use = "the name is free again as soon as this is dropped"]
pub struct Exclusive {
    // Dropped in this order, so that nobody finds the name unknown while it is still locked.
    _lock: OwnedMutexGuard<()>,
    _place: NameUser,
}

/// An operation that has a name or waits for it.
#[derive(Debug)]
struct NameUser {
    locks: Arc<NameLocks>,
    name: String,
}

impl NameLocks {
    /// Waits until nobody has this name. Dropping the future gives up waiting.
    pub(super) async fn lock(self: &Arc<Self>, name: &str) -> Exclusive {
        let (place, lock) = self.enter(name);
        Exclusive {
            _lock: lock.lock_owned().await,
            _place: place,
        }
    }

    fn enter(self: &Arc<Self>, name: &str) -> (NameUser, Arc<tokio::sync::Mutex<()>>) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let hold = names.entry(name.to_owned()).or_default();
        hold.users += 1;
        let place = NameUser {
            locks: Arc::clone(self),
            name: name.to_owned(),
        };
        (place, Arc::clone(&hold.lock))
    }
}

impl Drop for NameUser {
    fn drop(&mut self) {
        let names = self.locks.names.lock();
        let mut names = names.unwrap_or_else(PoisonError::into_inner);
        if let Some(hold) = names.get_mut(&self.name) {
            hold.users -= 1;
            if hold.users == 0 {
                names.remove(&self.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::{sleep, timeout};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn known(locks: &NameLocks) -> usize {
        locks.names.lock().unwrap().len()
    }

    #[tokio::test(start_paused = true)]
    async fn one_at_a_time_has_a_name_in_the_order_of_asking() {
        let locks = Arc::new(NameLocks::default());
        let events = Arc::new(Mutex::new(Vec::new()));
        let mut users = Vec::new();
        for user in 0..4 {
            let (locks, events) = (Arc::clone(&locks), Arc::clone(&events));
            users.push(tokio::spawn(async move {
                let _name = locks.lock("a").await;
                events.lock().unwrap().push((user, "begins"));
                sleep(SECOND).await;
                events.lock().unwrap().push((user, "ends"));
            }));
            tokio::task::yield_now().await;
        }
        for user in users {
            user.await.unwrap();
        }
        let expected: Vec<_> = (0..4)
            .flat_map(|user| [(user, "begins"), (user, "ends")])
            .collect();
        assert_eq!(*events.lock().unwrap(), expected);
        assert_eq!(known(&locks), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn names_do_not_wait_for_each_other() {
        let locks = Arc::new(NameLocks::default());
        let _a = locks.lock("a").await;
        let b = timeout(SECOND, locks.lock("b")).await.unwrap();
        assert_eq!(known(&locks), 2);
        drop(b);
        assert_eq!(known(&locks), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_leaves_its_place_to_the_next() {
        let locks = Arc::new(NameLocks::default());
        let first = locks.lock("a").await;
        let mut second = Box::pin(locks.lock("a"));
        assert!(timeout(SECOND, &mut second).await.is_err());
        let mut third = Box::pin(locks.lock("a"));
        assert!(timeout(SECOND, &mut third).await.is_err());
        drop(first);
        // It was the second one's turn already.
        drop(second);
        drop(timeout(SECOND, third).await.unwrap());
        assert_eq!(known(&locks), 0);
    }
}
