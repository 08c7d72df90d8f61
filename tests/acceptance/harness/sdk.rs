//! The official Flyte SDK and its command line, against a mock backend.
//!
//! They are those of the Python environment that `TF_ACC_FLYTE_SDK` names, else of the one in
//! `.tools/`, installed when missing.

use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use environment::{Environment as _, ProcessEnvironment};
use flyte_mock::Mock;
use flyte_mock::idl::flyteidl2::task::TaskDetails;
use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::differences::{
    AUTOMATIC_VERSIONS, BUNDLES, Difference, IMAGES, TAGS, VERSIONS, WRITERS, mask,
};

use crate::harness::terraform::project;

/// A folder in which the SDK is set up for one backend. It goes when it is dropped.
#[derive(Debug)]
pub(crate) struct Sdk {
    folder: TempDir,
}

impl Sdk {
    /// The SDK, talking to this backend.
    pub(crate) fn new(mock: &Mock) -> Self {
        Self::in_place(mock, "flytesnacks", "development")
    }

    /// The same, in another project and domain.
    pub(crate) fn in_place(mock: &Mock, project: &str, domain: &str) -> Self {
        let folder = TempDir::with_prefix("flyte-sdk-").unwrap();
        // The SDK takes an organisation from the host's name, except for `localhost`.
        let endpoint = mock.url().replace("127.0.0.1", "localhost");
        let settings = json!({
            "admin": { "endpoint": endpoint, "insecure": true },
            "task": { "project": project, "domain": domain },
        });
        fs::create_dir(folder.path().join(".flyte")).unwrap();
        fs::write(
            folder.path().join(".flyte/config.yaml"),
            settings.to_string(),
        )
        .unwrap();
        Self { folder }
    }

    /// Flyte's configuration file, as the SDK reads it here.
    pub(crate) fn configuration(&self) -> String {
        fs::read_to_string(self.folder.path().join(".flyte/config.yaml")).unwrap()
    }

    /// What the command line prints.
    #[track_caller]
    pub(crate) fn cli(&self, arguments: &[&str]) -> String {
        self.run("flyte", arguments, "")
    }

    /// The answer to one of the questions of `sdk.py`.
    #[track_caller]
    pub(crate) fn ask(&self, question: &[&str], input: &str) -> Value {
        let script = project().join("tests/acceptance/sdk.py");
        let arguments = [&[script.to_str().unwrap()], question].concat();
        serde_json::from_str(&self.run("python", &arguments, input)).unwrap()
    }

    /// Runs a program that uses the SDK.
    #[track_caller]
    pub(crate) fn python(&self, code: &str) -> String {
        let file = self.write("program", code);
        self.run("python", &[&file], "")
    }

    /// Deploys every task of a module, as version `v1`.
    #[track_caller]
    pub(crate) fn deploy(&self, module: &str, code: &str) {
        self.deploy_as("v1", module, code);
    }

    /// Deploys every task of a module as this version.
    #[track_caller]
    pub(crate) fn deploy_as(&self, version: &str, module: &str, code: &str) {
        self.deploy_of(version, module, code, None);
    }

    /// Deploys the environments of a module that are in these variables.
    #[track_caller]
    pub(crate) fn deploy_each(&self, module: &str, code: &str, variables: &[&str]) {
        for variable in variables {
            self.deploy_of("v1", module, code, Some(variable));
        }
    }

    /// Deploys every task of a module as the SDK does unless told otherwise: it uploads the code.
    #[track_caller]
    pub(crate) fn deploy_with_code(&self, module: &str, code: &str) {
        self.deploy_with_code_as("v1", module, code);
    }

    /// The same as this version.
    #[track_caller]
    pub(crate) fn deploy_with_code_as(&self, version: &str, module: &str, code: &str) {
        let file = self.write(module, code);
        let paths = "--no-sync-local-sys-paths";
        self.cli(&["deploy", "--version", version, paths, "--all", &file]);
    }

    /// Deploys the environment in a variable of a module, or all.
    #[track_caller]
    fn deploy_of(&self, version: &str, module: &str, code: &str, variable: Option<&str>) {
        let file = self.write(module, code);
        let deploy = ["deploy", "--copy-style", "none", "--version", version];
        let what = match variable {
            None => ["--all", file.as_str()],
            Some(variable) => [file.as_str(), variable],
        };
        self.cli(&[&deploy[..], &["--no-sync-local-sys-paths"], &what].concat());
    }

    /// Writes a module, and says to which file.
    fn write(&self, module: &str, code: &str) -> String {
        let file = format!("{}.py", module.replace('.', "/"));
        let path = self.folder.path().join(&file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, code).unwrap();
        file
    }

    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str], input: &str) -> String {
        run(self.folder.path(), &[], program, arguments, input)
    }
}

/// What a script of this project prints, given as a path from its root.
#[track_caller]
pub(crate) fn generated(script: &str, arguments: &[&str]) -> String {
    let script = project().join(script);
    let folder = TempDir::with_prefix("flyte-sdk-").unwrap();
    let arguments = [&[script.to_str().unwrap()], arguments].concat();
    run(folder.path(), &[], "python", &arguments, "")
}

/// What the command line prints in a folder that is set up for it, with these variables.
#[track_caller]
pub(crate) fn cli_in(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    run(folder, variables, "flyte", arguments, "")
}

/// How often a program is started that aborts.
const ATTEMPTS: usize = 3;

/// The Python of the SDK 2.12.1 aborts now and then at its very end, on a machine that is busy: its work
/// is done by then, and is the same when it is done again.
fn has_aborted(output: &Output) -> bool {
    output.status.signal() == Some(SIGABRT)
}

const SIGABRT: i32 = 6;

#[track_caller]
fn run(
    folder: &Path,
    variables: &[(&str, &str)],
    program: &str,
    arguments: &[&str],
    input: &str,
) -> String {
    let start = || started(folder, variables, program, arguments, input);
    let mut output = start();
    for _ in 1..ATTEMPTS {
        if !has_aborted(&output) {
            break;
        }
        output = start();
    }
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {arguments:?}, {}: {told}{complaint}",
        output.status
    );
    told
}

fn started(
    folder: &Path,
    variables: &[(&str, &str)],
    program: &str,
    arguments: &[&str],
    input: &str,
) -> Output {
    let mut child = Command::new(environment().join("bin").join(program))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", ProcessEnvironment.get("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("DO_NOT_TRACK", "1")
        .env("NO_COLOR", "1")
        // Tables are cut to the width of the screen.
        .env("COLUMNS", "300")
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the SDK starts");
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// What differs between any task of ours and the SDK's.
const OF_ANY_TASK: [&Difference; 6] = [
    &VERSIONS,
    &TAGS,
    &WRITERS,
    &IMAGES,
    &BUNDLES,
    &AUTOMATIC_VERSIONS,
];

/// The spec of what was deployed last as a task, without what differs between this provider and the
/// SDK whatever the task is.
#[track_caller]
pub(crate) fn comparable(mock: &Mock, name: &str) -> Value {
    comparable_but_for(mock, name, &[])
}

/// The same, without what differs in this case, too.
#[track_caller]
pub(crate) fn comparable_but_for(mock: &Mock, name: &str, more: &[&Difference]) -> Value {
    let task = mock.latest("flytesnacks", "development", name);
    comparable_spec(&task.expect("it is deployed"), more)
}

/// The same of any task.
#[track_caller]
pub(crate) fn comparable_spec(task: &TaskDetails, more: &[&Difference]) -> Value {
    let mut spec = serde_json::to_value(task).unwrap()["spec"].take();
    mask(&mut spec, &[&OF_ANY_TASK[..], more].concat());
    spec
}

/// The triggers of a task, without what differs.
pub(crate) fn comparable_triggers(mock: &Mock, task: &str) -> Vec<Value> {
    let triggers = mock.triggers("flytesnacks", "development", task);
    let triggers = triggers.into_iter().map(|trigger| {
        let mut trigger = serde_json::to_value(trigger).unwrap();
        VERSIONS.mask(&mut trigger);
        json!({
            "name": trigger["id"]["name"]["name"],
            "spec": trigger["spec"],
            "automation": trigger["automationSpec"],
        })
    });
    triggers.collect()
}

/// The Python environment that the SDK is installed in.
pub(crate) fn environment() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        if let Some(folder) = ProcessEnvironment.get("TF_ACC_FLYTE_SDK") {
            return folder.into();
        }
        let status = Command::new(project().join("scripts/setup-tools"))
            .arg("sdk")
            .status();
        assert!(
            status.expect("scripts/setup-tools runs").success(),
            "there is no Flyte SDK; see above"
        );
        project().join(".tools/sdk")
    })
}
