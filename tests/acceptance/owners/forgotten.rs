//! Environments that Terraform forgets and meets again, and those that move within their type.

use test_support::feature::Feature;

use crate::harness::flyte::Flyte;
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::owners::{ONE, OTHER, assert_held, at, block, deployed, environments, grow_old, moved};

const REMOVED: &str = "removed {\n  from = flyte_task_environment.it\n  \
                       lifecycle {\n    destroy = false\n  }\n}\n";

/// A workspace that has deployed the environment and forgotten it by a `removed` block.
fn forgotten(flyte: &Flyte) -> Option<Workspace> {
    let workspace = flyte.workspace_with(Feature::Removed)?;
    workspace.write(&environment(ONE));
    workspace.apply_for_good();
    workspace.write(REMOVED);
    workspace.apply();
    assert_eq!(environments(&workspace), [""; 0]);
    assert!(flyte.live("fast_env"));
    workspace.write(&environment(ONE));
    Some(workspace)
}

/// Makes sure that what is taken over is told with every reason that it may have.
#[track_caller]
fn assert_told(run: &Run) {
    let warning = run.warning("was there already, exactly as planned");
    for part in ["its answer was lost", "was forgotten there", "taken over"] {
        assert!(warning.detail.contains(part), "{}", warning.detail);
    }
    let mut others = run.warnings().filter(|it| it.summary != warning.summary);
    assert!(
        !others.any(|it| it.text().contains("lost")),
        "{}",
        run.report()
    );
}

#[test]
fn within_the_hour_it_is_taken_over_again() {
    let flyte = Flyte::start();
    let Some(workspace) = forgotten(&flyte) else {
        return;
    };
    assert_told(workspace.plan().run());
    assert_told(&workspace.apply());
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert_held(&flyte, &workspace, IT);
}

#[test]
fn with_other_settings_it_exists_already_and_the_printed_import_is_the_way() {
    let flyte = Flyte::start();
    let Some(workspace) = forgotten(&flyte) else {
        return;
    };
    workspace.write(&block("fast_env", OTHER));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert!(error.summary.contains("already exists"), "{}", run.report());
    let (_, block) = error.detail.split_once("\n\n").unwrap();
    let (block, _) = block.split_once("\n\n").unwrap();
    workspace.file("import.tf", block);
    workspace.apply();
    assert_held(&flyte, &workspace, &at("fast_env"));
}

#[test]
fn after_an_hour_it_exists_already() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let Some(workspace) = forgotten(&flyte) else {
        return;
    };
    grow_old(mock);
    let run = workspace.try_plan(&[]);
    assert!(
        run.error().summary.contains("already exists"),
        "{}",
        run.report()
    );
    assert_eq!(flyte.versions("fast_env").len(), 1);
}

#[test]
fn a_move_within_the_type_changes_nothing() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    workspace.write(&(block("other", ONE) + &moved("it", "other")));
    assert_eq!(workspace.plan().changes(), [""; 0]);
    workspace.apply();
    assert_held(&flyte, &workspace, &at("other"));

    workspace.write(&format!(
        "{}\nmoved {{\n  from = flyte_task_environment.other\n  \
         to   = flyte_task_environment.other[\"x\"]\n}}\n",
        block("other", &format!("  for_each = toset([\"x\"])\n{ONE}"))
    ));
    workspace.apply_for_good();
    assert_held(&flyte, &workspace, &at("other[\"x\"]"));
    assert_eq!(flyte.versions("fast_env").len(), 1);
}
