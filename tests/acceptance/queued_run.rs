//! A run that nothing takes up, as on a Flyte without a cluster: the open-source server, alone, queues
//! it and leaves it so. The mock does likewise for a task that is told to wait.

use flyte_mock::Outcome;
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::environment;
use crate::harness::workspace::Workspace;

#[test]
fn a_run_that_nothing_takes_up_says_where_to_look() {
    let mock = mock();
    mock.end_runs("fast_env.work", Outcome::StaysQueued);
    let Some(workspace) = Workspace::with(Feature::Actions, &mock) else {
        return;
    };
    workspace.write(&format!(
        "{}\naction \"flyte_run_task\" \"it\" {{\n  config {{\n    task = \"fast_env.work\"\n    \
         timeout = \"3s\"\n  }}\n}}\n",
        environment("  tasks = { work = { command = [\"work\"] } }\n")
    ));
    workspace.apply();
    let run = workspace.try_apply(&["-invoke=action.flyte_run_task.it"]);
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
    mock.end_runs("fast_env.work", Outcome::StaysQueued);
    let Some(workspace) = Workspace::with(Feature::Actions, &mock) else {
        return;
    };
    workspace.write(&format!(
        "{}\naction \"flyte_run_task\" \"it\" {{\n  config {{\n    task = \"fast_env.work\"\n    \
         name = \"nightly\"\n    wait = false\n  }}\n}}\n",
        environment("  tasks = { work = { command = [\"work\"] } }\n")
    ));
    workspace.apply();
    let invoke = || workspace.try_apply(&["-invoke=action.flyte_run_task.it"]);
    invoke().succeeded();
    let again = invoke();
    let text = again.error().text();
    assert!(text.contains("There is a run `nightly` already"), "{text}");
    assert_eq!(mock.count("CreateRun"), 1);
}
