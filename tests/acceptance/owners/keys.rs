//! A block whose objects get other keys: `count` becomes `for_each`.

use crate::harness::flyte::Flyte;
use crate::harness::workspace::Workspace;
use crate::owners::{assert_held_as, at, environments, grow_old};

const NAMES: [&str; 3] = ["env-a", "env-b", "env-c"];
const COUNTED: &str = r#"
locals { names = ["env-a", "env-b", "env-c"] }
resource "flyte_task_environment" "it" {
  count = 3
  name  = local.names[count.index]
}
"#;
const KEYED: &str = r#"
resource "flyte_task_environment" "it" {
  for_each = toset(["env-a", "env-b", "env-c"])
  name     = each.key
}
"#;

/// A workspace that has applied [`COUNTED`] and has [`KEYED`] now.
fn keyed(flyte: &Flyte) -> Workspace {
    let workspace = flyte.workspace();
    workspace.write(COUNTED);
    workspace.apply_for_good();
    workspace.write(KEYED);
    workspace
}

fn addresses() -> [String; 3] {
    NAMES.map(|name| at(&format!("it[\"{name}\"]")))
}

#[track_caller]
fn assert_all_held(flyte: &Flyte, workspace: &Workspace) {
    assert_eq!(environments(workspace), addresses());
    for (name, address) in NAMES.iter().zip(addresses()) {
        assert_held_as(flyte, workspace, &address, name);
    }
}

fn moved() -> String {
    let blocks = NAMES.iter().zip(0..).map(|(name, index)| {
        format!(
            "moved {{\n  from = flyte_task_environment.it[{index}]\n  \
             to   = flyte_task_environment.it[{name:?}]\n}}\n"
        )
    });
    blocks.collect()
}

#[test]
fn without_moved_all_of_them_stay_live() {
    let flyte = Flyte::start();
    let workspace = keyed(&flyte);
    let plan = workspace.plan();
    let told = plan.run().warnings();
    let told = told.filter(|it| it.summary.contains("is created and removed in one plan"));
    assert_eq!(told.count(), 3, "{}", plan.run().report());
    workspace.apply_plan();
    assert_all_held(&flyte, &workspace);
}

#[test]
fn after_an_hour_the_plan_asks_for_moved() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let workspace = keyed(&flyte);
    grow_old(mock);
    let run = workspace.try_plan(&[]);
    for name in NAMES {
        let mut errors = run.errors();
        let id = flyte.id(name);
        let error = errors.find(|it| it.summary.contains(&id));
        let error = error.unwrap_or_else(|| panic!("none for {id}: {}", run.report()));
        assert!(error.detail.contains("moved {"), "{}", error.detail);
    }
    assert!(NAMES.iter().all(|name| flyte.live(name)));
}

#[test]
fn with_moved_nothing_changes() {
    let flyte = Flyte::start();
    let workspace = keyed(&flyte);
    workspace.file("moved.tf", &moved());
    workspace.apply_for_good();
    assert_all_held(&flyte, &workspace);
    for name in NAMES {
        assert_eq!(flyte.versions(name).len(), 1, "{name}");
    }
}
