//! `terraform query`: which records are found, and the configuration that is written of them.

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::scoped_settings::{ORG, key, mock, text, write};

/// Records of the organisation, of domains and of a project, one of them empty.
fn filled() -> Mock {
    let mock = mock();
    for (domain, name, settings) in [
        ("", "", json!({ "run": { "defaultQueue": text("org") } })),
        ("development", "", json!({ "podTemplateName": text("dev") })),
        ("staging", "", json!({})),
        (
            "development",
            "flytesnacks",
            json!({ "podTemplateName": text("") }),
        ),
    ] {
        write(&mock, &key(domain, name), settings);
    }
    mock
}

fn query(workspace: &Workspace, config: &str, arguments: &[&str]) -> Run {
    workspace.file(
        "it.tfquery.hcl",
        &format!(
            "list \"flyte_settings\" \"it\" {{\n  provider = flyte\n  config {{\n    org = \
             \"{ORG}\"\n{config}\n  }}\n}}\n"
        ),
    );
    let mut all = vec!["query", "-json"];
    all.extend(arguments);
    workspace.terraform(&all)
}

fn found(run: &Run) -> Vec<String> {
    let lines = run.stdout.lines();
    lines
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| event["type"] == "list_resource_found")
        .map(|event| event["list_resource_found"]["display_name"].clone())
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn each_record_that_says_something_is_found_once() {
    let mock = filled();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let names = |config: &str| found(&query(&workspace, config, &[]).succeeded());
    let (org, domain) = ("settings-org", "settings-org/development");
    let project = "settings-org/development/flytesnacks";
    assert_eq!(names(""), [org, domain]);
    assert_eq!(names("project = \"flytesnack?\""), [org, domain, project]);
    assert_eq!(names("project = \"none-*\""), [org, domain]);
    assert_eq!(names("domain = \"development\""), [domain]);
    assert_eq!(
        names("domain = \"development\"\nproject = \"flyte*\""),
        [domain, project]
    );
    assert_eq!(names("domain = \"staging\"\nproject = \"*\""), [""; 0]);

    for (config, told) in [
        ("domain = \"a:b\"", "domain must not contain `:`"),
        ("project = \"\"", "must be a pattern for ids of projects"),
    ] {
        let run = query(&workspace, config, &[]);
        let told_so = run.report().to_string();
        assert!(told_so.contains(told), "{told_so}");
    }
}

#[test]
fn what_is_found_is_imported() {
    let mock = filled();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let arguments = ["-generate-config-out=found.tf"];
    query(&workspace, "project = \"flytesnacks\"", &arguments).succeeded();
    workspace.file("it.tfquery.hcl", "");
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [""; 0]);
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(workspace.state().addresses().len(), 3);
    workspace.destroy();
}
