//! `task_environment_id`: the id of an environment from its parts.

use flyte_domain::{EnvironmentId, EnvironmentName, ScopeName, Violation};
use terraform_framework::{Function, FunctionError, Parameter, Signature, Type, Value};

use crate::functions::{parameter, refusal};

/// The id that `flyte_task_environment` has and is imported by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskEnvironmentId;

impl Function for TaskEnvironmentId {
    fn name(&self) -> &'static str {
        "task_environment_id"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The id of a task environment, from its parts",
            description: "Gives `project/domain/name`, or `org/project/domain/name` where there \
                          is an organisation: the `id` of `flyte_task_environment`, by which it \
                          is imported. The parts are checked by the same rules.",
            parameters: vec![
                parameter("project", Type::String, "Project of the environment."),
                parameter("domain", Type::String, "Domain of the environment."),
                parameter("name", Type::String, "Name of the environment."),
            ],
            variadic: Some(Parameter {
                allow_null: true,
                ..parameter(
                    "org",
                    Type::String,
                    "Organisation, on backends that have organisations. Leave it out, or give \
                     null, where there is none. At most one.",
                )
            }),
            returns: Type::String,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let text = |index: usize| arguments.get(index).and_then(Value::as_str);
        if arguments.len() > 4 {
            return Err(FunctionError {
                text: "`task_environment_id` takes project, domain, name and at most one \
                       organisation"
                    .to_owned(),
                argument: Some(4),
            });
        }
        let scope = |index: usize, argument: i64, setting: &str| {
            ScopeName::new(setting, text(index).unwrap_or_default()).map_err(at(argument))
        };
        let id = EnvironmentId {
            project: scope(0, 0, "project")?,
            domain: scope(1, 1, "domain")?,
            name: EnvironmentName::new(text(2).unwrap_or_default()).map_err(at(2))?,
            org: text(3)
                .map(|org| ScopeName::new("org", org))
                .transpose()
                .map_err(at(3))?,
        };
        Ok(id.to_string().into())
    }
}

fn at(argument: i64) -> impl Fn(Violation) -> FunctionError {
    move |violation| refusal(&violation, argument)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(arguments: &[&str]) -> Result<Value, FunctionError> {
        TaskEnvironmentId.call(arguments.iter().copied().map(Value::from).collect())
    }

    #[test]
    fn parts_make_an_id() {
        assert_eq!(call(&["p", "d", "n"]), Ok("p/d/n".into()));
        assert_eq!(call(&["p", "d", "n", "o"]), Ok("o/p/d/n".into()));
        let mut arguments = ["p", "d", "n"].map(Value::from).to_vec();
        arguments.push(Value::Null);
        assert_eq!(TaskEnvironmentId.call(arguments), Ok("p/d/n".into()));
    }

    #[test]
    fn a_part_that_breaks_a_rule_is_named_by_its_argument() {
        for (arguments, argument) in [
            (&["a/b", "d", "n"][..], 0),
            (&["p", "", "n"], 1),
            (&["p", "d", "Bad Name"], 2),
            (&["p", "d", "n", ""], 3),
            (&["p", "d", "n", "o", "x"], 4),
        ] {
            let error = call(arguments).unwrap_err();
            assert_eq!(error.argument, Some(argument), "{}", error.text);
        }
    }
}
