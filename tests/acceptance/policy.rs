//! The policy of `examples/pool-budget`, in OPA's language, evaluated over a real plan.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::harness::backend::mock;
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;

/// A Python that has an interpreter of the language.
fn python() -> PathBuf {
    let setup = project().join("scripts/setup-tools");
    let status = Command::new(setup).arg("policy").status();
    assert!(status.expect("scripts/setup-tools runs").success());
    project().join(".tools/policy/bin/python")
}

/// What the policy denies of a plan, with this budget.
fn denied(plan: &str, budget: u32) -> Value {
    let data = json!({ "gpu_budget": budget }).to_string();
    let script = project().join("tests/acceptance/policy.py");
    let mut child = Command::new(python())
        .arg(script)
        .args(["examples/pool-budget/policy/budget.rego", &data])
        .current_dir(project())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(plan.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the policy is evaluated");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_policy_sees_what_pools_hold() {
    let mock = mock();
    let mut workspace = Workspace::bare();
    let main = project().join("examples/pool-budget/main.tf");
    workspace.write(&fs::read_to_string(main).unwrap());
    workspace.variable("FLYTE_ADMIN_ENDPOINT", &mock.url());
    workspace.variable("FLYTE_ADMIN_INSECURE", "true");
    workspace.plan();
    let plan = workspace.terraform(&["show", "-json", "it.plan"]);
    let plan = plan.succeeded().stdout;
    assert_eq!(denied(&plan, 8), json!([]));
    let told = "the pools may hold 8 accelerators, and the budget is 7";
    assert_eq!(denied(&plan, 7), json!([told]));
}
