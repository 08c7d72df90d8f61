//! A model with a field of each kind, there and back, and what does not fit it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::number::Number;
use crate::strategies::{Unknowns, numbers, typed_values};
use crate::types::Type;
use crate::value::{Dynamic, Refinements, Unknown, Value};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Deletion {
    Deprecate,
    Abandon,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Task {
    retries: u32,
    offset: Option<i64>,
    weight: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Environment {
    name: String,
    description: Option<String>,
    image: Field<String>,
    replicas: Value,
    interruptible: Field<bool>,
    tags: Field<BTreeMap<String, Option<String>>>,
    task: BTreeMap<String, Task>,
    deletion: Deletion,
    quota: Number,
    range: (u32, u32),
    secrets: Vec<Field<String>>,
    reusable: Option<Task>,
}

fn task() -> Task {
    Task {
        retries: 3,
        offset: None,
        weight: 0.1,
    }
}

fn environment() -> Environment {
    let replicas = Value::list([1, 3]).into_dynamic();
    Environment {
        name: "fast_env".to_owned(),
        description: None,
        image: Field::Unknown,
        replicas,
        interruptible: Field::Null,
        tags: Field::Known(BTreeMap::from([("team".to_owned(), None)])),
        task: BTreeMap::from([("train".to_owned(), task())]),
        deletion: Deletion::Deprecate,
        quota: "123456789012345678901234567890.5".parse().unwrap(),
        range: (1, 3),
        secrets: vec![Field::Known("key".to_owned()), Field::Unknown],
        reusable: Some(task()),
    }
}

fn task_value() -> Value {
    Value::map([
        ("retries", 3.into()),
        ("offset", Value::Null),
        ("weight", Value::Number("0.1".parse().unwrap())),
    ])
}

#[test]
fn a_model_is_the_object_of_its_fields() {
    let expected = Value::map([
        ("name", "fast_env".into()),
        ("description", Value::Null),
        ("image", Value::unknown()),
        ("replicas", Value::list([1, 3]).into_dynamic()),
        ("interruptible", Value::Null),
        ("tags", Value::map([("team", Value::Null)])),
        ("task", Value::map([("train", task_value())])),
        ("deletion", "deprecate".into()),
        ("quota", Value::Number(environment().quota)),
        ("range", Value::list([1, 3])),
        (
            "secrets",
            Value::list([Value::from("key"), Value::unknown()]),
        ),
        ("reusable", task_value()),
    ]);
    assert_eq!(Value::from_model(&environment()), Ok(expected.clone()));
    assert_eq!(expected.to_model(), Ok(environment()));
}

/// Puts the value at a place of an environment and says why that cannot be read.
fn error_with(place: &[&str], value: Value) -> String {
    fn put(target: &mut Value, place: &[&str], value: Value) {
        match (target, place) {
            (target, []) => *target = value,
            (Value::Map(entries), [name, rest @ ..]) => {
                put(entries.entry((*name).into()).or_default(), rest, value);
            }
            (Value::List(elements), [index, rest @ ..]) => {
                put(&mut elements[index.parse::<usize>().unwrap()], rest, value);
            }
            (target, place) => panic!("{target:?} has no {place:?}"),
        }
    }
    let mut whole = Value::from_model(&environment()).unwrap();
    put(&mut whole, place, value);
    whole.to_model::<Environment>().unwrap_err().to_string()
}

#[test]
fn errors_name_the_place_and_the_rule() {
    for (place, value, expected) in [
        (
            ["name"].as_slice(),
            Value::Null,
            "`name`: must be a string, and must not be null",
        ),
        (
            &["name"],
            Value::unknown(),
            "`name`: must be a string that is known now, but is known only after apply",
        ),
        (
            &["name"],
            1.into(),
            "`name`: must be a string, found a number",
        ),
        (
            &["description"],
            Value::unknown(),
            "`description`: must be a string that is known now, but is known only after apply",
        ),
        (
            &["image"],
            true.into(),
            "`image`: must be a string, found a bool",
        ),
        (
            &["tags", "a"],
            1.into(),
            "`tags[\"a\"]`: must be a string, found a number",
        ),
        (
            &["task", "train", "retries"],
            (1 << 32).into(),
            "`task[\"train\"].retries`: must be a whole number from 0 to 4294967295, found 4294967296",
        ),
        (
            &["task", "train", "retries"],
            Value::Number("1.5".parse().unwrap()),
            "`task[\"train\"].retries`: must be a whole number from 0 to 4294967295, found 1.5",
        ),
        (
            &["task", "train", "retries"],
            (-1).into(),
            "`task[\"train\"].retries`: must be a whole number from 0 to 4294967295, found -1",
        ),
        (
            &["task", "train", "weight"],
            Value::Number("1e400".parse().unwrap()),
            "`task[\"train\"].weight`: must be a number that a 64-bit float can hold",
        ),
        (
            &["deletion"],
            "drop".into(),
            "`deletion`: must be one of `deprecate`, `abandon`",
        ),
        (
            &["quota"],
            "1".into(),
            "`quota`: must be a number, found a string",
        ),
        (
            &["range"],
            Value::list([1]),
            "`range`: must have 2 elements, found 1",
        ),
        (
            &["range", "1"],
            "x".into(),
            "`range[1]`: must be a whole number from 0 to 4294967295, found a string",
        ),
        (
            &["secrets", "0"],
            1.into(),
            "`secrets[0]`: must be a string, found a number",
        ),
        (
            &["secrets"],
            Value::Null,
            "`secrets`: must be a list, and must not be null",
        ),
        (
            &["reusable"],
            "x".into(),
            "`reusable`: must be an object, found a string",
        ),
        (
            &["reusable"],
            Value::map::<&str>([]),
            "`reusable.retries`: the attribute is missing",
        ),
        (
            &["reusable", "more"],
            Value::Null,
            "`reusable.more`: the model has no field of this name",
        ),
        (&[], Value::Null, "must be an object, and must not be null"),
    ] {
        assert_eq!(error_with(place, value), expected);
    }
}

#[test]
fn dynamic_values_are_looked_through() {
    let name = Value::from("fast_env").into_dynamic();
    assert_eq!(name.to_model(), Ok("fast_env".to_owned()));
    let null = Value::Dynamic(Box::new(Dynamic {
        r#type: Type::String,
        value: Value::Null,
    }));
    assert_eq!(null.to_model(), Ok(Field::<String>::Null));
    assert_eq!(null.to_model(), Ok(None::<String>));
    assert_eq!(null.to_model(), Ok(null));
}

#[test]
fn refinements_reach_a_value_but_not_a_field() {
    let refined = Value::Unknown(Unknown {
        refinements: Some(Box::new(Refinements {
            not_null: true,
            ..Refinements::default()
        })),
    });
    assert_eq!(refined.to_model(), Ok(refined.clone()));
    assert_eq!(refined.to_model(), Ok(Field::<Value>::Unknown));
}

#[test]
fn what_terraform_has_no_value_for_is_refused() {
    #[derive(Serialize)]
    struct Bad {
        list: Vec<f64>,
    }
    let error = Value::from_model(&Bad {
        list: vec![1.0, f64::NAN],
    });
    assert_eq!(
        error.unwrap_err().to_string(),
        "`list[1]`: Terraform has no value for infinity and NaN"
    );
    let error = Value::from_model(&BTreeMap::from([(1, "x")])).unwrap_err();
    assert_eq!(
        error.message,
        "Terraform has no value for maps whose keys are not strings"
    );
}

fn fields() -> impl Strategy<Value = Field<String>> {
    prop_oneof![
        Just(Field::Null),
        Just(Field::Unknown),
        any::<String>().prop_map(Field::Known),
    ]
}

proptest! {
    #[test]
    fn a_value_in_a_model_is_untouched((_, value) in typed_values(Unknowns::Allowed)) {
        prop_assert_eq!(Value::from_model(&value), Ok(value.clone()));
        prop_assert_eq!(value.to_model(), Ok(value));
    }

    #[test]
    fn models_survive(
        image in fields(),
        description: Option<String>,
        retries: u32,
        offset: Option<i64>,
        weight in prop::num::f64::NORMAL,
        quota in numbers(),
        secrets in prop::collection::vec(fields(), 0..4),
        (_, replicas) in typed_values(Unknowns::Allowed),
    ) {
        let model = Environment {
            description,
            image,
            replicas,
            quota,
            secrets,
            reusable: Some(Task { retries, offset, weight }),
            ..environment()
        };
        let value = Value::from_model(&model).unwrap();
        prop_assert_eq!(value.to_model(), Ok(model));
    }

    #[test]
    fn any_value_is_read_or_refused((_, value) in typed_values(Unknowns::Allowed)) {
        if let Ok(model) = value.to_model::<Environment>() {
            prop_assert!(Value::from_model(&model).is_ok());
        }
    }
}
