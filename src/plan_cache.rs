//! What a plan has found in Flyte, for the apply of the same object. In an apply Terraform plans each
//! object once more, and applies it right after that in the same process; so what the plan was told a
//! moment ago need not be asked for again.
//!
//! # Rules
//!
//! * What was found is taken once, and only while it is young: others may have been there since. Whatever
//!   else this process does to an environment, or removes, takes what was found before, too.
//! * Nothing is handed on whose change by others no answer of the apply would show. An environment
//!   without tasks and the record of a scope are written with a version that tells; Flyte refuses to
//!   create a secret that is there; and a version of a task does not change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use flyte_domain::{SettingsLevel, TriggeredTask};
use tokio::time::Instant;

use crate::creations::Object;
use crate::task_environment::records::Found;

/// How old it may be. Terraform needs milliseconds.
const YOUNG: Duration = Duration::from_secs(5);

/// What plans have found in Flyte, for the applies of the same objects.
#[derive(Debug, Default)]
pub(super) struct PlanCache {
    /// Environments without tasks where none lives, by their ids.
    pub(super) environments: CacheMap<String, Found>,
    /// Secrets that are not there.
    pub(super) secrets: CacheMap<Object, ()>,
    /// Records of settings.
    pub(super) settings: CacheMap<Object, SettingsLevel>,
    /// Versions of tasks, by the trigger that is to start them.
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

    /// What was found, if that was a moment ago. Nothing is left of it.
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
