//! Settings as values: computed from variables, files and expressions, absent, null, empty, or not
//! known yet.

use serde_json::json;

use crate::harness::backend::{live, mock, template, versions};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

/// Case 10: jobs of a variable, which were `dynamic` blocks in version 0 of the schema.
#[test]
fn tasks_come_from_a_variable() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&format!(
        "variable \"jobs\" {{\n  type    = map(list(string))\n  default = {{ a = [\"echo\", \"1\"], \
         b = [\"echo\", \"2\"] }}\n}}\n{}",
        environment("tasks = { for name, command in var.jobs : name => { command = command } }")
    ));
    workspace.validate().succeeded();
    let plan = workspace.plan();
    assert_eq!(
        *plan.change(IT).after("tasks.b.command"),
        json!(["echo", "2"])
    );
    workspace.apply_for_good();
    assert_eq!(live(&mock).len(), 3);
    let one = [
        "-var",
        "jobs={ a = [\"echo\", \"1\"], c = [\"echo\", \"3\"] }",
    ];
    workspace.plan_with(&one);
    workspace.apply_plan();
    assert_eq!(
        live(&mock),
        ["", ".a", ".c"].map(|task| format!("development/fast_env{task}")),
        "one goes and one comes"
    );
}

/// A module's variable with optional fields, which are null where nothing is said.
#[test]
fn a_typed_variable_is_handed_on_whole() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let variable = r#"
        variable "tasks" {
          type = map(object({
            module   = optional(string)
            command  = optional(list(string))
            inputs   = optional(map(string))
            retries  = optional(object({ count = number }))
            triggers = optional(map(object({ cron = optional(string), active = optional(bool) })))
          }))
          default = {
            load = { module = "etl", triggers = { nightly = { cron = "@daily" } } }
            say  = { command = ["echo"], retries = { count = 2 } }
          }
        }
        variable "resources" {
          type    = object({ cpu = optional(string), memory = optional(list(string)) })
          default = null
        }
    "#;
    let body = "tasks = var.tasks\nresources = var.resources";
    workspace.write(&format!("{variable}{}", environment(body)));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(change.after("tasks.say.retries.count"), 2);
    assert!(change.after("tasks.load.async").is_null(), "as it was said");
    assert!(change.after("resources").is_null());
    workspace.apply_for_good();
    let sized = [
        "-var",
        "resources={ cpu = \"500m\", memory = [\"1Gi\", \"2Gi\"] }",
    ];
    let plan = workspace.plan_with(&sized);
    assert_eq!(plan.change(IT).after("resources.cpu"), "500m");
    workspace.apply_plan();
    workspace.plan_with(&sized).assert_empty();
}

#[test]
fn tasks_come_from_a_file_and_from_merged_objects() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.file(
        "tasks.yaml",
        "load:\n  module: etl\n  inputs: { day: datetime }\n  timeout: { runtime: 1h }\n\
         say:\n  command: [echo, hi]\n  cache: { version: \"1\" }\n",
    );
    workspace.write(
        r#"
        locals {
          defaults = { retries = { count = 3 }, report = true }
          jobs     = [{ name = "a", module = "etl.a" }, { name = "b", module = "etl.b" }]
        }
        resource "flyte_task_environment" "it" {
          name  = "fast_env"
          tasks = yamldecode(file("${path.module}/tasks.yaml"))
        }
        resource "flyte_task_environment" "merged" {
          name  = "merged"
          tasks = { for job in local.jobs : job.name => merge(local.defaults, job) }
        }
        "#,
    );
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "tasks.load.timeout.runtime"), "1h");
    let merged = "flyte_task_environment.merged";
    assert_eq!(state.get(merged, "tasks.b.retries.count"), 3);
    assert_eq!(live(&mock).len(), 6);
}

/// Case 58: numbers of variables without a type, and of a map of texts, are texts.
#[test]
fn numbers_written_as_text_are_numbers() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(
        r#"
        variable "r" { default = 2 }
        variable "g" { default = 1 }
        variable "c" { default = 1 }
        variable "envs" {
          type    = map(map(string))
          default = { one = { replicas = 2, concurrency = 3, cpu = 2, gpu = 1, memory = "1Gi" } }
        }
        resource "flyte_task_environment" "it" {
          name      = "ut_a"
          image     = "ghcr.io/acme/a:1"
          resources = { gpu = var.g }
          reusable {
            replicas    = var.r
            concurrency = var.c
          }
        }
        resource "flyte_task_environment" "m" {
          for_each = var.envs
          name     = "ut_${each.key}"
          image    = "ghcr.io/acme/a:1"
          resources = {
            cpu    = each.value.cpu
            gpu    = each.value.gpu
            memory = each.value.memory
          }
          reusable {
            replicas    = [1, each.value.replicas]
            concurrency = each.value.concurrency
          }
        }
        "#,
    );
    workspace.apply_for_good();
    let state = workspace.state();
    let m = "flyte_task_environment.m[\"one\"]";
    assert_eq!(state.get(m, "reusable.capacity"), 6);
    let texts = ["-var", "r=5", "-var", "g=1", "-var", "c=2"];
    let plan = workspace.plan_with(&texts);
    let change = plan.change(IT);
    assert_eq!(change.after("reusable.max_replicas"), 5);
    assert_eq!(change.after("reusable.capacity"), 10);
    assert_eq!(change.after("resources.gpu"), 1, "the text means the same");
    workspace.apply_plan();
    workspace.plan_with(&texts).assert_empty();
    workspace.try_plan(&["-var", "r=many"]).error();
}

#[test]
fn what_is_not_known_yet_silences_only_what_needs_it() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let later = "resource \"terraform_data\" \"later\" {\n  input = { tasks = { late = { command = \
                 [\"true\"] } }, cron = \"@daily\" }\n}\n";
    let with = |tasks: &str| {
        let body = format!("secrets = []\ntasks = {tasks}");
        format!("{later}{}", environment(&body))
    };
    let task = "terraform_data.later.output.tasks.late";
    let field =
        "{ command = [\"x\"], triggers = { t = { cron = terraform_data.later.output.cron } } }";
    for unknown in [task, field] {
        let bad = format!("{{ late = {unknown}, bad = {{ module = \"no/module\" }} }}");
        workspace.write(&with(&bad));
        let run = workspace.try_plan(&[]);
        let error = run.error();
        assert_eq!(error.summary, "module must be the name of a Python module");
        assert!(
            error.detail.contains("In `tasks[\"bad\"].module`."),
            "{}",
            error.text()
        );
    }
    workspace.write(&with("terraform_data.later.output.tasks"));
    let plan = workspace.plan();
    assert!(plan.change(IT).is_unknown("tasks"));
    workspace.write(&with(&format!(
        "{{ late = {task}, known = {field}, none = null }}"
    )));
    let plan = workspace.plan();
    let change = plan.change(IT);
    // Newer Terraforms say so of each of its settings.
    let places = ["tasks.late", "tasks.late.command"];
    assert!(places.iter().any(|place| change.is_unknown(place)));
    assert!(change.is_unknown("tasks.known.triggers.t.cron"));
    assert_eq!(*change.after("tasks.known.command"), json!(["x"]));
    assert_eq!(*change.after("secrets"), json!([]));
    workspace.apply_for_good();
    assert_eq!(live(&mock).len(), 3);
}

/// Null and absent are one, and so are empty maps and lists, except for `secrets`.
#[test]
fn what_is_null_or_empty_is_as_if_it_were_not_there() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let nothing = [
        "",
        "tasks = null\nresources = null\nsecrets = null\ncache = null\nenv_vars = null",
        "tasks = {}\nresources = {}\nenv_vars = {}\ntags = {}",
        "tasks = { none = null }\nresources = { cpu = null, accelerator = null }",
        "tasks = null\ncache = { behavior = \"disable\" }",
    ];
    for body in nothing {
        workspace.write(&environment(body));
        workspace.apply_for_good();
        assert_eq!(versions(&mock).len(), 1, "{body}");
    }
    let context = || template(&crate::harness::backend::stored(&mock)).security_context;
    assert_eq!(context(), None);
    workspace.write(&environment("secrets = []"));
    workspace.apply_for_good();
    assert!(context().is_some_and(|context| context.secrets.is_empty()));
    workspace.write(&environment(
        "secrets = [null]\nservice_account = \"runner\"",
    ));
    workspace.apply_for_good();
    let empty = Workspace::new(&mock);
    empty.write(&environment("service_account = \"runner\""));
    empty
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    empty.assert_settled();
}

#[test]
fn a_task_without_what_it_needs_says_what_is_missing() {
    let workspace = Workspace::new(&mock());
    for (tasks, summary, place) in [
        (
            "{ main = { comand = [\"x\"] } }",
            "A task must have either `module` or `command`",
            "In `tasks[\"main\"]`.",
        ),
        (
            "{ \"no task\" = { command = [\"x\"] } }",
            "The name of a task must have 1 to 63 letters, digits, `_` and `-`",
            "In `tasks[\"no task\"]`.",
        ),
        (
            "{ main = { command = [\"x\"], triggers = { nightly = { cron = \"0 2\" } } } }",
            "cron must have five fields: minute, hour, day, month, weekday",
            "In `tasks[\"main\"].triggers[\"nightly\"].cron`.",
        ),
        (
            "{ main = { command = [\"x\"], triggers = { nightly = { crom = \"0 2 * * *\" } } } }",
            "A trigger must have one of `cron`, `interval_minutes`, `artifact` and `on_demand`",
            "In `tasks[\"main\"].triggers[\"nightly\"]`.",
        ),
    ] {
        workspace.write(&environment(&format!("tasks = {tasks}")));
        let run = workspace.validate();
        let error = run.error();
        assert_eq!(error.summary, summary);
        assert!(error.detail.contains(place), "{}", error.text());
    }
}

/// A setting of the environment that all tasks have for themselves, too, runs nothing otherwise; but
/// who removes it sees that it goes.
#[test]
fn what_is_cleared_is_a_change_though_no_task_needs_it() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let tasks = "tasks = { main = { command = [\"x\"], interruptible = false, \
                 service_account = \"own\" } }";
    let shared = "interruptible = true\nservice_account = \"shared\"\n";
    workspace.write(&environment(&format!("{shared}{tasks}")));
    workspace.apply_for_good();
    workspace.write(&environment(tasks));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert!(change.after("service_account").is_null());
    assert_eq!(change.after("interruptible"), false);
    workspace.apply_plan();
    workspace.assert_settled();
}
