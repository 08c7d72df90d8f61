//! The process environment, behind a trait: variables, the working folder and the home folder.
//!
//! Begin reading with [`Environment`], which other code takes. [`ProcessEnvironment`] is the real
//! one and the only code that reads `std::env` (clippy bans it elsewhere), so everything that
//! depends on it can be tested with a [`FixedEnvironment`], or with a map if only variables matter.
//!
//! # What it must not know
//!
//! Anything else: it depends on the standard library alone. What a variable means, and whether an
//! empty one counts as set, is up to the caller.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The variable with the home folder, as Python's `Path.home` reads it.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// What the caller of the process chose.
pub trait Environment: Send + Sync {
    /// The value of `name`, or `None` when it is not set.
    ///
    /// An empty value is returned as it is: the caller decides whether empty means absent.
    fn get(&self, name: &str) -> Option<String>;

    /// The folder that relative paths start from, if it is known.
    fn working_directory(&self) -> Option<PathBuf> {
        None
    }

    /// The home folder of the user, if it is known.
    fn home(&self) -> Option<PathBuf> {
        let home = self.get(HOME).filter(|home| !home.is_empty())?;
        Some(home.into())
    }

    /// Expands a leading `~` in a path that a user wrote.
    fn expand_home(&self, path: &str) -> PathBuf {
        let inside = match path.strip_prefix('~') {
            Some("") => "",
            Some(rest) if rest.starts_with(std::path::is_separator) => &rest[1..],
            _ => return path.into(),
        };
        match self.home() {
            Some(home) => home.join(inside),
            None => path.into(),
        }
    }
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

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the process environment"
    )]
    fn working_directory(&self) -> Option<PathBuf> {
        std::env::current_dir().ok()
    }
}

/// An environment that does not depend on the process, for tests.
#[derive(Clone, Debug, Default)]
pub struct FixedEnvironment {
    variables: BTreeMap<String, String>,
    working_directory: Option<PathBuf>,
}

impl FixedEnvironment {
    /// The same with one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same in this working folder.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.working_directory = Some(folder.to_owned());
        self
    }
}

impl Environment for FixedEnvironment {
    fn get(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn working_directory(&self) -> Option<PathBuf> {
        self.working_directory.clone()
    }
}

/// Variables alone.
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
        assert!(ProcessEnvironment.working_directory().is_some());
    }

    #[test]
    fn a_fixed_environment_has_what_it_was_given() {
        let environment = FixedEnvironment::default();
        assert_eq!(environment.home(), None);
        assert_eq!(environment.working_directory(), None);
        let environment = environment
            .with(HOME, "/home/me")
            .within(Path::new("/work"));
        assert_eq!(environment.home(), Some("/home/me".into()));
        assert_eq!(environment.working_directory(), Some("/work".into()));
        assert_eq!(environment.with(HOME, "").home(), None);
    }

    #[test]
    fn a_tilde_is_the_home_folder() {
        let environment = FixedEnvironment::default().with(HOME, "/home/me");
        let expanded = |path| environment.expand_home(path);
        assert_eq!(expanded("~/.flyte/x"), Path::new("/home/me/.flyte/x"));
        assert_eq!(expanded("~"), Path::new("/home/me"));
        assert_eq!(expanded("~other/x"), Path::new("~other/x"));
        assert_eq!(expanded("/a/~/b"), Path::new("/a/~/b"));
        let homeless = FixedEnvironment::default();
        assert_eq!(homeless.expand_home("~/x"), Path::new("~/x"));
    }

    #[test]
    fn a_map_is_an_environment_and_keeps_empty_values() {
        let map = BTreeMap::from([("EMPTY".to_owned(), String::new())]);
        let environment: &dyn Environment = &map;
        assert_eq!(environment.get("EMPTY").as_deref(), Some(""));
        assert_eq!(environment.get("OTHER"), None);
    }
}
