//! Stored states, as Terraform writes them, and what is none.

use proptest::prelude::*;
use serde_json::json;

use crate::json::{Unsupported, decode};
use crate::name::Name;
use crate::strategies::{Unknowns, typed_values, types};
use crate::types::Type;
use crate::value::{Dynamic, Value};

fn state() -> Type {
    Type::object([
        ("name", Type::String),
        ("replicas", Type::Dynamic),
        ("limits", Type::map(Type::Number)),
    ])
}

fn read(json: &str, unsupported: Unsupported) -> Result<Value, String> {
    decode(json.as_bytes(), &state(), unsupported).map_err(|error| error.to_string())
}

#[test]
fn stored_state_is_read() {
    let value = read(
        r#"{
            "name": "fast_env",
            "replicas": {"value": [1, 3], "type": ["tuple", ["number", "number"]]},
            "limits": {"huge": 123456789012345678901234567890, "small": 0.1}
        }"#,
        Unsupported::Refuse,
    )
    .unwrap();
    let number = |text: &str| Value::Number(text.parse().unwrap());
    let replicas = Dynamic {
        r#type: Type::tuple([Type::Number, Type::Number]),
        value: Value::list([1, 3]),
    };
    let limits = [
        ("huge", number("123456789012345678901234567890")),
        ("small", number("0.1")),
    ];
    assert_eq!(
        value,
        Value::map([
            ("name", "fast_env".into()),
            ("replicas", Value::Dynamic(Box::new(replicas))),
            ("limits", Value::map(limits)),
        ])
    );
}

#[test]
fn state_of_another_schema_version_is_read_leniently() {
    let old = r#"{"name": 7, "limits": {"a": "1.50"}, "gone": [1]}"#;
    assert_eq!(
        read(old, Unsupported::Refuse),
        Err("`gone`: the object has no attribute of this name".to_owned())
    );
    let value = read(old, Unsupported::Ignore).unwrap();
    assert_eq!(value.get("name"), Some(&"7".into()));
    assert_eq!(value.get("replicas"), Some(&Value::Null));
    assert_eq!(
        value.get("limits"),
        Some(&Value::map([("a", Value::Number("1.5".parse().unwrap()))]))
    );
    let flag = |json: &str| decode(json.as_bytes(), &Type::Bool, Unsupported::Refuse);
    assert_eq!(flag("\"true\""), Ok(true.into()));
    assert!(flag("\"yes\"").is_err());
}

#[test]
fn a_text_is_read_where_the_type_has_become_dynamic() {
    let value = read(r#"{"replicas": "3"}"#, Unsupported::Refuse).unwrap();
    let expected = Value::from("3").into_dynamic();
    assert_eq!(value.get("replicas"), Some(&expected));
}

#[test]
fn errors_name_the_place() {
    for (json, expected) in [
        (r#"{"name": []}"#, "`name`: must be string, found a list"),
        (
            r#"{"limits": {"a": "x"}}"#,
            "`limits[\"a\"]`: must be a number, found not a decimal number",
        ),
        (
            r#"{"limits": {"a": 1e999999999}}"#,
            "`limits[\"a\"]`: must be a number, found a number outside of the range that Terraform can hold",
        ),
        (
            r#"{"replicas": {"value": 1}}"#,
            "`replicas`: must be an object of exactly `value` and `type`",
        ),
        (
            r#"{"replicas": {"value": [true], "type": ["list", "number"]}}"#,
            "`replicas[0]`: must be number, found a bool",
        ),
        (
            r#"{"replicas": {"value": 1, "type": "int"}}"#,
            "`replicas`: there is no type `int`",
        ),
        (
            "{",
            "the value is not valid JSON: EOF while parsing an object at line 1 column 1",
        ),
    ] {
        assert_eq!(read(json, Unsupported::Refuse), Err(expected.to_owned()));
    }
}

#[test]
fn hostile_nesting_is_refused() {
    let nested = "[".repeat(100_000);
    assert!(
        decode(
            nested.as_bytes(),
            &Type::list(Type::Bool),
            Unsupported::Ignore
        )
        .is_err()
    );
}

/// The JSON in which Terraform stores a known value.
fn stored(value: &Value, r#type: &Type) -> String {
    fn list<'a>(elements: impl Iterator<Item = (&'a Value, &'a Type)>) -> String {
        let elements: Vec<_> = elements.map(|(value, ty)| stored(value, ty)).collect();
        format!("[{}]", elements.join(","))
    }
    fn object<'a>(entries: impl Iterator<Item = (&'a Name, &'a Value, &'a Type)>) -> String {
        let entry = |(key, value, ty)| format!("{}:{}", json!(key), stored(value, ty));
        format!("{{{}}}", entries.map(entry).collect::<Vec<_>>().join(","))
    }
    match (value, r#type) {
        (Value::Null, _) => "null".to_owned(),
        (Value::Bool(truth), _) => truth.to_string(),
        (Value::Number(number), _) => number.to_string(),
        (Value::String(text), _) => json!(text).to_string(),
        (Value::Dynamic(dynamic), _) => {
            let Dynamic { r#type, value } = &**dynamic;
            let value = stored(value, r#type);
            format!("{{\"value\":{value},\"type\":{}}}", r#type.to_json_value())
        }
        (Value::List(elements), Type::Tuple(types)) => list(elements.iter().zip(types)),
        (Value::List(elements), Type::List(ty) | Type::Set(ty)) => {
            list(elements.iter().map(|element| (element, &**ty)))
        }
        (Value::Map(entries), Type::Map(ty)) => {
            object(entries.iter().map(|(key, value)| (key, value, &**ty)))
        }
        (Value::Map(entries), Type::Object(known)) => {
            object((entries.iter()).map(|(name, value)| (name, value, &known.attributes[name])))
        }
        (value, ty) => panic!("{value:?} is no {ty}"),
    }
}

proptest! {
    #[test]
    fn any_known_value_survives((ty, value) in typed_values(Unknowns::None)) {
        let json = stored(&value, &ty);
        prop_assert_eq!(decode(json.as_bytes(), &ty, Unsupported::Refuse), Ok(value));
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        ty in types(3),
        bytes in prop_oneof![any::<Vec<u8>>(), "[\\[\\]{}\",:0-9a-z]{0,20}".prop_map(Vec::from)],
    ) {
        for unsupported in [Unsupported::Refuse, Unsupported::Ignore] {
            if let Ok(value) = decode(&bytes, &ty, unsupported) {
                prop_assert_eq!(value.conforms_to(&ty), Ok(()));
            }
        }
    }
}
