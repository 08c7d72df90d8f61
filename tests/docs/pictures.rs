//! The pictures on pages: drawn by scripts, of what this very program prints.

use std::process::Command;

use flyte_mock::{Mock, Options};

use crate::{generated, project};

#[test]
fn the_picture_of_a_plan_shows_what_the_program_prints() {
    let mock = Mock::start(Options::default()).unwrap();
    let run = Command::new(project::path("scripts/picture"))
        .args(["--provider", env!("CARGO_BIN_EXE_terraform-provider-flyte")])
        .args(["--endpoint", &mock.url()])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{errors}");
    let picture = String::from_utf8(run.stdout).unwrap();
    generated::check("docs/images/plan.svg", &picture);
    assert!(project::read("README.md").contains("](docs/images/plan.svg)"));
}
