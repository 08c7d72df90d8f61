//! Values that are known only after something else has been applied.

use serde_json::json;

use crate::harness::{
    IT,
    backend::{live, mock, policy, stored},
    environment,
    workspace::Workspace,
};

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
        "replicas min (3) must be less than or equal to max (1)"
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
        )
    };
    workspace.write(&configuration(1));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert!(change.is_unknown("project"));
    assert!(change.is_unknown("id"));
    assert!(!change.is_unknown("pool_version"));
    assert!(mock.requests().is_empty(), "nobody was called yet");
    workspace.apply_for_good();

    // The backend moves: what exists cannot be read while its address is unknown.
    workspace.write(&configuration(2));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "The Flyte backend is not known yet");
    assert!(error.detail.contains("`endpoint`"), "{}", error.detail);
    assert_eq!(error.address, IT);
    workspace.plan_with(&["-refresh=false"]);
    workspace
        .try_apply(&["-target=terraform_data.flyte"])
        .succeeded();
    workspace.plan().assert_empty();
}
