//! The action `flyte_run_task`: runs of tasks, started by real Terraform.

use flyte_mock::{Code, Fault, FaultKind, Mock, Options, Outcome};
use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::harness::{backend, environment};

const TASK: &str = "fast_env.work";
const WORK: &str = "  tasks = {
    work = {
      command  = [\"work\"]
      inputs   = { day = \"str\", days = \"int\", files = \"list[str]\" }
      defaults = { days = 7 }
    }
  }
";
const INPUTS: &str = "inputs = { day = \"2026-11-23\", files = jsonencode([\"a\", \"b\"]) }";

/// An environment with a task, deployed, and an action beside it; nothing where Terraform has no
/// actions.
fn deployed(mock: &Mock, config: &str) -> Option<Workspace> {
    let workspace = Workspace::with(Feature::Actions, mock)?;
    workspace.write(&format!(
        "{}\naction \"flyte_run_task\" \"it\" {{\n  config {{\n    task = \"{TASK}\"\n{config}\n  \
         }}\n}}\n",
        environment(WORK)
    ));
    workspace.apply();
    Some(workspace)
}

fn invoke(workspace: &Workspace) -> Run {
    workspace.try_apply(&["-invoke=action.flyte_run_task.it"])
}

/// The bodies of the requests for a method.
fn bodies(mock: &Mock, method: &str) -> Vec<Value> {
    let requests = mock.requests().into_iter();
    requests
        .filter(|request| request.method == method)
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect()
}

fn expected_inputs() -> Value {
    let text = |text: &str| json!({"scalar": {"primitive": {"stringValue": text}}});
    json!({"literals": [
        {"name": "day", "value": text("2026-11-23")},
        {"name": "days", "value": {"scalar": {"primitive": {"integer": "7"}}}},
        {"name": "files", "value": {"collection": {"literals": [text("a"), text("b")]}}},
    ]})
}

#[test]
fn a_run_is_started_as_the_sdk_does_and_waited_for() {
    let mock = mock();
    let Some(workspace) = deployed(&mock, INPUTS) else {
        return;
    };
    let run = invoke(&workspace).succeeded();
    for news in [
        "started run `tf-",
        "is queued",
        "is running",
        "succeeded after",
    ] {
        assert!(run.stdout.contains(news), "{news}: {}", run.report());
    }
    let [upload] = &*bodies(&mock, "UploadInputs") else {
        panic!("the inputs are uploaded once");
    };
    assert_eq!(upload["inputs"], expected_inputs());
    let [create] = &*bodies(&mock, "CreateRun") else {
        panic!("one run is started");
    };
    assert_eq!(create["taskId"]["name"], TASK);
    assert_eq!(create["runId"], upload["runId"]);
    assert!(create["offloadedInputData"]["uri"].is_string(), "{create}");
    assert_eq!(
        create["runSpec"],
        json!({"labels": {}, "annotations": {}, "envs": {}, "cacheConfig": {}})
    );
    workspace.assert_settled();
}

#[test]
fn a_backend_without_uploads_gets_the_inputs_with_the_run() {
    let mock = backend::start(Options {
        uploads: false,
        ..Options::default()
    });
    let settings = "labels = { team = \"ml\" }\nenv_vars = { MODE = \"full\" }\n\
                    overwrite_cache = true\ninterruptible = false\nqueue = \"gpu\"\n\
                    name = \"nightly-1\"\nwait = false";
    let Some(workspace) = deployed(&mock, &format!("{INPUTS}\n{settings}")) else {
        return;
    };
    // Somebody else may have started it since the name was looked up.
    let code = Code::AlreadyExists;
    let retry_after = None;
    let refused = FaultKind::Connect { code, retry_after };
    mock.fail(Fault::new("CreateRun", 1, refused));
    let run = invoke(&workspace);
    let error = run.error().text();
    assert!(
        error.contains("There is a run `nightly-1` already"),
        "{error}"
    );

    invoke(&workspace).succeeded();
    let [_, create] = &*bodies(&mock, "CreateRun") else {
        panic!("one run is refused, and one started");
    };
    assert_eq!(create["inputs"], expected_inputs());
    assert_eq!(create["runId"]["name"], "nightly-1");
    assert_eq!(
        create["runSpec"],
        json!({
            "labels": {"values": {"team": "ml"}},
            "annotations": {},
            "envs": {"values": [{"key": "MODE", "value": "full"}]},
            "interruptible": false,
            "overwriteCache": true,
            "queue": "gpu",
            "cacheConfig": {"overwriteCache": true},
        })
    );
    assert_eq!(mock.count("GetRunDetails"), 2, "nobody waits");
}

#[test]
fn a_run_that_does_not_succeed_fails_the_action() {
    for (outcome, end, reason) in [
        (
            Outcome::Fails("no such file".into()),
            "failed",
            "no such file",
        ),
        (
            Outcome::IsAborted("not needed".into()),
            "was aborted",
            "not needed",
        ),
        (Outcome::TimesOut, "timed out", "Flyte gives no reason"),
    ] {
        let mock = mock();
        let Some(workspace) = deployed(&mock, INPUTS) else {
            return;
        };
        mock.end_runs(TASK, outcome);
        let run = invoke(&workspace);
        let error = run.error().text();
        assert!(error.contains(&format!("` {end}")), "{error}");
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn a_run_that_takes_too_long_goes_on() {
    let mock = mock();
    let Some(workspace) = deployed(&mock, &format!("{INPUTS}\ntimeout = \"2s\"")) else {
        return;
    };
    mock.end_runs(TASK, Outcome::NeverEnds);
    let run = invoke(&workspace);
    let error = run.error().text();
    assert!(error.contains("has not ended in time"), "{error}");
    assert!(error.contains("still running"), "{error}");
}

#[test]
fn a_lost_answer_starts_no_second_run() {
    let mock = mock();
    let Some(workspace) = deployed(&mock, INPUTS) else {
        return;
    };
    mock.fail(Fault::new("CreateRun", 1, FaultKind::ResetAfter));
    invoke(&workspace).succeeded();
    let runs = bodies(&mock, "CreateRun");
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0]["runId"], runs[1]["runId"]);
}

#[test]
fn what_cannot_be_run_is_refused() {
    for (config, problem) in [
        ("", "The input `day` needs a value"),
        (
            "inputs = { day = \"d\", files = \"x\" }",
            "A value must be of its input's type, `list[str]`",
        ),
        (
            "inputs = { day = \"d\", files = \"[]\", z = \"1\" }",
            "The task has no such input",
        ),
        (
            "version = \"v0\"",
            "No version `v0` of task `fast_env.work`",
        ),
        ("domain = \"staging\"", "No task `fast_env.work`"),
    ] {
        let mock = mock();
        let Some(workspace) = deployed(&mock, config) else {
            return;
        };
        let run = invoke(&workspace);
        let error = run.error().text();
        assert!(error.contains(problem), "{problem}: {error}");
        assert_eq!(mock.count("CreateRun"), 0);
    }
}

#[test]
fn a_deploy_can_trigger_a_run() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Actions, &mock) else {
        return;
    };
    let trigger = "  lifecycle {\n    action_trigger {\n      events  = [after_create, \
                   after_update]\n      actions = [action.flyte_run_task.it]\n    }\n  }\n";
    let configuration = |description: &str| {
        let body = format!("description = \"{description}\"\n{WORK}{trigger}");
        format!(
            "{}\naction \"flyte_run_task\" \"it\" {{\n  config {{\n    task = \"{TASK}\"\n    \
             {INPUTS}\n  }}\n}}\n",
            environment(&body)
        )
    };
    for (description, runs) in [("one", 1), ("two", 2)] {
        workspace.write(&configuration(description));
        workspace.apply();
        let bodies = bodies(&mock, "CreateRun");
        assert_eq!(bodies.len(), runs);
        let latest = mock
            .versions("flytesnacks", "development", TASK)
            .pop()
            .unwrap();
        assert_eq!(bodies[runs - 1]["taskId"]["version"], latest);
    }
    workspace.assert_settled();
}
