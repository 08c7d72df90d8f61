//! Whatever dies in the middle, the state stays true and the next apply completes the work.

use flyte_mock::{Code, Fault, FaultKind, Mock};

use crate::harness::backend::{live, mock, versions};
use crate::harness::process::{kill, wait_until};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const FOREVER: u32 = u32::MAX;

/// This many environments.
fn many(count: usize) -> String {
    format!(
        "resource \"flyte_task_environment\" \"it\" {{\n  count = {count}\n  \
         name = \"env-${{count.index}}\"\n  reusable {{}}\n}}\n"
    )
}

/// A workspace whose provider does not try again.
fn impatient(mock: &Mock) -> Workspace {
    let workspace = Workspace::new(mock);
    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  project = \"flytesnacks\"\n  \
         domain = \"development\"\n  max_retries = 0",
        mock.url()
    ));
    workspace
}

/// Waits until this many calls of a method have arrived.
#[track_caller]
fn wait_for(mock: &Mock, method: &str, calls: usize) {
    wait_until(&format!("{calls} calls of {method}"), || {
        mock.count(method) >= calls
    });
}

/// Makes sure that one more apply ends with exactly these environments, each deployed once more
/// at most, and with nothing left to do.
#[track_caller]
fn completes(workspace: &Workspace, mock: &Mock, count: usize) {
    mock.clear_faults();
    workspace.apply_for_good();
    assert_eq!(live(mock).len(), count);
    assert_eq!(workspace.state().addresses().len(), count);
}

#[test]
fn a_backend_that_fails_half_way() {
    let mock = mock();
    let workspace = impatient(&mock);
    workspace.write(&many(6));
    let refused = FaultKind::Connect {
        code: Code::PermissionDenied,
        retry_after: None,
    };
    mock.fail(Fault::new("DeployTask", FOREVER, refused).after(2));
    let run = workspace.try_apply(&[]);
    assert_eq!(run.errors().count(), 4, "{}", run.report());
    assert_eq!(workspace.state().addresses().len(), 2);
    assert_eq!(live(&mock).len(), 2);
    completes(&workspace, &mock, 6);
}

#[test]
fn a_create_whose_answer_is_lost_is_completed() {
    let mock = mock();
    let workspace = impatient(&mock);
    workspace.write(&environment("reusable {}"));
    mock.fail(Fault::new("DeployTask", 1, FaultKind::ResetAfter));
    workspace.apply_for_good();
    assert_eq!(versions(&mock).len(), 1);
    assert_eq!(workspace.state().get(IT, "revision"), 1);
}

#[test]
fn a_create_that_nobody_knows_of_is_taken_over() {
    let mock = mock();
    let workspace = impatient(&mock);
    workspace.write(&environment("reusable {}"));
    mock.fail(Fault::new("DeployTask", FOREVER, FaultKind::ResetAfter));
    mock.fail(Fault::new("ListVersions", FOREVER, FaultKind::Status(502)));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    let version = versions(&mock).remove(0);
    assert!(
        error
            .detail
            .contains("not known whether the deploy took effect")
            && error.detail.contains(&version),
        "{}",
        error.detail
    );
    assert!(workspace.state().addresses().is_empty());
    assert_eq!(live(&mock), ["development/fast_env"]);

    mock.clear_faults();
    let run = workspace.apply_for_good();
    run.warning("was there already, exactly as planned");
    assert_eq!(versions(&mock).len(), 2, "under an owner of this state");
    assert_eq!(workspace.state().get(IT, "revision"), 2);
}

#[test]
fn an_update_that_nobody_knows_of_is_found() {
    let mock = mock();
    let workspace = impatient(&mock);
    workspace.write(&environment(""));
    workspace.apply_for_good();
    workspace.write(&environment("description = \"new\""));
    mock.fail(Fault::new("DeployTask", FOREVER, FaultKind::ResetAfter));
    // The refresh has asked before the deploy.
    mock.fail(Fault::new("ListVersions", FOREVER, FaultKind::Status(502)).after(1));
    let run = workspace.try_apply(&[]);
    assert!(
        run.error().detail.contains("not known whether"),
        "{}",
        run.report()
    );
    mock.clear_faults();
    workspace.apply_for_good();
    assert_eq!(versions(&mock).len(), 2, "it was not deployed twice");
    assert_eq!(workspace.state().get(IT, "revision"), 2);
}

#[test]
fn an_interrupt_before_anything_was_deployed() {
    let task = "tasks = { main = { module = \"app\" } }";
    // An apply lists tasks while it plans, once more when it plans before the create, and then, if there
    // are tasks to deploy.
    for (method, passing, body, all) in [
        ("ListTasks", 1, "", 1),
        ("ListTasks", 2, task, 2),
        ("DeployTask", 0, "", 1),
    ] {
        let mock = mock();
        let workspace = Workspace::new(&mock);
        workspace.write(&environment(body));
        mock.fail(Fault::new(method, FOREVER, FaultKind::Hang).after(passing));
        let apply = workspace.start_apply();
        wait_for(&mock, method, 1 + passing as usize);
        apply.interrupt();
        let run = apply.wait();
        assert_eq!(run.code, Some(1), "{method}");
        let mut errors = run.errors();
        assert!(
            errors.any(|error| error.summary.starts_with("Interrupted")),
            "{method}: {}",
            run.report()
        );
        assert!(live(&mock).is_empty());
        assert!(workspace.state().addresses().is_empty());
        mock.clear_faults();
        workspace.apply_for_good();
        assert_eq!(live(&mock).len(), all);
    }
}

#[test]
fn an_interrupt_after_the_deploy_keeps_what_was_deployed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    workspace.apply_for_good();
    workspace.write(&environment("description = \"new\""));
    let before = mock.count("ListVersions");
    // What asks for the deploy hangs; the refresh has asked before it.
    mock.fail(Fault::new("ListVersions", 1, FaultKind::Hang).after(1));
    let apply = workspace.start_apply();
    wait_for(&mock, "ListVersions", before + 2);
    apply.interrupt();
    apply.wait();
    let state = workspace.state();
    assert_eq!(state.get(IT, "description"), "new");
    assert_eq!(state.get(IT, "version"), versions(&mock)[1].as_str());
    workspace.assert_settled();
}

#[test]
fn a_provider_that_is_killed_while_it_creates_fifty() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.note_providers();
    workspace.write(&many(50));

    // Once while deploys are on their way, once while they are done and unknown to Terraform.
    for (method, passing) in [("DeployTask", 12), ("ListVersions", 15)] {
        let before = mock.count(method);
        mock.fail(Fault::new(method, FOREVER, FaultKind::Hang).after(passing));
        let apply = workspace.start_apply();
        let hanging = 10;
        wait_for(&mock, method, before + passing as usize + hanging);
        kill(workspace.last_provider());
        assert_eq!(apply.wait().code, Some(1), "{method}");
        let deployed = live(&mock).len();
        assert!((12..50).contains(&deployed), "{method}: {deployed}");
        mock.clear_faults();
    }
    completes(&workspace, &mock, 50);
}

/// What the state had for itself goes with a provider that dies in an update, its owner id too.
#[test]
fn a_provider_that_is_killed_in_one_update_after_the_other() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.note_providers();
    workspace.write(&environment(""));
    workspace.apply_for_good();
    for round in ["one", "two", "three"] {
        workspace.write(&environment(&format!("description = {round:?}")));
        // The deploy is done, and its answer never comes.
        let before = mock.count("DeployTask");
        mock.fail(Fault::new("DeployTask", FOREVER, FaultKind::HangAfter));
        let apply = workspace.start_apply();
        wait_for(&mock, "DeployTask", before + 1);
        kill(workspace.last_provider());
        assert_eq!(apply.wait().code, Some(1), "{round}");
        mock.clear_faults();
    }
    workspace.write(&environment("description = \"four\""));
    workspace.apply_for_good();
    assert_eq!(versions(&mock).len(), 5);
    workspace.destroy();
    assert!(live(&mock).is_empty());
}

#[test]
fn a_terraform_that_is_killed_while_it_creates_fifty() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&many(50));
    mock.fail(Fault::new("ListVersions", FOREVER, FaultKind::Hang).after(20));
    let apply = workspace.start_apply();
    wait_for(&mock, "ListVersions", 30);
    apply.kill();
    apply.wait();
    assert!(live(&mock).len() < 50);
    completes(&workspace, &mock, 50);
}

#[test]
fn a_backend_that_is_killed_while_fifty_are_created() {
    let mut mock = mock();
    let workspace = impatient(&mock);
    workspace.write(&many(50));
    mock.fail(Fault::new("DeployTask", 5, FaultKind::ResetAfter).after(15));
    mock.fail(Fault::new("DeployTask", FOREVER, FaultKind::Hang));
    let apply = workspace.start_apply();
    wait_for(&mock, "DeployTask", 30);
    mock.stop();
    let run = apply.wait();
    assert_eq!(run.code, Some(1));
    let deployed = live(&mock).len();
    assert!((15..50).contains(&deployed), "{deployed}");
    mock.restart().unwrap();
    completes(&workspace, &mock, 50);
}

#[test]
fn a_backend_that_is_killed_while_fifty_are_destroyed() {
    let mut mock = mock();
    let workspace = impatient(&mock);
    workspace.write(&many(50));
    workspace.apply();
    workspace.write("");
    mock.fail(Fault::new("DeployTask", FOREVER, FaultKind::Hang).after(20));
    let before = mock.count("DeployTask");
    let apply = workspace.start_apply();
    wait_for(&mock, "DeployTask", before + 30);
    mock.stop();
    assert_eq!(apply.wait().code, Some(1));
    mock.restart().unwrap();
    assert_eq!(live(&mock).len(), 30);
    assert_eq!(workspace.state().addresses().len(), 30);
    completes(&workspace, &mock, 0);
}
