//! Turns any value, such as the content of a YAML file, into the value of the attribute `tasks`, if
//! it is one.
//!
//! This is stricter than Terraform, which silently drops unknown settings. Messages name places,
//! types and rules, but never a value from a map of strings, except where the resource's own rules
//! do.

use serde::Deserialize;
use terraform_framework::{
    Block, Diagnostic, Diagnostics, Field, Path, PathError, Schema, Type, UnexpectedAttribute,
    Value,
};

use crate::reader::Reader;
use crate::task_environment::task;
use crate::task_environment::task::model::Tasks;

/// The attribute's name, with which every path begins.
const NAME: &str = "tasks";

/// An object that has only this attribute.
#[derive(Deserialize)]
struct Model {
    tasks: Field<Tasks>,
}

/// The type of the attribute.
pub(crate) fn value_type() -> Type {
    task::attribute().value_type()
}

/// The value as one of the attribute: what is not there is null, and what is unknown stays so.
///
/// # Errors
/// An unknown setting, or a value that does not fit; otherwise every broken rule that does not
/// depend on the environment.
pub(crate) fn tasks(value: &Value) -> Result<Value, Diagnostics> {
    let block = Block::default().attribute(NAME, task::attribute());
    let r#type = block.value_type();
    let object = Value::map([(NAME, value.clone())]);
    if let Some(unexpected_attribute) = object.unexpected_attribute(&r#type) {
        return Err(no_setting(unexpected_attribute).into());
    }
    let object = object.fit(&r#type).map_err(misfit)?;
    let mut diagnostics = Schema::new(block).validate(&object);
    let model: Model = object.to_model().map_err(misfit)?;
    task::check(&model.tasks, Reader::new(Path::root(), &mut diagnostics));
    diagnostics.extend(task::placeholders::check(&model.tasks));
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(object.get(NAME).cloned().unwrap_or_default())
}

fn no_setting(unexpected_attribute: UnexpectedAttribute) -> Diagnostic {
    let quoted: Vec<_> = unexpected_attribute
        .known
        .iter()
        .map(|it| format!("`{it}`"))
        .collect();
    let meant = unexpected_attribute.meant();
    let meant = meant.map_or_else(String::new, |name| format!("Did you mean `{name}`? "));
    Diagnostic::error(
        "there is no such setting",
        format!("{meant}There are {}.", quoted.join(", ")),
    )
    .at(unexpected_attribute.path)
}

fn misfit(error: PathError) -> Diagnostic {
    Diagnostic::error(
        error.message,
        "The page of `flyte_task_environment` says what each setting of a task takes.",
    )
    .at(error.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task_environment::schema;

    #[test]
    fn the_type_is_that_of_the_resource() {
        let schema = schema::schema();
        assert_eq!(schema.block.attributes[NAME].value_type(), value_type());
    }
}
