//! `reuse_capacity`: how many tasks a pool runs at a time.

use flyte_domain::{PolicyError, PolicyInput, Setting};
use terraform_framework::{Function, FunctionError, Number, Parameter, Signature, Type, Value};

use crate::functions::{parameter, refusal};
use crate::literal::{written, written_numbers};

/// The capacity of a pool, by the rules of the `reusable` block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReuseCapacity;

impl Function for ReuseCapacity {
    fn name(&self) -> &'static str {
        "reuse_capacity"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "How many tasks a pool of reusable containers runs at a time",
            description: "Gives the `capacity` that a `reusable` block with these settings would \
                          have: the largest number of replicas times the concurrency. The rules \
                          and the defaults are those of the block, so that a module can check and \
                          use its variables before it makes an environment of them.",
            parameters: vec![nullable(
                "replicas",
                Type::Dynamic,
                "A number, or `[min, max]`, as in the block. Null for the default, `2`. Or an object \
                 with settings of the block, such as `{ replicas = [1, 3], concurrency = 2 }`, in \
                 place of all arguments: in OpenTofu, which makes the result unknown when an \
                 argument is null and of no known type, this is how to say a `replicas` that may \
                 be null.",
            )],
            variadic: Some(nullable(
                "concurrency",
                Type::Number,
                "How many tasks one replica runs at a time. Leave it out, or give null, for the \
                 default, `1`. At most one.",
            )),
            returns: Type::Number,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let mut arguments = arguments.iter();
        let [replicas, concurrency] = [arguments.next(), arguments.next()];
        if arguments.next().is_some() {
            return Err(FunctionError {
                text: "`reuse_capacity` takes replicas and at most one concurrency".to_owned(),
                argument: Some(2),
            });
        }
        let block = replicas.filter(|value| value.inner().as_map().is_some());
        if block.is_some() && concurrency.is_some() {
            return Err(FunctionError {
                text: "`reuse_capacity` takes no concurrency in addition to an object that may \
                       have one"
                    .to_owned(),
                argument: Some(1),
            });
        }
        let input = match block {
            Some(block) => settings(block.inner()),
            None => PolicyInput {
                replicas: replicas.map(written_numbers).unwrap_or_default(),
                concurrency: concurrency.map(written).unwrap_or_default(),
                ..PolicyInput::default()
            },
        };
        let capacity = input.check().map_err(|errors| first(&errors))?.capacity();
        Ok(capacity.map_or_else(Value::unknown, |capacity| Number::from(capacity).into()))
    }
}

/// The settings of a block as an object; any of them may be absent.
fn settings(block: &Value) -> PolicyInput {
    let setting = |name: &str| block.get(name).map(written).unwrap_or_default();
    let number = |name: &str| block.get(name).map(written_numbers).unwrap_or_default();
    PolicyInput {
        replicas: number("replicas"),
        concurrency: number("concurrency"),
        idle_ttl: setting("idle_ttl"),
        scaledown_ttl: setting("scaledown_ttl"),
        scope: setting("scope"),
    }
}

/// A parameter for which null stands for the default.
fn nullable(name: &'static str, r#type: Type, description: &'static str) -> Parameter {
    Parameter {
        allow_null: true,
        ..parameter(name, r#type, description)
    }
}

/// The first broken rule: a function can report only one.
fn first(errors: &[PolicyError]) -> FunctionError {
    let Some(error) = errors.first() else {
        return FunctionError {
            text: "The settings make no pool".to_owned(),
            argument: None,
        };
    };
    let argument = i64::from(error.setting == Setting::Concurrency);
    refusal(&error.violation, argument)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call<const N: usize>(arguments: [Value; N]) -> Result<Value, FunctionError> {
        ReuseCapacity.call(arguments.into())
    }

    fn object<const N: usize>(settings: [(&str, Value); N]) -> Value {
        Value::map(settings).into_dynamic()
    }

    fn pair(min: i64, max: i64) -> Value {
        Value::list([min, max]).into_dynamic()
    }

    #[test]
    fn is_what_the_block_would_have() {
        for (arguments, capacity) in [
            (vec![Value::Null], 2_i64),
            (vec![Value::from(3).into_dynamic()], 3),
            (vec![pair(1, 3), Value::Null], 3),
            (vec![pair(0, 3), Value::from(2)], 6),
            (vec![Value::from("5").into_dynamic()], 5),
            (
                vec![object([
                    ("replicas", pair(1, 3)),
                    ("concurrency", "2".into()),
                ])],
                6,
            ),
            (
                vec![object([
                    ("replicas", Value::Null),
                    ("idle_ttl", "5m".into()),
                ])],
                2,
            ),
            (
                vec![
                    Value::from(2_147_483_647).into_dynamic(),
                    2_147_483_647.into(),
                ],
                4_611_686_014_132_420_609,
            ),
        ] {
            assert_eq!(ReuseCapacity.call(arguments), Ok(capacity.into()));
        }
    }

    #[test]
    fn rules_are_the_blocks_and_name_the_argument() {
        let refused = |arguments: Vec<Value>| {
            let error = ReuseCapacity.call(arguments).unwrap_err();
            let rule = error.text.lines().next().unwrap_or_default().to_owned();
            (error.argument, rule)
        };
        assert_eq!(
            refused(vec![pair(3, 1), 0.into()]),
            (
                Some(0),
                "replicas min must be less than or equal to max.".to_owned()
            )
        );
        assert_eq!(
            refused(vec![pair(1, 3), 0.into()]),
            (Some(1), "concurrency must be at least 1.".to_owned())
        );
        assert_eq!(
            refused(vec![Value::from("many").into_dynamic()]),
            (
                Some(0),
                "replicas must be an int or a tuple of two ints.".to_owned()
            )
        );
    }

    #[test]
    fn takes_one_concurrency() {
        let error = call([pair(1, 3), 1.into(), 2.into()]).unwrap_err();
        assert_eq!(error.argument, Some(2));
        let error = call([object([("concurrency", 1.into())]), 2.into()]).unwrap_err();
        assert_eq!(error.argument, Some(1));
    }
}
