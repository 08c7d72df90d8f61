//! What others do meanwhile, and what is taken over from them.

use std::fs;

use flyte_mock::{Fault, FaultKind};
use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::lone_triggers::{DAILY, ID, IT, call, deploy, name, stored, trigger, with_task};

const CODE: &str = r#"
from datetime import datetime
import flyte

env = flyte.TaskEnvironment(name="etl", image="ghcr.io/acme/app:1")


@env.task
def main(x: int, at: datetime = datetime(2026, 1, 1), names: list[str] = ["a"]) -> int:
    return x
"#;

#[test]
fn a_deploy_with_other_triggers_removes_it_and_the_next_apply_brings_it_back() {
    let (mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    workspace.apply_for_good();
    let other = json!([{
        "name": "theirs", "spec": { "active": true }, "automationSpec": { "type": "TYPE_NONE" },
    }]);
    deploy(&mock, "v2", other);
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "create");
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["taskVersion"], "v2");
    assert_eq!(
        mock.triggers("flytesnacks", "development", "etl.main")
            .len(),
        2
    );
}

#[test]
fn what_others_change_is_seen_and_nothing_is_written_over_unseen() {
    let (mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    workspace.apply_for_good();
    let theirs = |revision: u64| {
        let mut found = stored(&mock);
        found["spec"]["description"] = json!("theirs");
        found["spec"]["runSpec"]["runBaseDir"] = json!("s3://theirs");
        let request = json!({
            "name": name(), "revision": revision.to_string(), "spec": found["spec"],
            "automationSpec": found["automationSpec"],
        });
        call(&mock, "DeployTrigger", request);
    };
    theirs(1);
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(*change.before("description"), json!("theirs"));
    assert_eq!(
        *change.before("foreign_fields"),
        json!(["spec.runSpec.runBaseDir"])
    );
    plan.run()
        .warning("What others set on the trigger is taken away");
    // The inputs stay known: they are where they were.
    assert_eq!(*change.before("inputs"), json!({ "x": "7" }));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["description"], Value::Null);

    // Between plan and apply.
    workspace.write(&trigger(&format!("{DAILY}\ndescription = \"ours\"")));
    workspace.plan();
    theirs(3);
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    let changed = format!("Trigger `{ID}` was changed in the meantime");
    assert_eq!(run.error().summary, changed);
    assert_eq!(stored(&mock)["spec"]["description"], "theirs");
    let run = workspace.try_apply(&["-destroy", "-refresh=false"]);
    assert_eq!(run.error().summary, changed);
    workspace.apply_for_good();

    // Between the look and the write.
    workspace.write(&trigger(&format!("{DAILY}\ndescription = \"last\"")));
    workspace.plan();
    mock.fail(Fault::new("DeployTrigger", 1, FaultKind::ResetAfter));
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(stored(&mock)["spec"]["description"], "last");
}

/// Its revision may be the same by chance.
#[test]
fn one_in_another_flyte_is_read_as_it_is_there() {
    let (_mock, workspace) = with_task();
    workspace.write(&trigger(DAILY));
    workspace.apply_for_good();
    let (other, there) = with_task();
    there.write(&trigger("cron = \"0 5 * * *\"\ninputs = { x = 7 }"));
    there.apply_for_good();
    assert_eq!(there.state().get(IT, "revision"), 1);
    let workspace = workspace.leading_to(&other.url(), "flytesnacks");
    let plan = workspace.plan();
    assert_eq!(*plan.change(IT).before("cron"), json!("0 5 * * *"));
    // Nothing of it is written over, or removed, unseen.
    let before = stored(&other);
    for options in [&["-refresh=false"][..], &["-refresh=false", "-destroy"]] {
        workspace.write(&trigger(&format!("{DAILY}\ndescription = \"ours\"")));
        let run = workspace.try_apply(options);
        let error = run.error();
        assert_eq!(
            error.summary,
            format!("Trigger `{ID}` was changed in the meantime")
        );
        assert!(error.detail.contains("set up again"), "{}", error.detail);
        assert_eq!(stored(&other), before);
    }
}

#[test]
fn one_that_is_there_is_not_taken_and_the_block_imports_it() {
    let (mock, workspace) = with_task();
    let other = Workspace::new(&mock);
    other.write(&trigger(DAILY));
    other.apply_for_good();
    workspace.write(&trigger(DAILY).replace("\"it\"", "\"nightly\""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, format!("Trigger `{ID}` already exists"));
    let block = error.detail.split("import {").nth(1).unwrap();
    let block = block.split('}').next().unwrap();
    workspace.file("import.tf", &format!("import {{{block}}}\n"));
    let plan = workspace.plan();
    // Its inputs cannot be read, and are known again by their hash.
    workspace.apply_plan();
    drop(plan);
    workspace.assert_settled();
    assert_eq!(mock.count("DeployTrigger"), 1, "only the other's");
}

#[test]
fn inputs_that_nobody_knows_stay_until_some_are_configured() {
    let (mock, workspace) = with_task();
    let other = Workspace::new(&mock);
    other.write(&trigger(DAILY));
    other.apply_for_good();
    let kept = stored(&mock)["spec"]["offloadedInputData"].clone();
    workspace.write(&trigger("cron = \"0 2 * * *\""));
    workspace.try_import(IT, ID).succeeded();
    workspace.assert_settled();
    let fields = workspace.state().get(IT, "foreign_fields").clone();
    assert_eq!(fields, json!(["spec.offloadedInputData"]));
    workspace.write(&trigger("cron = \"0 3 * * *\""));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["offloadedInputData"], kept);
    // Others that are not known yet may turn out to be none.
    workspace.write(&format!(
        "resource \"terraform_data\" \"none\" {{\n  input = \"none\"\n}}\n{}",
        trigger(
            "cron = \"0 3 * * *\"\ninputs = terraform_data.none.output == \"none\" ? null : { x = 9 }"
        )
    ));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["offloadedInputData"], kept);
    // What fires it belongs to them.
    workspace.write(&trigger(
        "cron = \"0 3 * * *\"\nkickoff_time_input = \"at\"",
    ));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "The trigger gives no value to `x`");
    workspace.write(&trigger("cron = \"0 3 * * *\"\ninputs = { x = 9 }"));
    let plan = workspace.plan();
    plan.run()
        .warning("What others set on the trigger is taken away");
    workspace.apply_for_good();
    assert_ne!(stored(&mock)["spec"]["offloadedInputData"], kept);
}

#[test]
fn an_import_and_a_query_write_configuration_that_plans_empty() {
    let (mock, workspace) = with_task();
    let Some(queries) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let other = Workspace::new(&mock);
    other.write(&trigger(
        "cron = \"0 2 * * *\"\ntimezone = \"Europe/Berlin\"\ninputs = { x = 7 }\nactive = false\n\
         labels = { a = \"b\" }\nnotifications = [{ on_phase = [\"failed\"], delivery = \"d\" }]",
    ));
    other.apply_for_good();
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  id = \"{ID}\"\n}}\n"),
    );
    workspace.try_plan(&["-generate-config-out=found.tf"]);
    let written = fs::read_to_string(workspace.path().join("found.tf")).unwrap();
    assert!(written.contains("Europe/Berlin"), "{written}");
    workspace.apply_for_good();

    queries.file(
        "it.tfquery.hcl",
        "list \"flyte_trigger\" \"it\" {\n  provider = flyte\n  include_resource = true\n  config {\n    \
         task = \"etl.main\"\n    active = false\n  }\n}\n",
    );
    let run = queries.terraform(&["query", "-json", "-generate-config-out=all.tf"]);
    let run = run.succeeded();
    assert!(
        run.stdout
            .contains("nightly of etl.main (cron, not active)"),
        "{}",
        run.stdout
    );
    queries.apply_for_good();
    assert_eq!(mock.count("DeployTrigger"), 1, "only the other's");

    queries.write(
        "data \"flyte_trigger\" \"it\" {\n  task = \"etl.main\"\n  name = \"nightly\"\n}\n\
         data \"flyte_triggers\" \"it\" {}\n",
    );
    queries.apply();
    let state = queries.state();
    let it = |name: &str| state.get("data.flyte_trigger.it", name).clone();
    assert_eq!(it("active"), json!(false));
    assert_eq!(it("timezone"), "Europe/Berlin");
    assert_eq!(it("inputs"), Value::Null);
    assert_eq!(it("triggered_at"), Value::Null);
    let all = state.get("data.flyte_triggers.it", "triggers");
    assert_eq!(all[0]["id"], ID);
    assert_eq!(all[0]["kind"], "cron");
    queries.write("data \"flyte_trigger\" \"it\" {\n  task = \"etl.main\"\n  name = \"none\"\n}\n");
    let run = queries.try_plan(&[]);
    let summary = "Trigger `flytesnacks/development/etl.main/none` does not exist";
    assert_eq!(run.error().summary, summary);
}

#[test]
fn an_identity_imports() {
    let (mock, _) = with_task();
    let Some(workspace) = Workspace::with(Feature::Identity, &mock) else {
        return;
    };
    let other = Workspace::new(&mock);
    other.write(&trigger("on_demand = true\ninputs = { x = 1 }"));
    other.apply_for_good();
    workspace.write(&trigger("on_demand = true"));
    workspace.file(
        "import.tf",
        &format!(
            "import {{\n  to = {IT}\n  identity = {{\n    task = \"etl.main\"\n    name = \
             \"nightly\"\n  }}\n}}\n"
        ),
    );
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "id"), ID);
}

#[test]
fn a_task_of_an_environment_is_left_to_it() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(
        "resource \"flyte_task_environment\" \"etl\" {\n  name = \"etl\"\n  tasks = { main = { \
         command = [\"true\"] } }\n}\n",
    );
    workspace.apply_for_good();
    workspace.file("trigger.tf", &trigger("cron = \"@daily\""));
    let run = workspace.try_plan(&[]);
    let summary = "The task `etl.main` is one of a `flyte_task_environment`";
    assert_eq!(run.error().summary, summary);
    assert!(run.error().line().starts_with("task"));
}

#[test]
fn the_sdk_reads_what_is_deployed_and_deploys_on() {
    let mock = mock();
    let sdk = Sdk::new(&mock);
    sdk.deploy_as("v1", "etl", CODE);
    let workspace = Workspace::new(&mock);
    workspace.write(&trigger(
        "cron = \"0 2 * * *\"\nkickoff_time_input = \"at\"\ninputs = { x = 7 }",
    ));
    workspace.apply_for_good();
    let shown = sdk.cli(&["get", "trigger", "etl.main", "nightly"]);
    assert!(shown.contains("0 2 * * *"), "{shown}");
    sdk.deploy_as("v2", "etl", CODE);
    let plan = workspace.plan();
    assert_eq!(*plan.change(IT).after("task_version"), json!("v2"));
    workspace.apply_for_good();
}
