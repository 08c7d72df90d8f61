//! A Terraform command that is still running, and how to disturb it.

use std::process::{Command, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::harness::run::Run;

/// When to give up on something that should have happened: for failing tests only.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running command.
#[derive(Debug)]
pub(crate) struct Process {
    id: u32,
    output: JoinHandle<Output>,
}

impl Process {
    pub(crate) fn start(mut command: Command) -> Self {
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Terraform starts");
        Self {
            id: child.id(),
            // Read all the while, since a full pipe would stop Terraform.
            output: thread::spawn(move || child.wait_with_output().expect("Terraform ends")),
        }
    }

    /// Asks it to stop, as Ctrl-C does.
    pub(crate) fn interrupt(&self) {
        assert!(signal("INT", self.id), "it has ended already");
    }

    /// Ends it at once.
    pub(crate) fn kill(&self) {
        assert!(self.try_kill(), "it has ended already");
    }

    /// Ends it at once, unless it has ended by itself. Tells which.
    pub(crate) fn try_kill(&self) -> bool {
        signal("KILL", self.id)
    }

    /// Whether it has come to its end.
    pub(crate) fn has_ended(&self) -> bool {
        self.output.is_finished()
    }

    /// Waits for its end.
    pub(crate) fn wait(self) -> Run {
        Run::read(self.output.join().unwrap())
    }
}

/// Ends a process at once.
pub(crate) fn kill(id: u32) {
    assert!(try_kill(id), "process {id} has ended already");
}

/// Ends a process at once, unless it has ended by itself. Tells which.
pub(crate) fn try_kill(id: u32) -> bool {
    is_running(id) && signal("KILL", id)
}

/// Whether a process works still, or has ended and nobody has asked how.
pub(crate) fn is_running(id: u32) -> bool {
    let shown = Command::new("ps")
        .args(["-o", "stat=", "-p", &id.to_string()])
        .output()
        .expect("ps runs");
    let state = String::from_utf8_lossy(&shown.stdout);
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

/// Whether the process got the signal.
fn signal(name: &str, id: u32) -> bool {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -s {name} {id}")])
        .stderr(Stdio::null())
        .status();
    sent.unwrap().success()
}

/// Waits until something has happened.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "looks again after a moment")]
pub(crate) fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
    let start = Instant::now();
    while !happened() {
        assert!(start.elapsed() < PATIENCE, "this did not happen: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
