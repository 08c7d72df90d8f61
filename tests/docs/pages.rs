//! The pages of the Terraform registry for the provider and what it offers.
//!
//! A page is its template, which is the one of its own path if there is one, else that of its
//! kind. In it, these lines stand for something:
//!
//! * `<!-- examples -->`: the examples of its subject, and `<!-- example FILE -->` any file in
//!   `examples/`;
//! * `<!-- schema -->`: the section made from the schema, or from the signature of a function;
//! * `<!-- import -->`: how a resource is imported;
//! * `<!-- settings -->`: the table of the provider's settings;
//!
//! and so do `{{name}}`, `{{summary}}`, `{{description}}` and `{{versions}}` within lines.

use terraform_framework::{Block, Value};
use terraform_provider_flyte::Flyte;

use crate::subjects::{self, Contents, KINDS, Subject};
use crate::{examples, generated, project, reference, signature};

#[test]
fn pages_are_what_the_program_gives() {
    for (page, subject) in subjects::all() {
        generated::check(&format!("docs/{page}"), &render(&page, &subject));
    }
}

#[test]
fn every_page_is_about_something() {
    let subjects = subjects::all();
    for folder in KINDS.iter().map(|kind| kind.folder) {
        let templates = format!("tests/docs/templates/{folder}");
        for (place, file) in [(format!("docs/{folder}"), "page"), (templates, "template")] {
            for path in project::files(&place, "md") {
                let (_, name) = path.rsplit_once('/').unwrap();
                assert!(
                    subjects.contains_key(&format!("{folder}/{name}")),
                    "{path} describes nothing that the provider has; remove the {file}"
                );
            }
        }
    }
}

/// Terraform shows defaults nowhere else than in a description.
#[test]
fn descriptions_tell_the_default_of_the_schema() {
    for (page, subject) in subjects::all() {
        if let Some(block) = subject.block() {
            assert_defaults(&page, block);
        }
    }
}

fn assert_defaults(place: &str, block: &Block) {
    for (name, attribute) in &block.attributes {
        let Some(default) = &attribute.default else {
            continue;
        };
        let default = as_written(default);
        let default = default.trim_matches('"');
        let told = [
            format!("Default `{default}`"),
            format!("Default {default}."),
            format!("`{default}` (default)"),
        ];
        assert!(
            told.iter().any(|told| attribute.description.contains(told)),
            "{place}: the description of `{name}` does not say `{}`: {}",
            told[0],
            attribute.description
        );
    }
    for (name, member) in block.members() {
        if let Some((_, inside)) = member.objects() {
            assert_defaults(&format!("{place} {name}"), inside);
        }
    }
}

/// A default as a user would write it.
pub(crate) fn as_written(default: &Value) -> String {
    match default.inner() {
        Value::String(text) => format!("{text:?}"),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        value => panic!("no spelling for a default such as {value:?}"),
    }
}

/// The text of a template, and its path.
fn template(page: &str, subject: &Subject) -> (String, String) {
    let own = format!("tests/docs/templates/{page}");
    let path = match &subject.kind {
        Some(kind) if !project::path(&own).exists() => {
            format!("tests/docs/templates/{}.md", kind.one)
        }
        _ => own,
    };
    (project::read(&path), path)
}

fn render(page: &str, subject: &Subject) -> String {
    let (text, template) = template(page, subject);
    let origin = format!(
        "---\n# Made by `make docs` from {template}, examples/ and the program; do not edit.\n"
    );
    let text = text.replacen("---\n", &origin, 1);
    let mut schemas = 0;
    let mut rendered = String::new();
    for line in text.lines() {
        match placeholder(line).as_deref() {
            None => rendered.push_str(&filled(line, subject)),
            Some(["schema"]) => {
                schemas += 1;
                rendered.push_str(&match &subject.contents {
                    Contents::Block(block) => reference::section(block),
                    Contents::Function(it) => signature::sections(&subject.name, it),
                });
            }
            Some(["examples"]) => rendered.push_str(&examples::usage(subject)),
            Some(["example", file]) => rendered.push_str(&examples::code(file)),
            Some(["settings"]) => rendered.push_str(&settings()),
            Some(["import"]) => rendered.push_str(&examples::import(subject)),
            Some(words) => panic!("{template}: no placeholder is called {words:?}"),
        }
        rendered.push('\n');
    }
    assert_eq!(schemas, 1, "{template}: one `<!-- schema -->`");
    rendered
}

/// The settings that have other places than the provider block.
fn settings() -> String {
    let quoted = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let mut table =
        "| attribute | environment variable | key in the file |\n|---|---|---|".to_owned();
    for setting in Flyte::settings() {
        if !setting.variables.is_empty() || setting.key.is_some() {
            let attribute = quoted(setting.attribute.as_slice());
            let (variables, key) = (quoted(setting.variables), quoted(setting.key.as_slice()));
            table += &format!("\n| {attribute} | {variables} | {key} |");
        }
    }
    table
}

fn placeholder(line: &str) -> Option<Vec<&str>> {
    let words = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    Some(words.split(' ').collect())
}

/// A line with what stands for something in it.
fn filled(line: &str, subject: &Subject) -> String {
    if !line.contains("{{") {
        return line.to_owned();
    }
    let (summary, description) = match &subject.contents {
        Contents::Block(block) => (first_sentence(block.description), block.description),
        Contents::Function(signature) => (signature.summary, signature.description),
    };
    let needs = subject.kind.as_ref().and_then(|kind| kind.needs);
    let versions = needs.map(|feature| feature.versions());
    let mut line = line.to_owned();
    for (name, text) in [
        ("name", subject.name.as_str()),
        ("summary", summary),
        ("description", description),
        ("versions", versions.as_deref().unwrap_or_default()),
    ] {
        line = line.replace(&format!("{{{{{name}}}}}"), text);
    }
    assert!(!line.contains("{{"), "nothing is known to fill in: {line}");
    line
}

/// The text up to its first full stop.
pub(crate) fn first_sentence(description: &str) -> &str {
    match description.find(". ") {
        Some(end) => &description[..=end],
        None => description,
    }
}
