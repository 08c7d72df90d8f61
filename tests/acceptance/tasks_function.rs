//! The function `tasks`, in front of the attribute of that name: what Terraform drops silently
//!  is an error, and what it takes arrives.

use std::fs;

use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::backend::{live, mock};
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;

const IT: &str = "flyte_task_environment.it";

/// An environment with these tasks, and a value that is known after apply.
fn environment(tasks: &str) -> String {
    format!(
        "resource \"terraform_data\" \"module\" {{\n  input = \"etl.main\"\n}}\n\n\
         variable \"tasks\" {{\n  type    = any\n  default = null\n}}\n\n\
         resource \"flyte_task_environment\" \"it\" {{\n  name  = \"it\"\n  tasks = {tasks}\n}}\n"
    )
}

/// A folder with this environment, which leads nowhere.
fn offline(tasks: &str) -> Workspace {
    let workspace = Workspace::bare_with(Feature::Functions).expect("the test was skipped");
    workspace.provider(
        "endpoint = \"http://127.0.0.1:9\"\n  insecure = true\n  project = \"p\"\n  domain = \"d\"\n  \
         skip_backend_check = true",
    );
    workspace.write(&environment(tasks));
    workspace
}

#[test]
fn a_misspelt_setting_is_an_error_with_the_function_only() {
    if Feature::Functions.is_skipped() {
        return;
    }
    let misspelt = "{ main = { module = \"etl\", reprot = true } }";
    offline(misspelt).validate().succeeded();

    let run = offline(&format!("provider::flyte::tasks({misspelt})")).validate();
    let error = run.error();
    assert_eq!(error.summary, "Invalid function argument");
    let text = error.text();
    assert!(
        text.contains("in `tasks[\"main\"].reprot`: there is no such setting."),
        "{text}"
    );
    assert!(
        text.contains("Did you mean `report`? There are `args`, "),
        "{text}"
    );
}

#[test]
fn a_value_that_is_wrong_is_told_by_its_place() {
    if Feature::Functions.is_skipped() {
        return;
    }
    for (tasks, told) in [
        (
            "{ main = { command = 1 } }",
            "in `tasks[\"main\"].command`: must be list of string, found a number.",
        ),
        (
            "{ main = { report = true } }",
            "in `tasks[\"main\"]`: A task must have either `module` or `command`.",
        ),
        (
            "{ main = { module = \"etl\", triggers = { nightly = { cron = \"at noon\" } } } }",
            "in `tasks[\"main\"].triggers[\"nightly\"].cron`: cron must have five fields",
        ),
        (
            "{ main = { module = \"etl\", inputs = { day = \"date\" } } }",
            "in `tasks[\"main\"].inputs[\"day\"]`: ",
        ),
        (
            "yamldecode(\"[main]\")",
            "in `tasks`: must be map of object, found a list.",
        ),
        (
            "{ main = { module = terraform_data.module.output, asnyc = true } }",
            "Did you mean `async`?",
        ),
    ] {
        let run = offline(&format!("provider::flyte::tasks({tasks})")).validate();
        let text = run.error().text();
        assert!(text.contains(told), "{tasks}: {text}");
        assert!(!text.ends_with(".."), "{tasks}: {text}");
    }
}

#[test]
fn what_is_unknown_stays_so_and_no_more() {
    if Feature::Functions.is_skipped() {
        return;
    }
    let mock = mock();
    let workspace = Workspace::with(Feature::Functions, &mock).unwrap();
    workspace.write(&environment(
        "provider::flyte::tasks({\n    main  = { module = terraform_data.module.output }\n    \
         other = { module = \"etl\", report = true }\n    none  = null\n  })",
    ));
    workspace.validate().succeeded();
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert!(change.is_unknown("tasks.main.module"));
    assert!(!change.is_unknown("tasks.main.report"));
    assert_eq!(*change.after("tasks.other.report"), true);
    assert_eq!(change.after("tasks").get("none"), Some(&Value::Null));

    workspace.apply_for_good();
    assert_eq!(
        live(&mock),
        [
            "development/it",
            "development/it.main",
            "development/it.other"
        ]
    );
}

/// A whole that is null or not known, and two results in one expression.
#[test]
fn a_module_can_choose_between_tasks() {
    if Feature::Functions.is_skipped() {
        return;
    }
    let mock = mock();
    let mut workspace = Workspace::with(Feature::Functions, &mock).unwrap();
    workspace.write(&environment(
        "var.tasks == null ? provider::flyte::tasks({ a = { module = \"etl\" } }) : \
         provider::flyte::tasks(var.tasks)",
    ));
    workspace.validate().succeeded();
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/it", "development/it.a"]);

    workspace.variable("TF_VAR_tasks", "{ b = { command = [\"date\"] } }");
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/it", "development/it.b"]);

    workspace.write(&environment(
        "provider::flyte::tasks(terraform_data.module.output == \"\" ? null : {})",
    ));
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/it"]);
}

#[test]
fn the_example_applies() {
    if Feature::Functions.is_skipped() {
        return;
    }
    let mock = mock();
    let workspace = Workspace::with(Feature::Functions, &mock).unwrap();
    let file = project().join("examples/functions/tasks/function.tf");
    workspace.write(&fs::read_to_string(file).unwrap());
    workspace.apply_for_good();
    let state = workspace.state();
    let tasks = state.get("flyte_task_environment.housekeeping", "tasks");
    assert_eq!(
        tasks["clean"]["command"],
        json!(["/bin/clean", "--days", "7"])
    );
    assert_eq!(tasks["clean"]["retries"]["count"], 2);
    assert_eq!(tasks["report"]["retries"]["count"], 5);
}
