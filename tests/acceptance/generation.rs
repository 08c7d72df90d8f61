//! `terraform plan -generate-config-out`: the configuration of an imported environment.

use std::fs;

use flyte_mock::Mock;
use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::harness::{EVERYTHING, IT, environment};
use crate::whole::whole;

const GENERATED: &str = "generated.tf";

/// Environments of other kinds than the whole one.
const OTHERS: [&str; 4] = [
    "",
    "reusable {}",
    "cache = { behavior = \"override\", version = \"7\" }\n\
     resources = {\n accelerator = { device = \"A100\", quantity = 1, partition = \"1g.5gb\" }\n}",
    "image = \"acme/app:2\"\ndeletion_policy = \"abandon\"\ntags = {}\nenv_vars = {}\n\
     timeouts {\n create = \"5m\"\n}\nreusable {\n replicas = 2\n idle_ttl = 30\n}",
];

/// Deploys a configuration, lets Terraform write it again for someone who has only its id, and
/// returns what was written. What was written leads to what is there.
fn generated(mock: &Mock, workspace: Workspace, configuration: &str) -> String {
    let first = Workspace::new(mock);
    first.write(configuration);
    first.apply();
    let deploys = mock.count("DeployTask");
    workspace.write(&format!(
        "import {{\n  to = {IT}\n  id = \"flytesnacks/development/fast_env\"\n}}\n"
    ));
    let out = format!("-generate-config-out={GENERATED}");
    let plan = workspace.plan_with(&[&out]);
    let text = fs::read_to_string(workspace.path().join(GENERATED)).unwrap();
    assert_eq!(plan.changes(), [""; 0], "{text}");
    workspace.validate().succeeded();
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(mock.count("DeployTask"), deploys, "{text}");
    text
}

#[test]
fn every_environment_is_written_and_plans_empty() {
    let configurations = OTHERS.map(environment).into_iter();
    for configuration in configurations.chain([EVERYTHING.to_owned(), whole()]) {
        let mock = mock();
        let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
            return;
        };
        generated(&mock, workspace, &configuration);
    }
}

/// Terraform before 1.14 derives the configuration by itself.
#[test]
fn terraform_without_our_help_writes_one_that_plans_empty() {
    for configuration in [environment("reusable {}"), whole()] {
        let mock = mock();
        generated(&mock, Workspace::new(&mock), &configuration);
    }
}

/// An environment with a trigger, whose name is written as HCL has it.
fn triggered(name: &str) -> String {
    let triggers = format!("triggers = {{ \"{name}\" = {{ cron = \"@daily\" }} }}");
    environment(&format!(
        "tasks = {{ main = {{ module = \"etl\"\n{triggers} }} }}"
    ))
}

#[test]
fn a_trigger_may_have_any_name() {
    for name in ["each \\\"night\\\"", "1 - 2", "a.b", "1a", "null", "é"] {
        let mock = mock();
        let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
            return;
        };
        generated(&mock, workspace, &triggered(name));
    }
}

/// Terraform puts keys in quotes where they need them, but leaves `${` and `%{` in them as they are,
/// and `for` without quotes: the file is not valid until someone corrects it, or Terraform writes
/// none, as the guide on adoption says.
#[test]
fn a_name_with_a_template_in_it_is_not_escaped_by_terraform() {
    for (name, written) in [("$${x}", Some("\"${x}\"")), ("%%{if}", None), ("for", None)] {
        let mock = mock();
        let first = Workspace::new(&mock);
        first.write(&triggered(name));
        first.apply();
        let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
            return;
        };
        workspace.write(&format!(
            "import {{\n  to = {IT}\n  id = \"flytesnacks/development/fast_env\"\n}}\n"
        ));
        let run = workspace.try_plan(&[&format!("-generate-config-out={GENERATED}")]);
        assert_eq!(run.code, Some(1), "{}", run.report());
        let path = workspace.path().join(GENERATED);
        let Some(written) = written else {
            assert!(!path.exists(), "{name}");
            continue;
        };
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(text.matches(written).count(), 1, "{text}");
        let escaped = text.replace(written, &format!("\"{name}\""));
        workspace.file(GENERATED, &escaped);
        assert_eq!(workspace.plan().changes(), [""; 0], "{escaped}");
    }
}

#[test]
fn what_need_not_be_written_is_not() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let pool = "reusable {\n replicas = [1, 3]\n idle_ttl = \"30s\"\n concurrency = 1\n}";
    let text = generated(&mock, workspace, &environment(pool));
    let written: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.ends_with("= null"))
        .filter(|line| !line.is_empty())
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        written,
        [
            "resource \"flyte_task_environment\" \"it\" {",
            "name = \"fast_env\"",
            "reusable {",
            "replicas = [1, 3]",
            "}",
            "}",
        ],
        "{text}"
    );
}
