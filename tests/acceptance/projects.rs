//! The resource `flyte_project`, its list and the data source of all projects.

use flyte_mock::{Fault, FaultKind, Mock};
use serde_json::{Value, json};
use test_support::feature::Feature;
use test_support::http;

use crate::harness::backend::{mock, unused};
use crate::harness::workspace::Workspace;

const IT: &str = "flyte_project.it";

/// A project with these lines in its block.
fn project(id: &str, body: &str) -> String {
    format!("resource \"flyte_project\" \"it\" {{\n  project_id = {id:?}\n{body}\n}}\n")
}

/// A call of the project service, as somebody else makes it.
fn call(mock: &Mock, method: &str, request: Value) -> Value {
    let method = format!("flyteidl2.project.ProjectService/{method}");
    http::call(&mock.address().to_string(), &method, &request).unwrap()
}

/// What Flyte has of a project.
fn stored(mock: &Mock, id: &str) -> Value {
    call(mock, "GetProject", json!({ "id": id }))["project"].take()
}

/// A project as somebody else has it.
fn theirs(mock: &Mock, method: &str, project: Value) {
    call(mock, method, json!({ "project": project }));
}

#[test]
fn a_project_lives_from_its_creation_to_its_archive() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = &unused("life");
    workspace.write(&project(id, ""));
    let plan = workspace.plan();
    let planned = plan.change(IT);
    assert_eq!(*planned.after("name"), json!(id));
    assert_eq!(*planned.after("state"), "active");
    assert!(planned.is_unknown("id") && planned.is_unknown("domains"));
    workspace.apply_plan();
    workspace.assert_settled();
    let state = workspace.state();
    assert_eq!(state.get(IT, "id"), id);
    assert_eq!(state.get(IT, "domains")[0]["name"], "Development");
    assert_eq!(stored(&mock, id)["name"], json!(id));

    workspace.write(&project(
        id,
        "name = \"It\"\ndescription = \"What for\"\nlabels = { team = \"red\", none = \"\" }",
    ));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).actions(), "update");
    assert_eq!(
        plan.change(IT).differing(),
        ["description", "labels.none", "labels.team", "name"]
    );
    workspace.apply_for_good();
    let found = stored(&mock, id);
    assert_eq!(found["name"], "It");
    assert_eq!(found["description"], "What for");
    assert_eq!(
        found["labels"]["values"],
        json!({ "team": "red", "none": "" })
    );

    // What is left out is cleared, and the name is the id again.
    workspace.write(&project(id, "description = \"\"\nlabels = {}"));
    workspace.apply_for_good();
    let found = stored(&mock, id);
    assert_eq!(found["name"], json!(id));
    assert_eq!(found["description"], Value::Null);
    assert_eq!(found["labels"], Value::Null);

    let run = workspace.destroy();
    let warning = run.warning("Project stays in Flyte, archived");
    assert!(warning.detail.contains("triggers go on firing"));
    assert_eq!(stored(&mock, id)["state"], "PROJECT_STATE_ARCHIVED");
}

#[test]
fn what_is_local_is_not_sent() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = &unused("local");
    workspace.write(&project(id, ""));
    workspace.apply_for_good();
    mock.clear_requests();
    workspace.write(&project(
        id,
        "deletion_policy = \"abandon\"\ntimeouts {\n  update = \"1m\"\n}",
    ));
    workspace.apply_for_good();
    assert_eq!(mock.count("UpdateProject"), 0);
    let run = workspace.destroy();
    run.warning("Project stays in Flyte as it is");
    assert_eq!(stored(&mock, id)["state"], Value::Null);
    // Others may use the server.
    workspace.write(&project(id, ""));
    workspace.try_import(IT, id).succeeded();
    workspace.destroy();
}

#[test]
fn an_archived_project_is_brought_back_and_one_in_use_is_not_taken() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = &unused("back");
    theirs(
        &mock,
        "CreateProject",
        json!({ "id": id, "name": "Theirs", "state": "PROJECT_STATE_ARCHIVED" }),
    );
    workspace.write(&project(id, "description = \"ours\""));
    let plan = workspace.plan();
    plan.run().warning(&format!(
        "Project `{id}` is archived, and will be brought back"
    ));
    workspace.apply_plan();
    workspace.assert_settled();
    let found = stored(&mock, id);
    assert_eq!(found["state"], Value::Null);
    assert_eq!(
        (&found["name"], &found["description"]),
        (&json!(id), &json!("ours"))
    );

    let other = Workspace::new(&mock);
    other.write(&project(id, "name = \"Mine\""));
    let run = other.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, format!("Project `{id}` already exists"));
    assert_eq!(error.line(), format!("project_id = {id:?}"));
    // The block that it prints imports it.
    let block = error.detail.split("import {").nth(1).unwrap();
    let block = block.split('}').next().unwrap();
    let block = block.replace(&id.replace('-', "_"), "it");
    other.file("import.tf", &format!("import {{{block}}}\n"));
    other.apply_for_good();
    assert_eq!(stored(&mock, id)["name"], "Mine");
    other.destroy();
}

#[test]
fn somebody_elses_changes_are_seen_and_taken_back() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = &unused("drift");
    workspace.write(&project(id, "description = \"ours\""));
    workspace.apply_for_good();
    theirs(
        &mock,
        "UpdateProject",
        json!({ "id": id, "name": "Theirs", "labels": { "values": { "a": "b" } } }),
    );
    let plan = workspace.plan();
    assert_eq!(
        plan.change(IT).differing(),
        ["description", "labels.a", "name"]
    );
    workspace.apply_for_good();
    theirs(
        &mock,
        "UpdateProject",
        json!({ "id": id, "name": id, "description": "ours", "state": "PROJECT_STATE_ARCHIVED" }),
    );
    let plan = workspace.plan();
    plan.run()
        .warning(&format!("Project `{id}` was archived outside Terraform"));
    assert_eq!(plan.change(IT).actions(), "update");
    assert_eq!(plan.change(IT).differing(), ["state"]);
    workspace.apply_for_good();
    assert_eq!(stored(&mock, id)["state"], Value::Null);
    workspace.destroy();
}

#[test]
fn what_is_planned_in_a_new_project_passes() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = &unused("new");
    let environment = "resource \"flyte_task_environment\" \"it\" {\n  name = \"fast_env\"\n  \
                       project = flyte_project.it.project_id\n  reusable {}\n}\n";
    workspace.write(&(project(id, "") + environment));
    let plan = workspace.plan();
    assert_eq!(plan.run().warnings().count(), 0, "{}", plan.run().report());
    workspace.apply_plan();
    workspace.assert_settled();
    workspace.destroy();
    // Also in one that was archived, of which nothing is said twice.
    let plan = workspace.plan();
    assert_eq!(plan.run().warnings().count(), 1, "{}", plan.run().report());
    workspace.apply_plan();
    workspace.assert_settled();
    workspace.destroy();

    workspace.write(&environment.replace("flyte_project.it.project_id", "\"nowhere\""));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "Project `nowhere` does not exist");
    assert!(run.error().detail.contains("flyte_project.NAME.project_id"));
}

#[test]
fn a_replacement_archives_and_brings_back() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let (id, next) = (&unused("one"), &unused("two"));
    workspace.write(&project(id, ""));
    workspace.apply_for_good();
    workspace
        .try_apply(&[&format!("-replace={IT}")])
        .succeeded();
    workspace.assert_settled();
    assert_eq!(stored(&mock, id)["state"], Value::Null);

    workspace.write(&project(next, "deletion_policy = \"prevent\""));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).replaced_by(), ["project_id"]);
    workspace.apply_for_good();
    assert_eq!(stored(&mock, id)["state"], "PROJECT_STATE_ARCHIVED");
    assert_eq!(stored(&mock, next)["state"], Value::Null);

    let refused = format!("Project `{next}` must not be destroyed");
    workspace.write(&project(id, "deletion_policy = \"prevent\""));
    assert_eq!(workspace.try_plan(&[]).error().summary, refused);
    workspace.write("");
    assert_eq!(workspace.try_plan(&[]).error().summary, refused);
    workspace.write(&project(next, ""));
    workspace.apply_for_good();
    workspace.destroy();
}

#[test]
fn an_import_is_written_as_a_user_would() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let (plain, rich) = (&unused("plain"), &unused("rich"));
    theirs(
        &mock,
        "CreateProject",
        json!({ "id": plain, "name": plain }),
    );
    theirs(
        &mock,
        "CreateProject",
        json!({
            "id": rich, "name": "Rich", "description": "Why", "labels": { "values": { "a": "" } },
        }),
    );
    workspace.file(
        "import.tf",
        &format!(
            "import {{\n  to = flyte_project.plain\n  id = {plain:?}\n}}\nimport {{\n  to = \
             flyte_project.rich\n  id = {rich:?}\n}}\n"
        ),
    );
    let run = workspace.try_plan(&["-generate-config-out=found.tf"]);
    assert_eq!(run.errors().count(), 0, "{}", run.report());
    let written = std::fs::read_to_string(workspace.path().join("found.tf")).unwrap();
    assert_eq!(written.matches("Why").count(), 1, "{written}");
    workspace.apply_for_good();
    assert_eq!(mock.count("UpdateProject"), 0);
    workspace.file("import.tf", "");
    workspace.destroy();

    workspace.file("found.tf", "");
    workspace.write(&project("it", ""));
    let run = workspace.try_import(IT, "flytesnack");
    let text = format!("{}{}", run.stdout, run.stderr);
    assert!(text.contains("There is no project `flytesnack`"), "{text}");
    assert!(text.contains("`flytesnacks`"), "{text}");
}

#[test]
fn an_identity_imports() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Identity, &mock) else {
        return;
    };
    let id = &unused("identity");
    theirs(&mock, "CreateProject", json!({ "id": id, "name": id }));
    workspace.write(&project(id, ""));
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  identity = {{ project_id = {id:?} }}\n}}\n"),
    );
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [""; 0]);
    workspace.apply_for_good();
    workspace.destroy();
}

#[test]
fn a_query_finds_projects_and_so_does_the_data_source() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let ids: Vec<_> = ["a", "b", "c"]
        .map(|name| unused(&format!("query-{name}")))
        .into();
    for (id, state) in ids.iter().zip(["ACTIVE", "ACTIVE", "ARCHIVED"]) {
        let state = format!("PROJECT_STATE_{state}");
        theirs(
            &mock,
            "CreateProject",
            json!({ "id": id, "name": id, "state": state }),
        );
    }
    let query = |archived: bool| {
        workspace.file(
            "it.tfquery.hcl",
            &format!(
                "list \"flyte_project\" \"it\" {{\n  provider = flyte\n  include_resource = true\n  \
                 config {{\n    project_id = \"query-?-*\"\n    archived = {archived}\n  }}\n}}\n"
            ),
        );
        let run = workspace.terraform(&["query", "-json"]).succeeded();
        let lines = run.stdout.lines();
        let events = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut found: Vec<_> = events
            .filter(|event| event["type"] == "list_resource_found")
            .map(|event| event["list_resource_found"]["identity"]["project_id"].clone())
            .filter_map(|id| Some(id.as_str()?.to_owned()))
            .filter(|id| ids.contains(id))
            .collect();
        found.sort();
        found
    };
    assert_eq!(query(false), ids[..2]);
    assert_eq!(query(true), ids[2..]);

    workspace.write(
        "data \"flyte_projects\" \"all\" {\n  id = \"query-?-*\"\n}\n\
         data \"flyte_projects\" \"used\" {\n  id = \"query-?-*\"\n  archived = false\n}\n",
    );
    workspace.apply_for_good();
    let state = workspace.state();
    let found = |name: &str| {
        let found = state.get(&format!("data.flyte_projects.{name}"), "projects");
        let found = found.as_array().unwrap().iter();
        let found = found.map(|it| it["id"].as_str().unwrap().to_owned());
        found.filter(|id| ids.contains(id)).collect::<Vec<_>>()
    };
    assert_eq!(found("all"), ids);
    assert_eq!(found("used"), ids[..2]);
    for id in &ids {
        theirs(
            &mock,
            "UpdateProject",
            json!({ "id": id, "state": "PROJECT_STATE_ARCHIVED" }),
        );
    }
}

#[test]
fn a_lost_answer_is_found_again() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = &unused("lost");
    workspace.write(&project(id, ""));
    mock.fail(Fault::new("CreateProject", 1, FaultKind::ResetAfter));
    workspace.apply_for_good();
    assert_eq!(mock.count("CreateProject"), 2);
    workspace.destroy();
}

#[test]
fn a_refresh_costs_a_request_each_and_a_destroy_warns_once() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let id = &unused("many");
    workspace.write(&format!(
        "resource \"flyte_project\" \"it\" {{\n  count = 20\n  project_id = \
         \"{id}-${{count.index}}\"\n}}\n"
    ));
    mock.clear_requests();
    workspace.apply();
    // Looked for by the plan and again by the apply, made, and read.
    assert_eq!(mock.count("CreateProject"), 20);
    assert!(
        mock.count("GetProject") <= 80,
        "{}",
        mock.count("GetProject")
    );
    mock.clear_requests();
    workspace.assert_settled();
    assert_eq!(mock.requests().len(), 20);
    mock.clear_requests();
    let run = workspace.destroy();
    let warnings: Vec<_> = run.warnings().map(|it| it.summary.clone()).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(mock.count("UpdateProject"), 20);
}
