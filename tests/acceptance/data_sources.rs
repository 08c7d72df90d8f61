//! Data sources, read by real Terraform.

use std::fs;

use flyte_mock::{Fault, FaultKind, Mock};
use serde_json::json;

use crate::harness::{
    backend::{live, mock},
    run::Diagnostic,
    terraform::project,
    workspace::Workspace,
};

/// A workspace with this configuration.
fn with(mock: &Mock, configuration: &str) -> Workspace {
    let workspace = Workspace::new(mock);
    workspace.write(configuration);
    workspace
}

/// The one error of a plan.
#[track_caller]
fn refused(mock: &Mock, configuration: &str) -> Diagnostic {
    with(mock, configuration).try_plan(&[]).error().clone()
}

#[test]
fn a_project_has_its_domains() {
    let mock = mock();
    let workspace = with(&mock, "data \"flyte_project\" \"it\" {}\n");
    workspace.apply_for_good();
    let state = workspace.state();
    let it = |name| state.get("data.flyte_project.it", name).clone();
    assert_eq!(it("id"), "flytesnacks");
    assert_eq!(it("name"), "flytesnacks");
    assert_eq!(it("state"), "active");
    assert_eq!(it("org"), json!(null));
    assert_eq!(
        it("domains"),
        json!([
            { "id": "development", "name": "Development" },
            { "id": "staging", "name": "Staging" },
            { "id": "production", "name": "Production" },
        ])
    );
}

#[test]
fn a_project_that_is_not_there_is_an_error() {
    let error = refused(
        &mock(),
        "data \"flyte_project\" \"it\" {\n  id = \"nowhere\"\n}\n",
    );
    assert_eq!(error.summary, "Cannot read project `nowhere`");
    assert!(
        error.detail.contains("project not found: nowhere"),
        "{}",
        error.detail
    );
    assert_eq!(error.address, "data.flyte_project.it");
}

#[test]
fn a_project_needs_an_id_that_can_be_one() {
    let mock = mock();
    let error = refused(
        &mock,
        "data \"flyte_project\" \"it\" {\n  id = \"a/b\"\n}\n",
    );
    assert_eq!(
        error.summary,
        "id must not contain slashes, spaces or control characters"
    );
    assert_eq!(error.line(), "id = \"a/b\"");

    let workspace = Workspace::bare();
    workspace.provider(&format!("endpoint = {:?}\n  insecure = true", mock.url()));
    workspace.write("data \"flyte_project\" \"it\" {}\n");
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "No project");
    assert!(
        error.detail.contains("FLYTE_TASK_PROJECT"),
        "{}",
        error.detail
    );
}

/// What a data source needs may come from a resource that is yet to be created: it is then read
/// while applying.
#[test]
fn a_data_source_waits_for_what_it_needs() {
    let mock = mock();
    let workspace = with(
        &mock,
        "resource \"terraform_data\" \"project\" {\n  input = \"flytesnacks\"\n}\n\n\
         data \"flyte_project\" \"it\" {\n  id = terraform_data.project.output\n}\n\n\
         output \"domain\" {\n  value = data.flyte_project.it.domains[0].id\n}\n",
    );
    let plan = workspace.plan();
    assert!(plan.change("data.flyte_project.it").is_unknown("name"));
    assert_eq!(mock.count("GetProject"), 0);
    workspace.apply_for_good();
    assert_eq!(workspace.state().output("domain"), "development");
}

#[test]
fn an_unusable_answer_is_no_absence() {
    let mock = mock();
    mock.fail(Fault::new("GetProject", 1, FaultKind::HtmlPage));
    let error = refused(&mock, "data \"flyte_project\" \"it\" {}\n");
    assert_eq!(error.summary, "Cannot read project `flytesnacks`");
    assert!(!error.detail.contains("not found"), "{}", error.detail);
}

/// The example of a data source, as it stands.
fn example(name: &str) -> String {
    let file = format!("examples/data-sources/{name}/data-source.tf");
    fs::read_to_string(project().join(file)).unwrap()
}

#[test]
fn the_example_of_a_project_applies() {
    let mock = mock();
    with(&mock, &example("flyte_project")).apply_for_good();
    assert_eq!(
        live(&mock),
        [
            "development/fast_env",
            "production/fast_env",
            "staging/fast_env"
        ]
    );
}
