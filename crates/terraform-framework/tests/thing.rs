//! Real Terraform runs the provider of `examples/thing.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;
use test_support::chosen;
use test_support::terraform::Terraform;

/// The address of the note that [`note`] writes.
const IT: &str = "thing_note.it";

/// A working folder of Terraform's, with the provider and the folder that it keeps notes in.
struct Workspace {
    folder: TempDir,
    terraform: Terraform,
}

/// How a command ended.
struct Run {
    code: Option<i32>,
    /// The JSON on each line.
    told: Vec<Value>,
    report: String,
}

impl Workspace {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).unwrap();
        fs::create_dir(folder.path().join("notes")).unwrap();
        symlink(example(), bin.join("terraform-provider-thing")).unwrap();
        Self {
            terraform: Terraform::with(chosen::terraform(), "acme/thing", &bin),
            folder,
        }
    }

    /// Writes the configuration: the provider, and these blocks.
    fn write(&self, blocks: &str) {
        let configuration = format!(
            "terraform {{\n  required_providers {{\n    thing = {{ source = \"acme/thing\" }}\n  \
             }}\n}}\n\nprovider \"thing\" {{\n  folder = {:?}\n}}\n\n{blocks}",
            self.folder.path().join("notes")
        );
        fs::write(self.folder.path().join("main.tf"), configuration).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = self.terraform.command(self.folder.path(), arguments);
        let output = { output }.output().expect("Terraform starts");
        let stdout = String::from_utf8(output.stdout).unwrap();
        let lines = stdout.lines();
        Run {
            code: output.status.code(),
            told: lines
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect(),
            report: format!("{stdout}{}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// What a plan would do to each resource, as in `update thing_note.it`.
    #[track_caller]
    fn plan(&self) -> Vec<String> {
        let run = self.run(&["plan", "-json", "-detailed-exitcode"]);
        assert!(matches!(run.code, Some(0 | 2)), "{}", run.report);
        let changes: Vec<_> = run.of("planned_change").map(change).collect();
        assert_eq!(changes.is_empty(), run.code == Some(0), "{}", run.report);
        changes
    }

    /// Applies the configuration, after which nothing is left to do.
    #[track_caller]
    fn apply(&self) {
        let run = self.run(&["apply", "-json", "-auto-approve"]);
        assert_eq!(run.code, Some(0), "{}", run.report);
        assert_eq!(self.plan(), [""; 0]);
    }

    /// What a note says; `None` if there is none.
    fn note(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.path().join("notes").join(name)).ok()
    }
}

impl Run {
    fn of(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.told.iter().filter(move |it| it["type"] == kind)
    }
}

fn change(told: &Value) -> String {
    let change = &told["change"];
    let part = |value: &Value| value.as_str().unwrap().to_owned();
    part(&change["action"]) + " " + &part(&change["resource"]["addr"])
}

/// A note, [`IT`], with these lines in its block.
fn note(lines: &str) -> String {
    format!("resource \"thing_note\" \"it\" {{\n{lines}\n}}\n")
}

/// The executable of the example, which is built if it is older than anything it was made of.
fn example() -> &'static Path {
    static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();
    EXECUTABLE.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let example = profile.join("examples/thing");
        if is_fresh(&example) != Some(true) {
            let mut build = Command::new(env!("CARGO"));
            build
                .args(["build", "--locked", "--package", "terraform-framework"])
                .args(["--example", "thing", "--target-dir"])
                .arg(profile.parent().unwrap());
            if profile.ends_with("release") {
                build.arg("--release");
            }
            assert!(build.status().unwrap().success(), "the example is built");
        }
        example
    })
}

/// Whether it is newer than each file that Cargo has noted beside it; `None` if one is missing.
fn is_fresh(executable: &Path) -> Option<bool> {
    let changed = |path: &Path| -> Option<SystemTime> { path.metadata().ok()?.modified().ok() };
    let built = changed(executable)?;
    let noted = fs::read_to_string(executable.with_extension("d")).ok()?;
    let (_, sources) = noted.split_once(": ")?;
    // A space inside a path is escaped.
    let sources = sources.trim().replace("\\ ", "\0");
    let mut sources = sources.split(' ').map(|path| path.replace('\0', " "));
    sources.try_fold(true, |fresh, path| {
        Some(fresh && changed(path.as_ref())? <= built)
    })
}

#[test]
fn a_note_is_made_changed_replaced_and_destroyed() {
    let workspace = Workspace::new();
    workspace.write(&note("  name = \"list\"\n  text = \"milk\""));
    assert_eq!(workspace.plan(), [format!("create {IT}")]);
    assert_eq!(workspace.note("list"), None);
    workspace.apply();
    assert_eq!(workspace.note("list").as_deref(), Some("milk"));

    workspace.write(&note("  name = \"list\"\n  text = \"milk, bread\""));
    assert_eq!(workspace.plan(), [format!("update {IT}")]);
    workspace.apply();
    assert_eq!(workspace.note("list").as_deref(), Some("milk, bread"));

    workspace.write(&note("  name = \"other\""));
    assert_eq!(workspace.plan(), [format!("replace {IT}")]);
    workspace.apply();
    assert_eq!(workspace.note("list"), None);
    assert_eq!(workspace.note("other").as_deref(), Some(""));

    let run = workspace.run(&["apply", "-json", "-auto-approve", "-destroy"]);
    assert_eq!(run.code, Some(0), "{}", run.report);
    assert_eq!(workspace.note("other"), None);
}

#[test]
fn a_note_that_is_there_is_imported() {
    let workspace = Workspace::new();
    workspace.write(&note("  name = \"list\"\n  text = \"milk\""));
    fs::write(workspace.folder.path().join("notes/list"), "milk").unwrap();
    let run = workspace.run(&["import", "-no-color", IT, "list"]);
    assert_eq!(run.code, Some(0), "{}", run.report);
    assert_eq!(workspace.plan(), [""; 0]);
}

#[test]
fn a_note_that_somebody_removed_is_made_again() {
    let workspace = Workspace::new();
    workspace.write(&note("  name = \"list\"\n  text = \"milk\""));
    workspace.apply();
    fs::remove_file(workspace.folder.path().join("notes/list")).unwrap();
    assert_eq!(workspace.plan(), [format!("create {IT}")]);
}

#[test]
fn bad_input_is_an_error_on_its_attribute() {
    let workspace = Workspace::new();
    workspace.write(&note("  text = \"milk\"\n  name = \"a/b\""));
    let run = workspace.run(&["plan", "-json"]);
    assert_eq!(run.code, Some(1), "{}", run.report);
    let errors: Vec<_> = run.of("diagnostic").map(|it| &it["diagnostic"]).collect();
    let errors: Vec<_> = errors
        .iter()
        .filter(|it| it["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 1, "{}", run.report);
    assert_eq!(errors[0]["summary"], "Name is no file name");
    let line = errors[0]["snippet"]["code"].as_str().unwrap();
    assert_eq!(line.trim(), "name = \"a/b\"");
}

#[test]
fn a_failure_leaves_what_is_true() {
    let workspace = Workspace::new();
    workspace.write(&note("  name = \"list\"\n  text = \"milk\""));
    workspace.apply();
    let path = workspace.folder.path().join("notes/list");
    fs::remove_file(&path).unwrap();
    // Neither a note nor nothing.
    fs::create_dir(&path).unwrap();
    let run = workspace.run(&["plan", "-json"]);
    assert_eq!(run.code, Some(1), "{}", run.report);
    fs::remove_dir(&path).unwrap();
    fs::write(&path, "milk").unwrap();
    assert_eq!(workspace.plan(), [""; 0]);
}
