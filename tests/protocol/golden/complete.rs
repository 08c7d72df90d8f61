//! The files have every message of the program: what begins one in the source begins one in them.
//!
//! A message begins with the first argument of a function that makes one, which is a literal, a literal
//! in `format!`, or `rule` or `summary`, whose literal is then the last one of that name. What is filled
//! in may be anything.

use std::fs;
use std::path::Path;

use crate::golden::exceptions::{NEVER, NOT_YET};
use crate::golden::{folder, project};

/// What makes a message of its first argument.
const MAKERS: [&str; 7] = [
    "Diagnostic::error(",
    "Diagnostic::warning(",
    "diagnostics.error(",
    "diagnostics.warning(",
    "Violation::new(",
    "let rule = ",
    "let summary = ",
];

#[test]
fn every_message_of_the_program_is_in_the_files() {
    let told = told();
    assert!(told.len() > 150, "{}", told.len());
    let mut all = Vec::new();
    for folder in ["src", "crates"] {
        begun_below(&project().join(folder), &mut all);
    }
    all.sort();
    all.dedup();
    assert!(all.len() > 200, "{}", all.len());
    let is_told = |begun: &String| told.iter().any(|it| is_like(it, begun));
    let exceptions = || NEVER.iter().chain(&NOT_YET);
    let excepted = |begun: &String| exceptions().any(|(it, _)| it == begun);
    let missing: Vec<_> = all
        .iter()
        .filter(|it| !is_told(it) && !excepted(it))
        .collect();
    assert!(
        missing.is_empty(),
        "{} messages are caused by no test, such as\n{missing:#?}\nCause each in \
         tests/protocol/golden, or say in `exceptions.rs` why that cannot be.",
        missing.len()
    );
    let idle: Vec<_> = exceptions()
        .map(|(it, _)| (*it).to_owned())
        .filter(|it| !all.contains(it) || is_told(it))
        .collect();
    assert!(idle.is_empty(), "these are no exceptions: {idle:#?}");
}

/// The summaries in the files.
fn told() -> Vec<String> {
    let mut told = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let summaries = text.lines().filter_map(|line| {
            let (kind, rest) = line.split_once(": **")?;
            let is_message = kind.starts_with("Error") || kind.starts_with("Warning");
            // A function has no path for the place in its argument.
            let rest = match rest.split_once("`: ") {
                Some((place, rest)) if place.starts_with("in `") => rest,
                _ => rest,
            };
            is_message.then(|| rest.trim_end_matches("**").to_owned())
        });
        told.extend(summaries);
    }
    told
}

fn begun_below(path: &Path, all: &mut Vec<String>) {
    if path.is_dir() {
        let is_test = path.ends_with("tests") || path.ends_with("testing");
        let is_example = path.ends_with("examples") || path.ends_with("benches");
        if !is_test && !is_example {
            for entry in fs::read_dir(path).unwrap() {
                begun_below(&entry.unwrap().path(), all);
            }
        }
    } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        all.extend(begun(code));
    }
}

/// What the messages in a source begin with, `{}` for what is filled in.
fn begun(code: &str) -> Vec<String> {
    let lines = code.lines().map(str::trim_start);
    let code: String = lines
        .filter(|line| !line.starts_with("//"))
        .map(|line| match line.strip_suffix('\\') {
            Some(begun) => begun.to_owned(),
            None => format!("{line}\n"),
        })
        .collect();
    let mut all = Vec::new();
    for maker in MAKERS {
        for (start, _) in code.match_indices(maker) {
            let argument = code[start + maker.len()..].trim_start();
            let argument = argument
                .strip_prefix("format!(")
                .unwrap_or(argument)
                .trim_start();
            if let Some(literal) = argument.strip_prefix('"') {
                all.push(template(literal));
            }
        }
    }
    // `blame` has its message third; as a method, first.
    for (start, _) in code.match_indices("blame(") {
        let arguments = &code[start..];
        let end = arguments.find([';', '}']).unwrap_or(arguments.len());
        if code[..start].ends_with("fn ") {
            continue;
        }
        let literals = arguments[..end].split('"').skip(1).step_by(2);
        if let Some(literal) = literals.into_iter().find(|it| it.contains(' ')) {
            all.push(template(literal));
        }
    }
    all.retain(|it| it.chars().any(char::is_alphabetic));
    all
}

/// The literal that begins here, with `{}` for each placeholder.
fn template(text: &str) -> String {
    let mut literal = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => literal.extend(
                characters
                    .next()
                    .map(|it| if it == 'n' { '\n' } else { it }),
            ),
            '{' => {
                let filled: String = characters.by_ref().take_while(|it| *it != '}').collect();
                literal += if filled.starts_with('{') { "{" } else { "{}" };
            }
            _ => literal.push(character),
        }
    }
    literal
}

/// Whether a message has all of the parts, in their order, and begins and ends with them.
fn is_like(told: &str, template: &str) -> bool {
    let mut rest = told;
    let parts: Vec<_> = template.split("{}").collect();
    for (index, part) in parts.iter().enumerate() {
        let Some(place) = rest.find(part) else {
            return false;
        };
        if index == 0 && place > 0 {
            return false;
        }
        rest = &rest[place + part.len()..];
    }
    rest.is_empty() || template.ends_with("{}")
}

#[test]
fn a_message_is_found_by_what_it_begins_with() {
    let code =
        "Violation::new(\n    format!(\"{name} must have \\\n        {} \\\"x\\\"\", 3), ..)";
    assert_eq!(begun(code), ["{} must have {} \"x\""]);
    assert!(is_like("a must have 3 \"x\"", "{} must have {} \"x\""));
    assert!(!is_like("a must not have 3 \"x\"", "{} must have {} \"x\""));
    assert!(!is_like("The state is old", "The state"));
}
