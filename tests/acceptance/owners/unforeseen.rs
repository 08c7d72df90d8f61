//! A block that is renamed without `moved` where no plan can see it: the name of the environment is
//! known only when it is applied.

use std::time::Duration;

use flyte_mock::{Fault, FaultKind};

use crate::harness::flyte::Flyte;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::owners::{assert_held, at, block, environments, moved};

/// What the name comes from, which is unknown until the `turn` is applied.
fn source(turn: u32) -> String {
    format!(
        "resource \"terraform_data\" \"source\" {{\n  \
         input = {{ name = \"fast_env\", turn = {turn} }}\n}}\n"
    )
}

/// The environment in a block of this name, with these lines.
fn described(name: &str, description: &str, lines: &str) -> String {
    let main = "  tasks = { main = { command = [\"a\"] } }";
    block(
        name,
        &format!("  description = {description:?}\n{main}\n{lines}"),
    )
}

/// The same, with the name that comes from [`source`].
fn unnamed(block: &str, description: &str) -> String {
    described(block, description, "").replace("\"fast_env\"", "terraform_data.source.output.name")
}

/// Something that depends on the old block, so that it is destroyed before that.
fn dependent() -> String {
    "resource \"flyte_task_environment\" \"dependent\" {\n  name = \"dependent\"\n  \
     depends_on = [flyte_task_environment.old]\n}\n"
        .to_owned()
}

/// Makes sure that what was refused says so, and that the old address keeps the environment; then
/// that the printed `moved` block is the way on.
#[track_caller]
fn assert_kept(flyte: &Flyte, workspace: &Workspace, run: &Run) {
    let mut summaries: Vec<_> = run.errors().map(|it| it.summary.clone()).collect();
    summaries.sort();
    let id = flyte.id("fast_env");
    assert_eq!(
        summaries,
        [
            format!("Task environment `{id}` already exists"),
            format!("Task environment `{id}` is not removed"),
        ],
        "{}",
        run.report()
    );
    for error in run.errors() {
        assert!(error.detail.contains("moved {"), "{}", run.report());
    }
    assert!(flyte.live("fast_env"));
    assert_eq!(flyte.versions("fast_env").len(), 1);
    assert_eq!(environments(workspace), [at("old")]);

    // Terraform keeps an empty entry of what it failed to create, which is in the way of a move,
    // until an apply succeeds.
    workspace.try_apply(&["-refresh-only"]).succeeded();
    workspace.file("moved.tf", &moved("old", "new"));
    workspace.apply_for_good();
    assert_held(flyte, workspace, &at("new"));
}

/// What a destroyed object depends on is changed after it is destroyed, and before what depends on
/// that is created.
#[test]
fn destroyed_first_it_is_created_anew() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&(source(1) + &unnamed("old", "one")));
    workspace.apply_for_good();
    workspace.write(&(source(2) + &unnamed("new", "other")));
    workspace.apply();
    assert_eq!(flyte.versions("fast_env").len(), 3);
    assert_held(&flyte, &workspace, &at("new"));
}

#[test]
fn after_a_refused_create_the_destroy_is_refused_too() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let workspace = flyte.workspace();
    workspace.write(&(described("old", "one", "") + &dependent()));
    workspace.apply_for_good();
    workspace.write(&(source(1) + &unnamed("new", "other")));
    // What depends on the old one is retired first, and slowly.
    let slow = FaultKind::Slow(Duration::from_secs(10));
    mock.fail(Fault::new("DeployTask", 1, slow));
    let run = workspace.try_apply(&[]);
    assert_kept(&flyte, &workspace, &run);
}

#[test]
fn in_whatever_order_it_lives_at_one_address() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&described("old", "one", ""));
    workspace.apply_for_good();
    workspace.write(&(source(1) + &unnamed("new", "other")));
    let run = workspace.try_apply(&[]);
    if run.code == Some(0) {
        assert_held(&flyte, &workspace, &at("new"));
    } else {
        assert_kept(&flyte, &workspace, &run);
    }
}
