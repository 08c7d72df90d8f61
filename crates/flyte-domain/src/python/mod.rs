//! An environment as Python code for the Flyte SDK.
//!
//! The code is what a person would write who had the SDK and no Terraform: deployed by the flyte
//! SDK 2.12.1, it gives the specs of [`deployment`](super::deployment), except for what those
//! carry of this provider. Settings that have the SDK's default are left out.
//!
//! It is honest about what is not known: the bodies of functions are in the image, so that a stub
//! raises `NotImplementedError`; what the SDK has no place for stands in a comment.
//!
//! * `layout` breaks lines as the formatter `black` does;
//! * `literal` writes texts, numbers and times;
//! * `module` holds what a module is made of;
//! * `settings` are those of the environment, `function` and `container` the two kinds of tasks,
//!   and `options` what both can have, `trigger` among it; `pod` is what the pods of both are made
//!   from.
//!
//! Invariant: equal environments have equal code, and no text gets out of its quotes.

mod container;
mod function;
mod layout;
mod literal;
mod module;
mod options;
mod pod;
mod settings;
#[cfg(test)]
mod tests;
mod trigger;

use std::collections::BTreeSet;

use crate::environment::Environment;
use crate::python::module::{Imports, LabelledTask, Section};
use crate::python::settings::Settings;
use crate::task::{Code, TaskLabel};

/// What stands between a Python environment and one of containers that have the same name.
const ONE_AT_A_TIME: &str = "\
# The SDK takes one environment of a name at a time: deploy these with a command of
# their own, `flyte deploy FILE container_env`.
";

impl Environment {
    /// The code of the environment and its tasks for the Flyte SDK, as a module of Python.
    #[must_use]
    pub fn to_python(&self) -> String {
        source(self)
    }
}

fn source(environment: &Environment) -> String {
    let mut imports = Imports::default();
    let mut sections = Vec::new();
    let mut settings = Settings::of(environment, &mut imports);
    let (containers, functions): (Vec<_>, Vec<_>) =
        (environment.tasks.iter()).partition(|(_, task)| matches!(task.code, Code::Container(_)));
    let has_own_call = containers.is_empty() || !functions.is_empty();
    if containers.len() + usize::from(has_own_call) > 1 {
        sections.extend(settings.name_them().map(Section::statement));
    }
    let variable = variable(environment);
    if has_own_call {
        let call = settings.environment(environment, &mut imports);
        sections.push(Section::statement(call.assigned_to(&variable)));
    }
    for (label, task) in &functions {
        sections.push(function::stub(&variable, label, task, &mut imports));
    }
    if !containers.is_empty() {
        let (variable, comment) = if has_own_call {
            (format!("container_{variable}"), ONE_AT_A_TIME)
        } else {
            (variable, "")
        };
        let tasks = container::tasks(environment, &containers, &settings, &variable, &mut imports);
        sections.extend(tasks.into_iter().map(Section::statement));
        sections.push(Section::statement(format!(
            "{comment}{}",
            container::environment(environment, &containers, &variable)
        )));
    }
    let mut code = heading(environment, &functions);
    code.push_str(&imports.statements());
    let mut after_function = false;
    for section in &sections {
        let apart = section.is_function || after_function;
        code.push_str(if apart { "\n\n" } else { "\n" });
        code.push_str(&section.text);
        after_function = section.is_function;
    }
    code
}

/// The docstring of the module: what it is, what is missing, and what the SDK has no place for.
fn heading(environment: &Environment, functions: &[LabelledTask<'_>]) -> String {
    let mut text = format!(
        "\"\"\"The task environment `{}` for the Flyte SDK 2.12.1, as Terraform knows it.",
        environment.id.name
    );
    let modules: BTreeSet<_> = (functions.iter())
        .filter_map(|(_, task)| match &task.code {
            Code::Python(code) => Some(code.module()),
            Code::Container(_) => None,
        })
        .collect();
    match modules.iter().collect::<Vec<_>>()[..] {
        [] => {}
        [module] => text.push_str(&format!(
            "\n\nTerraform does not know the bodies of functions. Fill them in, and save this as\n\
             `{}.py`, the module that the tasks are run from.\n",
            module.replace('.', "/")
        )),
        _ => text.push_str(
            "\n\nTerraform does not know the bodies of functions. Fill them in, each in its \
             module.\n",
        ),
    }
    text.push_str("\"\"\"\n");
    let tags = environment.tags.as_map();
    if !tags.is_empty() {
        text.push_str("\n# The SDK has no place for tags:\n");
        for (name, value) in tags {
            text.push_str(&format!(
                "#   {}: {}\n",
                literal::text(name),
                literal::text(value)
            ));
        }
    }
    text
}

/// The variable that holds the environment, which no function may be called like.
fn variable(environment: &Environment) -> String {
    let mut name = "env".to_owned();
    while TaskLabel::new(&name).is_ok_and(|label| environment.tasks.contains_key(&label)) {
        name.push('_');
    }
    name
}
