//! Rule: every trap in CONTRIBUTING.md, "Learned from", names the test that guards it, and that test
//! exists. A trap without one is a tale that nobody has to believe.
//!
//! A test is cited as two pieces of code, its name and its file: `` `name` in `path/to/file.rs` ``.

use crate::findings::assert_none;
use crate::project;
use crate::sources::Sources;

const PAGE: &str = "CONTRIBUTING.md";
const HEADING: &str = "## Learned from";

/// What an entry of the section says of its guards: the line, and each test with its file.
type Entry<'a> = (usize, Vec<(&'a str, &'a str)>);

#[test]
fn every_trap_has_its_test() {
    let findings = findings(&project::text_of(PAGE), Sources::of_the_project());
    assert_none("What was learned is guarded by a test", &findings);
}

fn findings(page: &str, sources: &Sources) -> Vec<String> {
    let entries = entries(page);
    assert!(!entries.is_empty(), "{PAGE}: nothing below `{HEADING}`");
    let mut findings = Vec::new();
    for (line, guards) in entries {
        if guards.is_empty() {
            findings.push(format!(
                "{PAGE}:{line}: name the test that guards it: `name` in `path/to/file.rs`"
            ));
        }
        for (name, file) in guards {
            match sources.get(file) {
                None => findings.push(format!("{PAGE}:{line}: there is no file `{file}`")),
                Some(source) if !has_test(&source.text, name) => {
                    findings.push(format!("{PAGE}:{line}: `{file}` has no test `{name}`"));
                }
                Some(_) => {}
            }
        }
    }
    findings
}

/// The entries of the section: each is a line that begins with `- `.
fn entries(page: &str) -> Vec<Entry<'_>> {
    let lines = page.lines().enumerate();
    let section = lines.skip_while(|(_, line)| *line != HEADING).skip(1);
    section
        .take_while(|(_, line)| !line.starts_with("## "))
        .filter(|(_, line)| line.starts_with("- "))
        .map(|(index, line)| (index + 1, guards(line)))
        .collect()
}

/// The pairs of a name and a file: pieces of code with `in` between them.
fn guards(line: &str) -> Vec<(&str, &str)> {
    let pieces: Vec<_> = line.split('`').collect();
    let names = pieces.windows(3).skip(1).step_by(2);
    names
        .filter(|found| found[1] == " in " && found[2].ends_with(".rs"))
        .map(|found| (found[0], found[2]))
        .collect()
}

/// Whether the file has a function of this name whose attributes make it a test.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let declared = format!("fn {name}(");
    lines.iter().enumerate().any(|(index, line)| {
        let is_it = line.strip_prefix("async ").unwrap_or(line);
        let above = lines[..index].iter().rev();
        let mut attributes = above.take_while(|line| line.starts_with('#'));
        is_it.starts_with(&declared) && attributes.any(|line| line.contains("test"))
    })
}

const FILE: &str = "\
/// A test.
#[tokio::test]
#[ignore = \"it takes long\"]
async fn it_holds() {}

fn helper() {}
";

#[test]
fn what_is_cited_and_is_not_there_is_found() {
    let sources = Sources::made_up(&[("a/b.rs", FILE)]);
    let page = "\
# Contributing

- `x` in `y.rs`

## Learned from

Traps.

- **It ends.** Guard: `it_holds` in `a/b.rs`.
- **It begins.** As `main` says, in `words`.
- **It breaks.** `helper` in `a/b.rs`, `gone` in `a/b.rs` and `it_holds` in `a/c.rs`.

## Done

- `x` in `y.rs`
";
    assert_eq!(
        findings(page, &sources),
        [
            "CONTRIBUTING.md:10: name the test that guards it: `name` in `path/to/file.rs`",
            "CONTRIBUTING.md:11: `a/b.rs` has no test `helper`",
            "CONTRIBUTING.md:11: `a/b.rs` has no test `gone`",
            "CONTRIBUTING.md:11: there is no file `a/c.rs`",
        ]
    );
}

#[test]
#[should_panic(expected = "nothing below")]
fn a_page_without_the_section_is_no_pass() {
    findings("# Contributing\n", &Sources::made_up(&[]));
}
