//! What others do to an app, and apps that others have.

use std::fs;

use flyte_mock::Options;
use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::apps::{
    ID, IT, app, call, everything, identifier, is_gone, of_image, rewrite, stored, theirs,
};
use crate::harness::backend::{mock, start};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

#[test]
fn somebody_elses_changes_are_seen_and_taken_back() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    rewrite(&mock, |app| {
        app["spec"]["container"]["image"] = json!("acme/web:9");
        app["spec"]["container"]["env"] = json!([{ "key": "A", "value": "b" }]);
    });
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(*change.before("image"), "acme/web:9");
    assert_eq!(*change.before("env_vars"), json!({ "A": "b" }));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["container"]["image"], "acme/web:1");

    rewrite(&mock, |app| {
        app["spec"]["images"] = json!({ "images": [{ "tag": "x" }] });
        app["spec"]["profile"]["iconUrl"] = json!("https://icon");
    });
    let plan = workspace.plan();
    plan.run()
        .warning("What others set on the app is taken away");
    let fields = json!(["spec.images", "spec.profile.iconUrl"]);
    assert_eq!(*plan.change(IT).before("foreign_fields"), fields);
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["images"], Value::Null);

    // Another way to say the same is not a change.
    rewrite(&mock, |app| {
        app["spec"].as_object_mut().unwrap().remove("profile");
        app["spec"]["desiredState"] = json!("DESIRED_STATE_STARTED");
        app["spec"]["clusterPool"] = json!("");
    });
    workspace.assert_settled();

    rewrite(&mock, |app| {
        app["spec"]["desiredState"] = json!("DESIRED_STATE_STOPPED")
    });
    let plan = workspace.plan();
    assert_eq!(*plan.change(IT).before("desired_state"), "stopped");
    workspace.apply_for_good();

    call(&mock, "Delete", &json!({ "appId": identifier() }));
    assert_eq!(workspace.plan().change(IT).actions(), "create");
    workspace.apply_for_good();
    call(&mock, "Delete", &json!({ "appId": identifier() }));
    workspace.destroy();
}

#[test]
fn an_app_that_is_there_is_not_overwritten() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    theirs(&mock, "theirs:1");
    workspace.write(&app(""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, format!("App `{ID}` already exists"));
    assert_eq!(error.line(), "name = \"web\"");
    // The block that it prints imports it.
    let block = error.detail.split("import {").nth(1).unwrap();
    let block = block
        .split('}')
        .next()
        .unwrap()
        .replace("flyte_app.web", IT);
    workspace.file("import.tf", &format!("import {{{block}}}\n"));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["container"]["image"], "acme/web:1");
    workspace.file("import.tf", "");
    workspace.destroy();

    // The apply asks again.
    workspace.plan();
    theirs(&mock, "theirs:1");
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert_eq!(run.error().summary, format!("App `{ID}` already exists"));
    assert_eq!(stored(&mock)["spec"]["container"]["image"], "theirs:1");
    call(&mock, "Delete", &json!({ "appId": identifier() }));
}

#[test]
fn what_was_changed_since_the_plan_is_left_alone() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    workspace.write(&of_image("acme/web:2", ""));
    workspace.plan();
    rewrite(&mock, |app| {
        app["spec"]["container"]["image"] = json!("theirs:9")
    });
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert_eq!(
        run.error().summary,
        format!("App `{ID}` was changed in the meantime")
    );
    let run = workspace.terraform(&["destroy", "-json", "-auto-approve", "-refresh=false"]);
    assert_eq!(
        run.error().summary,
        format!("App `{ID}` was changed in the meantime")
    );
    assert_eq!(stored(&mock)["spec"]["container"]["image"], "theirs:9");
    workspace.apply_for_good();

    workspace.write(&of_image("acme/web:3", ""));
    workspace.plan();
    call(&mock, "Delete", &json!({ "appId": identifier() }));
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert_eq!(run.error().summary, format!("App `{ID}` no longer exists"));
    workspace.apply_for_good();
    workspace.destroy();
}

/// Terraform makes and removes in any order.
#[test]
fn a_block_that_is_renamed_loses_no_app() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    workspace.write(&app("").replace("\"it\"", "\"that\""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    // Which of the two, depends on whether the old one was read before.
    let summaries = ["is created and removed in one plan", "already exists"];
    let summaries = summaries.map(|text| format!("App `{ID}` {text}"));
    assert!(summaries.contains(&error.summary), "{}", error.text());
    assert!(error.detail.contains("moved {"), "{}", error.text());
    // Without a look at what is there, the apply refuses both.
    let run = workspace.try_apply(&["-refresh=false", "-parallelism=1"]);
    assert!(run.errors().count() > 0);
    assert!(!is_gone(&mock));
    workspace.file(
        "moved.tf",
        &format!("moved {{\n  from = {IT}\n  to   = flyte_app.that\n}}\n"),
    );
    workspace.apply_for_good();
    workspace.destroy();
}

/// The open-source backend has one service for both.
#[test]
fn an_app_takes_no_other_ones_place() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = json!({ "project": "a-flytesnacks", "domain": "development", "name": "web" });
    let spec = json!({ "container": { "image": "theirs:1" } });
    call(
        &mock,
        "Create",
        &json!({ "app": { "metadata": { "id": id }, "spec": spec } }),
    );
    workspace.write(&app("").replace("\"web\"", "\"web-a\""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    let other = "`a-flytesnacks/development/web`";
    let ours = "`flytesnacks/development/web-a`";
    assert_eq!(
        error.summary,
        format!("Flyte cannot tell app {ours} from {other}")
    );
    call(&mock, "Delete", &json!({ "appId": id }));
}

#[test]
fn what_others_deployed_can_be_imported() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let Some(queries) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let other = Workspace::new(&mock);
    other.write(&app(&everything().replace("\"active\"", "\"stopped\"")));
    other.apply_for_good();
    let updates = mock.count("Update");
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  id = \"{ID}\"\n}}\n"),
    );
    workspace.try_plan(&["-generate-config-out=found.tf"]);
    let written = fs::read_to_string(workspace.path().join("found.tf")).unwrap();
    assert!(
        written.contains("DB_PASSWORD") || written.contains("db-password"),
        "{written}"
    );
    workspace.apply_for_good();

    queries.file(
        "it.tfquery.hcl",
        "list \"flyte_app\" \"it\" {\n  provider = flyte\n  include_resource = true\n  config {\n    \
         name = \"w*\"\n  }\n}\n",
    );
    let run = queries.terraform(&["query", "-json", "-generate-config-out=all.tf"]);
    let run = run.succeeded();
    assert!(run.stdout.contains("web (stopped)"), "{}", run.stdout);
    queries.apply_for_good();
    assert_eq!(mock.count("Update"), updates, "only the other's");
    assert_eq!(mock.count("Create"), 1);

    queries.write(
        "data \"flyte_app\" \"it\" {\n  name = \"web\"\n}\ndata \"flyte_apps\" \"it\" {}\ndata \
         \"flyte_apps\" \"none\" {\n  name = \"x*\"\n}\n",
    );
    queries.apply();
    let state = queries.state();
    let it = |name: &str| state.get("data.flyte_app.it", name).clone();
    assert_eq!(it("image"), "acme/web:1");
    assert_eq!(it("desired_state"), "stopped");
    assert_eq!(it("status"), "stopped");
    assert_eq!(it("port"), 9000);
    let all = state.get("data.flyte_apps.it", "apps");
    assert_eq!(all[0]["id"], ID);
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert_eq!(*state.get("data.flyte_apps.none", "apps"), json!([]));
    queries.write("data \"flyte_app\" \"it\" {\n  name = \"none\"\n}\n");
    let run = queries.try_plan(&[]);
    let summary = "There is no app `flytesnacks/development/none`";
    assert_eq!(run.error().summary, summary);

    let slip = Workspace::new(&mock);
    slip.write(&app(""));
    let run = slip.try_import(IT, "flytesnacks/development/wbe");
    let text = format!("{}{}", run.stdout, run.stderr);
    assert!(text.contains("There is no app"), "{text}");
    assert!(text.contains("`web`"), "{text}");
    other.destroy();
}

#[test]
fn an_identity_imports() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Identity, &mock) else {
        return;
    };
    theirs(&mock, "acme/web:1");
    workspace.write(&app("").replace("\"serve\"", "\"theirs\""));
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  identity = {{\n    name = \"web\"\n  }}\n}}\n"),
    );
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [""; 0]);
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "id"), ID);
    workspace.destroy();
}

#[test]
fn an_app_of_a_pod_is_told_and_replaced() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    rewrite(&mock, |app| {
        app["spec"].as_object_mut().unwrap().remove("container");
        app["spec"]["pod"] =
            json!({ "podSpec": { "containers": [{ "name": "app", "image": "x" }] } });
    });
    let plan = workspace.plan();
    plan.run().warning(&format!(
        "App `{ID}` has settings that no configuration can express"
    ));
    assert_eq!(*plan.change(IT).before("foreign_fields"), json!(["spec"]));
    workspace.apply_for_good();
    assert_eq!(stored(&mock)["spec"]["container"]["image"], "acme/web:1");
    workspace.destroy();
}

#[test]
fn a_flyte_without_apps_is_told_once_while_planning() {
    let with_apps = mock();
    let workspace = Workspace::new(&with_apps);
    workspace.write(&app(""));
    workspace.apply_for_good();
    let mock = start(Options {
        apps: false,
        ..Options::default()
    });
    let fresh = Workspace::new(&mock);
    fresh.write(&format!(
        "{}{}",
        app(""),
        app("")
            .replace("\"it\"", "\"that\"")
            .replace("\"web\"", "\"that\"")
    ));
    let run = fresh.try_plan(&[]);
    assert_eq!(run.error().summary, "This Flyte has no service for apps");
    assert_eq!(mock.count("Create"), 0);
    workspace.destroy();
}

/// The command line of the SDK stops an app, starts it and deletes it.
#[test]
fn the_sdk_reads_an_app_and_changes_it() {
    let mock = mock();
    let sdk = Sdk::new(&mock);
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    let shown = sdk.cli(&["get", "app", "web"]);
    assert!(shown.contains("web-flytesnacks-development"), "{shown}");
    sdk.cli(&["update", "app", "web", "--deactivate"]);
    let plan = workspace.plan();
    assert_eq!(*plan.change(IT).before("desired_state"), "stopped");
    workspace.apply_for_good();
    sdk.cli(&["update", "app", "web", "--deactivate"]);
    sdk.cli(&["update", "app", "web", "--activate"]);
    workspace.assert_settled();
    sdk.cli(&["delete", "app", "web"]);
    assert!(is_gone(&mock));
    assert_eq!(workspace.plan().change(IT).actions(), "create");
}
