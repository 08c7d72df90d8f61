//! What one configuration does, from its creation to its end.

use flyte_mock::Options;
use serde_json::{Value, json};
use test_support::http;

use crate::harness::backend::start;
use crate::harness::flyte::Flyte;
use crate::harness::workspace::Workspace;
use crate::lone_triggers::{DAILY, ID, IT, deploy, name, stored, trigger, with_task};

#[test]
fn a_trigger_lives_from_its_creation_to_its_end() {
    let (mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    let plan = workspace.plan();
    assert_eq!(*plan.change(IT).after("task_version"), json!("v1"));
    assert_eq!(*plan.change(IT).after("id"), json!(ID));
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(workspace.state().get(IT, "revision"), 1);
    let found = stored(&mock);
    assert_eq!(found["spec"]["taskVersion"], "v1");
    assert!(found["spec"]["active"].as_bool().unwrap());
    let uri = &found["spec"]["offloadedInputData"]["uri"];
    assert!(
        uri.as_str()
            .is_some_and(|uri| uri.contains("offloaded-inputs")),
        "{found}"
    );

    // Each setting.
    for (body, path, value) in [
        (
            "cron = \"@daily\"\ninputs = { x = 7 }",
            "/automationSpec/schedule/cron/expression",
            json!("@daily"),
        ),
        (
            "interval_minutes = 30\ninputs = { x = 7 }",
            "/automationSpec/schedule/rate/value",
            json!(30),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }",
            "/automationSpec/type",
            json!("TYPE_NONE"),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\ndescription = \"why\"",
            "/spec/description",
            json!("why"),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\nlabels = { a = \"b\" }",
            "/spec/runSpec/labels/values/a",
            json!("b"),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\nannotations = { a = \"b\" }",
            "/spec/runSpec/annotations/values/a",
            json!("b"),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\nenv_vars = { A = \"b\" }",
            "/spec/runSpec/envs/values/0/value",
            json!("b"),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\ninterruptible = true",
            "/spec/runSpec/interruptible",
            json!(true),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\noverwrite_cache = true",
            "/spec/runSpec/overwriteCache",
            json!(true),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\nqueue = \"q\"",
            "/spec/runSpec/queue",
            json!("q"),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\nmax_action_concurrency = 4",
            "/spec/runSpec/maxActionConcurrency",
            json!(4),
        ),
        (
            "on_demand = true\ninputs = { x = 7 }\nnotification_rule = \"r\"",
            "/spec/runSpec/notificationRuleName",
            json!("r"),
        ),
    ] {
        workspace.write(&trigger(body));
        let plan = workspace.plan();
        assert_eq!(plan.change(IT).actions(), "update", "{body}");
        workspace.apply_plan();
        workspace.assert_settled();
        assert_eq!(stored(&mock).pointer(path), Some(&value), "{body}");
    }
    // Other inputs are elsewhere.
    let before = stored(&mock)["spec"]["offloadedInputData"].clone();
    workspace.write(&trigger(
        "on_demand = true\ninputs = { x = 8, names = jsonencode([\"b\"]) }",
    ));
    workspace.apply_for_good();
    assert_ne!(stored(&mock)["spec"]["offloadedInputData"], before);

    workspace.destroy();
    let gone = http::call(
        &mock.address().to_string(),
        "flyteidl2.trigger.TriggerService/GetTriggerDetails",
        &json!({ "name": name() }),
    );
    assert!(gone.unwrap_err().contains("not_found"));
    // The count goes on.
    workspace.apply_for_good();
    assert!(workspace.state().get(IT, "revision").as_u64().unwrap() > 10);
}

#[test]
fn a_switch_deploys_nothing_and_spelling_is_local() {
    let (mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    workspace.apply_for_good();
    mock.clear_requests();
    workspace.write(&trigger(&format!("{DAILY}\nactive = false")));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).differing(), ["active", "revision"]);
    workspace.apply_for_good();
    assert_eq!(mock.count("UpdateTriggers"), 1);
    assert_eq!(stored(&mock)["spec"]["active"], Value::Null);

    mock.clear_requests();
    workspace.write(&trigger(
        "cron = \"0 2 * * *\"\ntimezone = \"UTC\"\ninputs = { x = \"07\" }\nactive = false\n\
         labels = {}\ntimeouts {\n  read = \"1m\"\n}",
    ));
    workspace.apply_for_good();
    for method in ["DeployTrigger", "UpdateTriggers", "UploadInputs"] {
        assert_eq!(mock.count(method), 0, "{method}");
    }
}

#[test]
fn an_unchanged_trigger_costs_two_requests() {
    let (mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    workspace.apply_for_good();
    mock.clear_requests();
    workspace.assert_settled();
    let methods: Vec<_> = mock.requests().iter().map(|it| it.path.clone()).collect();
    let count = |name: &str| {
        methods
            .iter()
            .filter(|method| method.ends_with(name))
            .count()
    };
    assert_eq!(count("GetTriggerDetails"), 1, "{methods:?}");
    assert_eq!(count("ListVersions"), 1, "{methods:?}");
    assert_eq!(methods.len(), 3, "one for the project: {methods:?}");
}

#[test]
fn inputs_are_held_against_the_task() {
    let (_mock, workspace) = with_task();
    for (body, at, summary) in [
        (
            "cron = \"@daily\"",
            "resource",
            "The trigger gives no value to `x`",
        ),
        (
            "cron = \"@daily\"\ninputs = { x = \"seven\" }",
            "inputs",
            "A value must be of its input's type, `int`",
        ),
        (
            "cron = \"@daily\"\ninputs = { x = 1, y = 2 }",
            "inputs",
            "The task has no such input",
        ),
        (
            "cron = \"@daily\"\ninputs = { x = 1, frame = \"f\" }",
            "inputs",
            "The input is of a type whose values cannot be written down here",
        ),
        (
            "cron = \"@daily\"\ninputs = { x = 1 }\nkickoff_time_input = \"when\"",
            "kickoff_time_input",
            "The task has no such input",
        ),
        (
            "cron = \"@daily\"\ninputs = { x = 1 }\nkickoff_time_input = \"names\"",
            "kickoff_time_input",
            "The input `names` must be of type `datetime`",
        ),
        (
            "cron = \"@daily\"\ninputs = { x = 1 }\ntask_version = \"v9\"",
            "task_version",
            "The task `etl.main` has no such version",
        ),
        (
            "interval_minutes = 0",
            "interval_minutes",
            "interval_minutes must be a whole number from 1 to 153722867",
        ),
    ] {
        workspace.write(&trigger(body));
        let run = workspace.try_plan(&[]);
        let error = run.error();
        assert_eq!(error.summary, summary, "{body}");
        assert!(error.line().starts_with(at), "{body}: {}", error.line());
    }
    workspace.write(&trigger(DAILY).replace("etl.main", "etl.mian"));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "There is no task `etl.mian`");
    assert!(run.error().detail.contains("`etl.main`"));

    // What is not known yet is not judged.
    workspace.write(&format!(
        "resource \"terraform_data\" \"deploy\" {{\n  input = \"etl.mian\"\n}}\n{}",
        trigger(DAILY).replace("\"etl.main\"", "terraform_data.deploy.output")
    ));
    workspace.plan();
}

#[test]
fn it_follows_the_version_that_was_deployed_last_or_stays() {
    let (mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    workspace.apply_for_good();
    deploy(&mock, "v2", json!([]));
    // Flyte moves none.
    assert_eq!(stored(&mock)["spec"]["taskVersion"], "v1");
    let plan = workspace.plan();
    assert_eq!(*plan.change(IT).before("task_version"), json!("v1"));
    assert_eq!(*plan.change(IT).after("task_version"), json!("v2"));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["taskVersion"], "v2");

    workspace.write(&trigger(&format!("{DAILY}\ntask_version = \"v1\"")));
    workspace.apply_for_good();
    deploy(&mock, "v3", json!([]));
    workspace.assert_settled();
    assert_eq!(stored(&mock)["spec"]["taskVersion"], "v1");
}

#[test]
fn without_a_data_proxy_inputs_stay_with_the_trigger_and_one_warning_says_so() {
    let mock = start(Options {
        data_proxy: false,
        ..Options::default()
    });
    deploy(&mock, "v1", json!([]));
    let workspace = Workspace::new(&mock);
    let two = trigger(DAILY)
        + &trigger(DAILY)
            .replace("\"it\"", "\"two\"")
            .replace("nightly", "two");
    workspace.write(&two);
    let run = workspace.apply();
    run.warning("This Flyte may start triggered runs without their inputs");
    workspace.assert_settled();
    let inputs = stored(&mock)["spec"]["inputs"]["literals"].clone();
    let names: Vec<_> = inputs
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(names, ["x", "at", "names", "frame"]);
}

#[test]
fn many_triggers_of_one_task_do_not_meet() {
    let flyte = Flyte::start();
    deploy(flyte.mock(), "v1", json!([]));
    let workspace = flyte.workspace();
    workspace.write(
        "resource \"flyte_trigger\" \"it\" {\n  count = 30\n  task = \"etl.main\"\n  name = \
         \"n${count.index}\"\n  interval_minutes = count.index + 1\n  inputs = { x = count.index \
         }\n}\n",
    );
    workspace.apply_for_good();
    workspace.destroy();
    assert!(
        flyte
            .mock()
            .triggers("flytesnacks", "development", "etl.main")
            .is_empty()
    );
}
