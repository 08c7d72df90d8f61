//! Tasks out of any value, such as what a file of YAML holds: the value of the attribute `tasks`,
//! if it is one.
//!
//! Stricter than Terraform, which drops what it does not know on the way to the attribute. What is
//! said of a value names places, types and rules, and nothing that stands in a map of texts, but
//! for what the rules of the resource say themselves.

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

/// An object with the attribute alone.
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
/// A setting that there is not, or a place that does not fit, else every rule that is broken
/// whatever the environment is.
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
