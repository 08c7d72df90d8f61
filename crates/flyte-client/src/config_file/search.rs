//! Where Flyte's configuration file may be.
//!
//! Source: flyte SDK 2.12.1, `config/_reader.py`, `resolve_config_path`: the first that exists of
//! `config.yaml` and `.flyte/config.yaml` in the working folder and `.flyte/config.yaml` at the
//! root of the git repository around it; then what `UCTL_CONFIG` or `FLYTECTL_CONFIG` names,
//! which must exist; then `.union/config.yaml` and `.flyte/config.yaml` in the home folder.
//!
//! Where the SDK asks `git` for the root, this looks for `.git` as git does: no process is started.

use std::fs;
use std::path::{Path, PathBuf};

use environment::Environment;
use local_files::{TrustedOwners, repository_root};

/// The variables that name a file, in their order.
const VARIABLES: [&str; 2] = ["UCTL_CONFIG", "FLYTECTL_CONFIG"];

/// Who vouches for a configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The user has named it.
    Named,
    /// It is in the user's home folder.
    Home,
    /// Nobody: it is in the working folder or at the root of its repository, and may have come with
    /// what somebody else has written.
    Found,
}

/// A place of a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Who vouches for it.
    pub trust: Trust,
    /// The variable that names it, if one does.
    pub variable: Option<&'static str>,
}

/// The places to look at, the first one first. There is a file at each, but maybe at one that a
/// variable names.
///
/// A file in the working folder that is also in the home folder, or that a variable names, is
/// vouched for anyway.
pub(super) fn places(environment: &dyn Environment) -> Vec<Place> {
    let named = named(environment);
    let home = at_home(environment);
    let vouched = |path: &Path| {
        let mut vouched = named.iter().chain(&home);
        vouched.find(|place| is_same(&place.path, path)).cloned()
    };
    let mut places: Vec<_> = near(environment)
        .into_iter()
        .map(|path| {
            vouched(&path).unwrap_or(Place {
                path,
                trust: Trust::Found,
                variable: None,
            })
        })
        .collect();
    // What is named is meant, also if it is not there.
    match named {
        Some(named) => places.push(named),
        None => places.extend(home),
    }
    places
}

fn near(environment: &dyn Environment) -> Vec<PathBuf> {
    let Some(folder) = environment.working_directory() else {
        return Vec::new();
    };
    let root = repository_root(&folder, TrustedOwners::Users);
    let paths = [
        Some(folder.join("config.yaml")),
        Some(folder.join(".flyte/config.yaml")),
        root.map(|root| root.join(".flyte/config.yaml")),
    ];
    paths
        .into_iter()
        .flatten()
        .filter(|it| it.is_file())
        .collect()
}

fn named(environment: &dyn Environment) -> Option<Place> {
    VARIABLES.iter().find_map(|variable| {
        let path = environment.get(variable).filter(|path| !path.is_empty())?;
        let path = environment.expand_home(&path);
        Some(Place {
            path: match environment.working_directory() {
                Some(folder) => folder.join(path),
                None => path,
            },
            trust: Trust::Named,
            variable: Some(variable),
        })
    })
}

fn at_home(environment: &dyn Environment) -> Vec<Place> {
    let Some(home) = environment.home() else {
        return Vec::new();
    };
    [".union/config.yaml", ".flyte/config.yaml"]
        .into_iter()
        .map(|path| home.join(path))
        .filter(|path| path.is_file())
        .map(|path| Place {
            path,
            trust: Trust::Home,
            variable: None,
        })
        .collect()
}

fn is_same(one: &Path, other: &Path) -> bool {
    let (one, other) = (fs::canonicalize(one), fs::canonicalize(other));
    matches!((one, other), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use environment::FixedEnvironment;
    use tempfile::TempDir;

    use super::*;

    /// A machine with a home and, in another folder, a working folder inside of a repository.
    struct Folders {
        root: TempDir,
        environment: FixedEnvironment,
    }

    impl Folders {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let git = ["repository/.git/objects", "repository/.git/refs"];
            for folder in ["home", "repository/module"].into_iter().chain(git) {
                fs::create_dir_all(root.path().join(folder)).unwrap();
            }
            let home = root.path().join("home");
            let environment = FixedEnvironment::default()
                .with("HOME", home.to_str().unwrap())
                .with("USERPROFILE", home.to_str().unwrap())
                .within(&root.path().join("repository/module"));
            let folders = Self { root, environment };
            folders.write("repository/.git/HEAD");
            folders
        }

        fn write(&self, path: &str) {
            let path = self.root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }

        /// The places with their trust, as paths from the machine's root.
        fn places(&self) -> Vec<(String, Trust)> {
            let shown = |place: Place| {
                let path = place.path.strip_prefix(self.root.path()).unwrap();
                (path.to_str().unwrap().to_owned(), place.trust)
            };
            places(&self.environment).into_iter().map(shown).collect()
        }

        fn first(&self) -> Option<(String, Trust)> {
            self.places().into_iter().next()
        }
    }

    fn place(path: &str, trust: Trust) -> (String, Trust) {
        (path.to_owned(), trust)
    }

    #[test]
    fn the_order_is_that_of_the_sdk() {
        let mut folders = Folders::new();
        assert_eq!(folders.first(), None);
        for path in ["home/.flyte/config.yaml", "home/.union/config.yaml"] {
            folders.write(path);
            assert_eq!(folders.first(), Some(place(path, Trust::Home)));
        }
        for variable in ["FLYTECTL_CONFIG", "UCTL_CONFIG"] {
            folders.environment = folders.environment.with(variable, variable);
            let path = format!("repository/module/{variable}");
            assert_eq!(folders.places(), [place(&path, Trust::Named)]);
            assert_eq!(places(&folders.environment)[0].variable, Some(variable));
        }
        for path in [
            "repository/.flyte/config.yaml",
            "repository/module/.flyte/config.yaml",
            "repository/module/config.yaml",
        ] {
            folders.write(path);
            assert_eq!(folders.first(), Some(place(path, Trust::Found)));
        }
        assert_eq!(folders.places().len(), 4);
    }

    #[test]
    fn a_folder_and_an_empty_variable_are_no_file() {
        let mut folders = Folders::new();
        fs::create_dir(folders.root.path().join("repository/module/config.yaml")).unwrap();
        folders.environment = folders.environment.with("UCTL_CONFIG", "");
        assert_eq!(folders.first(), None);
    }

    #[test]
    fn a_git_that_is_no_repository_leads_to_no_file() {
        let folders = Folders::new();
        folders.write("repository/.flyte/config.yaml");
        fs::remove_file(folders.root.path().join("repository/.git/HEAD")).unwrap();
        assert_eq!(folders.first(), None);
    }

    #[test]
    fn what_is_found_and_named_or_at_home_is_vouched_for() {
        let mut folders = Folders::new();
        let path = "repository/module/.flyte/config.yaml";
        folders.write(path);
        let home = folders.root.path().join("repository/module");
        let at_home = folders.environment.clone();
        folders.environment = at_home
            .with("HOME", home.to_str().unwrap())
            .with("USERPROFILE", home.to_str().unwrap());
        assert_eq!(folders.first(), Some(place(path, Trust::Home)));
        let named = ".flyte/../.flyte/config.yaml";
        folders.environment = folders.environment.with("UCTL_CONFIG", named);
        assert_eq!(folders.first().unwrap().1, Trust::Named);
    }
}
