//! Parts of values, their types, and what does not conform to one.

use proptest::prelude::*;

use crate::path::Path;
use crate::strategies::{Unknowns, typed_values};
use crate::types::Type;
use crate::value::{Dynamic, Value};

fn dynamic(r#type: Type, value: impl Into<Value>) -> Value {
    let value = value.into();
    Value::Dynamic(Box::new(Dynamic { r#type, value }))
}

fn environment() -> Value {
    let replicas = dynamic(
        Type::tuple([Type::Number, Type::Number]),
        Value::list([1, 3]),
    );
    Value::map([
        ("name", "fast_env".into()),
        ("reusable", Value::map([("replicas", replicas)])),
        ("tags", Value::list(["a", "b"])),
        ("id", Value::unknown()),
    ])
}

#[test]
fn a_path_leads_to_its_part() {
    let value = environment();
    let replicas = Path::root().attribute("reusable").attribute("replicas");
    assert_eq!(value.at(&Path::root()), Some(&value));
    assert_eq!(value.at(&replicas.clone().index(1)), Some(&3.into()));
    assert_eq!(value.at(&replicas.clone().index(2)), None);
    assert_eq!(value.at(&replicas.index(-1)), None);
    assert_eq!(value.at(&Path::root().attribute("absent")), None);
    assert_eq!(value.at(&Path::root().attribute("name").key("x")), None);
}

#[test]
fn a_dynamic_value_is_what_it_holds() {
    assert!(dynamic(Type::String, Value::Null).is_null());
    assert!(dynamic(Type::String, Value::unknown()).is_unknown());
    assert!(dynamic(Type::String, "x").is_known());
    assert_eq!(dynamic(Type::String, "x").as_str(), Some("x"));
    assert_eq!(dynamic(Type::Bool, true).as_bool(), Some(true));
    assert_eq!(dynamic(Type::Number, 7).as_number(), Some(&7_i64.into()));
}

#[test]
fn an_unknown_inside_makes_the_whole_not_wholly_known() {
    let value = environment();
    assert!(value.is_known());
    assert!(value.contains_unknown());
    let hidden = Value::list([dynamic(Type::String, Value::unknown())]);
    assert!(hidden.contains_unknown());
    assert!(!Value::list([1, 2]).contains_unknown());
}

#[test]
fn a_literal_has_the_type_that_hcl_gives_it() {
    let literal = Value::map([("a", Value::list([1, 2])), ("b", Value::Null)]);
    let ty = Type::object([
        ("a", Type::tuple([Type::Number, Type::Number])),
        ("b", Type::Dynamic),
    ]);
    assert_eq!(literal.clone().into_dynamic(), dynamic(ty, literal));
    assert_eq!(Value::Null.into_dynamic(), Value::Null);
}

#[test]
fn what_does_not_conform_is_named() {
    let ty = Type::object([
        ("name", Type::String),
        ("tasks", Type::map(Type::object([("n", Type::Number)]))),
        ("pair", Type::tuple([Type::Number, Type::Number])),
        ("any", Type::Dynamic),
    ]);
    let good = Value::map([
        ("name", "x".into()),
        ("tasks", Value::map([("t", Value::map([("n", 1.into())]))])),
        ("pair", Value::list([1, 2])),
        ("any", dynamic(Type::Bool, true)),
    ]);
    assert_eq!(good.conforms_to(&ty), Ok(()));

    let with = |name: &str, value: Value| {
        let mut attributes = good.as_map().unwrap().clone();
        attributes.insert(name.into(), value);
        let error = Value::Map(attributes).conforms_to(&ty).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        with("name", 1.into()),
        "`name`: must be string, found a number"
    );
    assert_eq!(
        with(
            "tasks",
            Value::map([("t", Value::map([("n", true.into())]))])
        ),
        "`tasks[\"t\"].n`: must be number, found a bool"
    );
    assert_eq!(
        with("tasks", Value::map([("t", Value::map::<&str>([]))])),
        "`tasks[\"t\"].n`: the attribute is missing"
    );
    assert_eq!(
        with("pair", Value::list([1])),
        "`pair`: must have 2 elements, found 1"
    );
    assert_eq!(
        with("pair", Value::list([Value::from(1), "x".into()])),
        "`pair[1]`: must be number, found a string"
    );
    assert_eq!(
        with("any", "x".into()),
        "`any`: can be of any type and must say which, found a string without a type"
    );
    assert_eq!(
        with("any", dynamic(Type::Bool, "x")),
        "`any`: must be bool, found a string"
    );
    assert_eq!(
        with("more", Value::Null),
        "`more`: the object has no attribute of this name"
    );
}

proptest! {
    #[test]
    fn values_conform_to_their_type((ty, value) in typed_values(Unknowns::Allowed)) {
        prop_assert_eq!(value.conforms_to(&ty), Ok(()));
    }

    #[test]
    fn a_literal_conforms_to_its_own_type((_, value) in typed_values(Unknowns::Allowed)) {
        prop_assert_eq!(value.into_dynamic().conforms_to(&Type::Dynamic), Ok(()));
    }
}
