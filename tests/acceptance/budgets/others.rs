//! One of each of the other resources: what each of its operations asks, and nothing else.

use flyte_mock::Mock;

use crate::budgets::asked;
use crate::harness::backend::{mock, unused};
use crate::harness::workspace::Workspace;
use crate::lone_triggers::with_task;

/// Fails for anything else than this, beside the project of what belongs to one, which is looked at once
/// in each process.
#[track_caller]
fn exactly(mock: &Mock, expected: &[(&str, usize)]) {
    let mut asked = asked(mock);
    asked.remove("GetProject");
    let asked: Vec<_> = asked
        .iter()
        .map(|(method, count)| (&**method, *count))
        .collect();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(asked, expected);
}

fn trigger(body: &str) -> String {
    format!(
        "resource \"flyte_trigger\" \"it\" {{\n  task = \"etl.main\"\n  name = \"nightly\"\n  cron = \
         \"0 2 * * *\"\n{body}\n}}\n"
    )
}

#[test]
fn a_trigger() {
    let (mock, workspace) = with_task();
    mock.clear_requests();
    let look = [("GetTriggerDetails", 1), ("ListVersions", 1)];
    workspace.write(&trigger("  inputs = { x = 1 }"));
    workspace.plan();
    exactly(&mock, &[look[0], look[1], ("GetTaskDetails", 1)]);
    // Terraform plans once more: the creation knows the task from that.
    workspace.apply_plan();
    let deploy = [
        ("SelectCluster", 1),
        ("UploadInputs", 1),
        ("DeployTrigger", 1),
    ];
    let planned = [("GetTriggerDetails", 2), look[1], ("GetTaskDetails", 1)];
    exactly(&mock, &[planned, deploy].concat());

    workspace.assert_settled();
    exactly(&mock, &look);

    workspace.write(&trigger("  inputs = { x = 2 }"));
    workspace.plan();
    exactly(&mock, &[look[0], look[1], ("GetTaskDetails", 1)]);
    workspace.apply_plan();
    let planned = [("GetTriggerDetails", 1), look[1], ("GetTaskDetails", 1)];
    exactly(&mock, &[planned, deploy].concat());

    workspace.write(&trigger("  inputs = { x = 2 }\n  active = false"));
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    let planned = [("GetTriggerDetails", 2), look[1], ("GetTaskDetails", 1)];
    exactly(&mock, &[&planned[..], &[("UpdateTriggers", 1)]].concat());

    workspace.write("");
    workspace.plan();
    exactly(&mock, &look[..1]);
    workspace.apply_plan();
    exactly(&mock, &[("GetTriggerDetails", 1), ("DeleteTriggers", 1)]);
}

#[test]
fn a_project() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = unused("budget");
    let project = |name: &str| {
        format!(
            "resource \"flyte_project\" \"it\" {{\n  project_id = {id:?}\n  name = {name:?}\n}}\n"
        )
    };
    let of_project = |expected: &[(&str, usize)]| {
        let asked = asked(&mock);
        let asked: Vec<_> = asked
            .iter()
            .map(|(method, count)| (&**method, *count))
            .collect();
        assert_eq!(asked, expected);
    };
    workspace.write(&project("one"));
    workspace.plan();
    of_project(&[("GetProject", 1)]);
    // Terraform plans once more, and Flyte makes no project that is there. Its domains are read then.
    workspace.apply_plan();
    of_project(&[("CreateProject", 1), ("GetProject", 2)]);
    workspace.assert_settled();
    of_project(&[("GetProject", 1)]);

    workspace.write(&project("two"));
    workspace.plan();
    of_project(&[("GetProject", 1)]);
    workspace.apply_plan();
    of_project(&[("UpdateProject", 1)]);

    workspace.write("");
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    of_project(&[("GetProject", 1), ("UpdateProject", 1)]);
}

#[test]
fn what_is_in_a_new_project_need_not_look_for_it() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = unused("budget");
    workspace.write(&format!(
        "resource \"flyte_project\" \"it\" {{\n  project_id = {id:?}\n}}\nresource \
         \"flyte_task_environment\" \"it\" {{\n  project = flyte_project.it.project_id\n  name = \
         \"in_it\"\n}}\n"
    ));
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    let asked = asked(&mock);
    assert_eq!(
        (asked["CreateProject"], asked["GetProject"]),
        (1, 2),
        "{asked:?}"
    );
}

#[test]
fn a_secret() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let secret = |value: &str| {
        format!(
            "resource \"flyte_secret\" \"it\" {{\n  name = \"db-password\"\n  project = \
             \"flytesnacks\"\n  domain = \"development\"\n  value = {value:?}\n}}\n"
        )
    };
    let look = [("SelectCluster", 1), ("GetSecret", 1)];
    workspace.write(&secret("one"));
    workspace.plan();
    exactly(&mock, &look);
    // Terraform plans once more, and Flyte makes no secret that is there. Its time is read then.
    workspace.apply_plan();
    exactly(&mock, &[look[0], ("GetSecret", 2), ("CreateSecret", 1)]);
    workspace.assert_settled();
    exactly(&mock, &look);

    workspace.write(&secret("two"));
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    exactly(&mock, &[look[0], look[1], ("UpdateSecret", 1)]);

    workspace.write("");
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    exactly(&mock, &[look[0], look[1], ("DeleteSecret", 1)]);
}

#[test]
fn settings() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let settings = |queue: &str| {
        format!(
            "resource \"flyte_settings\" \"it\" {{\n  project = \"flytesnacks\"\n  domain = \
             \"development\"\n  run = {{ default_queue = {queue:?} }}\n}}\n"
        )
    };
    let look = [("GetSettingsForEdit", 1)];
    workspace.write(&settings("one"));
    workspace.plan();
    exactly(&mock, &look);
    // Terraform plans once more, and Flyte writes over no other version than that plan has found.
    workspace.apply_plan();
    exactly(&mock, &[look[0], ("CreateSettings", 1)]);
    workspace.assert_settled();
    exactly(&mock, &look);

    workspace.write(&settings("two"));
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    exactly(&mock, &[look[0], ("UpdateSettings", 1)]);

    workspace.write("");
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    exactly(&mock, &[look[0], ("UpdateSettings", 1)]);
}

#[test]
fn an_app() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let app = |body: &str| {
        format!(
            "resource \"flyte_app\" \"it\" {{\n  name = \"web\"\n  image = \"acme/web:1\"\n  command = \
             [\"serve\"]\n{body}\n}}\n"
        )
    };
    workspace.write(&app(""));
    workspace.plan();
    exactly(&mock, &[("Get", 1)]);
    // Terraform plans once more; and since Flyte overwrites what is there, the creation looks, too. Then
    // the app is waited for.
    workspace.apply_plan();
    let asked_then = asked(&mock);
    let waited = asked_then["Get"] - 2;
    assert_eq!(
        (asked_then["Create"], waited > 0),
        (1, true),
        "{asked_then:?}"
    );
    workspace.assert_settled();
    exactly(&mock, &[("Get", 1)]);

    workspace.write(&app("  desired_state = \"stopped\""));
    workspace.plan();
    exactly(&mock, &[("Get", 1)]);
    workspace.apply_plan();
    exactly(&mock, &[("Get", 2), ("Update", 1)]);

    workspace.write("");
    workspace.plan();
    asked(&mock);
    workspace.apply_plan();
    exactly(&mock, &[("Get", 2), ("Delete", 1)]);
}
