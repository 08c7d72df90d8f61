//! What others deploy while an operation works: between two processes Flyte knows no condition, so
//! that it is looked for afterwards, told, and made good where an environment was buried.

use flyte_mock::{Fault, FaultKind, Mock};

use crate::harness::backend::{live, metadata, mock, stored, template, versions};
use crate::harness::process::{Process, wait_until};
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const ID: &str = "flytesnacks/development/fast_env";
const THEIRS: &str = "image = \"ghcr.io/acme/theirs:1\"";

/// Two workspaces, the second of which has imported the environment of the first.
fn rivals(mock: &Mock) -> (Workspace, Workspace) {
    let (first, second) = (Workspace::new(mock), Workspace::new(mock));
    first.write(&environment(""));
    first.apply_for_good();
    second.write(&environment(""));
    second.try_import(IT, ID).succeeded();
    second.assert_settled();
    (first, second)
}

/// Lets the first go on with a command up to its deploy, the second deploy in between, and the first
/// end.
#[track_caller]
fn meet(mock: &Mock, first: &Workspace, command: &[&str], second: &Workspace) -> (Run, Run) {
    let before = mock.count("DeployTask");
    mock.fail(Fault::new("DeployTask", 1, FaultKind::Held));
    let options = ["apply", "-json", "-auto-approve"];
    let process = Process::start(first.command(&[&options, command].concat()));
    wait_until("the first deploys", || mock.count("DeployTask") > before);
    second.write(&environment(THEIRS));
    let theirs = second.apply();
    mock.release();
    (process.wait(), theirs)
}

fn image(mock: &Mock) -> String {
    let template = serde_json::to_value(template(&stored(mock))).unwrap();
    template["container"]["image"].as_str().unwrap().to_owned()
}

#[test]
fn a_destroy_that_buries_another_owners_environment_makes_it_good() {
    let mock = mock();
    let (first, second) = rivals(&mock);
    let (run, _) = meet(&mock, &first, &["-destroy"], &second);
    let run = run.succeeded();
    let warning = run.warning("was deployed by others while it was removed");
    let all = versions(&mock);
    assert_eq!(all.len(), 4, "first, theirs, the deprecation, theirs again");
    for version in [&all[1], &all[3]] {
        assert!(warning.detail.contains(version), "{}", warning.detail);
    }
    assert_eq!(live(&mock), ["development/fast_env"]);
    assert_eq!(image(&mock), "ghcr.io/acme/theirs:1");
    assert!(first.state().addresses().is_empty());

    // It is still theirs.
    let plan = second.plan();
    plan.run().warning("is newer than the Terraform state");
    plan.assert_empty();
    second.destroy();
    assert!(live(&mock).is_empty());
}

#[test]
fn a_version_that_came_between_is_named() {
    let mock = mock();
    let (first, second) = rivals(&mock);
    first.write(&environment("description = \"ours\""));
    let (run, theirs) = meet(&mock, &first, &[], &second);
    assert_eq!(theirs.warnings().count(), 0, "{}", theirs.report());
    let run = run.succeeded();
    let warning = run.warning("was deployed by others at the same time");
    let all = versions(&mock);
    assert!(warning.detail.contains(&all[1]), "{}", warning.detail);
    assert_eq!(metadata(&stored(&mock)).deprecated_error_message, "");
    first.assert_settled();
    // Who was overtaken sees another owner, and overwrites nothing.
    let run = second.try_plan(&[]);
    assert!(
        run.error().summary.ends_with("has another owner"),
        "{}",
        run.report()
    );
    assert_eq!(versions(&mock).len(), 3);
}
