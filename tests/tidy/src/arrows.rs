//! Rule: crates depend on what the table in ARCHITECTURE.md says, and on nothing else. The table
//! follows the mark `<!-- tidy: crates -->`; it is compared with Cargo's manifests both ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::assert_none;
use crate::project::{self, Dependency, Package};

const PAGE: &str = "ARCHITECTURE.md";
const MARK: &str = "<!-- tidy: crates -->";

/// The columns of the table that are read; it may have others.
const CRATE: &str = "crate";
const NORMAL: &str = "may depend on";
const TESTS: &str = "for tests also on";

#[test]
fn crates_depend_on_what_is_drawn() {
    let findings = findings(&project::text_of(PAGE), project::packages(), manifest_line);
    assert_none(
        "Crates depend on what the table in ARCHITECTURE.md says",
        &findings,
    );
}

/// So that an error in one does not excuse the same error in the other.
#[test]
fn the_mock_depends_on_none_of_our_crates() {
    let findings = shared_with_the_mock(project::packages());
    assert_none("The mock shares no code with what it tests", &findings);
}

fn shared_with_the_mock(packages: &[Package]) -> Vec<String> {
    let mock = packages.iter().find(|package| package.name == "flyte-mock");
    let mock = mock.expect("the mock is in the workspace");
    let internal = mock.dependencies.iter().filter(|found| found.internal);
    internal
        .map(|found| format!("{}: take `{}` out", mock.manifest, found.name))
        .collect()
}

/// A row of the table.
#[derive(Debug, Default)]
struct Row {
    line: usize,
    /// The crates of the workspace that it may depend on.
    ours: BTreeSet<String>,
    /// Those of others, which follow after a semicolon.
    others: BTreeSet<String>,
    /// The crates of the workspace that its tests and build script depend on beside those.
    tests: BTreeSet<String>,
}

fn findings(page: &str, packages: &[Package], line_of: fn(&Package, &str) -> usize) -> Vec<String> {
    let rows = table(page);
    let mut findings = Vec::new();
    for package in packages {
        let Some(row) = rows.get(&package.name) else {
            findings.push(format!(
                "{PAGE}: give `{}` a row in the table of crates",
                package.name
            ));
            continue;
        };
        let ours = names(package, |found| found.internal && found.kind == "normal");
        let others = names(package, |found| !found.internal && found.kind == "normal");
        let tests = names(package, |found| found.internal && found.kind != "normal");
        let tests = tests.difference(&ours).cloned().collect();
        let before = format!("`{NORMAL}`, before the semicolon");
        let after = format!("`{NORMAL}`, after the semicolon");
        for (found, allowed, column) in [
            (ours, &row.ours, &before),
            (others, &row.others, &after),
            (tests, &row.tests, &format!("`{TESTS}`")),
        ] {
            for name in found.difference(allowed) {
                findings.push(format!(
                    "{}:{}: `{name}` is not allowed by {PAGE}:{} under {column}",
                    package.manifest,
                    line_of(package, name),
                    row.line
                ));
            }
            for name in allowed.difference(&found) {
                findings.push(format!(
                    "{PAGE}:{}: `{}` does not depend on `{name}`, as it says under {column}",
                    row.line, package.name
                ));
            }
        }
    }
    for (name, row) in rows {
        if !packages.iter().any(|package| package.name == name) {
            findings.push(format!("{PAGE}:{}: there is no crate `{name}`", row.line));
        }
    }
    findings
}

fn names(package: &Package, wanted: fn(&Dependency) -> bool) -> BTreeSet<String> {
    let found = package.dependencies.iter().filter(|found| wanted(found));
    found.map(|found| found.name.clone()).collect()
}

/// The rows of the table, by the crate.
fn table(page: &str) -> BTreeMap<String, Row> {
    let lines = page.lines().enumerate();
    let mut lines = lines.skip_while(|(_, line)| *line != MARK).skip(1);
    let (_, header) = lines
        .next()
        .unwrap_or_else(|| panic!("{PAGE}: no `{MARK}`"));
    let header: Vec<_> = cells(header).collect();
    let column = |name| {
        let found = header.iter().position(|cell| *cell == name);
        found.unwrap_or_else(|| panic!("{PAGE}: the table of crates has no column `{name}`"))
    };
    let [krate, normal, tests] = [CRATE, NORMAL, TESTS].map(column);
    let rows = lines.skip(1).take_while(|(_, line)| line.starts_with('|'));
    let mut table = BTreeMap::new();
    for (index, text) in rows {
        let line = index + 1;
        let cells: Vec<_> = cells(text).collect();
        let names = |cell: &str| quoted(cell).map(str::to_owned).collect();
        let (ours, others) = cells[normal].split_once(';').unwrap_or((cells[normal], ""));
        let name = quoted(cells[krate]).next();
        let name = name.unwrap_or_else(|| panic!("{PAGE}:{line}: the row names no crate"));
        let row = Row {
            line,
            ours: names(ours),
            others: names(others),
            tests: names(cells[tests]),
        };
        let before = table.insert(name.to_owned(), row);
        assert!(before.is_none(), "{PAGE}:{line}: a second row for `{name}`");
    }
    table
}

fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.trim_matches('|').split('|').map(str::trim)
}

/// What stands in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Where a manifest names a dependency.
fn manifest_line(package: &Package, dependency: &str) -> usize {
    let manifest = project::text_of(&package.manifest);
    let mut lines = manifest.lines();
    let found = lines.position(|line| {
        let rest = line.strip_prefix(dependency);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    });
    found.map_or(1, |index| index + 1)
}

#[test]
fn an_arrow_that_is_not_drawn_is_found_and_one_that_is_drawn_for_nothing() {
    let page = "\
| crate |

<!-- tidy: crates -->
| crate | what it is | may depend on | for tests also on |
|---|---|---|---|
| `a` | `x` | `b`, `c`; `serde`, `tokio` | `d` |
| `b` | | | |
| `gone` | | | |

| `c` | `a` |
";
    let packages = [
        made_up(
            "a",
            &[
                ("b", "normal", true),
                ("tokio", "normal", false),
                ("d", "dev", true),
                ("b", "dev", true),
            ],
        ),
        made_up(
            "b",
            &[
                ("a", "build", true),
                ("c", "normal", true),
                ("prost", "normal", false),
                ("x", "dev", false),
            ],
        ),
        made_up("c", &[]),
    ];
    assert_eq!(
        findings(page, &packages, |_, _| 9),
        [
            "ARCHITECTURE.md:6: `a` does not depend on `c`, as it says under `may depend on`, before the semicolon",
            "ARCHITECTURE.md:6: `a` does not depend on `serde`, as it says under `may depend on`, after the semicolon",
            "b/Cargo.toml:9: `c` is not allowed by ARCHITECTURE.md:7 under `may depend on`, before the semicolon",
            "b/Cargo.toml:9: `prost` is not allowed by ARCHITECTURE.md:7 under `may depend on`, after the semicolon",
            "b/Cargo.toml:9: `a` is not allowed by ARCHITECTURE.md:7 under `for tests also on`",
            "ARCHITECTURE.md: give `c` a row in the table of crates",
            "ARCHITECTURE.md:8: there is no crate `gone`",
        ]
    );
}

#[test]
fn a_crate_of_ours_in_the_mock_is_found() {
    let packages = [
        made_up("a", &[("b", "normal", true)]),
        made_up(
            "flyte-mock",
            &[
                ("a", "build", true),
                ("b", "dev", true),
                ("serde", "normal", false),
            ],
        ),
    ];
    let expected = [
        "flyte-mock/Cargo.toml: take `a` out",
        "flyte-mock/Cargo.toml: take `b` out",
    ];
    assert_eq!(shared_with_the_mock(&packages), expected);
}

#[test]
#[should_panic(expected = "ARCHITECTURE.md: no `<!-- tidy: crates -->`")]
fn a_page_without_the_table_is_no_pass() {
    table("| crate | may depend on | for tests also on |");
}

fn made_up(name: &str, dependencies: &[(&str, &str, bool)]) -> Package {
    let dependencies = dependencies
        .iter()
        .map(|(name, kind, internal)| Dependency {
            name: (*name).to_owned(),
            kind: (*kind).to_owned(),
            internal: *internal,
        });
    Package {
        name: name.to_owned(),
        manifest: format!("{name}/Cargo.toml"),
        targets: Vec::new(),
        dependencies: dependencies.collect(),
    }
}
