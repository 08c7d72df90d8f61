//! The pages of the Terraform registry for the provider and its resources.
//!
//! A page is its template, in which a line `<!-- example FILE -->` stands for a file in
//! `examples/` and the line `<!-- schema -->` for the section made from the schema.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use terraform_provider_flyte::{
    provider::Flyte,
    terraform::{
        provider::Provider,
        schema::{Block, Schema},
        value::Value,
    },
};

use crate::{generated, project, reference};

/// Every page that is generated, by its path within `docs/`, with what it describes.
pub(crate) fn schemas() -> BTreeMap<String, Schema> {
    let provider = Flyte::new(Arc::new(BTreeMap::new()));
    let resources = provider.offers().resource_schemas().into_iter();
    resources
        .map(|(name, schema)| {
            let name = name.strip_prefix("flyte_").expect("the provider's prefix");
            (format!("resources/{name}.md"), schema)
        })
        .chain([("index.md".to_owned(), provider.schema())])
        .collect()
}

#[test]
fn pages_are_what_the_schema_gives() {
    for (page, schema) in schemas() {
        generated::check(&format!("docs/{page}"), &render(&page, &schema.block));
    }
}

#[test]
fn every_page_about_a_resource_has_one() {
    let schemas = schemas();
    for page in project::files("docs/resources", "md") {
        let name = page.trim_start_matches("docs/");
        assert!(
            schemas.contains_key(name),
            "{page} describes no resource; remove it with its template"
        );
    }
}

/// Terraform shows defaults nowhere else than in a description.
#[test]
fn descriptions_tell_the_default_of_the_schema() {
    for (page, schema) in schemas() {
        assert_defaults(&page, &schema.block);
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

fn render(page: &str, block: &Block) -> String {
    let template = format!("tests/docs/templates/{page}");
    let origin = format!(
        "---\n# Made by `make docs` from {template}, examples/ and the schema; do not edit.\n"
    );
    let text = project::read(&template).replacen("---\n", &origin, 1);
    let mut schemas = 0;
    let mut rendered = String::new();
    for line in text.lines() {
        match placeholder(line).as_deref() {
            None => rendered.push_str(line),
            Some(["schema"]) => {
                schemas += 1;
                rendered.push_str(&reference::section(block));
            }
            Some(["example", file]) => rendered.push_str(&example(file)),
            Some(words) => panic!("{template}: no placeholder is called {words:?}"),
        }
        rendered.push('\n');
    }
    assert_eq!(schemas, 1, "{template}: one `<!-- schema -->`");
    rendered
}

fn placeholder(line: &str) -> Option<Vec<&str>> {
    let words = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    Some(words.split(' ').collect())
}

fn example(file: &str) -> String {
    let language = match Path::new(file).extension().and_then(|name| name.to_str()) {
        Some("tf") => "terraform",
        Some("sh") => "shell",
        _ => panic!("examples/{file}: neither Terraform nor shell"),
    };
    let text = project::read(format!("examples/{file}"));
    format!("```{language}\n{}\n```", text.trim_end())
}
