//! The functions, called from real Terraform. No backend is there: none of them needs one.

use std::fs;

use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::run::Run;
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;

/// A folder with this configuration and no provider block: nothing is configured.
fn unconfigured(configuration: &str) -> Workspace {
    let workspace = Workspace::bare_with(Feature::Functions).expect("the test was skipped");
    workspace.file(
        "versions.tf",
        "terraform {\n  required_providers {\n    \
         flyte = { source = \"flyte-iac/flyte\" }\n  }\n}\n",
    );
    workspace.write(configuration);
    workspace
}

/// A folder with an output of this expression.
fn calling(expression: &str) -> Workspace {
    unconfigured(&format!("output \"it\" {{\n  value = {expression}\n}}\n"))
}

#[track_caller]
fn result(expression: &str) -> Value {
    let workspace = calling(expression);
    workspace.apply_for_good();
    workspace.state().output("it").clone()
}

/// A call that fails, in validation already.
#[track_caller]
fn refused(expression: &str) -> Run {
    calling(expression).validate()
}

#[test]
fn durations_have_seconds() {
    if Feature::Functions.is_skipped() {
        return;
    }
    assert_eq!(
        result(
            "[for it in [300, \"300\", \"5m\", \"1h30m\", \"1.5s\"] : \
             provider::flyte::duration_seconds(it)]"
        ),
        json!([300, 300, 300, 5400, 1.5])
    );
}

#[test]
fn a_pool_has_its_capacity() {
    if Feature::Functions.is_skipped() {
        return;
    }
    assert_eq!(
        result(
            "[\n    provider::flyte::reuse_capacity(2),\n    \
             provider::flyte::reuse_capacity([1, 3], 2),\n    \
             provider::flyte::reuse_capacity(tolist([1, 3]), \"2\"),\n    \
             provider::flyte::reuse_capacity({ replicas = null }),\n    \
             provider::flyte::reuse_capacity({ replicas = [1, 3], concurrency = 2 }),\n    \
             provider::flyte::reuse_capacity(tonumber(null), null),\n  ]"
        ),
        json!([2, 6, 6, 2, 6, 2])
    );
}

#[test]
fn ids_are_made_and_taken_apart() {
    if Feature::Functions.is_skipped() {
        return;
    }
    assert_eq!(
        result(
            "[for org in [null, \"acme\"] : \
             provider::flyte::task_environment_id(\"p\", \"d\", \"fast_env\", org)]"
        ),
        json!(["p/d/fast_env", "acme/p/d/fast_env"])
    );
    assert_eq!(
        result(
            "[for id in [provider::flyte::task_environment_id(\"p\", \"d\", \"e\"), \"o/p/d/e\"] \
             : provider::flyte::parse_task_environment_id(id)]"
        ),
        json!([
            { "org": null, "project": "p", "domain": "d", "name": "e" },
            { "org": "o", "project": "p", "domain": "d", "name": "e" },
        ])
    );
}

#[test]
fn a_refused_argument_is_named_with_the_rule() {
    if Feature::Functions.is_skipped() {
        return;
    }
    for (call, parameter, rule) in [
        (
            "duration_seconds(\"soon\")",
            "duration",
            "duration must be whole seconds or a duration such as `90s`",
        ),
        (
            "reuse_capacity([3, 1])",
            "replicas",
            "replicas min must be less than or equal to max",
        ),
        (
            "reuse_capacity(2, 0)",
            "concurrency",
            "concurrency must be at least 1",
        ),
        (
            "task_environment_id(\"p\", \"d\", \"Fast Env\")",
            "name",
            "Environment name must be in snake_case or kebab-case format",
        ),
        (
            "parse_task_environment_id(\"fast_env\")",
            "id",
            "Write `project/domain/name`, or `org/project/domain/name`",
        ),
        (
            "next_starts({ cron = \"0 25 * * *\" }, \"2026-11-30T12:00:00Z\")",
            "trigger",
            "cron must have an hour from 0 to 23",
        ),
        (
            "next_starts({ interval_minutes = 5 }, \"today\")",
            "after",
            "after must be a time as in RFC 3339",
        ),
        ("duration_seconds(null)", "duration", "must not be null"),
    ] {
        let run = refused(&format!("provider::flyte::{call}"));
        let error = run.error();
        assert_eq!(error.summary, "Invalid function argument", "{call}");
        let text = error.text();
        assert!(text.contains(&format!("\"{parameter}\"")), "{call}: {text}");
        assert!(text.contains(rule), "{call}: {text}");
        assert!(!text.contains(".."), "{call}: {text}");
    }
}

/// What depends on an unknown argument is known after apply; the rest is known at once.
#[test]
fn an_unknown_argument_makes_an_unknown_result() {
    if Feature::Functions.is_skipped() {
        return;
    }
    let workspace = calling("provider::flyte::duration_seconds(terraform_data.ttl.output)");
    workspace.file(
        "ttl.tf",
        "resource \"terraform_data\" \"ttl\" {\n  input = \"5m\"\n}\n",
    );
    workspace.validate().succeeded();
    assert_eq!(*workspace.plan().output("it"), Value::Null);
    workspace.apply_for_good();
    assert_eq!(*workspace.state().output("it"), json!(300));
}

#[test]
fn the_examples_apply() {
    if Feature::Functions.is_skipped() {
        return;
    }
    for (function, output, value) in [
        ("duration_seconds", "idle_seconds", json!(300)),
        (
            "next_starts",
            "next_starts",
            json!([
                "2026-12-01T02:00:00+01:00",
                "2026-12-02T02:00:00+01:00",
                "2026-12-03T02:00:00+01:00",
            ]),
        ),
        ("reuse_capacity", "scaled", json!(6)),
        (
            "task_environment_id",
            "id_in_an_organisation",
            json!("acme/flytesnacks/development/fast_env"),
        ),
        ("parse_task_environment_id", "project", json!("flytesnacks")),
        (
            "task_environment_python",
            "python",
            json!(
                "\"\"\"The task environment `fast_env` for the Flyte SDK 2.12.1, as Terraform knows \
                 it.\"\"\"\n\nimport flyte\n\nenv = flyte.TaskEnvironment(\n    name=\"fast_env\",\n    \
                 image=\"ghcr.io/acme/app:1.2.3\",\n    reusable=flyte.ReusePolicy(replicas=(1, 3), \
                 concurrency=2),\n)\n"
            ),
        ),
    ] {
        let file = format!("examples/functions/{function}/function.tf");
        let workspace = unconfigured(&fs::read_to_string(project().join(file)).unwrap());
        workspace.apply_for_good();
        assert_eq!(*workspace.state().output(output), value, "{function}");
    }
}
