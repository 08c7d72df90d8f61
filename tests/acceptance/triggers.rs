//! Triggers of tasks: deployed with them, read back, and removed where a deploy would leave them.

use flyte_mock::Mock;
use flyte_mock::idl::flyteidl2::trigger::TriggerDetails;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;

const IT: &str = "flyte_task_environment.it";

fn environment(triggers: &str) -> String {
    format!(
        "resource \"flyte_task_environment\" \"it\" {{\n  name = \"jobs\"\n  tasks = {{\n    \
         clean = {{\n      command = [\"true\"]\n      inputs = {{ days = \"int\" }}\n      \
         {triggers}\n    }}\n  }}\n}}\n"
    )
}

fn found(mock: &Mock) -> Vec<TriggerDetails> {
    mock.triggers("flytesnacks", "development", "jobs.clean")
}

const NIGHTLY: &str = "triggers = {\n nightly = {\n cron = \"0 2 * * *\"\n \
    timezone = \"Europe/Berlin\"\n description = \"why\"\n inputs = { days = 7 }\n \
    labels = { team = \"ml\" }\n env_vars = { A = \"1\" }\n }\n}";

#[test]
fn a_trigger_is_created_changed_and_removed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    let version = workspace.state().get(IT, "version").clone();
    let [trigger] = &found(&mock)[..] else {
        panic!("one trigger");
    };
    let spec = trigger.spec.clone().unwrap();
    assert!(spec.active);
    assert_eq!(spec.task_version, version);

    workspace.write(&environment(&NIGHTLY.replace("0 2", "30 4")));
    workspace.apply_for_good();
    let spec = found(&mock)[0].spec.clone().unwrap();
    assert_eq!(spec.task_version, *workspace.state().get(IT, "version"));

    workspace.write(&environment(
        "triggers = {\n often = { interval_minutes = 30, active = false }\n}",
    ));
    workspace.apply_for_good();
    let [trigger] = &found(&mock)[..] else {
        panic!("one trigger");
    };
    assert!(!trigger.spec.as_ref().unwrap().active);
    assert_eq!(trigger.id.clone().unwrap().name.unwrap().name, "often");

    workspace.write(&environment(""));
    workspace.apply_for_good();
    assert_eq!(found(&mock), []);
}

#[test]
fn a_trigger_removed_outside_is_shown_and_restored() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    let name = found(&mock)[0].id.clone().unwrap().name.unwrap();
    mock.delete_trigger(&name).unwrap();
    assert_eq!(workspace.plan().drifted(), [IT]);
    workspace.apply_for_good();
    assert_eq!(found(&mock).len(), 1);
}

#[test]
fn a_destroyed_environment_and_a_removed_task_start_nothing() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    workspace.write("resource \"flyte_task_environment\" \"it\" {\n  name = \"jobs\"\n}\n");
    workspace.apply_for_good();
    assert_eq!(found(&mock), []);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    assert_eq!(found(&mock).len(), 1);
    workspace.destroy();
    assert_eq!(found(&mock), []);
}

#[test]
fn triggers_are_imported() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    let other = Workspace::new(&mock);
    other.write(&environment(NIGHTLY));
    other
        .try_import(IT, "flytesnacks/development/jobs")
        .succeeded();
    other.plan().assert_empty();
}
