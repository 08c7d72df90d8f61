//! Rule: every crate of the workspace inherits its lints, version, edition, oldest Rust and licence
//! from the workspace, and none is published.
//!
//! That an `#[allow]` or `#[expect]` has a reason is held by clippy, as is that nothing is left
//! undone with a macro.

use crate::findings::assert_none;
use crate::project;

/// What each manifest says: the section, the key, and what is behind it.
const INHERITED: [(&str, &str); 6] = [
    ("package", "version.workspace = true"),
    ("package", "edition.workspace = true"),
    ("package", "rust-version.workspace = true"),
    ("package", "license.workspace = true"),
    ("package", "publish.workspace = true"),
    ("lints", "workspace = true"),
];

#[test]
fn every_crate_inherits_from_the_workspace() {
    let findings: Vec<_> = project::packages()
        .iter()
        .flat_map(|package| findings(&package.manifest, &project::text_of(&package.manifest)))
        .collect();
    assert_none("Every crate inherits from the workspace", &findings);
}

#[test]
fn the_workspace_is_not_published() {
    let workspace = project::text_of("Cargo.toml");
    assert!(
        section(&workspace, "workspace.package").any(|line| line == "publish = false"),
        "Cargo.toml: say `publish = false` in [workspace.package]"
    );
}

fn findings(path: &str, manifest: &str) -> Vec<String> {
    INHERITED
        .iter()
        .filter(|(name, line)| !section(manifest, name).any(|found| found == *line))
        .map(|(name, line)| format!("{path}: say `{line}` in [{name}]"))
        .collect()
}

/// The lines of a section.
fn section<'a>(manifest: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let header = format!("[{name}]");
    let lines = manifest.lines().skip_while(move |line| *line != header);
    lines.skip(1).take_while(|line| !line.starts_with('['))
}

#[test]
fn what_is_not_inherited_is_found() {
    let manifest = "\
[package]
name = \"a\"
version = \"1.0.0\"
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true

[lints]

[dependencies]
workspace = true
";
    assert_eq!(
        findings("a/Cargo.toml", manifest),
        [
            "a/Cargo.toml: say `version.workspace = true` in [package]",
            "a/Cargo.toml: say `workspace = true` in [lints]",
        ]
    );
}
