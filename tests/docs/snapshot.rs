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
