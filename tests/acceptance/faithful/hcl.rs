//! JSON as HCL: a resource whose settings are attributes, except for `reusable`, which is a block.

use serde_json::{Map, Value};

/// What is written as a block.
const BLOCK: &str = "reusable";

/// A resource block of `flyte_task_environment`.
pub(super) fn resource(label: &str, settings: &Map<String, Value>) -> String {
    let lines: String = settings
        .iter()
        .map(|(name, value)| match value {
            Value::Object(members) if name == BLOCK => {
                format!("  {name} {{\n{}  }}\n", lines(members, 4))
            }
            _ => line(name, value, 2),
        })
        .collect();
    format!("resource \"flyte_task_environment\" \"{label}\" {{\n{lines}}}\n")
}

fn lines(members: &Map<String, Value>, indent: usize) -> String {
    let members = members.iter();
    members
        .map(|(name, value)| line(name, value, indent))
        .collect()
}

fn line(name: &str, value: &Value, indent: usize) -> String {
    let space = " ".repeat(indent);
    format!("{space}{} = {}\n", key(name), expression(value, indent))
}

/// A key as it is if HCL takes it for a name, else in quotes.
fn key(name: &str) -> String {
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_name {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn expression(value: &Value, indent: usize) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(elements) => {
            let elements = elements.iter().map(|element| expression(element, indent));
            format!("[{}]", elements.collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let end = " ".repeat(indent);
            format!("{{\n{}{end}}}", lines(members, indent + 2))
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted.replace("${", "$${").replace("%{", "%%{")
}

#[test]
fn everything_has_its_form() {
    let settings = serde_json::json!({
        "env_vars": { "A-B": "say \"hi\"\n\\ ${x} %{y} é" },
        "resources": { "cpu": [1, "2500m"], "gpu": 2.0 },
        "reusable": { "replicas": [1, 3] },
        "secrets": [],
        "tags": {},
    });
    assert_eq!(
        resource("it", settings.as_object().unwrap()),
        r#"resource "flyte_task_environment" "it" {
  env_vars = {
    "A-B" = "say \"hi\"\n\\ $${x} %%{y} é"
  }
  resources = {
    cpu = [1, "2500m"]
    gpu = 2.0
  }
  reusable {
    replicas = [1, 3]
  }
  secrets = []
  tags = {}
}
"#
    );
}
