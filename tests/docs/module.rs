//! The module in `examples/` that takes every setting of `flyte_task_environment` as a variable.
//!
//! Its `variables.tf` is made from the schema, as a module's author would write it: a type with
//! `optional()` for each setting, null where there is nothing. What hands the variables on is
//! written by hand, and held against the schema.

use terraform_framework::{Attribute, Block, Member, Nesting, Shape, Usage};

use crate::{generated, pages, project, subjects};

const FOLDER: &str = "examples/environment-module/modules/environment";

/// What stands above the variables.
const HEAD: &str = "\
# Every setting of `flyte_task_environment` as a variable, with its type. Made by `make docs` from the
# provider's schema; do not edit. What a caller leaves out is null, as if it were not written.
#
# `any` stands for a setting that takes several kinds of values, such as a number, a text or a pair
# of them. In the object of one environment each such setting has the type of what it is given:
# `cpu = 1`, `cpu = \"500m\"` and `cpu = [1, 2]` are all taken. That is why this module is for one
# environment, and is called with `for_each` for several. In a variable of your own that holds many
# such objects, as in `map(object({ cpu = optional(any) }))`, Terraform wants one type for all of
# them: of numbers beside texts it makes texts, which mean the same, but it refuses a pair beside a
# single value. Give such a variable `type = any`, or have pairs in all of them.
";

/// The longest line of a comment.
const WIDTH: usize = 100;

/// What a caller may set, the name first.
fn settings(block: &Block) -> Vec<(&'static str, Member<'_>)> {
    let mut settings: Vec<_> = block
        .members()
        .filter(|(_, member)| usage(*member) != Usage::Computed)
        .collect();
    settings.sort_by_key(|(name, member)| (usage(*member) != Usage::Required, *name));
    settings
}

fn usage(member: Member<'_>) -> Usage {
    match member {
        Member::Attribute(attribute) => attribute.usage,
        Member::Block(block) if block.min_items > 0 => Usage::Required,
        Member::Block(_) => Usage::Optional,
    }
}

#[test]
fn the_variables_are_the_settings() {
    let subjects = subjects::all();
    let block = subjects["resources/task_environment.md"].block().unwrap();
    let variables = settings(block).into_iter().map(variable);
    let text = format!("{HEAD}\n{}", variables.collect::<Vec<_>>().join("\n"));
    generated::check(&format!("{FOLDER}/variables.tf"), &text);
}

#[test]
fn every_variable_is_handed_on() {
    let subjects = subjects::all();
    let block = subjects["resources/task_environment.md"].block().unwrap();
    let text = project::read(format!("{FOLDER}/main.tf"));
    let mut lines: Vec<_> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let mut expected = Vec::new();
    for (name, member) in settings(block) {
        let Member::Block(nested) = member else {
            expected.push(format!("{name} = var.{name}"));
            continue;
        };
        expected.push(format!("for_each = var.{name}[*]"));
        let inside = settings(&nested.block);
        expected.extend(
            inside
                .iter()
                .map(|(setting, _)| format!("{setting} = {name}.value.{setting}")),
        );
    }
    for line in &expected {
        let at = lines.iter().position(|it| it == line);
        let at = at.unwrap_or_else(|| panic!("{FOLDER}/main.tf has no line `{line}`"));
        lines.remove(at);
    }
    let more = lines.iter().find(|line| {
        let handed_on = line.split_once(" = ").map(|(_, value)| value);
        handed_on.is_some_and(|it| it.starts_with("var.") || it.contains(".value."))
    });
    assert_eq!(
        more, None,
        "there is no such setting, or it stands there twice"
    );
}

fn variable((name, member): (&str, Member<'_>)) -> String {
    let (description, r#type) = match member {
        Member::Attribute(attribute) => (&*attribute.description, attribute_type(attribute, "  ")),
        Member::Block(nested) => (nested.block.description, object(&nested.block, "  ")),
    };
    let description = quoted(description);
    let (name_of_default, default) = match usage(member) {
        Usage::Required => ("nullable", "false"),
        _ => ("default", "null"),
    };
    if r#type.contains('\n') {
        format!(
            "variable \"{name}\" {{\n  description = {description}\n  {name_of_default:<11} = \
             {default}\n\n  type = {type}\n}}\n"
        )
    } else {
        format!(
            "variable \"{name}\" {{\n  description = {description}\n  type        = {type}\n  \
             {name_of_default:<11} = {default}\n}}\n"
        )
    }
}

/// A type constraint for the values of an attribute, of which each object's settings have a line.
fn attribute_type(attribute: &Attribute, indent: &str) -> String {
    match &attribute.shape {
        Shape::Plain(r#type) => r#type.to_string(),
        Shape::Nested(nesting, inside) => {
            let object = object(inside, indent);
            match nesting {
                Nesting::Single => object,
                Nesting::List => format!("list({object})"),
                Nesting::Map => format!("map({object})"),
            }
        }
    }
}

fn object(block: &Block, indent: &str) -> String {
    let inner = format!("{indent}  ");
    let mut text = "object({\n".to_owned();
    for (name, member) in settings(block) {
        let Member::Attribute(attribute) = member else {
            panic!("`{name}`: there are no blocks in blocks");
        };
        for line in wrapped(pages::first_sentence(&attribute.description), &inner) {
            text += &line;
        }
        let r#type = attribute_type(attribute, &inner);
        text += &match attribute.usage {
            Usage::Required => format!("{inner}{name} = {type}\n"),
            _ => format!("{inner}{name} = optional({type})\n"),
        };
    }
    text + indent + "})"
}

/// A text as lines of comments.
fn wrapped(text: &str, indent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = format!("{indent}#");
    for word in text.split_whitespace() {
        if line.len() + 1 + word.len() > WIDTH {
            lines.push(line + "\n");
            line = format!("{indent}#");
        }
        line = line + " " + word;
    }
    lines.push(line + "\n");
    lines
}

/// A text as an HCL literal.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    let text = text.replace("${", "$${").replace("%{", "%%{");
    format!("\"{}\"", text.replace('\n', "\\n"))
}
