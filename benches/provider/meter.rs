//! The processor time and the memory of providers that Terraform starts.
//!
//! In place of the provider, Terraform is given a script that runs the provider. When the provider
//! has ended, the script appends to a file the user and system time that the kernel charged to it
//! (bash's `time`, which is `getrusage` of ended children: all threads, nothing estimated).
//! Terraform waits for the script to end, as it would for a provider. A script that it kills leaves
//! a start without a time, which makes the reading fail rather than going unnoticed. Memory is what
//! Linux reports while the processes run, and 0 elsewhere.

use std::error::Error;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fs, io, thread};

use tempfile::TempDir;

/// One line per start, and one per end.
const STARTS: &str = "starts";
const TIMES: &str = "times";
/// How often memory is read. Linux remembers the peak of each process.
const PAUSE: Duration = Duration::from_millis(20);

/// A folder with the script, which is named like the provider.
#[derive(Debug)]
pub(crate) struct Meter {
    folder: TempDir,
    program: PathBuf,
}

impl Meter {
    /// A meter for this provider, which is run with `command` in front unless that is empty.
    ///
    /// # Errors
    /// When the script cannot be written.
    pub(crate) fn new(provider: &Path, command: &str) -> Result<Self, Box<dyn Error>> {
        let folder = TempDir::new()?;
        let name = provider.file_name().ok_or("a provider is a file")?;
        let script = folder.path().join(name);
        let (starts, times) = (folder.path().join(STARTS), folder.path().join(TIMES));
        let text = format!(
            "#!/usr/bin/env bash\n\
             TIMEFORMAT='%3U %3S'\n\
             exec 3>&2\n\
             echo start >>{starts:?}\n\
             {{ time {command} {provider:?} \"$@\" 2>&3; }} 2>>{times:?}\n"
        );
        fs::write(&script, text)?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
        Ok(Self {
            folder,
            program: provider.canonicalize()?,
        })
    }

    /// Where Terraform finds the script.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The processor time since the last reading.
    ///
    /// # Errors
    /// When a provider left no time, or none was started.
    pub(crate) fn read(&self) -> Result<Duration, Box<dyn Error>> {
        let starts = self.take(STARTS)?;
        let times = self.take(TIMES)?;
        if times.lines().count() != starts.lines().count() {
            return Err("Terraform killed a provider, whose time is not known".into());
        }
        let mut seconds = 0.0;
        for time in times.split_whitespace() {
            seconds += time.parse::<f64>()?;
        }
        Ok(Duration::from_secs_f64(seconds))
    }

    /// Looks at the memory of the provider's processes until the watch ends.
    pub(crate) fn watch(&self) -> Watch {
        let (program, ends) = (self.program.clone(), Arc::new(AtomicBool::new(false)));
        let is_over = Arc::clone(&ends);
        let thread = thread::spawn(move || {
            let mut most = 0.0_f64;
            while !is_over.load(Ordering::Relaxed) {
                most = most.max(resident(&program));
                thread::park_timeout(PAUSE);
            }
            most
        });
        Watch { ends, thread }
    }

    /// Returns the content of a file, and removes the file.
    fn take(&self, name: &str) -> io::Result<String> {
        let path = self.folder.path().join(name);
        let text = fs::read_to_string(&path)?;
        fs::remove_file(path)?;
        Ok(text)
    }
}

/// A running watch on memory.
#[derive(Debug)]
pub(crate) struct Watch {
    ends: Arc<AtomicBool>,
    thread: JoinHandle<f64>,
}

impl Watch {
    /// The most that one process had resident, in MiB.
    pub(crate) fn end(self) -> f64 {
        self.ends.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

/// The most that one process of a program has had resident so far, in MiB.
fn resident(program: &Path) -> f64 {
    let Ok(processes) = fs::read_dir("/proc") else {
        return 0.0;
    };
    let of_one = |process: PathBuf| {
        let is_it = fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program);
        is_it.then(|| kib(&process, "VmHWM:")).flatten()
    };
    let paths = processes.filter_map(Result::ok).map(|entry| entry.path());
    paths.filter_map(of_one).fold(0.0, f64::max) / 1024.0
}

/// A value that Linux reports about a process's memory, in KiB; `None` elsewhere.
pub(crate) fn kib(process: &Path, name: &str) -> Option<f64> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
