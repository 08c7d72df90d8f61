//! The processor time of providers that Terraform starts.
//!
//! Terraform is given a script in place of the provider. It runs the provider, and when that has
//! ended, appends the user and system time that the kernel accounts to it (bash's `time`, which is
//! `getrusage` of ended children: all threads, nothing estimated) to a file. Terraform waits for
//! the script to end as it does for a provider. One that it kills leaves a start without a time,
//! which spoils the reading rather than going unnoticed.

use std::error::Error;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use tempfile::TempDir;

/// One line per start, and one per end.
const STARTS: &str = "starts";
const TIMES: &str = "times";

/// A folder with the script, named as the provider.
#[derive(Debug)]
pub(crate) struct Meter {
    folder: TempDir,
}

impl Meter {
    /// For this provider.
    ///
    /// # Errors
    /// When the script cannot be written.
    pub(crate) fn new(provider: &Path) -> Result<Self, Box<dyn Error>> {
        let folder = TempDir::new()?;
        let script = folder.path().join("terraform-provider-flyte");
        let (starts, times) = (folder.path().join(STARTS), folder.path().join(TIMES));
        let text = format!(
            "#!/usr/bin/env bash\n\
             TIMEFORMAT='%3U %3S'\n\
             exec 3>&2\n\
             echo start >>{starts:?}\n\
             {{ time {provider:?} \"$@\" 2>&3; }} 2>>{times:?}\n"
        );
        fs::write(&script, text)?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
        Ok(Self { folder })
    }

    /// Where Terraform finds the script.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The processor time since the last reading, and of how many processes.
    ///
    /// # Errors
    /// When a provider left no time, or none was started.
    pub(crate) fn read(&self) -> Result<(Duration, usize), Box<dyn Error>> {
        let starts = self.take(STARTS)?;
        let times = self.take(TIMES)?;
        let processes = starts.lines().count();
        if times.lines().count() != processes {
            return Err("Terraform killed a provider, whose time is not known".into());
        }
        let mut seconds = 0.0;
        for time in times.split_whitespace() {
            seconds += time.parse::<f64>()?;
        }
        Ok((Duration::from_secs_f64(seconds), processes))
    }

    /// The text of a file, which is then begun anew.
    fn take(&self, name: &str) -> io::Result<String> {
        let path = self.folder.path().join(name);
        let text = fs::read_to_string(&path)?;
        fs::remove_file(path)?;
        Ok(text)
    }
}
