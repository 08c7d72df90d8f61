//! Every object has one owner: whatever Terraform is made to do, an environment in Flyte belongs to
//! one object in one state, and nothing that is not ours is overwritten or retired.
//!
//! * [`renames`], [`unforeseen`] and [`keys`]: a block that has another name, before and while an
//!   apply can know, and one that got `for_each`;
//! * [`replacements`] and [`halfway`]: replaced under the same name, tainted, deposed;
//! * [`forgotten`]: `removed`, and `moved` within the type;
//! * [`twins`], [`rivals`] and [`handover`]: one environment under two addresses or in two states,
//!   and how it changes hands;
//! * [`states`], [`private`]: states that are moved, restored, edited, or not refreshed;
//! * [`neighbours`]: environments that look alike;
//! * [`prevention`]: `deletion_policy = "prevent"`.

use std::fs;
use std::time::Duration;

use flyte_mock::Mock;
use serde_json::Value;

use crate::harness::environment;
use crate::harness::flyte::Flyte;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;

mod forgotten;
mod halfway;
mod handover;
mod keys;
mod neighbours;
mod prevention;
mod private;
mod renames;
mod replacements;
mod rivals;
mod states;
mod twins;
mod unforeseen;

/// Makes everything in Flyte older than what a lost answer may be.
fn grow_old(mock: &Mock) {
    mock.turn_clock(Duration::from_secs(2 * 60 * 60));
}

/// The address of a resource.
fn at(name: &str) -> String {
    format!("flyte_task_environment.{name}")
}

/// `fast_env` in a block of this name, with these lines.
fn block(name: &str, lines: &str) -> String {
    environment(lines).replace("\"it\"", &format!("{name:?}"))
}

/// A `moved` block from one name to another.
fn moved(from: &str, to: &str) -> String {
    format!("moved {{\n  from = {}\n  to   = {}\n}}\n", at(from), at(to))
}

/// Settings that two configurations can have or not have.
const ONE: &str =
    "  description = \"one\"\n  reusable {}\n  tasks = { main = { command = [\"a\"] } }";
const OTHER: &str =
    "  description = \"other\"\n  reusable {}\n  tasks = { main = { command = [\"a\"] } }";

/// A workspace that has deployed `fast_env` at [`crate::harness::IT`], as [`ONE`] says.
fn deployed(flyte: &Flyte) -> Workspace {
    let workspace = flyte.workspace();
    workspace.write(&environment(ONE));
    workspace.apply_for_good();
    workspace
}

/// Makes sure that `fast_env` with its task is live and held at exactly this address, by the version
/// that is live, and that nothing is left to do.
#[track_caller]
fn assert_held(flyte: &Flyte, workspace: &Workspace, address: &str) {
    assert_held_as(flyte, workspace, address, "fast_env");
    assert_eq!(environments(workspace), [address]);
    assert!(flyte.live("fast_env.main"), "its task is not live");
}

/// The same of an environment of this name that need not be the only one.
#[track_caller]
fn assert_held_as(flyte: &Flyte, workspace: &Workspace, address: &str, name: &str) {
    assert!(flyte.live(name), "`{name}` is not live");
    let state = workspace.state();
    assert_eq!(state.get(address, "name"), name);
    assert_eq!(*state.get(address, "version"), flyte.newest(name));
    let plan = workspace.plan();
    plan.assert_empty();
    let warnings: Vec<_> = plan.run().warnings().map(|it| &it.summary).collect();
    assert!(warnings.is_empty(), "{warnings:?}");
}

/// The addresses of the environments in a state.
#[track_caller]
fn environments(workspace: &Workspace) -> Vec<String> {
    let state = workspace.state();
    let mut addresses: Vec<_> = (state.addresses().into_iter())
        .filter(|address| address.contains("flyte_task_environment."))
        .map(str::to_owned)
        .collect();
    addresses.sort();
    addresses
}

/// Whether a command told a warning with this text in its summary.
fn warned(run: &Run, text: &str) -> bool {
    run.warnings().any(|it| it.summary.contains(text))
}

/// The state file, which Terraform has no command to look into or to change.
fn state_file(workspace: &Workspace) -> String {
    fs::read_to_string(workspace.path().join("terraform.tfstate")).unwrap()
}

/// Puts another state in its place.
fn restore(workspace: &Workspace, state: &str) {
    workspace.file("terraform.tfstate", state);
}

/// The same state, changed by hand.
fn edited(state: &str, change: impl Fn(&mut Value)) -> String {
    let mut state: Value = serde_json::from_str(state).unwrap();
    for resource in state["resources"].as_array_mut().unwrap() {
        let instances = resource["instances"].as_array_mut().unwrap();
        instances.iter_mut().for_each(&change);
    }
    state.to_string()
}
