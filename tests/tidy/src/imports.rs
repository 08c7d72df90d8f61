//! Rule: imports are written in one form.
//!
//! * Items of one's own crate are imported, and exported, by their path from its root, `crate::`;
//!   a module of tests that stands in or beside what it tests opens that with `super::*`.
//! * There is one statement for each module, visibility and condition, with at most one pair of
//!   braces.
//! * There are three blocks: the standard library, other crates, one's own. A blank line is
//!   between them, and none within.
//!
//! rustfmt writes the last two with `imports_granularity=Module` and
//! `group_imports=StdExternalCrate`, which the stable toolchain does not have.

use std::collections::BTreeMap;

use crate::findings::assert_none;
use crate::sources::{Source, Sources};
use crate::syntax::{Scope, Use};

#[test]
fn imports_are_written_in_one_form() {
    let sources = Sources::of_the_project();
    let findings: Vec<_> = sources.iter().flat_map(findings).collect();
    assert_none("Imports are written in one form", &findings);
}

fn findings(source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    let mut tests = source
        .path
        .rsplit_once('.')
        .map_or("", |(path, _)| path)
        .split('/');
    let tests = tests.any(|part| part == "tests");
    check(source, &source.scope, tests, &mut findings);
    findings
}

fn check(source: &Source, scope: &Scope, tests: bool, findings: &mut Vec<String>) {
    let mut note = |statement: &Use, what: &str| {
        findings.push(format!(
            "{}:{}: {what}",
            source.path,
            statement.lines.start()
        ));
    };
    for statement in &scope.uses {
        let opens_tested = tests || scope.test || scope.name == "tests";
        if is_relative(statement, scope, opens_tested) {
            note(statement, "name it from the root of the crate, `crate::`");
        }
        if statement.nested {
            note(statement, "write one `use` for each module");
        }
    }
    let outer: Vec<_> = scope
        .uses
        .iter()
        .filter(|statement| !statement.in_body)
        .collect();
    let mut seen = BTreeMap::new();
    for statement in &outer {
        let key = (
            &statement.module,
            &statement.visibility,
            &statement.attributes,
        );
        if statement.module.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(key, *statement.lines.start()) {
            note(
                statement,
                &format!("join it with the `use` in line {first}"),
            );
        }
    }
    let lines: Vec<_> = source.text.lines().collect();
    for pair in outer.windows(2) {
        let between = &lines[*pair[0].lines.end()..pair[1].lines.start() - 1];
        if let Some(what) = misplaced(block(pair[0]), between, block(pair[1])) {
            note(pair[1], what);
        }
    }
    for inline in &scope.inline {
        check(source, inline, tests, findings);
    }
}

/// What to do with a statement of one block that follows another's, with these lines between them.
fn misplaced(before: usize, between: &[&str], after: usize) -> Option<&'static str> {
    let between = between.iter().map(|line| line.trim());
    let (empty, said): (Vec<_>, Vec<_>) = between.partition(|line| line.is_empty());
    if said.iter().any(|line| !line.starts_with("//")) {
        Some("put it beside the other imports")
    } else if after < before {
        Some("put it higher: the standard library, other crates, this one")
    } else if after > before && empty.is_empty() {
        Some("put a blank line before it")
    } else if after == before && !empty.is_empty() {
        Some("take the blank line before it out")
    } else {
        None
    }
}

/// Whether a path leads to one's own crate and does not begin at its root.
fn is_relative(statement: &Use, scope: &Scope, opens_tested: bool) -> bool {
    statement
        .imports
        .iter()
        .any(|import| match import.path[0].as_str() {
            "self" => true,
            "super" => !(opens_tested && import.name.is_none() && import.path.len() == 1),
            first => {
                let mut declared = scope.declared.iter().map(|module| &module.name);
                let mut inline = scope.inline.iter().map(|module| &module.name);
                declared.any(|name| name == first) || inline.any(|name| name == first)
            }
        })
}

/// The block that a statement belongs to.
fn block(statement: &Use) -> usize {
    match statement
        .imports
        .first()
        .map(|import| import.path[0].as_str())
    {
        Some("std" | "core" | "alloc") => 0,
        Some("crate" | "self" | "super") => 2,
        _ => 1,
    }
}

#[test]
fn imports_in_the_one_form_are_left_alone() {
    let text = "\
mod a;

use std::fmt;
use std::io::{self, Write};

#[cfg(unix)]
use other::Thing;
pub use other::{Another, More};

use crate::a::A;
use crate::{B, a};

fn f() {
    use crate::c::C::*;
}

#[cfg(test)]
mod tests {
    use super::*;
}
";
    assert_eq!(found("src/lib.rs", text), [""; 0]);
    assert_eq!(found("src/a/tests.rs", "use super::*;"), [""; 0]);
    assert_eq!(found("src/a/tests/x.rs", "use super::*;"), [""; 0]);
}

#[test]
fn a_path_that_does_not_begin_at_the_root_is_found() {
    let expected = ["src/a.rs:1: name it from the root of the crate, `crate::`"];
    assert_eq!(found("src/a.rs", "use super::b::B;"), expected);
    assert_eq!(found("src/a.rs", "use super::*;"), expected);
    assert_eq!(found("src/a.rs", "use self::b::B;"), expected);
    assert_eq!(found("src/a.rs", "use b::B; mod b;"), expected);
    assert_eq!(found("src/a.rs", "fn f() { use super::b::B; }"), expected);
    assert_eq!(
        found("src/a.rs", "#[cfg(test)] mod x { use super::b::B; }"),
        expected
    );
    assert_eq!(found("src/a.rs", "pub use self::b::B;"), expected);
}

#[test]
fn two_statements_for_one_module_are_found() {
    let expected = ["src/a.rs:2: join it with the `use` in line 1"];
    assert_eq!(
        found("src/a.rs", "use a::b::C;\nuse a::b::{D, E};"),
        expected
    );
    assert_eq!(found("src/a.rs", "pub use a::b;\npub use a::c;"), expected);
    assert_eq!(found("src/a.rs", "use a::b;\npub use a::c;"), [""; 0]);
    assert_eq!(
        found("src/a.rs", "use a::b;\n#[cfg(unix)]\nuse a::c;"),
        [""; 0]
    );
    assert_eq!(found("src/a.rs", "use a;\nuse b;"), [""; 0]);
    let expected = ["src/a.rs:1: write one `use` for each module"];
    assert_eq!(found("src/a.rs", "use a::{B, c::D};"), expected);
    assert_eq!(found("src/a.rs", "use {a::B, c::D};"), expected);
}

#[test]
fn blocks_out_of_order_are_found() {
    let line_3 = |what: &str| [format!("src/a.rs:3: {what}")];
    let higher = line_3("put it higher: the standard library, other crates, this one");
    assert_eq!(found("src/a.rs", "use crate::a::A;\n\nuse b::B;"), higher);
    assert_eq!(found("src/a.rs", "use b::B;\n\nuse std::fmt;"), higher);
    let out = line_3("take the blank line before it out");
    assert_eq!(found("src/a.rs", "use b::B;\n\nuse c::C;"), out);
    let apart = line_3("put it beside the other imports");
    assert_eq!(found("src/a.rs", "use b::B;\nmod d;\nuse c::C;"), apart);
    let blank = ["src/a.rs:2: put a blank line before it"];
    assert_eq!(found("src/a.rs", "use std::fmt;\nuse c::C;"), blank);
}

fn found(path: &str, text: &str) -> Vec<String> {
    let sources = Sources::made_up(&[(path, text)]);
    findings(sources.get(path).unwrap())
}
