//! Waiting until an app runs, and what is true when it does not.

use std::time::{Duration, Instant};

use flyte_mock::{Fault, FaultKind, Options};

use crate::apps::{ID, IT, app, is_gone, of_image, stored};
use crate::harness::backend::{mock, start};
use crate::harness::process::wait_until;
use crate::harness::workspace::Workspace;

#[test]
fn an_app_that_cannot_run_is_an_error_and_is_made_anew() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&of_image("acme/web:missing", ""));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert_eq!(error.summary, format!("App `{ID}` has failed"));
    assert!(
        error.detail.contains("Unable to fetch image"),
        "{}",
        error.text()
    );
    assert!(error.detail.contains("untaint"), "{}", error.text());
    assert_eq!(workspace.state().get(IT, "status"), "failed");
    workspace.write(&app(""));
    assert_eq!(workspace.plan().change(IT).actions(), "delete create");
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "status"), "active");

    // A change that fails stays, and is told until it is repaired.
    workspace.write(&of_image("acme/web:missing", ""));
    let run = workspace.try_apply(&[]);
    assert_eq!(run.error().summary, format!("App `{ID}` has failed"));
    let state = workspace.state();
    assert_eq!(state.get(IT, "image"), "acme/web:missing");
    let plan = workspace.plan();
    plan.run().warning(&format!("App `{ID}` has failed"));
    assert!(plan.is_empty());
    workspace.write(&of_image("acme/web:2", ""));
    let run = workspace.apply();
    assert_eq!(run.errors().count(), 0);
    workspace.assert_settled();
    workspace.destroy();
}

#[test]
fn an_app_that_takes_too_long_is_an_error() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let times = "timeouts {\n  create = \"3s\"\n}";
    workspace.write(&of_image("acme/web:slow", times));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        format!("App `{ID}` did not become active in time")
    );
    assert!(error.detail.contains("`pending`"), "{}", error.text());
    let run = workspace.terraform(&["untaint", "-no-color", IT]);
    assert_eq!(run.code, Some(0), "{}", run.report());
    workspace.assert_settled();
    workspace.destroy();
    assert!(is_gone(&mock));
}

#[test]
fn an_interrupt_ends_the_waiting_and_keeps_what_was_deployed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&of_image("acme/web:slow", ""));
    let apply = workspace.start_apply();
    wait_until("the app is looked at", || mock.count("Get") > 2);
    apply.interrupt();
    let run = apply.wait();
    run.warning(&format!("Nobody waited until app `{ID}` was active"));
    // What Terraform says itself of an apply that was cut short.
    assert!(
        run.errors().all(|it| it.summary == "execution halted"),
        "{}",
        run.report()
    );
    assert_eq!(workspace.state().get(IT, "image"), "acme/web:slow");
    let plan = workspace.plan();
    assert!(plan.is_empty(), "{:?}", plan.changes());
    workspace.write(&app(""));
    workspace.apply_for_good();
    workspace.destroy();
}

#[test]
fn an_answer_of_before_is_waited_out() {
    let mock = start(Options {
        outdated_answers: 2,
        ..Options::default()
    });
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    workspace.write(&of_image("acme/web:2", ""));
    workspace.apply_for_good();
    workspace.write(&of_image("acme/web:2", "desired_state = \"stopped\""));
    workspace.apply_for_good();
    let run = workspace.destroy();
    assert_eq!(run.errors().count(), 0);
    assert!(is_gone(&mock));
}

#[test]
fn a_lost_answer_is_found_again() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  project = \"flytesnacks\"\n  domain = \
         \"development\"\n  max_retries = 0",
        mock.url()
    ));
    workspace.write(&app(""));
    mock.fail(Fault::new(
        "Create",
        1,
        FaultKind::parse("reset-after").unwrap(),
    ));
    workspace.apply_for_good();
    workspace.write(&of_image("acme/web:2", ""));
    mock.fail(Fault::new(
        "Update",
        1,
        FaultKind::parse("reset-after").unwrap(),
    ));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["container"]["image"], "acme/web:2");

    // Deployed, and not stopped.
    workspace.write(&of_image("acme/web:3", "desired_state = \"stopped\""));
    let refused = FaultKind::parse("permission_denied").unwrap();
    mock.fail(Fault::new("Update", 1, refused).after(1));
    let run = workspace.try_apply(&[]);
    assert_eq!(run.error().summary, format!("Cannot stop app `{ID}`"));
    let state = workspace.state();
    assert_eq!(state.get(IT, "image"), "acme/web:3");
    assert!(state.get(IT, "desired_state").is_null());
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "status"), "stopped");
    mock.fail(Fault::new(
        "Delete",
        1,
        FaultKind::parse("reset-after").unwrap(),
    ));
    workspace.destroy();
    assert!(is_gone(&mock));
}

/// A plan asks once for an app that is to be made, and once for one that is there.
#[test]
fn a_plan_takes_one_request_for_each_app() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app("").replace(
        "  name = \"web\"",
        "  count = 5\n  name = \"web-${count.index}\"",
    ));
    workspace.plan();
    assert_eq!(mock.count("Get"), 5);
    let began = Instant::now();
    workspace.apply_for_good();
    assert!(began.elapsed() < Duration::from_secs(60));
    mock.clear_requests();
    workspace.plan();
    assert_eq!(mock.count("Get"), 5);
    workspace.destroy();
}
