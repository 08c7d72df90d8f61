//! Rule: a module is called after what it is, and nothing is put off by a note in the code. What
//! is to be done later is an issue.

use crate::findings::assert_none;
use crate::sources::{Source, Sources};
use crate::syntax::Scope;

/// What could be the name of any module.
const SAYING_NOTHING: [&str; 8] = [
    "common", "helper", "helpers", "misc", "shared", "stuff", "util", "utils",
];

/// What marks a note of something undone; in halves, so that this file has none.
const PUTTING_OFF: [(&str, &str); 3] = [("TO", "DO"), ("FIX", "ME"), ("XX", "X")];

/// Generated code is in modules that are called as Flyte calls its packages.
const GENERATED: &str = "flyteidl2";

#[test]
fn modules_are_called_after_what_they_are() {
    let sources = Sources::of_the_project();
    let findings: Vec<_> = sources.iter().flat_map(misnamed).collect();
    assert_none("A module is called after what it is", &findings);
}

#[test]
fn nothing_is_put_off() {
    let sources = Sources::of_the_project();
    let findings: Vec<_> = sources.iter().flat_map(put_off).collect();
    assert_none("Nothing is put off by a note in the code", &findings);
}

fn misnamed(source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    collect(&source.path, &source.scope, &mut findings);
    findings
}

fn collect(path: &str, scope: &Scope, findings: &mut Vec<String>) {
    let declared = scope
        .declared
        .iter()
        .map(|module| (module.line, &module.name));
    let inline = scope
        .inline
        .iter()
        .map(|module| (module.line, &module.name));
    for (line, name) in declared.chain(inline) {
        if SAYING_NOTHING.contains(&name.as_str()) {
            findings.push(format!(
                "{path}:{line}: `{name}` could be any module; say what it is"
            ));
        }
    }
    for module in scope
        .inline
        .iter()
        .filter(|module| module.name != GENERATED)
    {
        collect(path, module, findings);
    }
}

fn put_off(source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        if words.any(|word| {
            PUTTING_OFF
                .iter()
                .any(|(a, b)| word.strip_prefix(a) == Some(b))
        }) {
            let line = index + 1;
            findings.push(format!(
                "{}:{line}: do it now, or open an issue",
                source.path
            ));
        }
    }
    findings
}

#[test]
fn a_module_that_could_be_any_is_found() {
    let text =
        "mod units;\nmod utils;\nmod a {\n    mod helpers {}\n}\nmod flyteidl2 { mod common {} }";
    let sources = Sources::made_up(&[("a.rs", text)]);
    assert_eq!(
        misnamed(sources.get("a.rs").unwrap()),
        [
            "a.rs:2: `utils` could be any module; say what it is",
            "a.rs:4: `helpers` could be any module; say what it is",
        ]
    );
}

#[test]
fn a_note_of_something_undone_is_found() {
    for (first, second) in PUTTING_OFF {
        let text =
            format!("// Done.\n// {first}{second}: all of it\nconst A{first}{second}: u8 = 0;");
        let sources = Sources::made_up(&[("a.rs", &text)]);
        let found = put_off(sources.get("a.rs").unwrap());
        assert_eq!(found, ["a.rs:2: do it now, or open an issue"]);
    }
}
