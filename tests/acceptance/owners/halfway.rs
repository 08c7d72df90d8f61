//! Objects that Terraform keeps half-way: tainted ones, and deposed ones.

use flyte_mock::{Code, Fault, FaultKind};

use crate::harness::flyte::Flyte;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::owners::{ONE, assert_held, assert_held_as, environments, state_file, warned};

/// The environment, with a command that is run after its creation.
fn provisioned(command: &str) -> String {
    environment(&format!(
        "{ONE}\n  provisioner \"local-exec\" {{\n    command = {command:?}\n  }}"
    ))
}

/// A workspace that holds a tainted environment, and has a configuration that works now.
fn tainted(flyte: &Flyte) -> Workspace {
    let workspace = flyte.workspace();
    workspace.write(&provisioned("exit 1"));
    let run = workspace.try_apply(&[]);
    assert!(
        run.error().summary.contains("local-exec provisioner error"),
        "{}",
        run.report()
    );
    assert!(state_file(&workspace).contains("\"tainted\""));
    assert!(flyte.live("fast_env"));
    workspace.write(&provisioned("exit 0"));
    workspace
}

#[test]
fn a_tainted_object_is_replaced() {
    for options in [&[][..], &["-refresh=false"]] {
        let flyte = Flyte::start();
        let workspace = tainted(&flyte);
        let run = workspace.try_apply(options).succeeded();
        assert!(!warned(&run, "has another owner"), "{}", run.report());
        assert_eq!(flyte.versions("fast_env").len(), 3, "{options:?}");
        assert!(!state_file(&workspace).contains("\"tainted\""));
        assert_held(&flyte, &workspace, IT);
    }
}

#[test]
fn a_tainted_object_is_destroyed() {
    let flyte = Flyte::start();
    let workspace = tainted(&flyte);
    workspace.destroy();
    assert!(!flyte.live("fast_env"));
    assert!(!flyte.live("fast_env.main"));
}

const CREATE_FIRST: &str = "  lifecycle {\n    create_before_destroy = true\n  }";

fn refused() -> FaultKind {
    FaultKind::Connect {
        code: Code::PermissionDenied,
        retry_after: None,
    }
}

/// Whether a state has an object that was to be destroyed after its successor was created.
fn has_deposed(workspace: &Workspace) -> bool {
    state_file(workspace).contains("\"deposed\"")
}

#[test]
fn a_deposed_object_of_another_name_is_cleaned_up() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let workspace = flyte.workspace();
    let named = |name: &str| environment(CREATE_FIRST).replace("fast_env", name);
    workspace.write(&named("before"));
    workspace.apply_for_good();
    workspace.write(&named("after"));
    // The creation passes, the removal does not.
    mock.fail(Fault::new("DeployTask", 1, refused()).after(1));
    let run = workspace.try_apply(&[]);
    assert_eq!(run.errors().count(), 1, "{}", run.report());
    assert!(flyte.live("before") && flyte.live("after"));
    assert!(has_deposed(&workspace));

    workspace.apply();
    assert!(!flyte.live("before"));
    assert!(!has_deposed(&workspace));
    assert_eq!(flyte.versions("after").len(), 1);
    assert_held_as(&flyte, &workspace, IT, "after");
}

#[test]
fn a_deposed_object_of_the_same_name_leaves_the_new_one_alone() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let workspace = flyte.workspace();
    workspace.write(&environment(&format!("{ONE}\n{CREATE_FIRST}")));
    workspace.apply_for_good();
    workspace.plan_with(&["-replace=flyte_task_environment.it"]);
    // The creation looks twice, when it is planned once more and when it is done.
    mock.fail(Fault::new("ListTasks", u32::MAX, refused()).after(2));
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert!(
        run.error().summary.contains("Cannot delete"),
        "{}",
        run.report()
    );
    mock.clear_faults();
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert!(has_deposed(&workspace));

    let run = workspace.apply();
    run.warning("stays in Flyte as it is");
    assert!(!has_deposed(&workspace));
    assert_eq!(environments(&workspace), [IT]);
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert_held(&flyte, &workspace, IT);
}
