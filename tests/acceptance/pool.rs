//! The warm pool: its identity is known while planning, and a plan that replaces it says so.

use crate::harness::backend::{mock, stored, template};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const REPLACED: &str = "The warm pool is replaced";

fn reusable(outside: &str, inside: &str) -> String {
    environment(&format!("{outside}\nreusable {{\n{inside}\n}}"))
}

#[test]
fn the_pool_version_is_known_while_planning() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&reusable("", "replicas = [1, 3]"));
    let plan = workspace.plan();
    let planned = plan.change(IT).after("pool_version").clone();
    assert!(planned.is_string(), "{planned}");
    workspace.apply_plan();
    assert_eq!(*workspace.state().get(IT, "pool_version"), planned);
    let custom = serde_json::to_value(template(&stored(&mock)).custom).unwrap();
    assert_eq!(custom["version"], planned, "Flyte knows the pool by it");
}

#[test]
fn what_says_nothing_of_the_pool_may_be_unknown() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&format!(
        "resource \"terraform_data\" \"later\" {{\n  input = \"production\"\n}}\n{}",
        reusable(
            "description = terraform_data.later.output\ndomain = terraform_data.later.output\n\
             tags = { team = terraform_data.later.output }",
            ""
        )
    ));
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert!(change.is_unknown("id"));
    let planned = change.after("pool_version").clone();
    assert!(planned.is_string(), "{planned}");
    workspace.apply_for_good();
    assert_eq!(*workspace.state().get(IT, "pool_version"), planned);
}

#[test]
fn a_plan_that_replaces_the_pool_says_how_many_start_cold() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&reusable("", "replicas = [1, 3]"));
    assert_eq!(workspace.plan().run().warnings().count(), 0);
    workspace.apply();
    for (outside, inside, cold, cause) in [
        (
            "",
            "replicas = [2, 5]",
            "2 to 5 replicas start",
            "`reusable.replicas`",
        ),
        (
            "",
            "replicas = 4",
            "4 replicas start",
            "`reusable.replicas`",
        ),
        (
            "",
            "replicas = 4\nidle_ttl = 90",
            "4 replicas start",
            "`reusable.idle_ttl`",
        ),
        (
            "",
            "replicas = [0, 6]\nidle_ttl = 90",
            "6 replicas start",
            "`reusable.replicas`",
        ),
        (
            "image = \"acme/app:9\"",
            "replicas = 4\nidle_ttl = 90",
            "4 replicas start",
            "`image`",
        ),
        (
            "image = \"acme/app:9\"\nenv_vars = { A = \"1\" }\ninterruptible = true",
            "replicas = 4\nidle_ttl = 90",
            "4 replicas start",
            "`env_vars` and `interruptible`",
        ),
    ] {
        workspace.write(&reusable(outside, inside));
        let before = workspace.state().get(IT, "pool_version").clone();
        let plan = workspace.plan();
        let warning = plan.run().warning(REPLACED);
        assert!(warning.summary.contains(cold), "{}", warning.summary);
        assert!(warning.detail.contains(cause), "{}", warning.detail);
        let after = plan.change(IT).after("pool_version").clone();
        assert_ne!(before, after);
        for version in [before, after] {
            let version = version.as_str().unwrap();
            assert!(warning.detail.contains(version), "{}", warning.detail);
        }
        workspace.apply_plan();
    }
}

#[test]
fn a_plan_that_leaves_the_pool_warm_says_nothing() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&reusable("", "replicas = 3"));
    workspace.apply();
    let version = workspace.state().get(IT, "pool_version").clone();
    workspace.write(&reusable(
        "description = \"x\"\ntags = { a = \"b\" }",
        "replicas = 3\nconcurrency = 4",
    ));
    let plan = workspace.plan();
    assert_eq!(plan.run().warnings().count(), 0, "{}", plan.run().report());
    workspace.apply_plan();
    assert_eq!(*workspace.state().get(IT, "pool_version"), version);

    // Turning reuse off and on is what the user sees anyway.
    for configuration in [environment(""), reusable("", "replicas = 3")] {
        workspace.write(&configuration);
        let plan = workspace.plan();
        assert_eq!(plan.run().warnings().count(), 0, "{}", plan.run().report());
        workspace.apply_plan();
    }
}

/// Neither is part of a pool's identity (flyte SDK 2.12.1, reusable tasks).
#[test]
fn what_warm_containers_do_not_get_is_told() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let warm = |resources: &str| reusable(&format!("resources = {{ {resources} }}"), "");
    workspace.write(&warm("gpu = \"A100:1\", shm = \"1Gi\""));
    workspace.apply();
    let title = "Warm containers stay as they are";
    for (resources, cause) in [
        (
            "gpu = \"T4:1\", shm = \"1Gi\"",
            "The change of `gpu` is not",
        ),
        (
            "gpu = \"T4:1\", shm = \"2Gi\"",
            "The change of `shm` is not",
        ),
        (
            "accelerator = { device = \"L4\" }",
            "The change of `accelerator` and `shm` is not",
        ),
    ] {
        let before = workspace.state().get(IT, "pool_version").clone();
        workspace.write(&warm(resources));
        let plan = workspace.plan();
        let warning = plan.run().warning(title);
        assert!(warning.detail.contains(cause), "{}", warning.detail);
        assert_eq!(*plan.change(IT).after("pool_version"), before);
        workspace.apply_plan();
    }
    // Another spelling, a new pool, and none are no news.
    for configuration in [
        warm("gpu = \"L4:1\""),
        warm("gpu = \"A100:2\""),
        environment("resources = { gpu = \"T4:2\" }"),
        environment("resources = { gpu = \"L4:2\" }"),
    ] {
        workspace.write(&configuration);
        let plan = workspace.plan();
        let told = plan.run().warnings().filter(|it| it.summary == title);
        assert_eq!(told.count(), 0, "{}", plan.run().report());
        workspace.apply();
    }
}

#[test]
fn unlikely_policies_are_commented_on() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    for (lines, summary) in [
        (
            "replicas = 1",
            "A single replica that runs one task at a time can deadlock",
        ),
        (
            "replicas = [0, 10]",
            "A minimum of 0 replicas is read as none given",
        ),
        (
            "idle_ttl = 40\nscaledown_ttl = 50",
            "`scaledown_ttl` has no effect while `idle_ttl` is shorter",
        ),
        (
            "scope = \"run\"",
            "`scope = \"run\"` has no effect on container pools",
        ),
    ] {
        workspace.write(&reusable("", lines));
        let run = workspace.validate().succeeded();
        let warnings: Vec<_> = run.warnings().collect();
        assert_eq!(warnings.len(), 1, "{}", run.report());
        assert_eq!(warnings[0].summary, summary);
        assert_eq!(warnings[0].address, IT);
        assert_eq!(warnings[0].line(), lines.lines().next().unwrap());
    }
}
