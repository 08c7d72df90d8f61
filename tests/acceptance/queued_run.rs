//! A run that nothing takes up, as on a Flyte without a cluster: the open-source server, alone, queues
//! it and leaves it so. The mock does likewise for a task that is told to wait.

use flyte_mock::{Mock, Outcome};
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::environment;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;

/// A deployed task that nothing takes up, and an action with these settings beside it; nothing where
/// Terraform has no actions.
fn deployed(mock: &Mock, settings: &str) -> Option<Workspace> {
    mock.end_runs("fast_env.work", Outcome::StaysQueued);
    let workspace = Workspace::with(Feature::Actions, mock)?;
    workspace.write(&format!(
        "{}\naction \"flyte_run_task\" \"it\" {{\n  config {{\n    task = \"fast_env.work\"\n    \
         {settings}\n  }}\n}}\n",
        environment("  tasks = { work = { command = [\"work\"] } }\n")
    ));
    workspace.apply();
    Some(workspace)
}

fn invoke(workspace: &Workspace) -> Run {
    workspace.try_apply(&["-invoke=action.flyte_run_task.it"])
}

#[test]
fn a_run_that_nothing_takes_up_says_where_to_look() {
    let mock = mock();
    let Some(workspace) = deployed(&mock, "timeout = \"3s\"") else {
        return;
    };
    let run = invoke(&workspace);
    let text = run.error().text();
    for part in [
        "has not ended in time",
        "has not begun",
        "whether a cluster is connected",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(run.stdout.contains("is queued after"), "{}", run.stdout);
}

/// The server answers the second start with the run that is there, status 200.
#[test]
fn a_name_that_a_run_has_already_starts_nothing() {
    let mock = mock();
    let Some(workspace) = deployed(&mock, "name = \"nightly\"\n    wait = false") else {
        return;
    };
    invoke(&workspace).succeeded();
    let again = invoke(&workspace);
    let text = again.error().text();
    assert!(text.contains("There is a run `nightly` already"), "{text}");
    assert_eq!(mock.count("CreateRun"), 1);
}
