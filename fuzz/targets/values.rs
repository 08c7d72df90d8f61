//! Values of any type in the MessagePack that Terraform sends, and in the JSON of a state.
//!
//! The input draws the encoding and the type; the rest of it is the value. What is read can be written,
//! and is then read as the same.
#![no_main]

use fuzz::draw::Draw;
use fuzz::types;
use libfuzzer_sys::fuzz_target;
use terraform_framework::testing::{from_msgpack, from_state, to_msgpack};
use terraform_framework::{Type, Value};

fuzz_target!(|input: &[u8]| {
    let mut draw = Draw::new(input);
    let is_state = draw.byte() % 2 == 1;
    let r#type = types::drawn(&mut draw, 4);
    assert_eq!(Type::from_json(&r#type.to_json()).as_ref(), Ok(&r#type));
    let read = match is_state {
        true => from_state(draw.rest(), &r#type),
        false => from_msgpack(draw.rest(), &r#type),
    };
    match read {
        Ok(value) => written_and_read(&value, &r#type),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

fn written_and_read(value: &Value, r#type: &Type) {
    assert_eq!(value.conforms_to(r#type), Ok(()), "{value:?}");
    let written = to_msgpack(value, r#type).expect("a value of the type can be written");
    let again = from_msgpack(&written, r#type).expect("what is written can be read");
    // Refinements that Terraform does not read for the type are not written.
    assert_eq!(
        without_refinements(again.clone()),
        without_refinements(value.clone())
    );
    assert_eq!(to_msgpack(&again, r#type), Ok(written), "{value:?}");
}

fn without_refinements(value: Value) -> Value {
    match value {
        Value::Unknown(_) => Value::unknown(),
        Value::List(elements) => {
            Value::List(elements.into_iter().map(without_refinements).collect())
        }
        Value::Map(entries) => Value::map(
            entries
                .into_iter()
                .map(|(name, value)| (name, without_refinements(value))),
        ),
        Value::Dynamic(mut dynamic) => {
            dynamic.value = without_refinements(dynamic.value);
            Value::Dynamic(dynamic)
        }
        known => known,
    }
}
