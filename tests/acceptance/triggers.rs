//! Triggers of tasks: deployed with them, read back, and removed where a deploy would leave them.

use flyte_mock::idl::flyteidl2::trigger::TriggerDetails;
use flyte_mock::{Fault, FaultKind, Mock, Options};
use serde_json::json;

use crate::harness::backend;
use crate::harness::backend::mock;
use crate::harness::process::{Process, wait_until};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::lone_triggers::call;

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
        "triggers = {\n often = { interval_minutes = 30, active = false, inputs = { days = 1 } }\n}",
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
fn a_trigger_switched_off_beside_the_apply_is_shown_by_the_next_plan() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    // The one list of a new environment is made after its deploy.
    mock.fail(Fault::new("ListTriggers", 1, FaultKind::Held));
    let process = Process::start(workspace.command(&["apply", "-auto-approve"]));
    wait_until("the triggers are listed", || mock.count("ListTriggers") > 0);
    let name = json!({ "project": "flytesnacks", "domain": "development", "taskName": "jobs.clean",
                       "name": "nightly" });
    call(
        &mock,
        "UpdateTriggers",
        json!({ "names": [name], "active": false }),
    );
    mock.release();
    process.wait().succeeded();
    assert_eq!(workspace.plan().drifted(), [IT]);
    workspace.apply_for_good();
    assert!(found(&mock)[0].spec.as_ref().unwrap().active);
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

/// Flyte does not show the inputs that it keeps, but they are known again by what the configuration
/// says.
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
    let field = "tasks.clean.triggers.nightly.spec.offloadedInputData";
    assert_eq!(*other.state().get(IT, "foreign_fields"), json!([field]));
    other.assert_settled();
    // Others are a change, and so are the same ones of a trigger that is another.
    other.write(&environment(&NIGHTLY.replace("days = 7", "days = 8")));
    let plan = other.plan();
    let inputs = "tasks.clean.triggers.nightly.inputs.days";
    let differing = plan.change(IT).differing();
    assert!(differing.contains(&inputs.to_owned()), "{differing:?}");
    other.write(&environment(&NIGHTLY.replace("0 2", "30 4")));
    other.apply_for_good();
    assert_eq!(*other.state().get(IT, "foreign_fields"), json!([]));
    other.assert_settled();
}

/// A trigger of which an import knows no inputs keeps them as long as nobody says others.
#[test]
fn inputs_that_are_not_known_are_kept_until_they_are_configured() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    let kept = found(&mock)[0].spec.clone().unwrap().input_wrapper;
    let silent = NIGHTLY.replace("inputs = { days = 7 }\n", "");
    let other = Workspace::new(&mock);
    other.write(&environment(&silent));
    other
        .try_import(IT, "flytesnacks/development/jobs")
        .succeeded();
    other.assert_settled();
    other.write(&environment(&silent.replace("why", "why not")));
    other.apply_for_good();
    let spec = found(&mock)[0].spec.clone().unwrap();
    assert_eq!(
        (spec.description.as_str(), &spec.input_wrapper),
        ("why not", &kept)
    );
    other.assert_settled();
    // Where nothing is kept, an input without a value is refused.
    other.write(&environment(
        "triggers = {\n other = { cron = \"@daily\" }\n}",
    ));
    let run = other.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "The trigger gives no value to `days`");
}

#[test]
fn inputs_are_put_apart_once() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    assert_eq!(mock.count("UploadInputs"), 1);
    // Another schedule leaves them where they are.
    workspace.write(&environment(&NIGHTLY.replace("0 2", "30 4")));
    workspace.apply_for_good();
    assert_eq!(mock.count("UploadInputs"), 1);
    workspace.write(&environment(&NIGHTLY.replace("days = 7", "days = 8")));
    let before = found(&mock)[0].spec.clone().unwrap().input_wrapper;
    workspace.apply_for_good();
    assert_eq!(mock.count("UploadInputs"), 2);
    assert_ne!(found(&mock)[0].spec.clone().unwrap().input_wrapper, before);
}

/// Inputs that somebody else has put there are shown, and put right by the next apply.
#[test]
fn inputs_of_others_are_drift() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    workspace.apply_for_good();
    let ours = found(&mock)[0].spec.clone().unwrap().input_wrapper;
    Sdk::new(&mock).python(
        "import flyte, flyte.remote\n\
         flyte.init_from_config()\n\
         t = flyte.Trigger('nightly', flyte.Cron('0 2 * * *', timezone='Europe/Berlin'), \
         description='why', inputs={'days': 99}, labels={'team': 'ml'}, env_vars={'A': '1'})\n\
         flyte.remote.Trigger.create(t, 'jobs.clean')\n",
    );
    let plan = workspace.plan();
    assert_eq!(plan.drifted(), [IT]);
    let field = "tasks.clean.triggers.nightly.spec.offloadedInputData";
    assert_eq!(*plan.change(IT).before("foreign_fields"), json!([field]));
    workspace.apply_for_good();
    workspace.assert_settled();
    assert_eq!(found(&mock)[0].spec.clone().unwrap().input_wrapper, ours);
}

#[test]
fn a_flyte_that_keeps_no_inputs_gets_them_with_the_trigger_and_a_warning() {
    let mock = backend::start(Options {
        uploads: false,
        ..Options::default()
    });
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(NIGHTLY));
    let run = workspace.apply_for_good();
    let warning = run.warning("may start triggered runs without their inputs");
    assert!(warning.detail.contains("open-source server"));
    workspace.assert_settled();
}

/// Found by the random judge: such a trigger was planned again forever.
#[test]
fn a_trigger_that_says_what_the_defaults_say_comes_to_rest() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(
        "defaults = { days = 3 }\n triggers = {\n said = { cron = \"@daily\", inputs = { days = 3 } \
         }\n silent = { cron = \"@daily\" }\n }",
    ));
    workspace.apply_for_good();
    workspace.assert_settled();
    assert_eq!(*workspace.state().get(IT, "foreign_fields"), json!([]));
    workspace.terraform(&["state", "rm", IT]).succeeded();
    let run = workspace.try_import(IT, "flytesnacks/development/jobs");
    run.succeeded();
    assert_eq!(*workspace.state().get(IT, "foreign_fields"), json!([]));
    workspace.assert_settled();
}
