//! Tasks deployed in the environment.

use flyte_mock::{Code, Fault, FaultKind, Mock};
use serde_json::{Value, json};

use crate::bad_input::refuse_within;
use crate::harness::backend::{live, mock};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const CLEAN: &str = "clean = {\n command = [\"true\"]\n}";
const TRAIN: &str = "train = {\n module = \"pkg.train\"\n inputs = { epochs = \"int\" }\n}";

/// The environment with these tasks.
fn with(tasks: &[&str]) -> String {
    let tasks = tasks.join("\n");
    environment(&format!("tasks = {{\n{tasks}\n}}"))
}

/// The newest version of a task of `fast_env`.
#[track_caller]
fn task(mock: &Mock, label: &str) -> Value {
    let name = format!("fast_env.{label}");
    let found = mock.latest("flytesnacks", "development", &name);
    serde_json::to_value(found.expect("the task is in Flyte")).unwrap()
}

/// What a container task runs: Flyte keeps its command as arguments.
#[track_caller]
fn arguments(mock: &Mock, label: &str) -> Value {
    task(mock, label)["spec"]["taskTemplate"]["container"]["args"].clone()
}

#[test]
fn tasks_are_added_changed_and_removed_in_place() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&with(&[CLEAN]));
    workspace.apply_for_good();
    assert_eq!(
        live(&mock),
        ["development/fast_env", "development/fast_env.clean"]
    );

    workspace.write(&with(&[CLEAN, TRAIN]));
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    workspace.apply_plan();
    workspace.assert_settled();
    let version = workspace.state().get(IT, "version").clone();
    for label in ["clean", "train"] {
        assert_eq!(task(&mock, label)["taskId"]["version"], version, "{label}");
    }

    workspace.write(&with(&[CLEAN, TRAIN]).replace("\"true\"", "\"false\""));
    workspace.apply_for_good();
    assert_eq!(arguments(&mock, "clean"), json!(["false"]));

    workspace.write(&with(&[TRAIN]));
    workspace.apply_for_good();
    assert_eq!(
        live(&mock),
        ["development/fast_env", "development/fast_env.train"]
    );

    workspace.destroy();
    assert!(live(&mock).is_empty());
}

#[test]
fn a_task_is_part_of_its_environment() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(&format!(
        "env_vars = {{ A = \"1\" }}\nreusable {{\n replicas = 3\n}}\ntasks = {{\n{TRAIN}\n}}"
    )));
    workspace.apply_for_good();
    let train = task(&mock, "train");
    let template = &train["spec"]["taskTemplate"];
    assert_eq!(template["type"], "actor");
    assert_eq!(template["reusePolicy"]["maxReplicas"], 3);
    assert_eq!(
        template["container"]["env"],
        json!([{ "key": "A", "value": "1" }])
    );
    let version = workspace.state().get(IT, "pool_version").clone();
    assert_eq!(
        template["custom"]["version"], version,
        "they share the pool"
    );
}

#[test]
fn a_task_changed_outside_is_shown_and_repaired() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&with(&[CLEAN]));
    workspace.apply_for_good();
    let mut request = task(&mock, "clean");
    request.as_object_mut().unwrap().remove("metadata");
    request["taskId"]["version"] = json!("v7");
    request["spec"]["taskTemplate"]["container"]["args"] = json!(["echo"]);
    mock.deploy_json(request).unwrap();

    let plan = workspace.plan();
    assert_eq!(plan.drifted(), [IT]);
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    workspace.apply_for_good();
    assert_eq!(arguments(&mock, "clean"), json!(["true"]));
}

#[test]
fn a_task_that_is_gone_is_deployed_again() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&with(&[CLEAN, TRAIN]));
    workspace.apply_for_good();
    mock.forget("flytesnacks", "development", "fast_env.clean")
        .unwrap();
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{IT} update")]);
    workspace.apply_for_good();
    assert_eq!(live(&mock).len(), 3);
}

#[test]
fn a_deploy_that_fails_half_way_is_completed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let labels = ["a", "b", "c", "d"];
    let tasks = |command: &str| {
        let tasks = labels.map(|label| format!("{label} = {{ command = [\"{command}\"] }}"));
        with(&tasks.each_ref().map(String::as_str))
    };
    let refused = FaultKind::Connect {
        code: Code::PermissionDenied,
        retry_after: None,
    };
    for (command, known) in [("one", 0), ("two", 1)] {
        workspace.write(&tasks(command));
        mock.fail(Fault::new("DeployTask", u32::MAX, refused).after(2));
        workspace.try_apply(&[]).error();
        assert_eq!(workspace.state().addresses().len(), known, "{command}");
        mock.clear_faults();
        workspace.apply_for_good();
        assert_eq!(live(&mock).len(), 1 + labels.len());
        for label in labels {
            assert_eq!(arguments(&mock, label), json!([command]));
        }
    }
}

#[test]
fn an_environment_is_imported_with_its_tasks() {
    let mock = mock();
    let first = Workspace::new(&mock);
    let more = "\n defaults = { epochs = 3 }\n retries = { count = 2 }\n}";
    let configuration = with(&[CLEAN, &TRAIN.replace("\n}", more)]);
    first.write(&configuration);
    first.apply_for_good();
    let second = Workspace::new(&mock);
    second.write(&configuration);
    second
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    second.assert_settled();
}

#[test]
fn a_removed_task_is_marked_and_the_record_deployed_last() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&with(&[CLEAN, TRAIN]));
    workspace.apply_for_good();
    mock.clear_requests();
    workspace.write(&with(&[CLEAN]));
    workspace.apply_for_good();

    let train = task(&mock, "train");
    assert_eq!(
        train["spec"]["taskTemplate"]["metadata"]["deprecatedErrorMessage"],
        "Removed from the environment by Terraform."
    );
    let deployed: Vec<Value> = mock
        .requests()
        .iter()
        .filter(|request| request.method == "DeployTask")
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect();
    let names: Vec<_> = deployed.iter().map(|it| &it["taskId"]["name"]).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(*names[2], "fast_env", "{names:?}");
}

#[test]
fn concurrency_wants_asynchronous_functions() {
    let rule = "Reusable environments with concurrency greater than 1 are only supported for \
                async tasks";
    let rows = [("async = false\nmodule = \"pkg.work\"", rule, "2")];
    refuse_within("work = {", &rows, |lines| {
        environment(&format!(
            "reusable {{\n concurrency = 2\n}}\ntasks = {{\nwork = {{\n{lines}\n}}\n}}"
        ))
    });
}

#[test]
fn what_others_add_to_a_task_is_named_and_removed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&with(&[CLEAN]));
    workspace.apply_for_good();
    let mut request = task(&mock, "clean");
    request.as_object_mut().unwrap().remove("metadata");
    request["taskId"]["version"] = json!("v7");
    request["spec"]["taskTemplate"]["config"] = json!({ "a": "b" });
    mock.deploy_json(request).unwrap();

    let plan = workspace.plan();
    assert_eq!(plan.drifted(), [IT]);
    let found = plan.drift(IT).after("foreign_fields").to_string();
    assert!(found.contains("config"), "{found}");
    workspace.apply_plan();
    workspace.assert_settled();
    assert!(task(&mock, "clean")["spec"]["taskTemplate"]["config"].is_null());
}

#[test]
fn every_setting_of_a_task_is_changed_in_place() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let mut revision = 0;
    for lines in [
        "short_name = \"t\"",
        "short_description = \"s\"\n long_description = \"l\"",
        "report = true",
        "retries = { count = 2 }",
        "timeout = { runtime = \"1h\" }",
        "cache = { version = \"1\" }",
        "service_account = \"one\"\n pod_template = \"two\"",
        "outputs = { o0 = \"str\" }",
        "",
    ] {
        workspace.write(&with(&[&TRAIN.replace("\n}", &format!("\n {lines}\n}}"))]));
        workspace.apply_for_good();
        revision += 1;
        assert_eq!(workspace.state().get(IT, "revision"), revision, "{lines}");
    }
}
