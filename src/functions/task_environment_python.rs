//! `task_environment_python`: an environment as code for the Flyte SDK.

use terraform_framework::{Function, FunctionError, Parameter, Signature, Type, Value};

use crate::functions::{first_of, parameter};
use crate::task_environment::object;

/// The Python code of an environment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskEnvironmentPython;

impl Function for TaskEnvironmentPython {
    fn name(&self) -> &'static str {
        "task_environment_python"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "A task environment as Python code for the Flyte SDK",
            description: "Takes a `flyte_task_environment` and gives the Python code that deploys \
                          the same with the Flyte SDK 2.12.1: `flyte.TaskEnvironment` with its \
                          settings, a stub of each Python task with its decorator, and each \
                          container task. For reading, for comparing, and for moving an \
                          environment to Python.\n\nTerraform does not know the bodies of \
                          functions, so a stub raises `NotImplementedError`. What the SDK has no \
                          place for, such as `tags`, stands in a comment.",
            parameters: vec![Parameter {
                // Its version is unknown in every plan, and makes no difference.
                allow_unknown: true,
                ..parameter(
                    "environment",
                    Type::Dynamic,
                    "The resource, the data source of the same name, or any object with some of \
                     their attributes; `name` at least.",
                )
            }],
            variadic: None,
            returns: Type::String,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let object = arguments.first().unwrap_or(&Value::Null);
        if object.is_unknown() {
            return Ok(Value::unknown());
        }
        let environment = object::environment(object).map_err(|broken| first_of(&broken, 0))?;
        Ok(environment.map_or_else(Value::unknown, |it| it.to_python().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(object: Value) -> Result<Value, FunctionError> {
        TaskEnvironmentPython.call(vec![object.into_dynamic()])
    }

    #[test]
    fn any_object_with_a_name_will_do() {
        let code = call(Value::map(
            [("name", "fast_env"), ("id", "ignored")].map(|(name, text)| (name, Value::from(text))),
        ));
        let code = code.unwrap();
        assert!(code.as_str().unwrap().contains("name=\"fast_env\""));
    }

    #[test]
    fn what_is_unknown_matters_only_where_it_is_shown() {
        let with = |name: &str| {
            call(Value::map([
                ("name", Value::from("fast_env")),
                (name, Value::unknown()),
            ]))
            .unwrap()
        };
        assert!(with("version").is_known());
        assert!(with("image").is_unknown());
        assert!(with("description").is_unknown());
        assert!(with("tasks").is_unknown());
        assert_eq!(call(Value::unknown()), Ok(Value::unknown()));
    }

    #[test]
    fn a_broken_rule_is_named_with_its_place() {
        let reusable = Value::map([("concurrency", Value::from(0))]);
        let error = call(Value::map([
            ("name", Value::from("fast_env")),
            ("reusable", reusable),
        ]));
        let error = error.unwrap_err();
        assert_eq!(error.argument, Some(0));
        assert!(
            error
                .text
                .starts_with("in `reusable.concurrency`: concurrency must be at least 1"),
            "{}",
            error.text
        );
        let error = call("fast_env".into()).unwrap_err();
        assert!(
            error.text.contains("is not a task environment"),
            "{}",
            error.text
        );
        let error = call(Value::map(
            [("image", "x")].map(|(name, text)| (name, Value::from(text))),
        ));
        assert!(error.unwrap_err().text.contains("`name` is required"));
    }
}
