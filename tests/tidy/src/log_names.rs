//! Rule: the log knows every crate that writes to it. The provider hands it a list of the crates
//! that are its own; what another crate writes is taken for a dependency's.

use crate::findings::assert_none;
use crate::project::{self, Package};

const PROGRAM: &str = "src/main.rs";

#[test]
fn the_log_knows_every_crate_that_writes_to_it() {
    let findings = findings(&project::text_of(PROGRAM), project::packages());
    assert_none("The log knows every crate that writes to it", &findings);
}

fn findings(program: &str, packages: &[Package]) -> Vec<String> {
    let listed = listed(program);
    assert!(
        !listed.is_empty(),
        "{PROGRAM}: the list `crates` is not found"
    );
    let mut findings = Vec::new();
    for package in packages {
        let Some(library) = package.targets.iter().find(|target| target.kind == "lib") else {
            continue;
        };
        let root = package.manifest == "Cargo.toml";
        let name = &library.name;
        if (root || writes(package)) && !listed.iter().any(|(_, found)| found == name) {
            let line = listed[0].0;
            findings.push(format!(
                "{PROGRAM}:{line}: add `{name}`, which writes to the log"
            ));
        }
    }
    for (line, name) in listed {
        let libraries = packages.iter().flat_map(|package| &package.targets);
        if !libraries.into_iter().any(|library| library.name == name) {
            findings.push(format!(
                "{PROGRAM}:{line}: `{name}` is no crate of the workspace"
            ));
        }
    }
    findings
}

fn writes(package: &Package) -> bool {
    let mut dependencies = package.dependencies.iter();
    dependencies.any(|found| found.name == "tracing" && found.kind == "normal")
}

/// The crates in the list, each with its line: `crates: &[("crate", "what the log calls it"), …]`.
fn listed(program: &str) -> Vec<(usize, &str)> {
    let lines = program.lines().enumerate();
    let list = lines.skip_while(|(_, line)| !line.trim_start().starts_with("crates: &["));
    let list = list.take_while(|(_, line)| line.trim() != "],");
    list.filter_map(|(index, line)| Some((index + 1, line.split('"').nth(1)?)))
        .collect()
}

#[test]
fn a_crate_that_is_not_listed_is_found() {
    let program =
        "crates: &[\n    (\"root\", \"provider\"),\n    (\"gone\", \"x\"),\n],\n(\"a\", \"b\"),";
    let packages = [
        made_up("root", "Cargo.toml", &[]),
        made_up("a", "crates/a/Cargo.toml", &["tracing"]),
        made_up("b", "crates/b/Cargo.toml", &["serde"]),
    ];
    assert_eq!(
        findings(program, &packages),
        [
            "src/main.rs:2: add `a`, which writes to the log",
            "src/main.rs:3: `gone` is no crate of the workspace",
        ]
    );
}

#[test]
#[should_panic(expected = "the list `crates` is not found")]
fn a_program_without_the_list_is_no_pass() {
    findings("fn main() {}", &[]);
}

fn made_up(name: &str, manifest: &str, dependencies: &[&str]) -> Package {
    let dependencies = dependencies.iter().map(|name| project::Dependency {
        name: (*name).to_owned(),
        kind: "normal".to_owned(),
        internal: false,
    });
    Package {
        name: name.to_owned(),
        manifest: manifest.to_owned(),
        targets: vec![project::Target {
            name: name.to_owned(),
            kind: "lib".to_owned(),
            root: "src/lib.rs".to_owned(),
        }],
        dependencies: dependencies.collect(),
    }
}
