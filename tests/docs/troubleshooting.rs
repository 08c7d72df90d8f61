//! The messages that the guide on troubleshooting explains are those that the program has.

use std::fs;

use crate::{markdown, project};

const GUIDE: &str = "docs/guides/troubleshooting.md";
/// What stands for what differs from case to case.
const GAP: &str = "...";
/// Headings that are no message of the provider's.
const OTHERS: [&str; 6] = [
    "Blocks of type \"task\" are not expected here",
    "Provider produced inconsistent final plan",
    "A plan shows changes that I did not make",
    "Terraform says that the checksums do not match",
    "Terraform says that the lock file has no checksums for this platform",
    "Inconsistent dependency lock file, or a provider that is not found",
];

#[test]
fn every_message_is_one_of_the_program() {
    let program = program();
    let guide = project::read(GUIDE);
    let messages: Vec<_> = markdown::headings(&guide, "###")
        .into_iter()
        .filter(|heading| !OTHERS.contains(heading))
        .collect();
    assert!(messages.len() > 20, "{messages:?}");
    for message in messages {
        for part in message.split(GAP).flat_map(|part| part.split(", No ")) {
            let part = part.trim().trim_start_matches("No ").trim_matches('`');
            assert!(
                part.is_empty() || program.contains(part),
                "{GUIDE} explains `{message}`, but no message has `{part}`"
            );
        }
    }
}

/// The text of the program, with texts that go over several lines on one.
fn program() -> String {
    let mut text = String::new();
    let mut folders = vec![project::path("src"), project::path("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let lines = text.lines().map(str::trim_start);
    let mut joined = String::new();
    for line in lines {
        match line.strip_suffix('\\') {
            Some(begun) => joined.push_str(begun),
            None => {
                joined.push_str(line);
                joined.push('\n');
            }
        }
    }
    joined.replace("\\\"", "\"")
}
