//! Rule: every crate reads JSON in one way. Cargo gives all crates of a build the features of
//! `serde_json` that any of them asks for, so one manifest could change how the others read numbers
//! and order keys: tested alone, a crate would do something else than in the provider.

use std::process::Command;

use crate::findings::assert_none;
use crate::project;

/// What does not change how a crate reads that did not ask for it, or is asked for by the workspace.
const HARMLESS: [&str; 4] = ["default", "float_roundtrip", "raw_value", "std"];

#[test]
fn every_crate_reads_json_in_one_way() {
    let done = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--offline", "--prefix=none"])
        .args(["--edges=features", "--invert=serde_json", "--depth=1"])
        .current_dir(project::root())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "cargo tree: {told}");
    let findings = findings(&String::from_utf8(done.stdout).unwrap());
    assert_none("Every crate reads JSON in one way", &findings);
}

fn findings(tree: &str) -> Vec<String> {
    let lines = tree.lines();
    let features: Vec<_> = lines
        .filter_map(|line| line.split_once("serde_json feature \""))
        .filter_map(|(_, rest)| rest.split('"').next())
        .collect();
    assert!(!features.is_empty(), "cargo tree tells no features");
    let harmful = features.iter().filter(|name| !HARMLESS.contains(name));
    harmful
        .map(|name| format!("`serde_json/{name}` changes every crate: find who asks for it with `cargo tree --workspace -e features -i serde_json`"))
        .collect()
}

#[test]
fn a_feature_that_changes_every_crate_is_found() {
    let tree = "serde_json v1.0.0\nserde_json feature \"std\"\n\
                serde_json feature \"arbitrary_precision\" (*)\n";
    let findings = findings(tree);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].starts_with("`serde_json/arbitrary_precision` changes"));
}

#[test]
#[should_panic(expected = "tells no features")]
fn a_tree_without_features_is_no_pass() {
    findings("serde_json v1.0.0\n");
}
