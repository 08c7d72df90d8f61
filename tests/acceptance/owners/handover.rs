//! How an environment changes hands: forgotten there, imported here.

use crate::harness::flyte::Flyte;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::owners::{ONE, OTHER, assert_held, deployed, environments, restore, state_file, warned};

const ANOTHER_OWNER: &str = "has another owner";

/// Forgets the environment.
#[track_caller]
fn forget(workspace: &Workspace) {
    workspace.terraform(&["state", "rm", IT]).succeeded();
    assert_eq!(environments(workspace), [""; 0]);
}

#[test]
fn forgotten_there_and_imported_here_it_is_this_ones() {
    let flyte = Flyte::start();
    let there = deployed(&flyte);
    let old_state = state_file(&there);
    let here = flyte.workspace();
    here.write(&environment(ONE));
    here.apply();
    // Both have it: what was there deployed first sees another owner. Each forgets it.
    there.plan().run().warning(ANOTHER_OWNER);
    forget(&here);
    forget(&there);
    here.try_import(IT, &flyte.id("fast_env")).succeeded();
    assert_held(&flyte, &here, IT);

    here.write(&environment(OTHER));
    here.apply();
    assert_held(&flyte, &here, IT);
    assert_eq!(flyte.versions("fast_env").len(), 3);

    restore(&there, &old_state);
    let run = there.try_plan(&[]);
    assert!(
        run.error().summary.ends_with(ANOTHER_OWNER),
        "{}",
        run.report()
    );
    there.write("");
    there.apply().warning("stays in Flyte as it is");
    assert_held(&flyte, &here, IT);
}

/// Until the first deploy after an import, the former holder's id is on what is live.
#[test]
fn an_import_takes_hold_with_its_first_deploy() {
    let flyte = Flyte::start();
    let (there, here) = (deployed(&flyte), flyte.workspace());
    here.write(&environment(ONE));
    here.try_import(IT, &flyte.id("fast_env")).succeeded();
    assert_held(&flyte, &here, IT);
    assert!(!warned(there.plan().run(), ANOTHER_OWNER));

    here.write(&environment(OTHER));
    here.apply();
    assert_held(&flyte, &here, IT);
    let run = there.try_plan(&[]);
    assert!(
        run.error().summary.ends_with(ANOTHER_OWNER),
        "{}",
        run.report()
    );
}

#[test]
fn forgotten_and_imported_in_one_state_nothing_changes() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    forget(&workspace);
    workspace.try_import(IT, &flyte.id("fast_env")).succeeded();
    assert_held(&flyte, &workspace, IT);
    assert_eq!(flyte.versions("fast_env").len(), 1);
    workspace.write(&environment(OTHER));
    workspace.apply();
    assert_held(&flyte, &workspace, IT);
    workspace.destroy();
    assert!(!flyte.live("fast_env"));
}

#[test]
fn an_imported_environment_can_be_destroyed_at_once() {
    let flyte = Flyte::start();
    let workspace = deployed(&flyte);
    forget(&workspace);
    workspace.try_import(IT, &flyte.id("fast_env")).succeeded();
    workspace.destroy();
    assert!(!flyte.live("fast_env"));
    assert!(!flyte.live("fast_env.main"));
}
