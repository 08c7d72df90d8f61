//! What does not depend on each other is asked at once: while one answer is held back, the others are
//! asked for. How often a run waits for Flyte counts where Flyte is far away.

use flyte_mock::{Fault, FaultKind, Mock};

use crate::harness::backend::mock;
use crate::harness::process::{Process, wait_until};
use crate::harness::workspace::Workspace;
use crate::lone_triggers::{DAILY, trigger, with_task};

/// An environment with this description, and two tasks that have triggers.
fn environment(description: &str) -> String {
    format!(
        r#"
resource "flyte_task_environment" "it" {{
  name        = "jobs"
  description = "{description}"
  tasks = {{
    one = {{ module = "app", triggers = {{ nightly = {{ cron = "0 2 * * *" }} }} }}
    two = {{ module = "app", triggers = {{ hourly = {{ interval_minutes = 60 }} }} }}
  }}
}}
"#
    )
}

fn deployed() -> (Mock, Workspace) {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment("first"));
    workspace.apply();
    (mock, workspace)
}

/// Runs a command, while the first call of one method gets no answer before another has been called so
/// often.
#[track_caller]
fn beside(
    mock: &Mock,
    workspace: &Workspace,
    command: &[&str],
    held: &str,
    (asked, count): (&str, usize),
) {
    mock.clear_requests();
    mock.fail(Fault::new(held, 1, FaultKind::Held));
    let process = Process::start(workspace.command(command));
    let what = format!("{count} of {asked} are asked beside {held}");
    wait_until(&what, || mock.count(held) > 0 && mock.count(asked) >= count);
    mock.release();
    process.wait().succeeded();
}

const APPLY: [&str; 3] = ["apply", "-json", "it.plan"];

#[test]
fn a_change_lists_the_triggers_of_its_tasks_beside_the_tasks() {
    let (mock, workspace) = deployed();
    workspace.write(&environment("second"));
    workspace.plan();
    beside(&mock, &workspace, &APPLY, "ListTasks", ("ListTriggers", 2));
    workspace.assert_settled();
}

#[test]
fn after_a_deploy_triggers_are_listed_beside_the_versions() {
    let (mock, workspace) = deployed();
    workspace.write(&environment("second"));
    workspace.plan();
    // Two before the deploy.
    beside(
        &mock,
        &workspace,
        &APPLY,
        "ListVersions",
        ("ListTriggers", 4),
    );
    workspace.assert_settled();
}

#[test]
fn a_destroy_lists_the_triggers_of_its_tasks_beside_the_tasks() {
    let (mock, workspace) = deployed();
    workspace.plan_with(&["-destroy"]);
    beside(&mock, &workspace, &APPLY, "ListTasks", ("ListTriggers", 2));
}

#[test]
fn triggers_of_several_tasks_are_removed_at_once() {
    let (mock, workspace) = deployed();
    workspace.plan_with(&["-destroy"]);
    beside(
        &mock,
        &workspace,
        &APPLY,
        "DeleteTriggers",
        ("DeleteTriggers", 2),
    );
}

#[test]
fn a_record_and_its_tasks_are_read_at_once() {
    let (mock, _workspace) = deployed();
    let other = Workspace::new(&mock);
    other.write("data \"flyte_task_environment\" \"it\" {\n  name = \"jobs\"\n}\n");
    let (plan, read) = (["plan", "-json"], "GetTaskDetails");
    beside(&mock, &other, &plan, read, (read, 3));
}

#[test]
fn a_plan_looks_for_a_trigger_beside_its_task() {
    let (mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    let plan = ["plan", "-json"];
    beside(
        &mock,
        &workspace,
        &plan,
        "GetTriggerDetails",
        ("ListVersions", 1),
    );
}
