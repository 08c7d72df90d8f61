//! `parse_task_environment_id`: the parts of an environment's id.

use flyte_domain::EnvironmentId;
use terraform_framework::{Function, FunctionError, Signature, Type, Value};

use crate::functions::{parameter, refusal};

/// The parts of an id, each under its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ParseTaskEnvironmentId;

impl Function for ParseTaskEnvironmentId {
    fn name(&self) -> &'static str {
        "parse_task_environment_id"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The parts of a task environment's id",
            description: "Takes `project/domain/name`, or `org/project/domain/name`, and gives an \
                          object with `org`, `project`, `domain` and `name`; `org` is null where \
                          the id has none. The reverse of `task_environment_id`.",
            parameters: vec![parameter(
                "id",
                Type::String,
                "The `id` of a `flyte_task_environment`.",
            )],
            variadic: None,
            returns: Type::object(
                ["org", "project", "domain", "name"].map(|part| (part, Type::String)),
            ),
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let text = arguments.first().and_then(Value::as_str);
        let id: EnvironmentId = text
            .unwrap_or_default()
            .parse()
            .map_err(|violation| refusal(&violation, 0))?;
        Ok(Value::map([
            ("org", id.org.map_or(Value::Null, |org| org.as_str().into())),
            ("project", id.project.as_str().into()),
            ("domain", id.domain.as_str().into()),
            ("name", id.name.as_str().into()),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(id: &str) -> Result<Value, FunctionError> {
        ParseTaskEnvironmentId.call(vec![id.into()])
    }

    #[test]
    fn an_id_has_its_parts() {
        let part = |id, name: &str| call(id).unwrap().get(name).cloned().unwrap();
        assert_eq!(part("p/d/n", "org"), Value::Null);
        assert_eq!(part("o/p/d/n", "org"), "o".into());
        for (name, value) in [("project", "p"), ("domain", "d"), ("name", "n")] {
            assert_eq!(part("p/d/n", name), value.into());
            assert_eq!(part("o/p/d/n", name), value.into());
        }
        let returns = ParseTaskEnvironmentId.signature().returns;
        call("p/d/n").unwrap().conforms_to(&returns).unwrap();
    }

    #[test]
    fn another_text_is_told_the_format() {
        let error = call("fast_env").unwrap_err();
        assert_eq!(error.argument, Some(0));
        assert_eq!(
            error.text,
            "The id of a task environment must have three or four parts.\nGot `fast_env`.\n\
             Write `project/domain/name`, or `org/project/domain/name` where the backend has \
             organisations, such as `flytesnacks/development/fast_env`"
        );
        assert!(call("p/d/Bad Name").is_err());
    }
}
