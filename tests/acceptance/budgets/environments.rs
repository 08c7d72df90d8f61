//! Many environments, with and without tasks.

use std::collections::BTreeMap;

use crate::budgets::asked;
use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;

const COUNT: usize = 20;

/// Environments, each with this in its block.
fn environments(body: &str) -> String {
    format!(
        "resource \"flyte_task_environment\" \"all\" {{\n  count = {COUNT}\n  name  = \
         \"env_${{count.index}}\"\n{body}\n  reusable {{}}\n}}\n"
    )
}

/// Two tasks, of which one has triggers.
const TASKS: &str = r#"
  tasks = {
    main = {
      module   = "app"
      inputs   = { x = "int" }
      triggers = {
        nightly = { cron = "0 2 * * *", inputs = { x = 1 } }
        hourly  = { interval_minutes = 60, inputs = { x = 2 } }
      }
    }
    other = { module = "app" }
  }
"#;

/// Fails for more than this for each environment and beside it, or anything of what should not be
/// asked.
#[track_caller]
fn within(asked: &BTreeMap<String, usize>, each: usize, never: &[&str]) {
    // Whether Flyte can be worked with, and which project it is.
    const ONCE: usize = 3;
    let all: usize = asked.values().sum();
    assert!(all <= each * COUNT + ONCE, "{all}: {asked:?}");
    assert!(all >= COUNT, "nothing was asked: {asked:?}");
    for method in never {
        assert_eq!(asked.get(*method), None, "{asked:?}");
    }
}

#[test]
fn environments_cost_few_requests() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environments(""));
    workspace.plan();
    within(&asked(&mock), 1, &[]);
    // Terraform plans once more: that plan lists, and the creation knows it.
    workspace.apply_plan();
    within(&asked(&mock), 1 + 2, &[]);
    workspace.assert_settled();
    within(&asked(&mock), 2, &["ListTasks"]);
    workspace.plan_with(&["-refresh=false"]).assert_empty();
    assert_eq!(asked(&mock).values().sum::<usize>(), 0);

    workspace.write(&environments("  description = \"other\""));
    workspace.apply();
    within(&asked(&mock), 2 + 3, &[]);

    workspace.destroy();
    within(&asked(&mock), 2 + 3, &["GetTrigger", "ListTriggers"]);
}

#[test]
fn tasks_and_triggers_cost_few_requests() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environments(TASKS));
    workspace.apply();
    asked(&mock);
    // Two for the record, and two for each task.
    let never = ["ListTasks", "GetTriggerDetails"];
    workspace.assert_settled();
    within(&asked(&mock), 2 + 2 * 2, &never);
    workspace.apply_for_good();
    asked(&mock);
    workspace.assert_settled();
    within(&asked(&mock), 2 + 2 * 2, &never);

    // A change knows the rest of both tasks, lists their triggers, and those of one once more.
    workspace.write(&environments(&format!("  description = \"other\"{TASKS}")));
    workspace.apply();
    let never = ["GetTriggerDetails", "UploadInputs"];
    within(&asked(&mock), (2 + 2 * 2) + 3 + 2 * 2 + 1, &never);
    workspace.assert_settled();
    within(&asked(&mock), 2 + 2 * 2, &never);

    workspace.destroy();
    // Beside the refresh three for the record, two for each task, one for what has triggers.
    within(
        &asked(&mock),
        (2 + 2 * 2) + 3 + 2 * 2 + 1,
        &["GetTriggerDetails"],
    );
}
