//! One environment that was imported under two addresses of one state.

use crate::harness::environment;
use crate::harness::flyte::Flyte;
use crate::harness::workspace::Workspace;
use crate::owners::{at, environments, warned};

const TWO_ADDRESSES: &str = "Two addresses in the state stand for one task environment";

/// The two blocks; the second one has this image.
fn both(image: &str) -> String {
    let block = |name: &str, image: &str| {
        environment(&format!("  image = {image:?}")).replace("\"it\"", &format!("{name:?}"))
    };
    block("a", "ghcr.io/acme/a:1") + &block("b", image)
}

/// A workspace that holds the environment twice, as `a` and as `b`.
fn twice(flyte: &Flyte) -> Workspace {
    let first = flyte.workspace();
    first.write(&environment("  image = \"ghcr.io/acme/a:1\""));
    first.apply_for_good();
    let workspace = flyte.workspace();
    workspace.write(&both("ghcr.io/acme/a:1"));
    for address in [at("a"), at("b")] {
        let imported = workspace.try_import(&address, &flyte.id("fast_env"));
        imported.succeeded();
    }
    workspace
}

#[test]
fn the_second_one_that_is_planned_is_told_of_once() {
    let flyte = Flyte::start();
    let workspace = twice(&flyte);
    let plan = workspace.plan();
    plan.assert_empty();
    let told = plan.run().warnings();
    let told: Vec<_> = told.filter(|it| it.summary == TWO_ADDRESSES).collect();
    assert_eq!(told.len(), 1, "{}", plan.run().report());
    assert!(told[0].detail.contains("`fast_env`"), "{}", told[0].detail);
}

#[test]
fn after_one_of_them_was_deployed_the_other_sees_another_owner() {
    let flyte = Flyte::start();
    let workspace = twice(&flyte);
    workspace.write(&both("ghcr.io/acme/a:2"));
    let plan = workspace.plan();
    plan.run().warning(TWO_ADDRESSES);
    assert_eq!(plan.changes(), [format!("{} update", at("b"))]);
    workspace.apply_plan();
    assert_eq!(flyte.versions("fast_env").len(), 2);

    // The other one would change it back.
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert!(
        error.summary.ends_with("has another owner"),
        "{}",
        run.report()
    );
    assert_eq!(error.address, at("a"));
    assert_eq!(flyte.versions("fast_env").len(), 2);

    let both = both("ghcr.io/acme/a:2");
    let (_, only_b) = both.split_at(both.rfind("resource").unwrap());
    workspace.write(only_b);
    let run = workspace.apply();
    run.warning("stays in Flyte as it is");
    assert_eq!(environments(&workspace), [at("b")]);
    assert_eq!(flyte.versions("fast_env").len(), 2);
    assert!(flyte.live("fast_env"));

    let plan = workspace.plan();
    plan.assert_empty();
    assert!(!warned(plan.run(), TWO_ADDRESSES));
}

#[test]
fn destroyed_together_it_goes_once() {
    let flyte = Flyte::start();
    let workspace = twice(&flyte);
    workspace.destroy();
    assert_eq!(environments(&workspace), [""; 0]);
    assert!(!flyte.live("fast_env"));
    assert_eq!(flyte.versions("fast_env").len(), 2);
}
