//! Data sources, read by real Terraform.

use std::fs;

use flyte_mock::{Fault, FaultKind, Mock};
use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend::{live, mock, versions};
use crate::harness::run::Diagnostic;
use crate::harness::sdk::Sdk;
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;
use crate::harness::{EVERYTHING, IT, environment};

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
            { "id": "production", "name": "Production" },
            { "id": "staging", "name": "Staging" },
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

const ENVIRONMENT: &str = "data \"flyte_task_environment\" \"it\" {\n  name = \"fast_env\"\n}\n";
const READ: &str = "data.flyte_task_environment.it";

/// Every setting that the resource shows of an environment, the data source shows alike, and the
/// code of both is the same.
#[test]
fn an_environment_is_what_the_resource_shows() {
    let mock = mock();
    let Some(reader) = Workspace::with(Feature::Functions, &mock) else {
        return;
    };
    let owner = with(&mock, EVERYTHING);
    owner.apply_for_good();
    owner.write(&EVERYTHING.replace("everything", "all"));
    owner.apply_for_good();
    reader.write(&format!(
        "{ENVIRONMENT}\noutput \"code\" {{\n  value = \
         provider::flyte::task_environment_python({READ})\n}}\n"
    ));
    reader.apply_for_good();
    let (resource, read) = (owner.state(), reader.state());
    for name in [
        "id",
        "name",
        "project",
        "domain",
        "org",
        "description",
        "image",
        "env_vars",
        "tags",
        "interruptible",
        "service_account",
        "pod_template",
        "pod",
        "secrets",
        "version",
        "revision",
        "pool_version",
        "deployed_at",
        "foreign_fields",
    ] {
        assert_eq!(read.get(READ, name), resource.get(IT, name), "{name}");
    }
    for name in [
        "resources.gpu",
        "cache.version",
        "reusable.capacity",
        "reusable.scope",
    ] {
        assert_eq!(read.get(READ, name), resource.get(IT, name), "{name}");
    }
    assert_eq!(*read.get(READ, "tasks.sleep.args"), json!(["5"]));
    assert_eq!(*read.get(READ, "managed"), json!(true));
    let names = |list: &str, part: &str| -> Vec<String> {
        let list = read.get(READ, list).as_array().unwrap();
        list.iter()
            .map(|it| it[part].as_str().unwrap().to_owned())
            .collect()
    };
    let mut versions = versions(&mock);
    versions.reverse();
    assert_eq!(names("versions", "version"), versions, "newest first");
    let found = "deployed_tasks";
    assert_eq!(names(found, "name"), ["fast_env.sleep", "fast_env.work"]);
    assert_eq!(names(found, "type"), ["raw-container", "actor"]);
    let code = read.output("code").as_str().unwrap();
    assert!(code.contains("version_override=\"1\""), "{code}");
    assert!(code.contains("scope=\"run\""), "{code}");
}

#[test]
fn an_environment_of_the_sdk_is_what_its_tasks_have_in_common() {
    let mock = mock();
    let sdk = Sdk::new(&mock);
    let code = "import flyte\n\nenv = flyte.TaskEnvironment(\n    name=\"fast_env\",\n    \
                image=\"ghcr.io/acme/sdk:1\",\n    env_vars={\"A\": \"1\"},\n    \
                reusable=flyte.ReusePolicy(replicas=(1, 3)),\n)\n\n\n\
                @env.task\nasync def work(n: int) -> None:\n    \"\"\"Works.\"\"\"\n";
    sdk.deploy_as("v1", "pkg.tasks", code);
    sdk.deploy_as("v2", "pkg.tasks", code);
    let workspace = with(&mock, ENVIRONMENT);
    workspace.apply_for_good();
    let state = workspace.state();
    let it = |name| state.get(READ, name).clone();
    assert_eq!(it("managed"), false);
    assert_eq!(it("revision"), 0);
    assert_eq!(it("version"), "v2");
    assert_eq!(it("image"), "ghcr.io/acme/sdk:1");
    assert_eq!(it("env_vars"), json!({ "A": "1" }));
    assert_eq!(it("reusable.max_replicas"), 3);
    assert_eq!(it("tasks.work.module"), "pkg.tasks");
    assert_eq!(it("deployed_tasks")[0]["name"], "fast_env.work");
    assert_eq!(it("deployed_tasks")[0]["description"], "Works.");
    assert_eq!(it("deployed_tasks")[0]["managed"], false);
    let versions = it("versions");
    assert_eq!(
        (&versions[0]["version"], &versions[1]["version"]),
        (&json!("v2"), &json!("v1"))
    );
    assert!(versions[0]["deployed_at"].is_string());
}

#[test]
fn an_environment_that_is_gone_is_an_error() {
    let mock = mock();
    let error = refused(&mock, ENVIRONMENT);
    assert_eq!(
        error.summary,
        "There is no task environment `flytesnacks/development/fast_env`"
    );
    assert_eq!(error.line(), "name = \"fast_env\"");

    let owner = with(&mock, &environment(""));
    owner.apply();
    owner.destroy();
    let error = refused(&mock, ENVIRONMENT);
    assert!(
        error.detail.contains("marked as deprecated"),
        "{}",
        error.detail
    );

    let error = refused(&mock, &ENVIRONMENT.replace("fast_env", "Fast Env"));
    assert!(
        error.summary.contains("snake_case or kebab-case"),
        "{}",
        error.summary
    );
}

#[test]
fn the_example_of_an_environment_applies() {
    let mock = mock();
    with(&mock, &environment("reusable {\n  replicas = [1, 3]\n}")).apply();
    let workspace = with(&mock, &example("flyte_task_environment"));
    workspace.apply_for_good();
    assert_eq!(workspace.state().output("capacity"), 3);
}

/// The names that a search finds, with whether each is managed.
#[track_caller]
fn found(mock: &Mock, filters: &str) -> Vec<(String, bool)> {
    let search = format!("data \"flyte_task_environments\" \"it\" {{\n{filters}\n}}\n");
    let workspace = with(mock, &search);
    workspace.apply_for_good();
    let state = workspace.state();
    let environments = state.get("data.flyte_task_environments.it", "environments");
    let environments = environments.as_array().unwrap().iter();
    environments
        .map(|it| {
            (
                it["name"].as_str().unwrap().to_owned(),
                it["managed"] == true,
            )
        })
        .collect()
}

#[test]
fn environments_are_found_by_name_and_owner() {
    let mock = mock();
    let owner = with(
        &mock,
        "resource \"flyte_task_environment\" \"it\" {\n  \
         for_each = toset([\"train-b\", \"train-a\", \"serve\", \"gone\"])\n  name = each.key\n}\n",
    );
    owner.apply();
    owner.write(
        "resource \"flyte_task_environment\" \"it\" {\n  \
         for_each = toset([\"train-b\", \"train-a\", \"serve\"])\n  name = each.key\n}\n",
    );
    owner.apply();
    Sdk::new(&mock).deploy(
        "work",
        "import flyte\n\nenv = flyte.TaskEnvironment(name=\"train-sdk\", image=\"a/b:1\")\n\n\n\
         @env.task\nasync def one() -> None:\n    pass\n\n\n\
         @env.task\nasync def two() -> None:\n    pass\n",
    );
    let pair = |name: &str, managed| (name.to_owned(), managed);
    assert_eq!(
        found(&mock, ""),
        [
            pair("serve", true),
            pair("train-a", true),
            pair("train-b", true),
            pair("train-sdk", false)
        ]
    );
    assert_eq!(
        found(&mock, "name = \"train-?\""),
        [pair("train-a", true), pair("train-b", true)]
    );
    assert_eq!(
        found(&mock, "name = \"train*\"\nmanaged = false"),
        [pair("train-sdk", false)]
    );
    assert_eq!(found(&mock, "name = \"serve\""), [pair("serve", true)]);
    assert_eq!(found(&mock, "domain = \"production\""), []);

    let workspace = with(
        &mock,
        "data \"flyte_task_environments\" \"it\" {\n  name = \"train-sdk\"\n}\n",
    );
    workspace.apply_for_good();
    let state = workspace.state();
    let it = &state.get("data.flyte_task_environments.it", "environments")[0];
    assert_eq!(it["id"], "flytesnacks/development/train-sdk");
    assert_eq!(
        (&it["version"], &it["task_count"]),
        (&json!("v1"), &json!(2))
    );

    let error = refused(
        &mock,
        "data \"flyte_task_environments\" \"it\" {\n  name = \"A*\"\n}\n",
    );
    assert_eq!(
        error.summary,
        "name must be a pattern for names of environments"
    );
}

/// More than a page of tasks.
#[test]
fn every_page_is_read() {
    let mock = mock();
    let names: Vec<_> = (0..210).map(|number| format!("e{number:03}")).collect();
    for name in &names {
        let id = json!({
            "project": "flytesnacks", "domain": "development", "name": format!("{name}.work"),
            "version": "v1",
        });
        let template = json!({ "id": id, "container": { "image": "a/b:1" } });
        mock.deploy_json(json!({
            "taskId": id,
            "spec": { "taskTemplate": template, "environment": { "name": name } },
        }))
        .unwrap();
    }
    let found = found(&mock, "");
    assert!(found.iter().map(|(name, _)| name).eq(&names), "{found:?}");
}

#[test]
fn the_example_of_a_search_applies() {
    let mock = mock();
    let workspace = with(&mock, &example("flyte_task_environments"));
    workspace.apply_for_good();
    assert_eq!(*workspace.state().output("to_import"), json!([]));
}
