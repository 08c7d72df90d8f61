//! A block that is renamed without `moved`: to Terraform, one object is created and another one is
//! destroyed, in any order.

use std::time::Duration;

use flyte_mock::{Fault, FaultKind};

use crate::harness::flyte::Flyte;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::owners::{ONE, OTHER, assert_held, at, block, deployed, environments, grow_old, moved};

const IN_ONE_PLAN: &str = "is created and removed in one plan";

/// What makes Terraform create before it destroys, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// Both at the same time.
    Free,
    /// What both depend on is replaced, which is after the one and before the other.
    DestroyFirst,
    /// What depends on both is updated, which is after the one and before the other.
    CreateFirst,
}

impl Order {
    const ALL: [Self; 3] = [Self::Free, Self::DestroyFirst, Self::CreateFirst];

    /// The configuration with the block under this name, the `turn`th time that it is applied.
    fn configuration(self, turn: u32, name: &str) -> String {
        let depends = "  depends_on = [terraform_data.between]";
        let keeps = "  lifecycle {\n    create_before_destroy = true\n  }";
        let address = at(name);
        match self {
            Self::Free => block(name, ONE),
            Self::DestroyFirst => format!(
                "{}\nresource \"terraform_data\" \"between\" {{\n  triggers_replace = {turn}\n}}\n",
                block(name, &format!("{ONE}\n{depends}")),
            ),
            Self::CreateFirst => format!(
                "{}\nresource \"terraform_data\" \"between\" {{\n  input = {address}.version\n}}\n",
                block(name, &format!("{ONE}\n{keeps}")),
            ),
        }
    }
}

/// A workspace that has applied the block under the name `old`, and has it under `new` now.
fn renamed(flyte: &Flyte, order: Order) -> Workspace {
    let workspace = flyte.workspace();
    workspace.write(&order.configuration(1, "old"));
    workspace.apply_for_good();
    workspace.write(&order.configuration(2, "new"));
    workspace
}

/// Makes sure that each error of a plan says that one environment is created and removed, or that
/// it exists, and that it prints a `moved` block.
#[track_caller]
fn assert_refused(run: &Run) {
    assert_eq!(run.code, Some(1), "{}", run.report());
    assert!(run.errors().count() > 0, "{}", run.report());
    for error in run.errors() {
        let summary = &error.summary;
        assert!(
            summary.contains(IN_ONE_PLAN) || summary.contains("already exists"),
            "{}",
            run.report()
        );
        assert!(error.detail.contains("moved {"), "{}", run.report());
    }
}

#[test]
fn within_the_hour_and_unchanged_it_stays_live_in_every_order() {
    for order in Order::ALL {
        let flyte = Flyte::start();
        let workspace = renamed(&flyte, order);
        let before = flyte.versions("fast_env").len();
        let plan = workspace.plan();
        let warning = plan.run().warning(IN_ONE_PLAN);
        assert!(warning.detail.contains("moved {"), "{}", warning.detail);
        let run = workspace.apply_plan();
        let after = flyte.versions("fast_env").len();
        match order {
            Order::Free => {}
            Order::DestroyFirst => assert_eq!(after, before + 2, "{}", run.report()),
            Order::CreateFirst => {
                assert_eq!(after, before + 1, "{}", run.report());
                run.warning("was there already, exactly as planned");
                run.warning("stays in Flyte as it is");
            }
        }
        assert_held(&flyte, &workspace, &at("new"));
    }
}

/// Whichever is planned first: the mock lets the one wait while the other is planned.
#[test]
fn the_plan_knows_what_is_the_same_in_every_order() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let workspace = renamed(&flyte, Order::Free);
    // The refresh of the old one asks for a list, and so does the plan of the new one, after it has
    // asked for the project.
    for (method, passed) in [("GetProject", 0), ("ListTasks", 0), ("ListTasks", 1)] {
        mock.clear_faults();
        let slow = FaultKind::Slow(Duration::from_secs(2));
        mock.fail(Fault::new(method, 1, slow).after(passed));
        let plan = workspace.plan();
        let warning = plan.run().warning(IN_ONE_PLAN);
        assert!(warning.detail.contains("moved {"), "{}", warning.detail);
    }
    workspace.apply_plan();
    assert_held(&flyte, &workspace, &at("new"));
}

#[test]
fn with_the_moved_block_that_is_printed_nothing_changes() {
    let flyte = Flyte::start();
    let workspace = renamed(&flyte, Order::Free);
    workspace.file("moved.tf", &moved("old", "new"));
    workspace.apply_for_good();
    assert_held(&flyte, &workspace, &at("new"));
    assert_eq!(flyte.versions("fast_env").len(), 1);
}

#[test]
fn with_changed_content_the_plan_asks_for_moved() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    workspace.write(&block("old", ONE));
    workspace.apply_for_good();
    workspace.write(&block("new", OTHER));
    assert_refused(&workspace.try_plan(&[]));
    assert_refused(&workspace.try_apply(&[]));
    assert_eq!(flyte.versions("fast_env").len(), 1);
    assert_eq!(environments(&workspace), [at("old")]);

    workspace.file("moved.tf", &moved("old", "new"));
    let plan = workspace.plan();
    assert_eq!(plan.changes(), [format!("{} update", at("new"))]);
    workspace.apply_plan();
    assert_held(&flyte, &workspace, &at("new"));
    assert_eq!(flyte.versions("fast_env").len(), 2);
}

#[test]
fn after_an_hour_the_plan_asks_for_moved() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let workspace = renamed(&flyte, Order::Free);
    grow_old(mock);
    assert_refused(&workspace.try_plan(&[]));
    assert_eq!(flyte.versions("fast_env").len(), 1);
    assert_eq!(environments(&workspace), [at("old")]);

    workspace.file("moved.tf", &moved("old", "new"));
    workspace.apply_for_good();
    assert_held(&flyte, &workspace, &at("new"));
    assert_eq!(flyte.versions("fast_env").len(), 1);
}

#[test]
fn an_apply_of_the_new_address_alone_leaves_one_owner() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    workspace.write(&block("new", ONE));
    let target = format!("-target={}", at("new"));
    workspace.try_apply(&[&target]).succeeded();
    assert_eq!(environments(&workspace), [at("it"), at("new")]);
    assert!(flyte.live("fast_env"));
    let run = workspace.apply();
    run.warning("stays in Flyte as it is");
    assert_held(&flyte, &workspace, &at("new"));
}
