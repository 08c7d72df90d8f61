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
        signal("INT", self.id);
    }

    /// Ends it at once.
    pub(crate) fn kill(&self) {
        signal("KILL", self.id);
    }

    /// Waits for its end.
    pub(crate) fn wait(self) -> Run {
        Run::read(self.output.join().unwrap())
    }
}

/// Ends a process at once.
pub(crate) fn kill(id: u32) {
    signal("KILL", id);
}

fn signal(name: &str, id: u32) {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -s {name} {id}")])
        .status();
    assert!(sent.unwrap().success(), "process {id} gets the signal");
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
