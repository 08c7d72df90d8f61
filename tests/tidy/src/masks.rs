//! Rule: what a comparison leaves out is a row of the table in `test_support::differences`. A test that
//! takes a field out of a JSON text and drops it compares less than it seems to, for a reason that
//! nobody reads.

use crate::findings::assert_none;
use crate::sources::{Source, Sources};

/// Where tests compare what was deployed.
const COMPARING: [&str; 4] = [
    "crates/flyte-domain/",
    "tests/acceptance/",
    "tests/runs/",
    "src/",
];

#[test]
fn comparisons_are_masked_by_the_table() {
    let sources = Sources::of_the_project();
    let findings: Vec<_> = sources.iter().flat_map(masked).collect();
    assert_none(
        "What a comparison leaves out is in the table of differences",
        &findings,
    );
}

fn masked(source: &Source) -> Vec<String> {
    let compares = COMPARING.iter().any(|it| source.path.starts_with(it));
    let lines = source.text.lines().enumerate().filter(|_| compares);
    lines
        .filter(|(_, line)| is_dropped(line.trim()))
        .map(|(index, _)| {
            format!(
                "{}:{}: mask it by a row of `test_support::differences`",
                source.path,
                index + 1
            )
        })
        .collect()
}

/// Whether a line takes a member of a JSON text for nothing.
fn is_dropped(line: &str) -> bool {
    let Some(start) = line.strip_suffix("].take();") else {
        return false;
    };
    !start.contains(" = ") && !start.starts_with('.') && !start.starts_with("return")
}

#[test]
fn what_is_taken_for_nothing_is_found() {
    assert!(is_dropped(r#"spec["metadata"]["tags"].take();"#));
    assert!(!is_dropped(
        r#"let tags = spec["metadata"]["tags"].take();"#
    ));
    assert!(!is_dropped("child.stdin.take();"));
}
