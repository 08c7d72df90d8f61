//! Where Flyte's configuration file is.
//!
//! Source: flyte SDK 2.12.1, `config/_reader.py`, `resolve_config_path`: the first that exists of
//! `config.yaml` and `.flyte/config.yaml` in the working folder and `.flyte/config.yaml` at the
//! root of the git repository around it; then what `UCTL_CONFIG` or `FLYTECTL_CONFIG` names,
//! which must exist; then `.union/config.yaml` and `.flyte/config.yaml` in the home folder.
//!
//! Where the SDK asks `git` for the root, this looks for `.git` upwards: no process is started.

use std::path::{Path, PathBuf};

use environment::Environment;

/// The variables that name a file, in their order.
const VARIABLES: [&str; 2] = ["UCTL_CONFIG", "FLYTECTL_CONFIG"];

/// A configuration file, and why it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file. It exists, unless a variable names it.
    pub path: PathBuf,
    /// The variable that names it; `None` if it is in one of the places that are searched.
    pub variable: Option<&'static str>,
}

/// The file that the `flyte` command would read.
pub(super) fn search(environment: &dyn Environment) -> Option<Found> {
    let existing = |path: PathBuf| {
        path.is_file().then_some(Found {
            path,
            variable: None,
        })
    };
    if let Some(folder) = environment.working_directory() {
        let root = git_root(&folder).map(|root| root.join(".flyte/config.yaml"));
        let near = [
            folder.join("config.yaml"),
            folder.join(".flyte/config.yaml"),
        ];
        if let Some(found) = near.into_iter().chain(root).find_map(existing) {
            return Some(found);
        }
    }
    let named = VARIABLES.iter().find_map(|variable| {
        let path = environment.get(variable).filter(|path| !path.is_empty())?;
        Some(Found {
            path: environment.expand_home(&path),
            variable: Some(variable),
        })
    });
    named.or_else(|| {
        let home = environment.home()?;
        [".union/config.yaml", ".flyte/config.yaml"]
            .into_iter()
            .map(|path| home.join(path))
            .find_map(existing)
    })
}

fn git_root(folder: &Path) -> Option<&Path> {
    folder
        .ancestors()
        .find(|folder| folder.join(".git").exists())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use environment::FixedEnvironment;
    use tempfile::TempDir;

    use super::*;

    /// A machine with a home and, in another folder, a working folder inside of a repository.
    struct Machine {
        root: TempDir,
        environment: FixedEnvironment,
    }

    impl Machine {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            for folder in ["home", "repository/.git", "repository/module"] {
                fs::create_dir_all(root.path().join(folder)).unwrap();
            }
            let home = root.path().join("home");
            let environment = FixedEnvironment::default()
                .with("HOME", home.to_str().unwrap())
                .with("USERPROFILE", home.to_str().unwrap())
                .within(&root.path().join("repository/module"));
            Self { root, environment }
        }

        fn write(&self, path: &str) {
            let path = self.root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }

        /// The path of what is found, from the machine's root.
        fn found(&self) -> Option<String> {
            let found = search(&self.environment)?;
            let path = found.path.strip_prefix(self.root.path());
            Some(path.unwrap_or(&found.path).to_str().unwrap().to_owned())
        }
    }

    #[test]
    fn the_order_is_that_of_the_sdk() {
        let mut machine = Machine::new();
        assert_eq!(machine.found(), None);
        for path in ["home/.flyte/config.yaml", "home/.union/config.yaml"] {
            machine.write(path);
            assert_eq!(machine.found().as_deref(), Some(path));
        }
        for variable in ["FLYTECTL_CONFIG", "UCTL_CONFIG"] {
            machine.environment = machine.environment.with(variable, variable);
            let found = search(&machine.environment).unwrap();
            assert_eq!(found.path, Path::new(variable));
            assert_eq!(found.variable, Some(variable));
        }
        for path in [
            "repository/.flyte/config.yaml",
            "repository/module/.flyte/config.yaml",
            "repository/module/config.yaml",
        ] {
            machine.write(path);
            assert_eq!(machine.found().as_deref(), Some(path));
        }
    }

    #[test]
    fn a_folder_and_an_empty_variable_are_no_file() {
        let mut machine = Machine::new();
        fs::create_dir(machine.root.path().join("repository/module/config.yaml")).unwrap();
        machine.environment = machine.environment.with("UCTL_CONFIG", "");
        assert_eq!(machine.found(), None);
    }
}
