//! Values as bytes that Terraform wrote, and any value there and back.

use proptest::prelude::*;

use crate::msgpack::{decode, encode};
use crate::number::Number;
use crate::strategies::{Unknowns, typed_values, types};
use crate::types::Type;
use crate::value::{Bound, Dynamic, Refinements, Unknown, Value};

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn dynamic(r#type: Type, value: Value) -> Value {
    Value::Dynamic(Box::new(Dynamic { r#type, value }))
}

fn refined(refinements: Refinements) -> Value {
    Value::Unknown(Unknown {
        refinements: Some(Box::new(refinements)),
    })
}

/// Bytes from a readable mix: hexadecimal, with text in quotes as it is.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, part) in text.split('\'').enumerate() {
        match index % 2 {
            1 => out.extend(part.bytes()),
            _ => {
                let hex: String = part.split_whitespace().collect();
                out.extend(
                    (0..hex.len())
                        .step_by(2)
                        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()),
                );
            }
        }
    }
    out
}

/// Bytes made by hand from Terraform's rules (reference, §5.1 to §5.4).
#[test]
fn bytes_are_those_of_terraform() {
    let one_attribute = Type::object([("a", Type::Number)]);
    let pair = Type::object([("b", Type::String), ("a", Type::Bool)]);
    let null_inside = Type::object([("h", Type::Dynamic)]);
    for (ty, value, expected) in [
        (Type::Bool, true.into(), "c3"),
        (Type::Bool, Value::Null, "c0"),
        (Type::String, "".into(), "a0"),
        (Type::String, "ü".into(), "a2 'ü'"),
        (Type::Number, 0.into(), "00"),
        (Type::Number, 127.into(), "7f"),
        (Type::Number, 128.into(), "cc 80"),
        (Type::Number, 65535.into(), "cd ffff"),
        (Type::Number, 4_294_967_296.into(), "cf 0000000100000000"),
        (Type::Number, i64::MAX.into(), "cf 7fffffffffffffff"),
        (Type::Number, Value::from(-1), "ff"),
        (Type::Number, Value::from(-33), "d0 df"),
        (Type::Number, Value::from(-129), "d1 ff7f"),
        (Type::Number, i64::MIN.into(), "d3 8000000000000000"),
        (
            Type::Number,
            number("18446744073709551615"),
            "b4 '18446744073709551615'",
        ),
        (Type::Number, number("1.5"), "cb 3ff8000000000000"),
        (Type::Number, number("0.1"), "a3 '0.1'"),
        (Type::Number, number("-1e20"), "b6 '-100000000000000000000'"),
        (Type::String, Value::unknown(), "d4 00 00"),
        (Type::Dynamic, Value::unknown(), "d4 00 00"),
        (Type::Dynamic, Value::Null, "c0"),
        (Type::list(Type::Number), Value::list([1, 2]), "92 01 02"),
        (
            Type::set(Type::String),
            Value::list(["b", "a"]),
            "92 a1 'b' a1 'a'",
        ),
        (
            Type::map(Type::Bool),
            Value::map([("z", true.into()), ("a", false.into())]),
            "82 a1 'a' c2 a1 'z' c3",
        ),
        (
            pair,
            Value::map([("b", Value::Null), ("a", true.into())]),
            "82 a1 'a' c3 a1 'b' c0",
        ),
        (Type::tuple([]), Value::List(Vec::new()), "90"),
        (Type::object::<&str>([]), Value::map::<&str>([]), "80"),
        (
            Type::Dynamic,
            dynamic(one_attribute, Value::map([("a", 1.into())])),
            r#"92 c4 19 '["object",{"a":"number"}]' 81 a1 'a' 01"#,
        ),
        (
            Type::Dynamic,
            dynamic(Type::String, Value::Null),
            r#"92 c4 08 '"string"' c0"#,
        ),
        (
            Type::Dynamic,
            dynamic(Type::String, Value::unknown()),
            r#"92 c4 08 '"string"' d4 00 00"#,
        ),
        (
            Type::Dynamic,
            dynamic(null_inside, Value::map([("h", Value::Null)])),
            r#"92 c4 1a '["object",{"h":"dynamic"}]' 81 a1 'h' c0"#,
        ),
        (
            Type::String,
            refined(Refinements {
                not_null: true,
                string_prefix: Some("ami-".to_owned()),
                ..Refinements::default()
            }),
            "c7 09 0c 82 01 c2 02 a4 'ami-'",
        ),
        (
            Type::Number,
            refined(Refinements {
                lower: Some(Bound {
                    number: 1_i64.into(),
                    inclusive: true,
                }),
                ..Refinements::default()
            }),
            "c7 05 0c 81 03 92 01 c3",
        ),
        (
            Type::list(Type::Bool),
            refined(Refinements {
                not_null: true,
                min_length: Some(1),
                max_length: Some(3),
                ..Refinements::default()
            }),
            "c7 07 0c 83 01 c2 05 01 06 03",
        ),
    ] {
        let encoded = encode(&value, &ty).unwrap();
        assert_eq!(encoded, bytes(expected), "{value:?} as {ty}");
        assert_eq!(decode(&encoded, &ty), Ok(value));
    }
    let long = encode(&number("1e400"), &Type::Number).unwrap();
    assert_eq!(long, bytes(&format!("da 0191 '1{}'", "0".repeat(400))));
}

#[test]
fn every_encoding_of_a_number_is_read() {
    for (encoded, expected) in [
        ("cf ffffffffffffffff", "18446744073709551615"),
        ("d2 ffffffff", "-1"),
        ("ca 3fc00000", "1.5"),
        ("cb 3fb999999999999a", "0.1"),
        ("cb 4008000000000000", "3"),
        ("a4 '1e40'", "1e40"),
    ] {
        assert_eq!(decode(&bytes(encoded), &Type::Number), Ok(number(expected)));
    }
    for encoded in [
        "cb 7ff0000000000000",
        "cb 7ff8000000000000",
        "a3 'abc'",
        "c3",
    ] {
        let error = decode(&bytes(encoded), &Type::Number).unwrap_err();
        assert!(error.message.starts_with("must be"), "{error}");
    }
}

#[test]
fn any_extension_is_an_unknown() {
    for encoded in [
        "d4 00 00",
        "d4 2a ff",
        "d5 0c c1c1",
        "c7 00 0c",
        "c7 03 0c 81 01 c0",
        "c7 02 0c 92 01",
        // A refinement from the future, and one that a string cannot have.
        "c7 05 0c 81 63 92 01 02",
    ] {
        assert_eq!(
            decode(&bytes(encoded), &Type::String),
            Ok(Value::unknown()),
            "{encoded}"
        );
    }
}

#[test]
fn refinements_that_terraform_would_refuse_are_not_sent() {
    let everything = refined(Refinements {
        not_null: true,
        string_prefix: Some("x".repeat(2000)),
        min_length: Some(1),
        ..Refinements::default()
    });
    let plain = bytes("d4 00 00");
    assert_eq!(encode(&everything, &Type::Dynamic), Ok(plain.clone()));
    assert_eq!(encode(&everything, &Type::String), Ok(plain));
    assert_eq!(
        encode(&everything, &Type::Bool),
        Ok(bytes("c7 03 0c 81 01 c2"))
    );
}

#[test]
fn errors_name_the_place() {
    let task = Type::object([("image", Type::String), ("cpu", Type::Number)]);
    let ty = Type::object([("replicas", Type::Dynamic), ("task", Type::map(task))]);
    for (encoded, expected) in [
        ("81 a8 'replicas' c0", "`task`: the attribute is missing"),
        (
            "81 a1 'x' c0",
            "`x`: the object has no attribute of this name",
        ),
        (
            "82 a8 'replicas' c0 a8 'replicas' c0",
            "`replicas`: the attribute appears twice",
        ),
        (
            r#"81 a8 'replicas' 92 c4 11 '["list","number"]' 92 01 c3"#,
            "`replicas[1]`: must be number, found a bool",
        ),
        (
            "81 a8 'replicas' 92 c4 03",
            "`replicas`: the value is cut off",
        ),
        (
            "81 a8 'replicas' 92 a3 '\"x\"' c0",
            "`replicas`: there is no type `x`",
        ),
        (
            "81 a4 'task' 81 a1 'a' 82 a5 'image' 90",
            "`task[\"a\"].image`: must be string, found a list",
        ),
        (
            "81 a4 'task' 81 a1 'a' 82 a5 'image' a1 ff",
            "`task[\"a\"].image`: the text is not valid UTF-8",
        ),
        (
            "90",
            "must be object({replicas = any, task = map(object({cpu = number, image = string}))}), found a list",
        ),
        ("81 01 c0", "keys must be strings, found a number"),
        ("c0 c0", "the value is followed by further bytes"),
        ("", "the value is cut off"),
        ("c1", "the value has a reserved byte"),
    ] {
        let error = decode(&bytes(encoded), &ty).unwrap_err();
        assert_eq!(error.to_string(), expected, "{encoded}");
    }
}

#[test]
fn hostile_lengths_and_nesting_are_refused_at_once() {
    let list = Type::list(Type::list(Type::Bool));
    for encoded in [
        "dd ffffffff",
        "dd ffffffff dd ffffffff",
        "df ffffffff",
        "db ffffffff",
    ] {
        assert!(decode(&bytes(encoded), &list).is_err(), "{encoded}");
        assert!(
            decode(&bytes(encoded), &Type::Dynamic).is_err(),
            "{encoded}"
        );
    }
    let mut nested = bytes("92 a9 '\"dynamic\"'").repeat(100_000);
    nested.push(0xc0);
    let error = decode(&nested, &Type::Dynamic).unwrap_err();
    assert_eq!(
        error.message,
        "the value is nested more than 128 levels deep"
    );
}

#[test]
fn a_long_list_is_not_a_deep_one() {
    let ty = Type::list(Type::Number);
    let list = Value::list(0..1000_i64);
    let encoded = encode(&list, &ty).unwrap();
    assert_eq!(decode(&encoded, &ty), Ok(list));
}

#[test]
fn a_value_in_a_dynamic_place_must_bring_its_type() {
    let error = encode(&"x".into(), &Type::Dynamic).unwrap_err();
    assert_eq!(
        error.to_string(),
        "can be of any type and must say which, found a string without a type"
    );
    assert!(encode(&Value::from("x").into_dynamic(), &Type::Dynamic).is_ok());
}

proptest! {
    #[test]
    fn any_value_survives((ty, value) in typed_values(Unknowns::Allowed)) {
        let encoded = encode(&value, &ty).unwrap();
        prop_assert_eq!(decode(&encoded, &ty), Ok(value));
    }

    #[test]
    fn any_bytes_are_read_or_refused(ty in types(3), encoded: Vec<u8>) {
        if let Ok(value) = decode(&encoded, &ty) {
            prop_assert_eq!(value.conforms_to(&ty), Ok(()));
        }
    }

    #[test]
    fn damaged_values_are_read_or_refused(
        (ty, value) in typed_values(Unknowns::Allowed),
        position: prop::sample::Index,
        byte: u8,
    ) {
        let mut encoded = encode(&value, &ty).unwrap();
        let position = position.index(encoded.len());
        prop_assert!(decode(&encoded[..position], &ty).is_err());
        encoded[position] = byte;
        if let Ok(value) = decode(&encoded, &ty) {
            prop_assert_eq!(value.conforms_to(&ty), Ok(()));
        }
    }

    #[test]
    fn integers_are_as_short_as_they_can_be(integer: i64) {
        let encoded = encode(&integer.into(), &Type::Number).unwrap();
        let widths = [(-32, 127, 1), (-128, 255, 2), (-32768, 65535, 3)];
        let fits = |(low, high, _): &&(i64, i64, usize)| (*low..=*high).contains(&integer);
        let wide = if (i64::from(i32::MIN)..=u32::MAX.into()).contains(&integer) { 5 } else { 9 };
        let width = widths.iter().find(fits).map_or(wide, |(_, _, width)| *width);
        prop_assert_eq!(encoded.len(), width);
        prop_assert_eq!(decode(&encoded, &Type::Number), Ok(Value::Number(Number::from(integer))));
    }
}
