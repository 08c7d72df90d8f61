//! What the README says about the schema, and about versions of Terraform.

use std::collections::BTreeSet;

use terraform_framework::Member;
use test_support::feature::Feature;

use crate::{markdown, pages, project, subjects};

#[test]
fn the_table_of_the_reusable_block_is_the_schemas() {
    let subject = &subjects::all()["resources/task_environment.md"];
    let block = subject.block().expect("a resource has a schema");
    let reusable = &block.blocks["reusable"].block;
    let readme = project::read("README.md");
    let rows = markdown::table(&readme, "The `reusable` block");
    let mut named = BTreeSet::new();
    for row in &rows {
        for name in markdown::code_spans(&row[0]) {
            assert!(named.insert(name), "`{name}` stands there twice");
            let Some(Member::Attribute(attribute)) = reusable
                .members()
                .find_map(|(known, member)| (known == name).then_some(member))
            else {
                panic!("the block has no attribute `{name}`");
            };
            let default = match &attribute.default {
                None => "computed".to_owned(),
                Some(default) => format!("`{}`", pages::as_written(default)),
            };
            assert_eq!(row[1], default, "the default of `{name}`");
        }
    }
    let known: BTreeSet<_> = reusable.members().map(|(name, _)| name).collect();
    assert_eq!(named, known);
}

#[test]
fn the_table_of_what_needs_a_newer_terraform_is_true() {
    let version = |(major, minor)| format!("{major}.{minor}");
    let expected = Feature::ALL.map(|feature| {
        let (terraform, opentofu) = feature.since();
        let opentofu = opentofu.map_or("no".to_owned(), version);
        vec![feature.name().to_owned(), version(terraform), opentofu]
    });
    let readme = project::read("README.md");
    assert_eq!(markdown::table(&readme, "Versions"), expected);
}
