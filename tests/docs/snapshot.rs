//! The schema as Terraform sees it, kept in `schema.json`.
//!
//! A difference in review shows what a change of the schema means to users: a renamed attribute,
//! another type, another description.

use std::path::Path;

use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::{chosen, generated, project, terraform::Terraform};

/// The parts that every Terraform tells; some tell more, about what this provider does not have.
const PARTS: [&str; 2] = ["provider", "resource_schemas"];

#[test]
fn terraform_sees_this_schema() {
    let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-flyte"));
    let folder = TempDir::new().unwrap();
    let configuration = project::read("examples/provider/provider.tf");
    std::fs::write(folder.path().join("main.tf"), configuration).unwrap();
    let run = Terraform::with_provider(chosen::terraform(), provider.parent().unwrap())
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
    let parts: Map<_, _> = PARTS
        .into_iter()
        .map(|part| (part.to_owned(), schema[part].clone()))
        .collect();
    let text = serde_json::to_string_pretty(&parts).unwrap();
    generated::check("tests/docs/schema.json", &format!("{text}\n"));
}
