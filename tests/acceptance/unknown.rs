//! Values that are known only after something else has been applied.

use serde_json::json;

use crate::harness::backend::{live, mock, policy, stored};
use crate::harness::plan::Plan;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

#[test]
fn what_depends_on_unknown_values_is_known_after_apply() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(
        r#"
        resource "terraform_data" "later" {
          input = {
            name     = "fast_env"
            replicas = [1, 3]
            ttl      = "5m"
            text     = "hello"
          }
        }
        resource "flyte_task_environment" "it" {
          name        = terraform_data.later.output.name
          description = terraform_data.later.output.text
          env_vars    = { TEXT = terraform_data.later.output.text }
          reusable {
            replicas    = terraform_data.later.output.replicas
            idle_ttl    = terraform_data.later.output.ttl
            concurrency = 2
          }
        }
        "#,
    );
    let plan = workspace.plan();
    let change = plan.change(IT);
    for attribute in [
        "id",
        "pool_version",
        "reusable.capacity",
        "reusable.max_replicas",
    ] {
        assert!(change.is_unknown(attribute), "{attribute}");
    }
    assert_eq!(change.after("project"), "flytesnacks");
    assert_eq!(change.after("reusable.scaledown_ttl"), "30s");

    workspace.apply_for_good();
    let state = workspace.state();
    assert_eq!(state.get(IT, "id"), "flytesnacks/development/fast_env");
    assert_eq!(*state.get(IT, "reusable.replicas"), json!([1, 3]));
    assert_eq!(state.get(IT, "reusable.capacity"), 6);
    assert_eq!(policy(&stored(&mock)).idle_ttl.unwrap().seconds, 300);
}

#[test]
fn a_value_that_turns_out_wrong_fails_its_resource_alone() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let configuration = |replicas: &str| {
        format!(
            "resource \"terraform_data\" \"later\" {{\n  input = {replicas}\n}}\n{}",
            environment("reusable {\n replicas = terraform_data.later.output\n}")
        )
    };
    workspace.write(&configuration("[3, 1]"));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        "replicas min must be less than or equal to max"
    );
    assert_eq!(error.line(), "replicas = terraform_data.later.output");
    assert_eq!(workspace.state().addresses(), ["terraform_data.later"]);
    assert!(live(&mock).is_empty());

    workspace.write(&configuration("[1, 3]"));
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env"]);
}

#[test]
fn the_provider_itself_may_be_unknown() {
    let mock = mock();
    let workspace = Workspace::bare();
    workspace.provider(
        "endpoint = terraform_data.flyte.output.endpoint\n  insecure = true\n  \
         project = terraform_data.flyte.output.project\n  domain = \"development\"\n  \
         default_image = \"acme/app:1\"",
    );
    let configuration = |generation: u8| {
        format!(
            "resource \"terraform_data\" \"flyte\" {{\n  triggers_replace = {generation}\n  \
             input = {{ endpoint = {:?}, project = \"flytesnacks\" }}\n}}\n{}",
            mock.url(),
            environment("reusable {}")
                + "resource \"flyte_task_environment\" \"other\" {\n  \
             name = \"other\"\n}\n"
        )
    };
    workspace.write(&configuration(1));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert!(change.is_unknown("project"));
    assert!(change.is_unknown("id"));
    assert!(!change.is_unknown("pool_version"));
    assert!(mock.requests().is_empty(), "nobody was called yet");
    only_warns_that_nothing_was_checked(&plan);
    workspace.apply_for_good();

    // The backend moves: what exists is taken as it was while its address is unknown.
    workspace.write(&configuration(2));
    mock.clear_requests();
    let plan = workspace.plan();
    assert_eq!(plan.changes(), ["terraform_data.flyte delete create"]);
    assert!(mock.requests().is_empty(), "nobody was called yet");
    only_warns_that_nothing_was_checked(&plan);
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env", "development/other"]);
}

#[track_caller]
fn only_warns_that_nothing_was_checked(plan: &Plan) {
    let warnings: Vec<_> = plan.run().warnings().collect();
    let of_flyte = "Flyte could not be asked while planning";
    let told: Vec<_> = warnings
        .iter()
        .filter(|warning| warning.summary == of_flyte)
        .collect();
    assert_eq!(told.len(), 1, "{}", plan.run().report());
    assert!(told[0].detail.contains("`endpoint`"), "{}", told[0].detail);
}
