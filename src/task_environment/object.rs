//! An environment out of any object that has some of the resource's attributes: the resource
//! itself, what a data source read, or what a user wrote. What is missing has its default.

use flyte_domain::Environment;
use terraform_framework::{Diagnostic, Diagnostics, PathError, Value};

use crate::task_environment::model::Model;
use crate::task_environment::{inputs, schema};

/// The environment, wherever it is; `None` while any part of it is unknown.
///
/// # Errors
/// Every rule of the resource that the object breaks, except for rules that only apply to new
/// configurations.
pub(crate) fn environment(object: &Value) -> Result<Option<Environment>, Diagnostics> {
    let schema = schema::schema();
    let object = object.fit(&schema.block.value_type()).map_err(misfit)?;
    let mut diagnostics = schema.validate(&object);
    let model: Model = object.to_model().map_err(misfit)?;
    diagnostics.extend(inputs::validate_held(&model));
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(inputs::anywhere(&model))
}

fn misfit(error: PathError) -> Diagnostic {
    Diagnostic::error(
        "The object is not a task environment",
        format!("{error}. Its attributes must be like those of `flyte_task_environment`."),
    )
}
