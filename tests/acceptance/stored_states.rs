//! States that earlier versions of the provider have stored keep loading.
//!
//! `states/` holds one file for each version of the schema, written by real Terraform while the
//! version was current and frozen since. A new version adds a file, and a conversion.

use std::collections::BTreeMap;
use std::fs;

use crate::harness::IT;
use crate::harness::backend::{mock, versions};
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;
use crate::whole::whole;

/// The versions, each with what a plan without a refresh changes of its file.
const VERSIONS: [(u32, &[&[&str]]); 2] = [(0, &[&BUNDLED, &DERIVED]), (1, &[&DERIVED])];
/// What was deployed before bundles were known lacks the one that its pool needs.
const BUNDLED: [&str; 5] = [
    "code_hash",
    "deployed_at",
    "pool_version",
    "revision",
    "version",
];
/// What follows from the rest, and came later; a refresh fills it in.
const DERIVED: [&str; 9] = [
    "reusable.reserved.max.cpu",
    "reusable.reserved.max.disk",
    "reusable.reserved.max.gpu",
    "reusable.reserved.max.memory",
    "reusable.reserved.min.cpu",
    "reusable.reserved.min.disk",
    "reusable.reserved.min.gpu",
    "reusable.reserved.min.memory",
    "task_pool_versions.notify",
];

#[test]
fn a_state_of_every_version_plans_empty() {
    for (version, stored) in VERSIONS {
        let mock = mock();
        let first = Workspace::new(&mock);
        first.write(&whole());
        first.apply();

        let second = Workspace::new(&mock);
        second.write(&whole());
        let file = format!("tests/acceptance/states/v{version}.json");
        let state = fs::read_to_string(project().join(file)).unwrap();
        second.file("terraform.tfstate", &as_deployed(&state, &first));
        let plan = second.plan_with(&["-refresh=false"]);
        let mut stored = stored.concat();
        stored.sort_unstable();
        assert_eq!(plan.change(IT).differing(), stored, "version {version}");
        let plan = second.plan();
        assert_eq!(plan.changes(), [""; 0], "version {version}");
        second.apply();
        let state = second.state();
        assert_eq!(*state.get(IT, "version"), *versions(&mock)[0]);
    }
}

/// What `scripts/upgrade-configuration` makes of a configuration of version 0 says what it said.
#[test]
fn a_rewritten_configuration_of_version_0_plans_empty() {
    let mock = mock();
    let first = Workspace::new(&mock);
    first.write(&whole());
    first.apply();

    let file = "crates/upgrade-configuration/tests/golden/everything.before.tf";
    let old = fs::read_to_string(project().join(file)).unwrap();
    let second = Workspace::new(&mock);
    second.write(&upgrade_configuration::upgrade(&old).unwrap().text);
    let state = fs::read_to_string(project().join("tests/acceptance/states/v0.json")).unwrap();
    second.file("terraform.tfstate", &as_deployed(&state, &first));
    let plan = second.plan();
    assert_eq!(plan.changes(), [""; 0]);
}

/// A stored state of what was deployed here. A version of another deploy would be another owner's.
fn as_deployed(stored: &str, deployed: &Workspace) -> String {
    let state = deployed.state();
    let mut stored: serde_json::Value = serde_json::from_str(stored).unwrap();
    for name in ["version", "revision", "deployed_at"] {
        let attributes = &mut stored["resources"][0]["instances"][0]["attributes"];
        attributes[name] = state.get(IT, name).clone();
    }
    stored.to_string()
}

/// The resources around environments, each with the version of its schema that the file is of.
const PLATFORM: [(&str, u64); 5] = [
    ("flyte_app", 0),
    ("flyte_project", 0),
    ("flyte_secret", 0),
    ("flyte_settings", 0),
    ("flyte_trigger", 0),
];

/// Nothing is asked for it: there is no backend.
#[test]
fn the_states_of_the_platform_plan_empty() {
    let workspace = Workspace::bare();
    workspace.provider("endpoint = \"http://127.0.0.1:9\"\n  insecure = true");
    let read = |name| fs::read_to_string(project().join("tests/acceptance/states").join(name));
    workspace.write(&read("platform.tf").unwrap());
    workspace.file("terraform.tfstate", &read("platform-v0.json").unwrap());
    let plan = workspace.plan_with(&["-refresh=false"]);
    assert_eq!(plan.changes(), [""; 0]);
    let found = workspace.state();
    let types = PLATFORM.map(|(name, _)| format!("{name}.it"));
    assert_eq!(found.addresses(), types);
}

/// The version of the schema of each resource.
fn schemas() -> BTreeMap<String, u64> {
    let workspace = Workspace::bare();
    workspace.provider("");
    let run = workspace.terraform(&["providers", "schema", "-json"]);
    let told: serde_json::Value = serde_json::from_str(&run.succeeded().stdout).unwrap();
    let providers = told["provider_schemas"].as_object().unwrap();
    let ours = providers.values().next().expect("one provider");
    let schemas = ours["resource_schemas"].as_object().unwrap().iter();
    schemas
        .map(|(name, schema)| (name.clone(), schema["version"].as_u64().unwrap()))
        .collect()
}

#[test]
fn every_version_has_a_file() {
    let mut schemas = schemas();
    let newest = VERSIONS.last().map(|(version, ..)| u64::from(*version));
    assert_eq!(schemas.remove("flyte_task_environment"), newest);
    let platform = PLATFORM.map(|(name, version)| (name.to_owned(), version));
    assert_eq!(schemas, BTreeMap::from(platform));
}
