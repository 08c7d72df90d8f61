//! Rule: the first thing in a file is a comment `//!` that says what the file is.

use crate::findings::assert_none;
use crate::sources::{Source, Sources};

#[test]
fn every_file_has_a_head() {
    let sources = Sources::of_the_project();
    let findings: Vec<_> = sources.iter().filter_map(finding).collect();
    assert_none("The first thing in a file is a comment `//!`", &findings);
}

fn finding(source: &Source) -> Option<String> {
    let head = source.text.lines().next().unwrap_or_default();
    let said = head
        .strip_prefix("//! ")
        .is_some_and(|said| !said.trim().is_empty());
    // What is written for people who look at the folder may be the head, too.
    let is_included = head.starts_with("#![doc = include_str!(");
    (!said && !is_included).then(|| {
        format!(
            "{}:1: say in a comment `//!` what this file is",
            source.path
        )
    })
}

#[test]
fn a_file_without_a_head_is_found() {
    for text in [
        "",
        "use std::fmt;\n\n//! Late.",
        "// Not for documentation.",
        "//!\nfn f() {}",
    ] {
        let found = finding(&made_up(text));
        let expected = "a.rs:1: say in a comment `//!` what this file is";
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
    for text in [
        "//! What it is.\n\nfn f() {}",
        "#![doc = include_str!(\"../README.md\")]\n//!\n//! # The code",
    ] {
        assert_eq!(finding(&made_up(text)), None, "{text}");
    }
}

/// Not as a crate: a head that comes late is no Rust.
fn made_up(text: &str) -> Source {
    Source {
        path: "a.rs".to_owned(),
        text: text.to_owned(),
        scope: crate::syntax::Scope::default(),
    }
}
