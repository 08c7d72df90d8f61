//! Nothing is wiped unseen: what the real SDK and command line set on tasks and triggers of
//! Terraform's is shown before an apply takes it away, also where no setting stands for it.

use serde_json::{Value, json};

use crate::harness::flyte::Flyte;
use crate::harness::sdk::Sdk;

const IT: &str = "flyte_task_environment.e";
const TASK: &str = "drift.plain";

fn configuration(image: &str, triggers: &str) -> String {
    format!(
        r#"
        resource "flyte_task_environment" "e" {{
          name  = "drift"
          image = "{image}"
          tasks = {{
            plain = {{
              command = ["true", "{{{{.inputs.trigger_time}}}}"]
              inputs  = {{ trigger_time = "datetime" }}
              {triggers}
            }}
          }}
        }}
        "#
    )
}

const EXTRA: &str = "triggers = {\n extra = { cron = \"0 5 * * *\", timezone = \"UTC\", inputs = { \
                     trigger_time = \"2026-01-01T00:00:00Z\" } }\n}";

/// A setting of the trigger `extra`.
fn extra<'a>(tasks: &'a Value, setting: &str) -> &'a Value {
    &tasks["plain"]["triggers"]["extra"][setting]
}

/// Case 65: a trigger that binds its start time to an input.
#[test]
fn a_trigger_of_the_command_line_is_not_dropped_in_silence() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration("ghcr.io/acme/a:1", ""));
    workspace.apply_for_good();
    let schedule = "0 5 * * *";
    let arguments = ["create", "trigger", TASK, "extra", "--schedule", schedule];
    Sdk::new(flyte.mock()).cli(&arguments);

    workspace.write(&configuration("ghcr.io/acme/a:2", ""));
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    let change = plan.change(IT);
    let before = change.before("tasks");
    assert_eq!(extra(before, "kickoff_time_input"), "trigger_time");
    assert_eq!(extra(before, "cron"), schedule);
    assert_eq!(change.after("tasks")["plain"]["triggers"], Value::Null);

    // An import shows it as well.
    workspace.terraform(&["state", "rm", IT]).succeeded();
    workspace.try_import(IT, &flyte.id("drift")).succeeded();
    let state = workspace.state();
    assert_eq!(extra(state.get(IT, "tasks"), "cron"), schedule);

    workspace.apply_for_good();
    assert_eq!(flyte.trigger(TASK, "extra"), None);
}

/// Case 67: a trigger that was made again with more settings.
#[test]
fn settings_of_a_trigger_of_ours_are_seen() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration("ghcr.io/acme/a:1", EXTRA));
    workspace.apply_for_good();
    Sdk::new(flyte.mock()).python(
        "import flyte, flyte.remote\n\
         flyte.init_from_config()\n\
         t = flyte.Trigger('extra', flyte.Cron('0 5 * * *', timezone='UTC'), \
         inputs={'trigger_time': flyte.TriggerTime}, overwrite_cache=True, queue='fast', \
         interruptible=True)\n\
         flyte.remote.Trigger.create(t, 'drift.plain')\n",
    );
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    let change = plan.change(IT);
    for (setting, value) in [
        ("kickoff_time_input", json!("trigger_time")),
        ("overwrite_cache", json!(true)),
        ("queue", json!("fast")),
        ("interruptible", json!(true)),
    ] {
        assert_eq!(*extra(change.before("tasks"), setting), value);
        assert_eq!(*extra(change.after("tasks"), setting), Value::Null);
    }
    workspace.apply_for_good();
    assert_eq!(flyte.versions("drift").len(), 2);
    let trigger = flyte.trigger(TASK, "extra").unwrap();
    assert_eq!(trigger["spec"]["runSpec"], json!({}));
}

#[test]
fn what_no_setting_stands_for_is_named_and_erased_with_a_warning() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&configuration("ghcr.io/acme/a:1", EXTRA));
    workspace.apply_for_good();
    flyte.change_trigger(TASK, "extra", |spec| {
        spec["runSpec"]["cacheConfig"] = json!({ "overwriteCache": true });
    });
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    let field = "tasks.plain.triggers.extra.spec.runSpec.cacheConfig";
    assert_eq!(*plan.change(IT).before("foreign_fields"), json!([field]));
    assert_eq!(*plan.change(IT).after("foreign_fields"), json!([]));
    let warning = plan.run().warning("erases what no setting can express");
    assert!(warning.detail.contains(field), "{}", warning.detail);
    workspace.apply_for_good();
    assert_eq!(*workspace.state().get(IT, "foreign_fields"), json!([]));
}

/// Case 52: the task's drift is told in the task's words.
#[test]
fn a_task_of_the_sdk_is_named_with_its_version() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(
        r#"
        resource "flyte_task_environment" "e" {
          name  = "drift"
          image = "ghcr.io/acme/a:1"
          tasks = {
            work = { module = "jobs", inputs = { x = "int" }, outputs = { o0 = "int" } }
          }
        }
        "#,
    );
    workspace.apply_for_good();
    let own = workspace.state().get(IT, "version").clone();
    Sdk::new(flyte.mock()).deploy_as(
        "sdk-task",
        "jobs",
        "import flyte\n\nenv = flyte.TaskEnvironment(\"drift\", image=\"ghcr.io/acme/a:1\")\n\n\n\
         @env.task\nasync def work(x: int) -> int:\n    return x\n",
    );
    let plan = workspace.plan();
    let warning = plan.run().warning("deployed outside Terraform");
    assert!(
        warning
            .detail
            .contains("task `drift.work`, in version `sdk-task`"),
        "{}",
        warning.detail
    );
    assert!(
        !warning.detail.contains(own.as_str().unwrap()),
        "{}",
        warning.detail
    );
    workspace.apply_for_good();
}
