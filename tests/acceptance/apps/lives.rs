//! Apps of one's own, from their creation to their end.

use serde_json::{Value, json};

use crate::apps::{EVERYTHING, ID, IT, app, everything, is_gone, of_image, stored};
use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;

#[test]
fn an_app_lives_from_its_creation_to_its_end() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    let plan = workspace.plan();
    let planned = plan.change(IT);
    assert_eq!(*planned.after("id"), ID);
    assert!(planned.is_unknown("public_url") && planned.is_unknown("status"));
    workspace.apply_plan();
    workspace.assert_settled();
    let state = workspace.state();
    assert_eq!(state.get(IT, "status"), "active");
    assert_eq!(
        state.get(IT, "public_url"),
        "https://web-flytesnacks-development.apps.example.com"
    );
    assert_eq!(*state.get(IT, "foreign_fields"), json!([]));
    assert_eq!(*state.get(IT, "revision"), Value::Null);
    assert_eq!(mock.count("Create"), 1);

    workspace.write(&app(&everything()));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(change.actions(), "update");
    assert!(change.is_unknown("public_url"), "its subdomain is another");
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(mock.count("Update"), 1);
    let spec = &stored(&mock)["spec"];
    assert_eq!(
        spec["container"]["ports"],
        json!([{ "containerPort": 9000, "name": "h2c" }])
    );
    assert_eq!(spec["autoscaling"]["scaledownPeriod"], "300s");
    assert_eq!(spec["securityContext"]["allowAnonymous"], true);
    assert_eq!(
        spec["profile"],
        json!({ "type": "fastapi", "shortDescription": "What for" })
    );

    // What is left out has its default again.
    workspace.write(&app(""));
    workspace.apply_for_good();
    let spec = &stored(&mock)["spec"];
    assert_eq!(
        spec["container"]["ports"],
        json!([{ "containerPort": 8080 }])
    );
    assert_eq!(spec["securityContext"], Value::Null);
    assert_eq!(spec["clusterPool"], "default");

    workspace.destroy();
    assert!(is_gone(&mock));
}

/// What is null, empty or the default says the same as what is absent.
#[test]
fn a_default_is_no_change() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    mock.clear_requests();
    workspace.write(&app(
        "args = []\nport = 8080\nenv_vars = {}\nresources = {}\nscaling = { replicas = [0, 1] }\n\
         requires_auth = true\nsubdomain = \"\"\nlinks = []\ncluster_pool = \"default\"\n\
         description = \"\"\ndesired_state = \"active\"\nservice_account = null\ntimeouts {\n  create \
         = \"1m\"\n}",
    ));
    workspace.apply_for_good();
    workspace.write(&app("deletion_policy = \"abandon\""));
    workspace.apply_for_good();
    assert_eq!(mock.count("Update"), 0);
    let run = workspace.destroy();
    run.warning("App stays in Flyte as it is");
    assert!(!is_gone(&mock));
}

#[test]
fn every_setting_is_a_change_of_its_own() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(""));
    workspace.apply_for_good();
    for (name, value) in EVERYTHING {
        if ["deletion_policy", "desired_state"].contains(&name) {
            continue;
        }
        workspace.write(&app(&format!("{name} = {value}")));
        let plan = workspace.plan();
        let change = plan.change(IT);
        assert_eq!(change.actions(), "update", "{name}");
        let differing = change.differing();
        let others = [
            "status",
            "status_message",
            "current_replicas",
            "revision",
            "public_url",
        ];
        let of_it: Vec<_> = differing
            .iter()
            .filter(|path| !others.contains(&path.as_str()))
            .collect();
        assert!(
            !of_it.is_empty() && of_it.iter().all(|path| path.starts_with(name)),
            "{name}: {differing:?}"
        );
    }
    workspace.write(&app("").replace("\"web\"", "\"other\""));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).replaced_by(), ["name"]);
    workspace.apply_plan();
    workspace.assert_settled();
    assert!(is_gone(&mock));
    workspace.destroy();
}

#[test]
fn another_spelling_is_no_change() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app(
        "resources = { cpu = 1, memory = \"1Gi\" }\nscaling = { replicas = 2, scaledown_after = \
         \"300\" }\nrequest_timeout = \"1m30s\"",
    ));
    workspace.apply_for_good();
    mock.clear_requests();
    workspace.write(&app(
        "resources = { cpu = \"1000m\", memory = \"1024Mi\" }\nscaling = { replicas = [2, 2], \
         scaledown_after = \"5m\" }\nrequest_timeout = \"90\"",
    ));
    workspace.apply_for_good();
    assert_eq!(mock.count("Update"), 0);
    let error = |body: &str| {
        workspace.write(&app(body));
        workspace.try_plan(&[]).error().clone()
    };
    // The server would panic.
    let refused = error("resources = { memory = \"lots\" }");
    assert!(refused.line().starts_with("resources"), "{refused:?}");
    assert!(refused.summary.contains("memory"), "{refused:?}");
    assert!(error("port = 8012").summary.contains("reserved"));
    workspace.write(&app(""));
    workspace.destroy();
}

/// With a stop, Flyte takes no other change.
#[test]
fn an_app_is_changed_and_stopped_and_started() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let stopped = "desired_state = \"stopped\"";
    workspace.write(&app(stopped));
    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "status"), "stopped");
    assert_eq!(*state.get(IT, "public_url"), Value::Null);
    assert_eq!((mock.count("Create"), mock.count("Update")), (1, 1));

    workspace.write(&of_image("acme/web:2", stopped));
    workspace.apply_for_good();
    assert_eq!(mock.count("Update"), 3);
    let found = stored(&mock);
    assert_eq!(found["spec"]["container"]["image"], "acme/web:2");
    assert_eq!(found["spec"]["desiredState"], "DESIRED_STATE_STOPPED");

    workspace.write(&of_image("acme/web:2", ""));
    let plan = workspace.plan();
    assert!(plan.change(IT).is_unknown("public_url"));
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(mock.count("Update"), 4);
    assert_eq!(workspace.state().get(IT, "status"), "active");

    workspace.write(&of_image("acme/web:2", stopped));
    workspace.apply_for_good();
    assert_eq!(mock.count("Update"), 5);
    workspace.write(&of_image("acme/web:3", stopped));
    workspace.apply_for_good();
    assert_eq!(mock.count("Update"), 7);
    workspace.destroy();
    assert!(is_gone(&mock));
}

#[test]
fn an_unknown_value_waits_for_the_apply() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let body = "env_vars = { A = terraform_data.it.output }\nport = \
                tonumber(terraform_data.it.output)\nscaling = { replicas = \
                tonumber(terraform_data.it.output) }";
    workspace.write(&format!(
        "resource \"terraform_data\" \"it\" {{\n  input = \"8081\"\n}}\n{}",
        app(&body.replace("tonumber(terraform_data.it.output) }", "1 }"))
    ));
    workspace.apply_for_good();
    assert_eq!(
        stored(&mock)["spec"]["container"]["ports"][0]["containerPort"],
        8081
    );
    workspace.destroy();
}

#[test]
fn a_policy_may_prevent_the_end_of_an_app() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&app("deletion_policy = \"prevent\""));
    workspace.apply_for_good();
    workspace.write("");
    let run = workspace.try_plan(&[]);
    assert_eq!(
        run.error().summary,
        format!("App `{ID}` must not be destroyed")
    );
    workspace.write(&app("deletion_policy = \"prevent\"").replace("\"web\"", "\"other\""));
    let run = workspace.try_plan(&[]);
    assert_eq!(
        run.error().summary,
        format!("App `{ID}` must not be destroyed")
    );
    workspace.write(&app(""));
    workspace.apply_for_good();
    workspace.destroy();
    assert!(is_gone(&mock));
}
