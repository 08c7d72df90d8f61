//! Nothing is wiped unseen: what the real SDK and command line set on tasks and triggers of
//! Terraform's, and no setting stands for, is shown before an apply takes it away.

use serde_json::json;

use crate::harness::backend::{mock, versions_of};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

const IT: &str = "flyte_task_environment.e";

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

/// Case 65: a trigger that binds its start time to an input.
#[test]
fn a_trigger_of_the_command_line_is_not_dropped_in_silence() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&configuration("ghcr.io/acme/a:1", ""));
    workspace.apply_for_good();
    let (task, schedule) = ("drift.plain", "0 5 * * *");
    let extra = ["create", "trigger", task, "extra", "--schedule", schedule];
    Sdk::new(&mock).cli(&extra);

    workspace.write(&configuration("ghcr.io/acme/a:2", ""));
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    let field = "tasks.plain.triggers.extra.automationSpec.schedule.kickoffTimeInputArg";
    let fields = json!([field, "tasks.plain.triggers.extra.spec.inputs.context"]);
    assert_eq!(*plan.change(IT).before("foreign_fields"), fields);
    assert_eq!(*plan.change(IT).after("foreign_fields"), json!([]));
    let warning = plan.run().warning("erases what no setting stands for");
    assert!(warning.detail.contains(field), "{}", warning.detail);

    // An import shows it as well.
    workspace.terraform(&["state", "rm", IT]).succeeded();
    let run = workspace.try_import(IT, "flytesnacks/development/drift");
    run.succeeded();
    assert_eq!(*workspace.state().get(IT, "foreign_fields"), fields);

    workspace.apply_for_good();
    assert_eq!(*workspace.state().get(IT, "foreign_fields"), json!([]));
    assert!(mock.triggers("flytesnacks", "development", task).is_empty());
}

/// Case 67: a trigger that was made anew with more settings.
#[test]
fn settings_of_a_trigger_of_ours_are_seen() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let trigger = "triggers = {\n extra = { cron = \"0 5 * * *\", timezone = \"UTC\" }\n}";
    workspace.write(&configuration("ghcr.io/acme/a:1", trigger));
    workspace.apply_for_good();
    Sdk::new(&mock).python(
        "import flyte, flyte.remote\n\
         flyte.init_from_config()\n\
         t = flyte.Trigger('extra', flyte.Cron('0 5 * * *', timezone='UTC'), \
         inputs={'trigger_time': flyte.TriggerTime}, overwrite_cache=True, queue='fast', \
         interruptible=True)\n\
         flyte.remote.Trigger.create(t, 'drift.plain')\n",
    );
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    let path = |field: &str| format!("tasks.plain.triggers.extra.{field}");
    let fields = [
        path("automationSpec.schedule.kickoffTimeInputArg"),
        path("spec.inputs.context"),
        path("spec.runSpec.interruptible"),
        path("spec.runSpec.overwriteCache"),
        path("spec.runSpec.queue"),
    ];
    let change = plan.change(IT);
    assert_eq!(*change.before("foreign_fields"), json!(fields));
    let warning = plan.run().warning("erases what no setting stands for");
    for field in fields {
        assert!(warning.detail.contains(&field), "{}", warning.detail);
    }
    workspace.apply_for_good();
    assert_eq!(versions_of(&mock, "drift").len(), 2);
}

/// Case 52: the task's drift is told in the task's words.
#[test]
fn a_task_of_the_sdk_is_named_with_its_version() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
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
    Sdk::new(&mock).deploy_as(
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
