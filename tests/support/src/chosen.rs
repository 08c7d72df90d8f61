//! The Terraform that tests and benchmarks run: the one that `scripts/terraform` chooses.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The tester's own, or the newest one, which is installed if there is no other.
pub fn terraform() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| find(&mut chooser()))
}

/// `scripts/terraform --which`, which can be given other wishes.
#[must_use]
pub fn chooser() -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/terraform");
    let mut command = Command::new(script);
    command.arg("--which").stderr(Stdio::inherit());
    command
}

/// The path that the chooser prints.
pub fn find(chooser: &mut Command) -> PathBuf {
    let found = chooser.output().expect("scripts/terraform starts");
    assert!(found.status.success(), "there is no Terraform; see above");
    let path = String::from_utf8(found.stdout).expect("its path is text");
    path.trim_end().into()
}
