//! Which of the files that may be Flyte's configuration is the one that counts.
//!
//! # Rules
//!
//! * A file that nobody vouches for counts only if it is one of Flyte's, which has one of Flyte's
//!   sections at its top, and if it is the user's own, whom alone the system lets write to it.
//!   Otherwise the search goes on, and what was passed over is reported.
//! * A file that is vouched for counts, also if it is broken.

use std::fmt;
use std::path::PathBuf;

use environment::Environment;
use local_files::DistrustReason;
use tracing::info;

use crate::config_file::error::ConfigFileError;
use crate::config_file::file::ConfigFile;
use crate::config_file::search::{Place, Trust, places};

/// What the search for a configuration file came to.
#[derive(Debug)]
pub struct Search {
    /// Files that were there and do not count.
    pub skipped: Vec<Skipped>,
    /// The place of the one that counts, and what is in it.
    pub chosen: Option<(Place, Result<ConfigFile, ConfigFileError>)>,
}

/// A file that was there and does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub path: PathBuf,
    /// Why it does not count.
    pub why: Skip,
}

/// Why a file does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skip {
    /// It is something else than a configuration of Flyte's.
    NotFlytes(String),
    /// It would count if it were the user's own.
    Distrusted(DistrustReason),
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.why {
            Skip::NotFlytes(problem) => write!(
                f,
                "`{path}` is not a configuration file of \
                                                   Flyte's: {problem}"
            ),
            Skip::Distrusted(distrust) => write!(f, "`{path}` {distrust}"),
        }
    }
}

impl Search {
    /// Looks for the file that the `flyte` command would read, as far as it can be trusted, and reads
    /// it.
    #[must_use]
    pub fn new(environment: &dyn Environment) -> Self {
        let mut skipped = Vec::new();
        for place in places(environment) {
            let (distrust, read) = ConfigFile::read_from(&place.path, place.trust);
            let why = match place.trust {
                Trust::Found => why_not(distrust, &read),
                Trust::Named | Trust::Home => None,
            };
            let Some(why) = why else {
                let chosen = Some((place, read));
                return Self { skipped, chosen };
            };
            let path = place.path;
            let passed = Skipped { path, why };
            info!(reason = %passed, "passing over a file");
            skipped.push(passed);
        }
        let chosen = None;
        Self { skipped, chosen }
    }
}

/// Why a file that nobody vouches for does not count, if it does not.
fn why_not(
    distrust: Option<DistrustReason>,
    read: &Result<ConfigFile, ConfigFileError>,
) -> Option<Skip> {
    match read {
        Ok(file) if !file.has_sections() => {
            let problem = "it has none of Flyte's sections, such as `admin`";
            Some(Skip::NotFlytes(problem.to_owned()))
        }
        Err(ConfigFileError::NotFlytes { problem, .. }) => Some(Skip::NotFlytes(problem.clone())),
        _ => distrust.map(Skip::Distrusted),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use environment::FixedEnvironment;
    use tempfile::TempDir;

    use super::*;

    /// A working folder beside a home folder with Flyte's configuration.
    struct Folders(TempDir);

    impl Folders {
        fn new() -> Self {
            let folders = Self(tempfile::tempdir().unwrap());
            folders.write("home/.flyte/config.yaml", "admin: {endpoint: home}");
            folders
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            #[cfg(unix)]
            allow(&path, 0o644);
        }

        fn search(&self) -> Search {
            let home = self.0.path().join("home");
            let environment = FixedEnvironment::default()
                .with("HOME", home.to_str().unwrap())
                .with("USERPROFILE", home.to_str().unwrap())
                .within(&self.0.path().join("work"));
            Search::new(&environment)
        }
    }

    #[cfg(unix)]
    fn allow(path: &std::path::Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;

        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_file_that_is_none_of_flytes_does_not_hide_the_one_at_home() {
        for (text, problem) in [
            ("", "it has none of Flyte's sections"),
            ("- a\n- b\n", "got a list"),
            ("image: {}\n---\nadmin: {}\n", "more than one document"),
            (
                "replicaCount: 1\ningress: {}\n",
                "it has none of Flyte's sections",
            ),
        ] {
            let folders = Folders::new();
            folders.write("work/config.yaml", text);
            let search = folders.search();
            let told = search.skipped[0].to_string();
            assert!(
                told.contains("config.yaml` is not a configuration file of Flyte's: "),
                "{told}"
            );
            assert!(told.contains(problem), "{told}");
            let (place, file) = search.chosen.unwrap();
            assert_eq!(place.trust, Trust::Home);
            assert!(
                file.unwrap()
                    .path()
                    .starts_with(folders.0.path().join("home"))
            );
        }
    }

    #[test]
    fn a_file_of_flytes_that_is_broken_counts() {
        let folders = Folders::new();
        folders.write("work/config.yaml", "admin: [");
        let search = folders.search();
        assert_eq!(search.skipped, []);
        assert!(search.chosen.unwrap().1.is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_found_file_that_others_can_write_is_passed_over() {
        let folders = Folders::new();
        folders.write("work/.flyte/config.yaml", "admin: {endpoint: work}");
        let path = folders.0.path().join("work/.flyte/config.yaml");
        assert_eq!(folders.search().chosen.unwrap().0.trust, Trust::Found);
        for text in ["admin: {endpoint: work}", "admin: ["] {
            fs::write(&path, text).unwrap();
            allow(&path, 0o664);
            let search = folders.search();
            let told = search.skipped[0].to_string();
            assert!(
                told.ends_with("` can be written by others than its owner"),
                "{told}"
            );
            assert_eq!(search.chosen.unwrap().0.trust, Trust::Home);
        }
        // What is at home is the user's own business.
        allow(&folders.0.path().join("home/.flyte/config.yaml"), 0o666);
        assert!(folders.search().chosen.unwrap().1.is_ok());
    }
}
