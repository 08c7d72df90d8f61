//! The schema as Terraform sees it, kept in `schema.json`.
//!
//! A difference in review shows what a change of the schema means to users: a renamed attribute,
//! another type, another description. A Terraform that knows every kind of thing tells it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use test_support::feature::Feature;
use test_support::terraform::Terraform;

use crate::subjects::{self, KINDS};
use crate::{generated, project};

/// What the newest Terraform knows of this provider.
fn seen() -> Value {
    let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-flyte"));
    let folder = TempDir::new().unwrap();
    let configuration = project::read("examples/provider/provider.tf");
    std::fs::write(folder.path().join("main.tf"), configuration).unwrap();
    let program = Feature::Actions.terraform().expect("it is installed");
    let run = Terraform::with_provider(program, provider.parent().unwrap())
        .command(folder.path(), &["providers", "schema", "-json"])
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{stderr}");
    let answer: Value = serde_json::from_slice(&run.stdout).unwrap();
    let providers = answer["provider_schemas"].as_object().unwrap();
    let (_, schema) = providers
        .iter()
        .find(|(address, _)| address.ends_with("/flyte-iac/flyte"))
        .expect("our provider");
    schema.clone()
}

#[test]
fn terraform_sees_this_schema() {
    let text = serde_json::to_string_pretty(&seen()).unwrap();
    generated::check("tests/docs/schema.json", &format!("{text}\n"));
}

#[test]
fn everything_that_terraform_sees_has_a_page() {
    let seen = seen();
    let subjects = subjects::all();
    for kind in &KINDS {
        let seen: BTreeSet<_> = seen[kind.part]
            .as_object()
            .into_iter()
            .flat_map(|part| part.keys())
            .collect();
        let described: BTreeSet<_> = subjects
            .values()
            .filter(|subject| subject.kind.as_ref() == Some(kind))
            .map(|subject| &subject.name)
            .collect();
        assert_eq!(seen, described, "{}", kind.folder);
    }
    let parts = seen.as_object().unwrap().keys();
    let known = KINDS.iter().map(|kind| kind.part);
    let known: BTreeSet<_> = known
        .chain(["provider", "resource_identity_schemas"])
        .collect();
    let unknown: Vec<_> = parts
        .filter(|part| !known.contains(part.as_str()))
        .collect();
    assert!(unknown.is_empty(), "no pages are made for {unknown:?}");
}

/// Terraform panics over marks below the objects of a map that are null or unknown.
#[test]
fn nothing_below_a_map_is_sensitive() {
    let schema: Value = serde_json::from_str(&project::read("tests/docs/schema.json")).unwrap();
    assert_eq!(sensitive(&schema, false, ""), [""; 0]);
}

/// The paths of what is sensitive below a map of objects.
fn sensitive(value: &Value, is_below: bool, path: &str) -> Vec<String> {
    let Value::Object(entries) = value else {
        return Vec::new();
    };
    let is_below = is_below || entries.get("nesting_mode") == Some(&Value::from("map"));
    let inside = entries.iter().flat_map(|(name, entry)| {
        let path = format!("{path}/{name}");
        let is_marked = is_below && entry["sensitive"] == true;
        let mut found = sensitive(entry, is_below, &path);
        found.extend(is_marked.then_some(path));
        found
    });
    inside.collect()
}

#[test]
fn what_is_sensitive_below_a_map_is_found() {
    let attribute = serde_json::json!({ "sensitive": true });
    let objects = serde_json::json!({ "nesting_mode": "map", "attributes": { "a": attribute } });
    let schema = serde_json::json!({ "tasks": { "nested_type": objects }, "token": attribute });
    assert_eq!(
        sensitive(&schema, false, ""),
        ["/tasks/nested_type/attributes/a"]
    );
}
