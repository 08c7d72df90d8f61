//! Times with a fraction of a second, which the Flyte SDK deploys and no pool can run with: shown
//! as they are, and refused in a configuration.

use std::fs;

use flyte_mock::Mock;
use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend::{deploy_behind_its_back, mock, policy, stored};
use crate::harness::run::Run;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const CODE: &str = r#"
from datetime import timedelta

import flyte

env = flyte.TaskEnvironment(
    name="fast_env",
    image="ghcr.io/acme/app:1",
    reusable=flyte.ReusePolicy(replicas=(1, 3), idle_ttl=timedelta(seconds=90.5)),
)


@env.task
def work() -> None:
    pass
"#;

const WORK: &str = "tasks = {\n work = { module = \"work\" }\n}";
const WHOLE: &str = "reusable {\n replicas = [1, 3]\n idle_ttl = \"91s\"\n}";

/// A backend that the SDK deployed the code to.
fn deployed() -> Mock {
    let mock = mock();
    Sdk::new(&mock).deploy("work", CODE);
    mock
}

/// Lets the workspace import it.
fn import(workspace: &Workspace) {
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  id = \"flytesnacks/development/fast_env\"\n}}\n"),
    );
}

/// Makes sure that the one error tells the fraction, and what to write instead.
#[track_caller]
fn assert_refused(run: &Run) {
    let error = run.error();
    assert_eq!(error.summary, "idle_ttl must be a whole number of seconds");
    assert!(error.detail.contains("`1m30.5s`"), "{}", error.detail);
    let instead = "Write `idle_ttl = \"1m31s\"`.";
    assert!(error.detail.contains(instead), "{}", error.detail);
}

#[test]
fn an_import_shows_the_fraction_and_the_next_apply_ends_it() {
    let mock = deployed();
    let workspace = Workspace::new(&mock);
    import(&workspace);
    workspace.write(&environment(&format!("{WHOLE}\n{WORK}")));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(change.before("reusable")["idle_ttl"], json!("1m30.5s"));
    assert_eq!(change.after("reusable")["idle_ttl"], json!("91s"));
    plan.run().warning("The warm pool is replaced");
    workspace.apply_for_good();
    let idle_ttl = policy(&stored(&mock)).idle_ttl.unwrap();
    assert_eq!((idle_ttl.seconds, idle_ttl.nanos), (91, 0));
}

#[test]
fn what_is_generated_says_the_fraction_and_is_refused_until_it_is_rounded() {
    let mock = deployed();
    let workspace = Workspace::new(&mock);
    import(&workspace);
    assert_refused(&workspace.try_plan(&["-generate-config-out=generated.tf"]));
    let generated = fs::read_to_string(workspace.path().join("generated.tf")).unwrap();
    assert!(generated.contains("\"1m30.5s\""), "{generated}");
    workspace.file("generated.tf", &generated.replace("1m30.5s", "1m31s"));
    workspace.apply_for_good();

    let mock = deployed();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let list = "list \"flyte_task_environment\" \"it\" {\n  provider = flyte\n}\n";
    workspace.file("it.tfquery.hcl", list);
    let query = ["query", "-json", "-generate-config-out=found.tf"];
    workspace.terraform(&query).succeeded();
    workspace.file("it.tfquery.hcl", "");
    assert_refused(&workspace.try_plan(&[]));
}

#[test]
fn what_is_not_to_be_changed_stays_as_it_is() {
    let mock = deployed();
    let workspace = Workspace::new(&mock);
    import(&workspace);
    let ignored = "lifecycle {\n ignore_changes = [reusable]\n}";
    let lines = format!("{WHOLE}\n{WORK}\n{ignored}");
    workspace.write(&environment(&lines));
    // The bundle that the pool lacks makes it another one; the time stays part of it.
    let version = workspace.plan().change(IT).after("pool_version").clone();
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "reusable")["idle_ttl"], "1m30.5s");
    assert_eq!(*state.get(IT, "pool_version"), version);
}

#[test]
fn drift_shows_the_fraction_and_is_repaired() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(WHOLE));
    workspace.apply();
    deploy_behind_its_back(&mock, "v7", |spec| {
        spec["taskTemplate"]["reusePolicy"]["idleTtl"] = json!("90.500s");
        spec["taskTemplate"]["custom"]["spec"]["ttl_seconds"] = json!(90.5);
    });
    let plan = workspace.plan();
    assert_eq!(
        plan.drift(IT).after("reusable")["idle_ttl"],
        json!("1m30.5s")
    );
    workspace.apply_for_good();
    assert_eq!(policy(&stored(&mock)).idle_ttl.unwrap().nanos, 0);
}

/// What Flyte holds can be told in Python, where it comes from, whether it runs or not.
#[test]
fn a_data_source_and_its_code_say_the_fraction() {
    let mock = mock();
    Sdk::new(&mock).deploy("work", CODE);
    let Some(workspace) = Workspace::with(Feature::Functions, &mock) else {
        return;
    };
    workspace.write(
        "data \"flyte_task_environment\" \"it\" {\n  name = \"fast_env\"\n}\n\
         output \"code\" {\n  \
         value = provider::flyte::task_environment_python(data.flyte_task_environment.it)\n}\n",
    );
    workspace.apply_for_good();
    let state = workspace.state();
    let reusable = state.get("data.flyte_task_environment.it", "reusable");
    assert_eq!(reusable["idle_ttl"], "1m30.5s");
    let code = state.output("code").as_str().unwrap();
    let time = "idle_ttl=timedelta(seconds=90, microseconds=500000)";
    assert!(code.contains(time), "{code}");
}
