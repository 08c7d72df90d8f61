//! `tasks`: checks a value against the attribute `tasks`, and returns it.

use terraform_framework::{Function, FunctionError, Parameter, Signature, Type, Value};

use crate::functions::{first_of, parameter};
use crate::task_environment::given_tasks;

/// The value, checked against the attribute's type and rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tasks;

impl Function for Tasks {
    fn name(&self) -> &'static str {
        "tasks"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "Checks a value for the attribute `tasks`, and gives it its type",
            description: "Takes tasks by name, as the attribute `tasks` of \
                          `flyte_task_environment` does, and gives them back. What the attribute \
                          has no place for is refused, with its path: Terraform itself drops a \
                          setting that an object does not have, such as `comand`, silently. So are \
                          values of another type, and whatever breaks a rule that does not depend \
                          on the rest of the environment.\n\nThe result has the type of the \
                          attribute: a map of objects, each with every setting, null where none is \
                          given. Two results can therefore stand in one conditional expression, or \
                          in one `merge`. It also means that defaults have to be merged before the \
                          call: afterwards, the nulls would replace them. What is not known before \
                          apply stays unknown and is not checked yet; what is known around it \
                          is.\n\nNull gives null. OpenTofu takes the result for a null without a \
                          type to be unknown, and its apply fails, so write `{}` for no tasks: \
                          `provider::flyte::tasks(try(each.value.tasks, {}))`.",
            parameters: vec![Parameter {
                allow_null: true,
                allow_unknown: true,
                ..parameter(
                    "value",
                    Type::Dynamic,
                    "Tasks by name: a map or an object of objects, such as `yamldecode` makes.",
                )
            }],
            variadic: None,
            returns: given_tasks::value_type(),
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let value = arguments.first().unwrap_or(&Value::Null);
        given_tasks::tasks(value).map_err(|broken| first_of(&broken, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(value: Value) -> Result<Value, FunctionError> {
        let result = Tasks.call(vec![value.into_dynamic()])?;
        result.conforms_to(&Tasks.signature().returns).unwrap();
        Ok(result)
    }

    /// Tasks with a single one, `main`, that has these settings.
    fn main<const N: usize>(settings: [(&str, Value); N]) -> Value {
        Value::map([("main", Value::map(settings))])
    }

    fn refused(value: Value) -> String {
        let error = call(value).unwrap_err();
        assert_eq!(error.argument, Some(0));
        assert!(!error.text.ends_with(['.', '\n']), "{}", error.text);
        error.text
    }

    #[test]
    fn tasks_come_back_with_every_setting() {
        let value = main([
            ("command", Value::List(vec!["sleep".into(), 5.into()])),
            ("retries", Value::map([("count", "2".into())])),
            ("report", Value::unknown()),
        ]);
        let tasks = call(value).unwrap();
        let setting = |name: &str| tasks.get("main").unwrap().get(name).unwrap();
        assert_eq!(*setting("command"), Value::list(["sleep", "5"]));
        assert_eq!(*setting("module"), Value::Null);
        assert_eq!(setting("retries").get("count"), Some(&2.into()));
        assert_eq!(setting("retries").get("backoff"), Some(&Value::Null));
        assert!(setting("report").is_unknown());
    }

    #[test]
    fn null_and_unknown_stay_what_they_are() {
        for value in [Value::Null, Value::unknown()] {
            assert_eq!(call(value.clone()), Ok(value.clone()));
            let tasks = Value::map([("main", value)]);
            assert_eq!(call(tasks.clone()), Ok(tasks));
        }
        let none = Value::map::<&str>([]);
        assert_eq!(call(none.clone()), Ok(none));
    }

    #[test]
    fn an_unknown_setting_is_refused_with_the_nearest() {
        let text = refused(main([("comand", Value::list(["date"]))]));
        assert!(
            text.starts_with(
                "in `tasks[\"main\"].comand`: there is no such setting.\nDid you mean `command`? \
                 There are `args`, `async`, `cache`,"
            ),
            "{text}"
        );
        let pod = Value::map([("spce", "{}".into())]);
        let text = refused(main([("module", "etl".into()), ("pod", pod)]));
        assert!(
            text.starts_with(
                "in `tasks[\"main\"].pod.spce`: there is no such setting.\nDid you mean `spec`? There \
                 are `annotations`,"
            ),
            "{text}"
        );
        let trigger = Value::map([("cron", "@daily".into()), ("zone", "UTC".into())]);
        let triggers = Value::map([("nightly", trigger)]);
        let text = refused(main([("module", "etl".into()), ("triggers", triggers)]));
        assert!(
            text.starts_with(
                "in `tasks[\"main\"].triggers[\"nightly\"].zone`: there is no such setting.\n\
                 There are `active`, `annotations`,"
            ),
            "{text}"
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_by_its_place() {
        for (value, expected) in [
            (
                main([("command", 1.into())]),
                "in `tasks[\"main\"].command`: must be list of string, found a number.\n",
            ),
            (
                Value::map([("main", "etl.main".into())]),
                "in `tasks[\"main\"]`: must be object, found a string.\n",
            ),
            (
                Value::list(["main"]),
                "in `tasks`: must be map of object, found a list.\n",
            ),
        ] {
            let text = refused(value);
            assert!(text.starts_with(expected), "{text}");
        }
    }

    #[test]
    fn rules_that_need_no_environment_are_checked() {
        let cron = |cron: &str| {
            let trigger = Value::map([("cron", cron.into())]);
            Value::map([("nightly", trigger)])
        };
        for (settings, expected) in [
            (
                vec![],
                "in `tasks[\"main\"]`: A task must have either `module` or `command`",
            ),
            (
                vec![("triggers", cron("at noon"))],
                "in `tasks[\"main\"].triggers[\"nightly\"].cron`: ",
            ),
            (
                vec![("timeout", Value::map([("runtime", "soon".into())]))],
                "in `tasks[\"main\"].timeout.runtime`: ",
            ),
            (
                vec![("inputs", Value::map([("day", "date".into())]))],
                "in `tasks[\"main\"].inputs[\"day\"]`: ",
            ),
            (
                vec![("pod", Value::map([("spec", "[]".into())]))],
                "in `tasks[\"main\"].pod.spec`: spec must be the JSON of a Kubernetes PodSpec",
            ),
            (
                vec![("retries", Value::map([("backoff", Value::Null)]))],
                "in `tasks[\"main\"].retries.count`: Missing value",
            ),
        ] {
            let mut task = Value::map(settings.clone());
            if let (Value::Map(task), false) = (&mut task, settings.is_empty()) {
                task.insert("module".into(), "etl.main".into());
            }
            let text = refused(Value::map([("main", task)]));
            assert!(text.starts_with(expected), "{text}");
        }
        let text = refused(Value::map([(
            "No Name",
            Value::map([("module", "etl".into())]),
        )]));
        assert!(text.starts_with("in `tasks[\"No Name\"]`: "), "{text}");
        let echo = Value::list(["echo", "{{.inputs.day}}"]);
        let text = refused(main([("command", echo)]));
        assert!(text.starts_with("in `tasks[\"main\"].command`: "), "{text}");
    }

    #[test]
    fn texts_that_may_be_secret_are_not_repeated() {
        let secret = || Value::map([("hunter2", Value::list(["hunter2"]))]);
        for settings in [
            [("defaults", secret()), ("module", "etl".into())],
            [("defaults", "hunter2".into()), ("module", "etl".into())],
            [("modul", "hunter2".into()), ("report", "hunter2".into())],
        ] {
            let text = refused(main(settings));
            let told = text.replace("[\"hunter2\"]", "");
            assert!(!told.contains("hunter2"), "{text}");
        }
    }
}
