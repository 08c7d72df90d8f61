//! What a plan has found in Flyte, for the apply of the same object. In an apply, Terraform plans
//! each object once more, and applies it right afterwards in the same process, so there is no need
//! to ask again.
//!
//! # Rules
//!
//! * A finding is taken once, and only while it is fresh: others may have changed something since.
//!   Whatever else this process does to an environment, or removes, also discards earlier findings.
//! * A finding is passed on only if the answer of the apply would show that others changed it
//!   since. An environment without tasks and the record of a scope are written with a version that
//!   shows it; Flyte refuses to create a secret that exists; and a version of a task never changes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use flyte_domain::{SettingsLevel, TriggeredTask};
use tokio::time::Instant;

use crate::creations::Object;
use crate::task_environment::records::Found;

/// How old a finding may be. Terraform needs milliseconds.
const YOUNG: Duration = Duration::from_secs(5);

/// What plans have found in Flyte, for the applies of the same objects.
#[derive(Debug, Default)]
pub(super) struct PlanCache {
    /// Environments without tasks that are not live in Flyte, by their ids.
    pub(super) environments: CacheMap<String, Found>,
    /// Secrets that do not exist.
    pub(super) secrets: CacheMap<Object, ()>,
    /// Records of settings.
    pub(super) settings: CacheMap<Object, SettingsLevel>,
    /// Versions of tasks, by the trigger that will start them.
    pub(super) tasks: CacheMap<(Object, String), TriggeredTask>,
}

/// What plans have found about objects of one kind, each entry to be taken once.
#[derive(Debug)]
pub(super) struct CacheMap<K, V>(Mutex<HashMap<K, (Instant, V)>>);

impl<K, V> Default for CacheMap<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + std::hash::Hash, V> CacheMap<K, V> {
    /// Notes what was found just now.
    pub(super) fn put(&self, object: K, found: V) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        map.insert(object, (Instant::now(), found));
    }

    /// Removes and returns what was found, if that was a moment ago.
    pub(super) fn take(&self, object: &K) -> Option<V> {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, found) = map.remove(object)?;
        (since.elapsed() <= YOUNG).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_was_found_is_taken_once_while_it_is_young() {
        let map = CacheMap::default();
        assert_eq!(map.take(&"a"), None);
        map.put("a", 1);
        map.put("b", 2);
        advance(YOUNG).await;
        assert_eq!(map.take(&"a"), Some(1));
        assert_eq!(map.take(&"a"), None);
        advance(Duration::from_millis(1)).await;
        assert_eq!(map.take(&"b"), None);
        map.put("b", 3);
        assert_eq!(map.take(&"b"), Some(3));
    }
}
