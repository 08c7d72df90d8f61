//! Rule: the drawing in ARCHITECTURE.md has the arrows that there are between the crates that are
//! shipped, and no others. It is in Mermaid, an arrow a line.

use std::collections::BTreeSet;

use crate::findings::assert_none;
use crate::project::{self, Package};

const PAGE: &str = "ARCHITECTURE.md";
const START: &str = "```mermaid";
const END: &str = "```";

/// Who depends on whom.
type Arrow = (String, String);

#[test]
fn the_drawing_has_the_arrows_that_there_are() {
    let shipped = project::packages().iter().filter(|package| {
        package.manifest == "Cargo.toml" || package.manifest.starts_with("crates/")
    });
    let findings = findings(&project::text_of(PAGE), &arrows(shipped));
    assert_none("The drawing in ARCHITECTURE.md is true", &findings);
}

fn arrows<'a>(packages: impl Iterator<Item = &'a Package>) -> BTreeSet<Arrow> {
    packages
        .flat_map(|package| {
            let needed = package.dependencies.iter();
            let needed = needed.filter(|needed| needed.internal && needed.kind == "normal");
            needed.map(|needed| (package.name.clone(), needed.name.clone()))
        })
        .collect()
}

fn findings(page: &str, there_are: &BTreeSet<Arrow>) -> Vec<String> {
    let drawn = drawn(page);
    let missing = there_are.difference(&drawn);
    let missing = missing.map(|(from, to)| format!("{PAGE}: draw `{from} --> {to}`"));
    let invented = drawn.difference(there_are);
    let invented = invented.map(|(from, to)| format!("{PAGE}: take `{from} --> {to}` out"));
    missing.chain(invented).collect()
}

fn drawn(page: &str) -> BTreeSet<Arrow> {
    let lines = page.lines().skip_while(|line| *line != START).skip(1);
    let arrows: BTreeSet<_> = lines
        .take_while(|line| *line != END)
        .filter_map(|line| {
            let (from, to) = line.split_once("-->")?;
            Some((from.trim().to_owned(), to.trim().to_owned()))
        })
        .collect();
    assert!(!arrows.is_empty(), "{PAGE}: no drawing in `{START}`");
    arrows
}

#[test]
fn an_arrow_too_few_and_one_too_many_are_found() {
    let page = "# A\n\n```mermaid\ngraph TD\n  a --> b\n  a --> c\n```\n\n  c --> d\n";
    let there_are = [("a", "b"), ("b", "c")];
    let there_are = there_are.map(|(from, to)| (from.to_owned(), to.to_owned()));
    assert_eq!(
        findings(page, &there_are.into()),
        [
            "ARCHITECTURE.md: draw `b --> c`",
            "ARCHITECTURE.md: take `a --> c` out",
        ]
    );
}

#[test]
#[should_panic(expected = "ARCHITECTURE.md: no drawing")]
fn a_page_without_a_drawing_is_no_pass() {
    drawn("```\na --> b\n```");
}
