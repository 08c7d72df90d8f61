//! The JSON schema of tasks in a file, from which editors know their settings.
//!
//! `tasks.schema.json` is made from the provider's schema. It takes what the function `tasks` takes
//! of YAML: a number will do for a text, as in `version: 1`, and nothing for what is optional. The example's own schema is written by hand and refers to it.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Map, Value, json};
use tempfile::TempDir;
use terraform_framework::{Attribute, Block, Member, Nesting, Shape, Type, Usage};
use test_support::chosen;
use test_support::terraform::Terraform;

use crate::{generated, project, subjects};

const FOLDER: &str = "examples/environment-module";
const FILE: &str = "teams.yaml";
/// What tells an editor of the schema, as the head of a file.
const HEAD: &str = "# yaml-language-server: $schema=";

#[test]
fn the_schema_of_tasks_is_the_providers() {
    let subjects = subjects::all();
    let block = subjects["resources/task_environment.md"].block().unwrap();
    let mut schema = of_attribute(&block.attributes["tasks"]);
    let about = [
        ("$schema", "https://json-schema.org/draft/2020-12/schema"),
        (
            "$comment",
            "Made by `make docs` from the provider's schema; do not edit.",
        ),
        ("title", "Tasks of a flyte_task_environment"),
    ];
    for (keyword, text) in about {
        schema[keyword] = text.into();
    }
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    generated::check(&format!("{FOLDER}/tasks.schema.json"), &text);
}

fn of_attribute(attribute: &Attribute) -> Value {
    let mut schema = match &attribute.shape {
        Shape::Plain(r#type) => of_type(r#type),
        Shape::Nested(Nesting::Single, object) => of_object(object),
        Shape::Nested(Nesting::List, object) => {
            json!({ "type": "array", "items": of_object(object) })
        }
        Shape::Nested(Nesting::Map, object) => {
            let mut object = of_object(object);
            or_null(&mut object);
            json!({ "type": "object", "additionalProperties": object })
        }
    };
    if attribute.usage != Usage::Required {
        or_null(&mut schema);
    }
    schema["description"] = attribute.description.as_ref().into();
    schema
}

fn of_object(block: &Block) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, member) in block.members() {
        let Member::Attribute(attribute) = member else {
            panic!("`{name}`: values hold no blocks");
        };
        if attribute.usage == Usage::Required {
            required.push(name);
        }
        properties.insert(name.to_owned(), of_attribute(attribute));
    }
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn of_type(r#type: &Type) -> Value {
    match r#type {
        Type::Bool => json!({ "type": "boolean" }),
        Type::Number => json!({ "type": "number" }),
        Type::String => json!({ "type": ["string", "number"] }),
        Type::List(element) => json!({ "type": "array", "items": of_element(element) }),
        Type::Map(element) => {
            json!({ "type": "object", "additionalProperties": of_element(element) })
        }
        other => panic!("nothing is known of JSON for {other}"),
    }
}

/// Texts in lists and maps are often values of something else, such as of an input.
fn of_element(r#type: &Type) -> Value {
    match r#type {
        Type::String => json!({ "type": ["string", "number", "boolean"] }),
        other => of_type(other),
    }
}

fn or_null(schema: &mut Value) {
    let types = &mut schema["type"];
    if let Value::String(_) = types {
        *types = Value::Array(vec![types.take()]);
    }
    types.as_array_mut().unwrap().push("null".into());
}

#[test]
fn the_file_is_as_its_schema_says() {
    let text = project::read(format!("{FOLDER}/{FILE}"));
    assert_eq!(problem(&text), None);
    for (right, wrong, told) in [
        (
            "timeout:",
            "timeuot:",
            "ingest.tasks.fetch.timeuot: is not known",
        ),
        ("image:", "imgae:", "ingest.imgae: is not known"),
        (
            "{ count: 0 }",
            "{}",
            "report.tasks.tidy_up.retries.count: is missing",
        ),
        (
            "async: true",
            "async: often",
            "ingest.tasks.fetch.async: is no boolean, null",
        ),
        (
            "{ url: str }",
            "{ url: [str] }",
            "ingest.tasks.fetch.inputs.url: is no string",
        ),
    ] {
        let changed = text.replacen(right, wrong, 1);
        assert_ne!(changed, text, "{right}");
        let problem = problem(&changed).unwrap_or_else(|| panic!("{wrong} is not told"));
        assert!(problem.starts_with(told), "{problem}");
    }
}

/// What is wrong with the example's file, if it says this.
fn problem(text: &str) -> Option<String> {
    let schema = text.lines().next().and_then(|line| line.strip_prefix(HEAD));
    let schema = read(schema.expect("the file says what its schema is"));
    fault(&schema, &decoded(text), String::new())
}

fn read(file: &str) -> Value {
    serde_json::from_str(&project::read(format!("{FOLDER}/{file}"))).unwrap()
}

/// YAML as Terraform reads it.
fn decoded(yaml: &str) -> Value {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("it.yaml"), yaml).unwrap();
    let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-flyte"));
    let terraform = Terraform::with_provider(chosen::terraform(), provider.parent().unwrap());
    let mut console = terraform
        .command(folder.path(), &["console"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = console.stdin.take().unwrap();
    writeln!(input, "jsonencode(yamldecode(file(\"it.yaml\")))").unwrap();
    drop(input);
    let output = console.wait_with_output().unwrap();
    // A literal of HCL, which is one of JSON as long as no template is in it.
    let text: String = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The first place where a value is not as a schema says, and what it says. Of all keywords, those
/// that the schemas here use.
fn fault(schema: &Value, value: &Value, place: String) -> Option<String> {
    let at = |name: &str| match place.as_str() {
        "" => name.to_owned(),
        place => format!("{place}.{name}"),
    };
    let members = || value.as_object().into_iter().flatten();
    for (keyword, says) in schema.as_object().unwrap() {
        let fault = match keyword.as_str() {
            "$schema" | "$comment" | "title" | "description" => None,
            "$ref" => fault(&read(says.as_str().unwrap()), value, place.clone()),
            "type" => {
                let types = match says {
                    Value::Array(types) => types.iter().map(|it| it.as_str().unwrap()).collect(),
                    one => vec![one.as_str().unwrap()],
                };
                let is_one = types.iter().any(|name| is(value, name));
                (!is_one).then(|| format!("{place}: is no {}", types.join(", ")))
            }
            "required" => {
                let mut names = says
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it.as_str().unwrap());
                let missing = names.find(|name| value.is_object() && value.get(name).is_none());
                missing.map(|name| format!("{}: is missing", at(name)))
            }
            "properties" => {
                members().find_map(|(name, value)| fault(says.get(name)?, value, at(name)))
            }
            "additionalProperties" => members().find_map(|(name, value)| match says {
                _ if schema["properties"].get(name).is_some() => None,
                Value::Bool(true) => None,
                Value::Bool(false) => Some(format!("{}: is not known", at(name))),
                says => fault(says, value, at(name)),
            }),
            "items" => {
                let mut items = value.as_array().into_iter().flatten().enumerate();
                items.find_map(|(index, value)| fault(says, value, at(&index.to_string())))
            }
            keyword => panic!("{place}: nothing is known of `{keyword}`"),
        };
        if fault.is_some() {
            return fault;
        }
    }
    None
}

/// Whether a value is of this type of JSON schema.
fn is(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        name => panic!("there is no type `{name}`"),
    }
}
