//! Replacing, destroying, creating again, living side by side.

use flyte_mock::Options;
use serde_json::json;

use crate::harness::backend::{live, metadata, mock, stored, versions};
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, backend, environment};

/// The configuration with this name and these lines.
fn named(name: &str, lines: &str) -> String {
    environment(lines).replace("fast_env", name)
}

#[test]
fn what_identifies_an_environment_replaces_it() {
    let mock = backend::start(Options {
        projects: vec!["flytesnacks".to_owned(), "other-project".to_owned()],
        ..Options::default()
    });
    let workspace = Workspace::new(&mock);
    workspace.write(&named("one", ""));
    workspace.apply_for_good();
    for (name, lines, attribute, id) in [
        ("two", "", "name", "flytesnacks/development/two"),
        (
            "two",
            "domain = \"staging\"",
            "domain",
            "flytesnacks/staging/two",
        ),
        (
            "two",
            "project = \"other-project\"\ndomain = \"staging\"",
            "project",
            "other-project/staging/two",
        ),
        (
            "two",
            "org = \"acme\"\nproject = \"other-project\"\ndomain = \"staging\"",
            "org",
            "acme/other-project/staging/two",
        ),
    ] {
        workspace.write(&named(name, lines));
        let plan = workspace.plan();
        let change = plan.change(IT);
        assert_eq!(change.actions(), "delete create", "{id}");
        assert_eq!(change.replaced_by(), [attribute], "{id}");
        assert_eq!(change.after("id"), id);
        workspace.apply_plan();
        workspace.assert_settled();
        assert_eq!(workspace.state().get(IT, "id"), id);
        assert_eq!(live(&mock).len(), 1, "{id}");
    }
}

#[test]
fn destroy_deprecates_and_create_goes_on_counting() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment("reusable {}"));
    workspace.apply_for_good();

    let plan = workspace.plan_with(&["-destroy"]);
    let warning = plan.run().warning("stays in Flyte, marked as deprecated");
    assert!(warning.detail.contains("flytesnacks/development/fast_env"));
    workspace.apply_plan();
    assert!(live(&mock).is_empty());
    assert_eq!(
        metadata(&stored(&mock)).deprecated_error_message,
        "Removed by Terraform."
    );
    assert!(workspace.state().addresses().is_empty());

    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env"]);
    assert_eq!(workspace.state().get(IT, "revision"), 3);
    let revisions: Vec<_> = versions(&mock)
        .iter()
        .map(|version| version.split('-').next().unwrap().to_owned())
        .collect();
    assert_eq!(revisions, ["r1", "r2", "r3"]);
}

#[test]
fn an_abandoned_environment_stays_as_it_is() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment("deletion_policy = \"abandon\""));
    workspace.apply_for_good();
    let plan = workspace.plan_with(&["-destroy"]);
    plan.run().warning("stays in Flyte as it is");
    workspace.apply_plan();
    assert!(workspace.state().addresses().is_empty());
    assert_eq!(live(&mock), ["development/fast_env"]);
    assert_eq!(mock.count("DeployTask"), 1);
}

#[test]
fn a_destroyed_environment_that_is_gone_already_is_gone() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    workspace.apply();
    mock.forget("flytesnacks", "development", "fast_env")
        .unwrap();
    workspace
        .try_apply(&["-destroy", "-refresh=false"])
        .succeeded();
    assert!(workspace.state().addresses().is_empty());
    assert!(live(&mock).is_empty());
}

#[test]
fn one_name_can_live_in_two_domains() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(
        r#"
        resource "flyte_task_environment" "it" {
          for_each    = toset(["development", "production"])
          name        = "fast_env"
          domain      = each.key
          description = each.key
        }
        "#,
    );
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env", "production/fast_env"]);
    let state = workspace.state();
    for domain in ["development", "production"] {
        let address = format!("{IT}[\"{domain}\"]");
        assert_eq!(state.get(&address, "description"), domain);
    }
}

#[test]
fn two_resources_for_one_environment_are_refused() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&format!(
        "{}{}",
        environment(""),
        environment("").replace("\"it\"", "\"twin\"")
    ));
    let plan = workspace.plan();
    let warning = plan.run().warning("Two resources may stand");
    assert_eq!(warning.line(), "name = \"fast_env\"");

    let run = workspace.try_apply(&[]);
    assert_eq!(live(&mock), ["development/fast_env"]);
    let error = run.error();
    assert_eq!(error.summary, "Two resources for one task environment");
    assert!(error.text().contains("flytesnacks/development/fast_env"));
    assert_eq!(error.line(), "name = \"fast_env\"");
    assert!(error.address.starts_with("flyte_task_environment."));
}

#[test]
fn modules_take_replicas_of_any_type() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.file(
        "pool/main.tf",
        r#"
        terraform {
          required_providers {
            flyte = { source = "flyte-iac/flyte" }
          }
        }
        variable "name" { type = string }
        variable "replicas" {
          type    = any
          default = null
        }
        variable "range" {
          type    = list(number)
          default = null
        }
        resource "flyte_task_environment" "it" {
          name = var.name
          reusable {
            replicas = var.range == null ? var.replicas : null
          }
        }
        resource "flyte_task_environment" "ranged" {
          count = var.range == null ? 0 : 1
          name  = "${var.name}_ranged"
          reusable {
            replicas = var.range
          }
        }
        output "capacity" { value = flyte_task_environment.it.reusable.capacity }
        "#,
    );
    let root = |six: &str| {
        format!(
            r#"
            locals {{
              pools = {{
                fixed  = 4
                ranged = [1, {six}]
                silent = null
              }}
            }}
            module "pool" {{
              source   = "./pool"
              for_each = local.pools
              name     = each.key
              replicas = each.value
            }}
            module "listed" {{
              source = "./pool"
              name   = "listed"
              range  = [2, 3]
            }}
            output "capacities" {{ value = {{ for name, pool in module.pool : name => pool.capacity }} }}
            "#
        )
    };
    workspace.write(&root("6"));
    workspace.terraform(&["get"]).succeeded();
    let plan = workspace.plan();
    let expected = json!({ "fixed": 4, "ranged": 6, "silent": 2 });
    assert_eq!(*plan.output("capacities"), expected);
    workspace.apply_for_good();
    assert_eq!(live(&mock).len(), 5);

    workspace.write(&root("7"));
    let plan = workspace.plan();
    let address = "module.pool[\"ranged\"].flyte_task_environment.it";
    assert_eq!(plan.changes(), [format!("{address} update")]);
    workspace.apply_for_good();
}

/// What is so for many environments is told by one of them, in each phase of a run.
#[test]
fn one_cause_is_one_warning() {
    let mock = mock();
    let workspace = Workspace::bare();
    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  project = \"flytesnacks\"\n  domain = \"development\"",
        mock.url()
    ));
    workspace.write(
        "resource \"flyte_task_environment\" \"all\" {\n  count = 30\n  \
         name = \"env_${count.index}\"\n  reusable {}\n}\n",
    );
    let count = |run: &Run, text: &str| {
        let warnings = run.warnings().map(|warning| &warning.summary);
        warnings.filter(|summary| summary.contains(text)).count()
    };
    let plan = workspace.plan_with(&[]);
    assert_eq!(count(plan.run(), "No image configured"), 1);
    let applied = workspace.apply_plan();
    assert!(count(&applied, "No image configured") <= 1);
    let plan = workspace.plan_with(&["-destroy"]);
    assert_eq!(count(plan.run(), "stays in Flyte"), 1);
    assert_eq!(workspace.apply_plan().warnings().count(), 0);
    assert!(live(&mock).is_empty());
}
