//! Rule: a file has at most 400 lines. One that has more has more than one subject.

use crate::findings::assert_none;
use crate::sources::{Source, Sources};

const MOST: usize = 400;

#[test]
fn no_file_has_more_than_400_lines() {
    let sources = Sources::of_the_project();
    let findings: Vec<_> = sources.iter().filter_map(finding).collect();
    assert_none("A file has at most 400 lines", &findings);
}

fn finding(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    (lines > MOST).then(|| {
        let path = &source.path;
        format!(
            "{path}:{lines}: {} lines too many; split it by its subjects",
            lines - MOST
        )
    })
}

#[test]
fn a_file_that_is_too_long_is_found() {
    let lines = |count| "// A line.\n".repeat(count);
    let sources = Sources::made_up(&[("a.rs", &lines(400)), ("b.rs", &lines(402))]);
    let findings: Vec<_> = sources.iter().filter_map(finding).collect();
    assert_eq!(
        findings,
        ["b.rs:402: 2 lines too many; split it by its subjects"]
    );
}
