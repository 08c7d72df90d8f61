//! Stands in for Flyte's executor: has `executor/` start what was deployed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::ended::Ended;
use crate::harness::sdk;
use crate::harness::terraform::project;
use crate::turns;

/// A call of a task.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) task: String,
    inputs: Option<Value>,
    attempt: u32,
    bundle: Option<Vec<String>>,
}

/// How containers are used.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// One for each call.
    Fresh,
    /// The same for tasks that call others, which are run, too.
    Calling,
    /// One for all of them, one after the other.
    Warm,
    /// One for all of them at a time.
    Crowded,
}

/// What is in the working folder of a container when it starts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Code {
    /// What is in this folder.
    Folder(PathBuf),
    /// Functions that are made for the deployed interfaces.
    Stubs,
    /// Nothing.
    Nothing,
}

/// Calls, and where they are run.
#[derive(Debug, Serialize)]
pub(crate) struct Container {
    pub(crate) kind: Kind,
    pub(crate) code: Code,
    /// The backend that the tasks are deployed to.
    pub(crate) endpoint: String,
    pub(crate) calls: Vec<Call>,
}

impl Call {
    /// A call of this task, without any inputs.
    pub(crate) fn of(task: &str) -> Self {
        Self {
            task: task.to_owned(),
            inputs: Some(json!({})),
            attempt: 0,
            bundle: None,
        }
    }

    /// The same with these inputs.
    pub(crate) fn with(self, inputs: Value) -> Self {
        Self {
            inputs: Some(inputs),
            ..self
        }
    }

    /// The same with a value of its type for each input that has no default.
    pub(crate) fn with_samples(self) -> Self {
        Self {
            inputs: None,
            ..self
        }
    }

    /// The same after so many attempts that failed.
    pub(crate) fn after(self, attempt: u32) -> Self {
        Self { attempt, ..self }
    }

    /// The same with a bundle that the test names by its own hand, in place of the one that was
    /// deployed: these words of the command line.
    pub(crate) fn by_hand(self, bundle: &[&str]) -> Self {
        let bundle = bundle.iter().map(|&it| it.to_owned()).collect();
        Self {
            bundle: Some(bundle),
            ..self
        }
    }
}

/// Runs the calls, container by container.
#[track_caller]
pub(crate) fn run(containers: &[Container]) -> Vec<Vec<Ended>> {
    let folder = TempDir::with_prefix("flyte-runs-").unwrap();
    let request = json!({ "folder": folder.path(), "containers": containers });
    let _turn = turns::take();
    let mut python = Command::new(sdk::environment().join("bin/python"))
        .args(["-m", "executor"])
        .current_dir(folder.path())
        .env_clear()
        .env("PYTHONPATH", project().join("tests/runs"))
        .env("HOME", folder.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("DO_NOT_TRACK", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the SDK's Python starts");
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(request.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the executor failed: {complaint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Where images are, each the folder that is its working folder, and the configurations of their
/// environments.
pub(crate) fn images() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/runs/images"))
}
