//! `terraform query`, and the data sources.

use std::fs;

use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::run::Run;
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{ID, create, created_time, drawn, it, secret};

/// The secrets that a query has found.
fn events(run: &Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    lines
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| event["type"] == "list_resource_found")
        .map(|mut event| event["list_resource_found"].take())
        .collect()
}

fn query(workspace: &Workspace, config: &str) -> Run {
    workspace.file(
        "it.tfquery.hcl",
        &format!(
            "list \"flyte_secret\" \"it\" {{\n  provider = flyte\n  config {{\n{config}\n  }}\n}}\n"
        ),
    );
    workspace.terraform(&["query", "-json", "-generate-config-out=found.tf"])
}

#[test]
fn a_query_finds_and_imports() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let name = drawn("wide");
    let here = json!({ "name": name, "domain": "development", "project": "flytesnacks" });
    for id in [json!({ "name": name }), here, it()] {
        create(&mock, &id);
    }
    let names = |config: &str| -> Vec<String> {
        fs::remove_file(workspace.path().join("found.tf")).ok();
        let run = query(&workspace, config).succeeded();
        let names = events(&run).into_iter();
        names
            .map(|it| it["display_name"].as_str().unwrap().to_owned())
            .collect()
    };
    let pattern = format!("name = \"{name}*\"");
    assert_eq!(names(&pattern), [&*name]);
    let narrower = format!("{pattern}\ninclude_narrower = true");
    assert_eq!(
        names(&narrower),
        [name.clone(), format!("flytesnacks/development/{name}")]
    );
    let of_project = "project = \"flytesnacks\"\ndomain = \"development\"";
    assert_eq!(
        names(of_project),
        [ID.to_owned(), format!("flytesnacks/development/{name}")]
    );
    assert_eq!(
        names("domain = \"development\"\nname = \"db-password\""),
        [""; 0]
    );

    fs::remove_file(workspace.path().join("found.tf")).ok();
    query(&workspace, of_project).succeeded();
    workspace.file("it.tfquery.hcl", "");
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [""; 0]);
    workspace.apply_plan();
    workspace.assert_settled();
    workspace.destroy();
    crate::stored_secrets::delete(&mock, &json!({ "name": name }));

    fs::remove_file(workspace.path().join("found.tf")).ok();
    let run = query(&workspace, "project = \"flytesnacks\"");
    assert_eq!(
        run.error().summary,
        "A secret of a project must also name a domain"
    );
}

#[test]
fn data_sources_tell_what_flyte_tells() {
    let mock = mock();
    create(&mock, &it());
    let name = drawn("wide");
    create(&mock, &json!({ "name": name, "domain": "staging" }));
    let workspace = Workspace::new(&mock);
    workspace.write(&format!(
        "data \"flyte_secret\" \"it\" {{\n  name = \"db-password\"\n  project = \"flytesnacks\"\n  \
         domain = \"development\"\n}}\n\
         data \"flyte_secrets\" \"here\" {{\n  project = \"flytesnacks\"\n  domain = \
         \"development\"\n}}\n\
         data \"flyte_secrets\" \"all\" {{\n  name = \"{name}*\"\n  include_narrower = true\n}}\n\
         data \"flyte_secrets\" \"org\" {{\n  name = \"{name}*\"\n}}\n"
    ));
    workspace.apply_for_good();
    let state = workspace.state();
    let get = |name| state.get("data.flyte_secret.it", name).clone();
    assert_eq!(get("id"), ID);
    assert_eq!(
        get("created_time").as_str(),
        created_time(&mock, &it()).as_deref()
    );
    assert_eq!(get("status"), "fully_present");
    let clusters = get("clusters");
    let clusters = clusters.as_object().unwrap();
    assert!(clusters.values().all(|it| it == "present"), "{clusters:?}");
    assert_eq!(clusters.len(), 1);
    let found = |which: &str| {
        state
            .get(&format!("data.flyte_secrets.{which}"), "secrets")
            .clone()
    };
    assert_eq!(
        found("here"),
        json!([{
            "id": ID, "name": "db-password", "project": "flytesnacks", "domain": "development",
            "created_time": created_time(&mock, &it()), "status": "fully_present",
        }])
    );
    assert_eq!(found("all")[0]["id"], format!("staging/{name}"));
    assert_eq!(found("org"), json!([]));
    crate::stored_secrets::delete(&mock, &json!({ "name": name, "domain": "staging" }));
}

#[test]
fn a_secret_that_is_not_there_is_an_error() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write("data \"flyte_secret\" \"it\" {\n  name = \"nowhere\"\n}\n");
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "There is no secret `nowhere`");
    assert_eq!(error.line(), "name = \"nowhere\"");
}

/// The examples of the documentation.
#[test]
fn the_examples_apply() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::WriteOnly, &mock) else {
        return;
    };
    let example = |path: &str| fs::read_to_string(project().join("examples").join(path)).unwrap();
    workspace.write(&secret("  value = \"v\""));
    workspace.apply();
    workspace.file(
        "data.tf",
        &example("data-sources/flyte_secret/data-source.tf"),
    );
    workspace.apply_for_good();
    workspace.file(
        "data.tf",
        &example("data-sources/flyte_secrets/data-source.tf"),
    );
    workspace.apply_for_good();
}
