//! Python tasks: a stub of each function, with its decorator.

use crate::data_type::DataType;
use crate::python::layout::{Expression, Part};
use crate::python::module::{Imports, Section};
use crate::python::options::{self, cache};
use crate::python::{literal, pod};
use crate::task::{Code, Task, TaskLabel};

/// The function of a task. Where Python can have no such function, a comment says so.
pub(super) fn stub(
    environment: &str,
    label: &TaskLabel,
    task: &Task,
    imports: &mut Imports,
) -> Section {
    let inputs = task.inputs.keys().map(String::as_str);
    let defaults = task.defaults.iter().map(|(name, _)| name.as_str());
    if let Some(name) = (inputs.chain(defaults))
        .chain([label.as_str()])
        .find(|name| !literal::is_name(name))
    {
        return Section::statement(format!(
            "# The task {} is left out: Python can have no function with the name {}.\n",
            literal::text(label.as_str()),
            literal::text(name)
        ));
    }
    let (keyword, module) = match &task.code {
        Code::Python(code) if code.is_async() => ("async def", code.module()),
        Code::Python(code) => ("def", code.module()),
        Code::Container(_) => ("def", ""),
    };
    let decorator = decorator(environment, task, imports);
    let result = result(task, imports);
    let start = format!("{keyword} {label}");
    let head = Expression::head(&start, parameters(task, imports));
    let head = head.lines(0, 0, result.chars().count());
    let documentation = documentation(task);
    let message = literal::text_atom(&format!("The body is in the image, as {module}.{label}"));
    let raise = Expression::call("raise NotImplementedError", vec![Part::plain(message)]);
    let raise = raise.lines(4, 4, 0);
    Section::function(format!(
        "{decorator}\n{head}{result}\n{documentation}    {raise}\n"
    ))
}

fn decorator(environment: &str, task: &Task, imports: &mut Imports) -> String {
    let mut arguments = options::arguments(task, imports);
    let own = &task.overrides;
    arguments.extend(
        own.cache
            .as_ref()
            .map(|it| Part::named("cache", cache(it, imports))),
    );
    arguments.extend(
        own.interruptible
            .map(|it| Part::named("interruptible", literal::switch(it))),
    );
    let pod_template = own.pod_template.as_ref();
    arguments.extend(pod_template.map(|it| pod::argument(it, imports)));
    arguments.extend(
        (own.service_account.as_ref())
            .map(|it| Part::named("service_account", literal::text_atom(it.as_str()))),
    );
    if arguments.is_empty() {
        return format!("@{environment}.task");
    }
    Expression::call(&format!("@{environment}.task"), arguments).lines(0, 0, 0)
}

/// Those without a value come first, as Python has it.
fn parameters(task: &Task, imports: &mut Imports) -> Vec<Part> {
    let has_default = |name: &String| task.defaults.iter().any(|(known, _)| known == name);
    let required = task.inputs.iter().filter(|(name, _)| !has_default(name));
    let mut parts: Vec<_> = required
        .map(|(name, input)| {
            Part::parameter(name, &literal::data_type(&input.data_type, imports), None)
        })
        .collect();
    for (name, value) in &task.defaults {
        // Every default is of an input, unless a rule is broken.
        let data_type = task
            .inputs
            .get(name)
            .map_or(&DataType::Str, |it| &it.data_type);
        let data_type = literal::data_type(data_type, imports);
        let value = literal::value(value, imports).lines(0, 0, 0);
        parts.push(Part::parameter(name, &data_type, Some(value)));
    }
    parts
}

fn result(task: &Task, imports: &mut Imports) -> String {
    // `o10` comes after `o9`.
    let types: Vec<_> = (0..task.outputs.len())
        .filter_map(|number| task.outputs.get(&format!("o{number}")))
        .map(|it| literal::data_type(it, imports))
        .collect();
    match &types[..] {
        [] => " -> None:".to_owned(),
        [one] => format!(" -> {one}:"),
        several => format!(" -> tuple[{}]:", several.join(", ")),
    }
}

/// The docstring, which the SDK reads the descriptions from.
fn documentation(task: &Task) -> String {
    let (short, long) = (task.documentation.short(), task.documentation.long());
    let inputs: Vec<_> = (task.inputs.iter())
        .filter(|(_, input)| !input.description.is_empty())
        .collect();
    if short.is_empty() && long.is_empty() && inputs.is_empty() {
        return String::new();
    }
    let mut paragraphs = vec![short.to_owned()];
    paragraphs.extend((!long.is_empty()).then(|| long.to_owned()));
    if !inputs.is_empty() {
        let inputs: String = inputs
            .iter()
            .map(|(name, input)| format!("\n    {name}: {}", input.description))
            .collect();
        paragraphs.push(format!("Args:{inputs}"));
    }
    let text = literal::docstring(&paragraphs.join("\n\n"));
    let lines: Vec<_> = text
        .lines()
        .map(|line| match line {
            "" => String::new(),
            line => format!("    {line}"),
        })
        .collect();
    let text = lines.join("\n");
    let text = text.trim_start();
    if text.contains('\n') {
        format!("    \"\"\"{text}\n    \"\"\"\n")
    } else {
        format!("    \"\"\"{text}\"\"\"\n")
    }
}
