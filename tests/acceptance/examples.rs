//! The examples that readers meet first.

use std::fs;
use std::path::Path;

use flyte_mock::Mock;
use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend::{live, mock, policy, stored, template, unused, versions};
use crate::harness::sdk::Sdk;
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;

const FAST_ENV: &str = "flyte_task_environment.fast_env";

/// The HCL of the README's section "An example".
fn readme_example() -> String {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let (_, block) = readme.split_once("```terraform\n").unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_readme_example_applies_as_it_stands() {
    let mock = mock();
    let workspace = Workspace::bare();
    let text = readme_example();
    let local = format!("endpoint = {:?}\n  insecure = true", mock.url());
    let adapted = text.replace("endpoint = \"https://flyte.example.com\"", &local);
    assert_ne!(text, adapted);
    workspace.write(&adapted);

    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{FAST_ENV} create")]);
    assert_eq!(plan.output("capacity"), 6);
    workspace.apply_for_good();

    assert_eq!(workspace.state().output("capacity"), 6);
    let policy = policy(&stored(&mock));
    assert_eq!((policy.min_replicas, policy.max_replicas), (1, 3));
    assert_eq!(policy.concurrency, 2);
    assert_eq!(policy.idle_ttl.unwrap().seconds, 300);

    workspace.destroy();
    assert!(live(&mock).is_empty());
    assert!(workspace.state().addresses().is_empty());
}

/// Every configuration of the guides for newcomers, as a reader would try it.
#[test]
fn the_blocks_of_the_first_guides_apply_as_they_stand() {
    if Feature::Functions.is_skipped() {
        return;
    }
    for guide in ["getting-started", "sizing-a-pool"] {
        let page = format!("docs/guides/{guide}.md");
        let page = fs::read_to_string(project().join(page)).unwrap();
        let blocks = page.split("```terraform\n").skip(1);
        for block in blocks.map(|rest| rest.split_once("\n```").unwrap().0) {
            let mock = mock();
            let mut workspace = Workspace::with(Feature::Functions, &mock).unwrap();
            if block.contains("provider \"flyte\"") {
                workspace.provider("");
                workspace.variable("FLYTE_ADMIN_ENDPOINT", &mock.url());
            }
            let block = match block.split_once("provider \"flyte\" {") {
                None => block.to_owned(),
                Some((_, rest)) => rest.split_once("\n}\n").unwrap_or_default().1.to_owned(),
            };
            workspace.variable("FLYTE_ADMIN_INSECURE", "true");
            workspace.variable("FLYTE_TASK_PROJECT", "flytesnacks");
            workspace.variable("FLYTE_TASK_DOMAIN", "development");
            workspace.write(&block);
            workspace.apply_for_good();
            workspace.destroy();
            assert!(live(&mock).is_empty(), "{guide}: {block}");
        }
    }
}

#[test]
fn the_quickstart_finds_its_backend_by_the_environment() {
    let mock = mock();
    let mut workspace = Workspace::bare();
    let path = project().join("examples/quickstart/main.tf");
    workspace.write(&fs::read_to_string(path).unwrap());
    workspace.variable("FLYTE_ADMIN_ENDPOINT", &mock.url());
    workspace.variable("FLYTE_ADMIN_INSECURE", "true");

    let run = workspace.apply_for_good();
    run.warning("No image configured for a reusable environment");
    let state = workspace.state();
    assert_eq!(state.output("capacity"), 6);
    assert_eq!(
        *state.get(FAST_ENV, "reusable.replicas"),
        json!([1, 3]),
        "it is kept as it was written"
    );
    assert_eq!(
        state.get(FAST_ENV, "id"),
        "flytesnacks/development/fast_env"
    );
    assert_eq!(state.get(FAST_ENV, "revision"), 1);
    assert_eq!(*state.get(FAST_ENV, "version"), json!(versions(&mock)[0]));
}

/// Copies a folder of examples into the workspace.
pub(crate) fn copy(workspace: &Workspace, folder: &Path, into: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let into = format!("{into}{name}");
        if entry.file_type().unwrap().is_dir() {
            copy(workspace, &entry.path(), &format!("{into}/"));
        } else {
            workspace.file(&into, &fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// An example in this folder, which finds this backend by the environment.
fn example(name: &str, mut workspace: Workspace, mock: &Mock) -> Workspace {
    copy(&workspace, &project().join("examples").join(name), "");
    workspace.variable("FLYTE_ADMIN_ENDPOINT", &mock.url());
    workspace.variable("FLYTE_ADMIN_INSECURE", "true");
    if workspace.path().join("modules").exists() {
        workspace.terraform(&["get"]).succeeded();
    }
    workspace
}

#[track_caller]
fn applies(name: &str, environments: &[&str]) {
    applies_in(Workspace::bare(), name, environments);
}

#[track_caller]
fn applies_in(workspace: Workspace, name: &str, environments: &[&str]) {
    let mock = mock();
    let workspace = example(name, workspace, &mock);
    workspace.apply_for_good();
    let mut live = live(&mock);
    live.retain(|name| !name.contains('.'));
    assert_eq!(live, environments);
    assert_generated(&mock, environments);
    workspace.destroy();
}

/// What is there is what Terraform writes of it.
#[track_caller]
fn assert_generated(mock: &Mock, environments: &[&str]) {
    let workspace = Workspace::new(mock);
    let imports = environments.iter().enumerate().map(|(number, place)| {
        format!(
            "import {{\n  to = flyte_task_environment.e{number}\n  id = \"flytesnacks/{place}\"\n}}\n"
        )
    });
    workspace.write(&imports.collect::<String>());
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    assert_eq!(plan.changes(), [""; 0]);
}

#[test]
fn an_autoscaling_pool() {
    applies("autoscaling-pool", &["development/fan_out"]);
}

#[test]
fn a_gpu_environment() {
    applies(
        "gpu-environment",
        &["development/inference", "development/training"],
    );
}

#[test]
fn a_budget_for_pools() {
    applies(
        "pool-budget",
        &["development/inference", "development/training"],
    );
}

/// What the pools may hold is known while planning, so that the plan tells what is over the budget.
#[test]
fn pools_over_the_budget_are_told_while_planning() {
    let mock = mock();
    let workspace = example("pool-budget", Workspace::bare(), &mock);
    let over = "The pools may hold more than 7 accelerators.";
    for (budget, is_told) in [("gpu_budget=8", false), ("gpu_budget=7", true)] {
        let run = workspace.try_plan(&["-var", budget]);
        let mut warnings = run.warnings();
        let told = warnings.any(|it| it.detail.contains(over));
        assert_eq!(told, is_told, "{}", run.report());
    }
    assert_eq!(mock.count("DeployTask"), 0);
}

#[test]
fn code_in_a_folder() {
    applies("code-bundle", &["development/words"]);
}

#[test]
fn tasks_that_call_others() {
    applies(
        "calling-tasks",
        &["development/child", "development/parent"],
    );
}

#[test]
fn a_scheduled_container() {
    applies("scheduled-container", &["development/housekeeping"]);
}

#[test]
fn a_module_for_environments_from_a_file() {
    if let Some(workspace) = Workspace::bare_with(Feature::Functions) {
        applies_in(
            workspace,
            "environment-module",
            &[
                "development/ingest",
                "development/report",
                "development/serve",
            ],
        );
    }
}

#[test]
fn the_tests_of_the_module_pass() {
    if let Some(workspace) = Workspace::bare_with(Feature::Functions) {
        the_tests_pass(workspace);
    }
}

/// Terraform 1.13 and later keep a provider for all runs of a file.
#[test]
fn the_tests_of_the_module_pass_with_the_newest_terraform() {
    if let Some(workspace) = Workspace::bare_with(Feature::Actions) {
        the_tests_pass(workspace);
    }
}

#[track_caller]
fn the_tests_pass(workspace: Workspace) {
    let mock = mock();
    let workspace = example("environment-module", workspace, &mock);
    let files = ["tests/plan.tftest.hcl", "tests/mock.tftest.hcl"];
    let files = files.map(|file| format!("-filter={file}"));
    let offline = ["test", "-no-color", &files[0], &files[1]];
    let run = workspace.terraform(&offline).succeeded();
    assert!(run.stdout.contains("3 passed, 0 failed"), "{}", run.stdout);
    assert!(mock.requests().is_empty(), "they need no backend");

    let run = workspace.terraform(&["test", "-no-color"]).succeeded();
    assert!(run.stdout.contains("4 passed, 0 failed"), "{}", run.stdout);
    assert_eq!(mock.count("DeployTask"), 4, "deployed, and retired");
    assert!(live(&mock).is_empty());
}

/// What the file says arrives, with the defaults of all tasks.
#[test]
fn tasks_of_a_file_are_deployed_as_they_are_written() {
    let Some(workspace) = Workspace::bare_with(Feature::Functions) else {
        return;
    };
    let mock = mock();
    let workspace = example("environment-module", workspace, &mock);
    workspace.apply_for_good();
    let template = |task: &str| template(&mock.latest("flytesnacks", "development", task).unwrap());
    let retries = |task: &str| template(task).metadata.unwrap().retries.unwrap().retries;
    assert_eq!(retries("ingest.fetch"), 2);
    assert_eq!(retries("report.tidy_up"), 0);
}

/// A typing error in the file stops the plan, before anything is deployed.
#[test]
fn a_misspelt_setting_in_the_file_is_an_error() {
    let Some(workspace) = Workspace::bare_with(Feature::Functions) else {
        return;
    };
    let workspace = example("environment-module", workspace, &mock());
    let file = workspace.path().join("teams.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let misspelt = text.replace("timeout:", "timeuot:");
    assert_ne!(text, misspelt);
    fs::write(file, misspelt).unwrap();
    let run = workspace.validate();
    let text = run.error().text();
    let told = "in `tasks[\"fetch\"].timeuot`: there is no such setting.";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("Did you mean `timeout`?"), "{text}");
}

/// The whole platform around a team, and a schedule for what it deploys from Python once the project
/// is there.
#[test]
fn a_platform_for_a_team() {
    let mock = mock();
    let Some(workspace) = Workspace::bare_with(Feature::WriteOnly) else {
        return;
    };
    let project = &unused("ranking");
    let mut workspace = example("platform", workspace, &mock);
    let main = workspace.path().join("main.tf");
    let text = fs::read_to_string(&main).unwrap();
    let renamed = text.replace("team        = \"ranking\"", &format!("team = {project:?}"));
    assert_ne!(text, renamed);
    fs::write(main, renamed).unwrap();
    workspace.variable("TF_VAR_warehouse_password", "canary-hunter2");
    workspace.apply_for_good();
    assert_eq!(workspace.state().output("pool")["capacity"], 8);

    let path = self::project().join("examples/platform/src/report.py");
    let code = fs::read_to_string(path).unwrap();
    Sdk::in_place(&mock, project, "production").deploy("report", &code);
    let schedules = json!({
        "daily": { "task": "report.main", "cron": "0 6 * * *", "at": "at", "inputs": { "region": "eu" } },
    });
    workspace.variable("TF_VAR_schedules", &schedules.to_string());
    let run = workspace.apply_for_good();
    run.warning("Triggered runs may get the time of their start and no other input");
    let state = fs::read_to_string(workspace.path().join("terraform.tfstate")).unwrap();
    assert!(!state.contains("canary"), "a secret is in the state");
    workspace.destroy();
    assert!(workspace.state().addresses().is_empty());
}
