//! Environments that look alike and are not the same.

use crate::harness::IT;
use crate::harness::flyte::Flyte;
use crate::owners::environments;

#[test]
fn equal_pools_of_different_environments_live_beside_each_other() {
    let flyte = Flyte::start();
    let workspace = flyte.workspace();
    let domains = |domains: &str| {
        format!(
            "resource \"flyte_task_environment\" \"it\" {{\n  for_each = toset({domains})\n  \
             name   = \"fast_env\"\n  domain = each.key\n  reusable {{}}\n  \
             tasks = {{ main = {{ command = [\"a\"] }} }}\n}}\n"
        )
    };
    workspace.write(&domains("[\"development\", \"production\"]"));
    workspace.apply_for_good();
    let addresses = ["development", "production"].map(|domain| format!("{IT}[\"{domain}\"]"));
    let state = workspace.state();
    let pools = addresses
        .clone()
        .map(|it| state.get(&it, "pool_version").clone());
    assert_eq!(pools[0], pools[1]);
    let ids = addresses.clone().map(|it| state.get(&it, "id").clone());
    assert_ne!(ids[0], ids[1]);

    workspace.write(&domains("[\"production\"]"));
    workspace.apply_for_good();
    assert_eq!(environments(&workspace), addresses[1..]);
    for name in ["fast_env", "fast_env.main"] {
        assert!(!flyte.live_in("development", name), "{name}");
        assert!(flyte.live_in("production", name), "{name}");
    }
}
