//! The sections of a page that describe a function, in the layout of the Terraform registry.

use std::fmt::Write;

use terraform_framework::{Parameter, Signature, Type};

/// A type that is longer than this goes over several lines.
const WIDTH: usize = 100;

/// Its signature, its arguments and its result.
pub(crate) fn sections(name: &str, signature: &Signature) -> String {
    let mut parameters: Vec<_> = signature.parameters.iter().map(typed).collect();
    parameters.extend(
        signature
            .variadic
            .iter()
            .map(|it| format!("{}...", typed(it))),
    );
    let mut out = format!(
        "## Signature\n\n```text\nprovider::flyte::{name}({}) {}\n```\n",
        parameters.join(", "),
        over_lines(&signature.returns, "")
    );
    let all: Vec<_> = signature.parameters.iter().collect();
    let all = all.into_iter().chain(&signature.variadic);
    let mut heading = "\n## Arguments\n\n";
    for (number, parameter) in all.enumerate() {
        writeln!(
            out,
            "{heading}{}. `{}` ({}{}) {}",
            number + 1,
            parameter.name,
            parameter.r#type,
            notes(parameter, number >= signature.parameters.len()),
            parameter.description
        )
        .unwrap();
        heading = "";
    }
    out.truncate(out.trim_end().len());
    out
}

/// The type as an HCL type expression, with the attributes of long objects on a line each.
fn over_lines(r#type: &Type, indent: &str) -> String {
    let text = r#type.to_string();
    if indent.len() + text.len() <= WIDTH {
        return text;
    }
    match r#type {
        Type::List(element) => format!("list({})", over_lines(element, indent)),
        Type::Set(element) => format!("set({})", over_lines(element, indent)),
        Type::Map(element) => format!("map({})", over_lines(element, indent)),
        Type::Object(object) => {
            let inner = format!("{indent}  ");
            let attributes = object.attributes.iter();
            let lines = attributes
                .map(|(name, r#type)| format!("{inner}{name} = {}\n", over_lines(r#type, &inner)));
            format!("object({{\n{}{indent}}})", lines.collect::<String>())
        }
        _ => text,
    }
}

fn typed(parameter: &Parameter) -> String {
    format!("{} {}", parameter.name, parameter.r#type)
}

fn notes(parameter: &Parameter, variadic: bool) -> String {
    let mut notes = String::new();
    if variadic {
        notes.push_str(", any number of them");
    }
    if parameter.allow_null {
        notes.push_str(", may be null");
    }
    notes
}
