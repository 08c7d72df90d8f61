//! Fifty environments that something happens to in the middle of an apply: the next apply ends with
//! exactly fifty, leaves nothing to do and has deployed nothing twice.
//!
//! The middle is a point that the backend sets: it answers the first deploys, then lets the next
//! ones hang, as many as Terraform makes at a time, with their work done or not.

use flyte_mock::{Fault, FaultKind, Mock};

use crate::harness::backend::{live, mock};
use crate::harness::process::{Process, kill, wait_until};
use crate::harness::workspace::Workspace;

/// How many environments there are.
const ALL: usize = 50;

/// How many deploys are answered before the others hang.
const ANSWERED: usize = 20;

/// How many hang: what Terraform does at a time.
const HANGING: usize = 10;

/// All environments, with this description.
fn environments(description: &str) -> String {
    format!(
        r#"
        resource "flyte_task_environment" "it" {{
          for_each    = toset([for number in range({ALL}) : format("env_%02d", number)])
          name        = each.key
          description = "{description}"
          reusable {{
            replicas = [1, 3]
          }}
        }}
        "#
    )
}

/// How many environments with this description the backend holds.
fn described(mock: &Mock, description: &str) -> usize {
    let tasks = mock.tasks().into_iter();
    tasks
        .filter_map(|task| task.spec?.environment)
        .filter(|environment| environment.description == description)
        .count()
}

/// Starts to apply this description and returns in the middle of it. Tells how many environments
/// the backend has brought there by then.
fn half_way(
    mock: &Mock,
    workspace: &Workspace,
    fault: FaultKind,
    description: &str,
) -> (Process, usize) {
    let answered = u32::try_from(ANSWERED).unwrap();
    mock.fail(Fault::new("DeployTask", u32::MAX, fault).after(answered));
    let done = match fault {
        FaultKind::HangAfter => ANSWERED + HANGING,
        _ => ANSWERED,
    };
    workspace.write(&environments(description));
    mock.clear_requests();
    let running = workspace.start_apply();
    wait_until("the deploys hang", || {
        mock.count("DeployTask") == ANSWERED + HANGING && described(mock, description) == done
    });
    (running, done)
}

/// Makes sure that the next apply completes the work, and does nothing twice: each environment has
/// this many versions.
#[track_caller]
fn complete(mock: &Mock, workspace: &Workspace, description: &str, versions: usize) {
    mock.clear_faults();
    workspace.apply_for_good();
    assert_eq!(live(mock).len(), ALL);
    assert_eq!(mock.tasks().len(), ALL);
    assert_eq!(described(mock, description), ALL);
    assert_eq!(workspace.state().addresses().len(), ALL);
    for number in 0..ALL {
        let name = format!("env_{number:02}");
        let found = mock.versions("flytesnacks", "development", &name);
        assert_eq!(found.len(), versions, "{name}: {found:?}");
    }
}

#[test]
fn a_provider_that_is_killed_during_updates() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.note_providers();
    workspace.write(&environments("first"));
    workspace.apply();
    for (index, fault) in [FaultKind::Hang, FaultKind::HangAfter]
        .into_iter()
        .enumerate()
    {
        let description = format!("change {index}");
        let (running, done) = half_way(&mock, &workspace, fault, &description);
        kill(workspace.last_provider());
        let run = running.wait();
        assert_eq!(run.code, Some(1), "{}", run.report());
        assert_eq!(described(&mock, &description), done);
        assert_eq!(workspace.state().addresses().len(), ALL);
        complete(&mock, &workspace, &description, index + 2);
    }
}

#[test]
fn a_backend_that_comes_back_at_once_is_waited_for() {
    for fault in [FaultKind::Hang, FaultKind::HangAfter] {
        let mut mock = mock();
        let workspace = Workspace::new(&mock);
        let (running, _) = half_way(&mock, &workspace, fault, "first");
        mock.stop();
        mock.clear_faults();
        mock.restart().unwrap();
        running.wait().succeeded();
        workspace.assert_settled();
        complete(&mock, &workspace, "first", 1);
    }
}

#[test]
fn an_interrupted_apply_ends_with_the_state_that_is_true() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let (running, _) = half_way(&mock, &workspace, FaultKind::Hang, "first");
    running.interrupt();
    let run = running.wait();
    assert_eq!(run.code, Some(1), "{}", run.report());
    assert_eq!(live(&mock).len(), ANSWERED);
    assert_eq!(workspace.state().addresses().len(), ANSWERED);
    complete(&mock, &workspace, "first", 1);

    let (running, _) = half_way(&mock, &workspace, FaultKind::Hang, "second");
    running.interrupt();
    let run = running.wait();
    assert_eq!(run.code, Some(1), "{}", run.report());
    assert_eq!(described(&mock, "second"), ANSWERED);
    let state = workspace.state();
    let updated = state
        .addresses()
        .into_iter()
        .filter(|address| state.get(address, "description") == "second");
    assert_eq!(updated.count(), ANSWERED);
    complete(&mock, &workspace, "second", 2);
}
