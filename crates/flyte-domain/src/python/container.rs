//! Container tasks. In the SDK each has all settings of its own, and its environment only a name.

use crate::data_type::DataType;
use crate::environment::Environment;
use crate::python::layout::{Expression, Part};
use crate::python::module::{Imports, LabelledTask};
use crate::python::options::{self, cache};
use crate::python::settings::Settings;
use crate::python::{literal, pod};
use crate::settings::Settings as Effective;
use crate::task::code::{ContainerCode, FileLayout, MetadataFormat};
use crate::task::{Code, Task, TaskLabel};

/// The statements that make the tasks.
pub(super) fn tasks(
    environment: &Environment,
    tasks: &[LabelledTask<'_>],
    settings: &Settings,
    env_variable: &str,
    imports: &mut Imports,
) -> Vec<String> {
    imports.name("flyte.extras", "ContainerTask");
    tasks
        .iter()
        .filter_map(|(label, task)| match &task.code {
            Code::Python(_) => None,
            Code::Container(code) => Some((label, task, code)),
        })
        .map(|(label, task, code)| {
            let mut arguments = vec![Part::named(
                "name",
                literal::text_atom(&label.full_name(&environment.id.name)),
            )];
            arguments.extend(settings.shared().iter().cloned());
            arguments.extend(command(code));
            arguments.extend(data(task, imports));
            arguments.extend(effective(environment, task, imports));
            arguments.extend(options::arguments(task, imports));
            let call = Expression::call("ContainerTask", arguments);
            format!(
                "{}{}",
                without_place(task),
                call.assigned_to(&variable(label, env_variable))
            )
        })
        .collect()
}

/// The statement that makes the environment of the tasks.
pub(super) fn environment(
    environment: &Environment,
    tasks: &[LabelledTask<'_>],
    env_variable: &str,
) -> String {
    let mut arguments = vec![Part::plain(literal::text_atom(
        environment.id.name.as_str(),
    ))];
    let variables = tasks.iter().map(|(label, _)| variable(label, env_variable));
    arguments.extend(variables.map(|it| Part::plain(Expression::Atom(it))));
    let call = Expression::call("flyte.TaskEnvironment.from_task", arguments);
    let mut statement = call.assigned_to(env_variable);
    let description = environment.description.as_str();
    if !description.is_empty() {
        let name = format!("{env_variable}.description");
        statement.push_str(&literal::text_atom(description).assigned_to(&name));
    }
    statement
}

/// The variable of a task, which is neither a keyword nor that of an environment.
fn variable(label: &TaskLabel, env_variable: &str) -> String {
    let name = label.as_str().replace('-', "_");
    let is_taken = ["env", env_variable, "flyte"].contains(&name.as_str());
    if is_taken || !literal::is_name(&name) {
        format!("{name}_task")
    } else {
        name
    }
}

fn command(code: &ContainerCode) -> Vec<Part> {
    let default = ContainerCode::new(Vec::new());
    let text = |name, text: &str| Part::named(name, literal::text_atom(text));
    let mut parts = vec![Part::named("command", literal::texts(&code.command))];
    if !code.args.is_empty() {
        parts.push(Part::named("arguments", literal::texts(&code.args)));
    }
    if code.input_dir != default.input_dir {
        parts.push(text("input_data_dir", code.input_dir.as_str()));
    }
    if code.output_dir != default.output_dir {
        parts.push(text("output_data_dir", code.output_dir.as_str()));
    }
    if code.metadata_format != MetadataFormat::Json {
        parts.push(text("metadata_format", code.metadata_format.name()));
    }
    if code.file_layout != FileLayout::Direct {
        parts.push(text("file_input_layout", code.file_layout.name()));
    }
    parts
}

fn data(task: &Task, imports: &mut Imports) -> Vec<Part> {
    let inputs: Vec<_> = (task.inputs.iter())
        .map(|(name, input)| (name, &input.data_type))
        .collect();
    let outputs: Vec<_> = task.outputs.iter().collect();
    let mut types = |name, types: Vec<(&String, &DataType)>| {
        let entries: Vec<_> = types
            .into_iter()
            .map(|(name, it)| {
                let it = Expression::Atom(literal::data_type(it, imports));
                (literal::text(name), it)
            })
            .collect();
        (!entries.is_empty()).then(|| Part::named(name, Expression::dict(entries)))
    };
    [types("inputs", inputs), types("outputs", outputs)]
        .into_iter()
        .flatten()
        .collect()
}

/// What the environment says and the task may say otherwise.
fn effective(environment: &Environment, task: &Task, imports: &mut Imports) -> Vec<Part> {
    let settings = Effective::of(environment).with(&task.overrides);
    let mut parts = Vec::new();
    let account = settings.service_account;
    parts.extend(account.map(|it| Part::named("service_account", literal::text_atom(it.as_str()))));
    let pod_template = settings.pod_template;
    parts.extend(pod_template.map(|it| pod::argument(it, imports)));
    if settings.interruptible {
        parts.push(Part::named("interruptible", literal::switch(true)));
    }
    if *settings.cache != Default::default() {
        parts.push(Part::named("cache", cache(settings.cache, imports)));
    }
    parts
}

/// A comment on what a container task of the SDK cannot have.
fn without_place(task: &Task) -> String {
    let mut missing = Vec::new();
    let documentation = &task.documentation;
    if !documentation.short().is_empty() || !documentation.long().is_empty() {
        missing.push("a description");
    }
    if task.inputs.values().any(|it| !it.description.is_empty()) {
        missing.push("descriptions of inputs");
    }
    if !task.defaults.is_empty() {
        missing.push("defaults of inputs");
    }
    if missing.is_empty() {
        return String::new();
    }
    format!(
        "# Left out, since the SDK has no place for it in a container task: {}.\n",
        missing.join(", ")
    )
}
