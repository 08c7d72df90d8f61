//! Two workspaces with one configuration.

use crate::harness::flyte::Flyte;
use crate::harness::run::Diagnostic;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::owners::{ONE, OTHER, assert_held, deployed, environments, grow_old, warned};

const ANOTHER_OWNER: &str = "has another owner";

/// The workspace that has deployed the environment, and the one that has taken it over.
fn two(flyte: &Flyte) -> (Workspace, Workspace) {
    let (first, second) = (deployed(flyte), flyte.workspace());
    second.write(&environment(ONE));
    let plan = second.plan();
    let warning = plan.run().warning("was there already, exactly as planned");
    assert!(
        warning.detail.contains("will see another owner"),
        "{}",
        warning.detail
    );
    second.apply_plan();
    assert_held(flyte, &second, IT);
    assert_eq!(flyte.versions("fast_env").len(), 2);
    (first, second)
}

/// Makes sure that a message names every way out.
#[track_caller]
fn assert_ways_out(diagnostic: &Diagnostic) {
    for way in ["`destroy = false`", "state rm", "forget it there", "import"] {
        assert!(diagnostic.detail.contains(way), "{}", diagnostic.detail);
    }
}

#[test]
fn the_first_one_is_told_and_its_plan_without_changes_is_one() {
    let flyte = Flyte::start();
    let (first, second) = two(&flyte);
    let own = first.state().get(IT, "version").clone();
    let plan = first.plan();
    plan.assert_empty();
    let warning = plan.run().warning(ANOTHER_OWNER);
    assert_ways_out(warning);
    let live = flyte.newest("fast_env");
    assert!(warning.detail.contains(&live), "{}", warning.detail);

    first.try_apply(&["-refresh-only"]).succeeded();
    let state = first.state();
    assert_eq!(*state.get(IT, "version"), own, "it is what it deployed");
    assert_eq!(*state.get(IT, "revision"), 1);
    first.apply();
    assert_held(&flyte, &second, IT);
}

#[test]
fn a_change_of_the_first_one_is_an_error_of_its_plan() {
    let flyte = Flyte::start();
    let (first, second) = two(&flyte);
    first.write(&environment(OTHER));
    for options in [&[][..], &["-refresh-only"]] {
        let run = first.try_plan(options);
        if options.is_empty() {
            let error = run.error();
            assert!(error.summary.ends_with(ANOTHER_OWNER), "{}", run.report());
            assert_ways_out(error);
        } else {
            assert_eq!(run.errors().count(), 0, "{}", run.report());
        }
    }
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert_held(&flyte, &second, IT);
}

#[test]
fn a_change_that_no_refresh_precedes_is_an_error_of_the_apply() {
    let flyte = Flyte::start();
    let (first, second) = two(&flyte);
    first.write(&environment(OTHER));
    let run = first.try_apply(&["-refresh=false"]);
    let error = run.error();
    assert!(error.summary.ends_with(ANOTHER_OWNER), "{}", run.report());
    assert_ways_out(error);
    assert_held(&flyte, &second, IT);
}

#[test]
fn a_saved_plan_from_before_is_an_error_of_the_apply() {
    let flyte = Flyte::start();
    let first = deployed(&flyte);
    first.write(&environment(OTHER));
    first.plan();
    let second = flyte.workspace();
    second.write(&environment(ONE));
    second.apply();
    let run = first.terraform(&["apply", "-json", "it.plan"]);
    let error = run.error();
    assert!(error.summary.ends_with(ANOTHER_OWNER), "{}", run.report());
    assert_ways_out(error);
    assert_held(&flyte, &second, IT);
}

#[test]
fn a_destroy_by_the_first_one_leaves_it_alone() {
    for options in [&[][..], &["-refresh=false"]] {
        let flyte = Flyte::start();
        let (first, second) = two(&flyte);
        let destroy = [&["-destroy"], options].concat();
        let run = first.try_apply(&destroy).succeeded();
        run.warning("stays in Flyte as it is");
        if options.is_empty() {
            assert!(!warned(&run, "marked as deprecated"), "{}", run.report());
        }
        assert_eq!(environments(&first), [""; 0]);
        assert_held(&flyte, &second, IT);
    }
}

/// Where settings differ, Terraform plans the update before it plans a destroy, unless it is told not
/// to refresh, or the block is gone.
#[test]
fn a_destroy_with_other_settings_leaves_it_alone() {
    for is_gone in [true, false] {
        let flyte = Flyte::start();
        let (first, second) = two(&flyte);
        let run = if is_gone {
            first.write("");
            first.apply()
        } else {
            first.write(&environment(OTHER));
            let run = first.try_apply(&["-destroy"]);
            let way_out = "terraform destroy -refresh=false";
            assert!(run.error().detail.contains(way_out), "{}", run.report());
            let run = first.try_apply(&["-destroy", "-refresh=false"]);
            run.succeeded()
        };
        run.warning("stays in Flyte as it is");
        assert_eq!(environments(&first), [""; 0]);
        assert_held(&flyte, &second, IT);
    }
}

#[test]
fn settings_are_shown_as_the_second_one_has_them() {
    let flyte = Flyte::start();
    let (first, second) = two(&flyte);
    second.write(&environment(OTHER));
    second.apply_for_good();
    first.try_apply(&["-refresh-only"]).succeeded();
    assert_eq!(first.state().get(IT, "description"), "other");
    let run = first.try_plan(&[]);
    assert!(
        run.error().summary.ends_with(ANOTHER_OWNER),
        "{}",
        run.report()
    );
    assert_held(&flyte, &second, IT);
}

#[test]
fn after_an_hour_the_second_one_is_refused() {
    let flyte = Flyte::start();
    let mock = flyte.mock();
    let (first, second) = (deployed(&flyte), flyte.workspace());
    grow_old(mock);
    second.write(&environment(ONE));
    let run = second.try_plan(&[]);
    let error = run.error();
    assert!(error.summary.contains("already exists"), "{}", run.report());
    assert!(error.detail.contains("import {"), "{}", error.detail);
    assert_held(&flyte, &first, IT);
}

#[test]
fn a_second_one_with_other_settings_is_refused() {
    let flyte = Flyte::start();
    let (first, second) = (deployed(&flyte), flyte.workspace());
    second.write(&environment(OTHER));
    let run = second.try_plan(&[]);
    assert!(
        run.error().summary.contains("already exists"),
        "{}",
        run.report()
    );
    assert_held(&flyte, &first, IT);
}
