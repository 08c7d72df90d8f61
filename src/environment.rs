//! The process environment, behind a trait.
//!
//! A leaf module: it knows nothing of the rest. [`ProcessEnvironment`] is the only code that
//! reads `std::env` variables (clippy bans it elsewhere), so that everything which depends on a
//! variable can be tested with a map.

use std::collections::BTreeMap;

/// Named values that the caller of the process chose.
pub trait Environment: Send + Sync {
    /// The value of `name`, or `None` when it is not set.
    ///
    /// An empty value is returned as it is: whether empty means absent is for the caller to say.
    fn get(&self, name: &str) -> Option<String>;
}

/// The environment that this process was started with.
///
/// A value that is not Unicode counts as not set.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the process environment"
    )]
    fn get(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

/// A fixed environment, for tests.
impl Environment for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<String> {
        self.get(name).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_environment_is_read() {
        assert!(ProcessEnvironment.get("PATH").is_some());
        assert_eq!(ProcessEnvironment.get("FLYTE_TEST_NEVER_SET"), None);
    }

    #[test]
    fn a_map_is_an_environment_and_keeps_empty_values() {
        let map = BTreeMap::from([("EMPTY".to_owned(), String::new())]);
        let environment: &dyn Environment = &map;
        assert_eq!(environment.get("EMPTY").as_deref(), Some(""));
        assert_eq!(environment.get("OTHER"), None);
    }
}
