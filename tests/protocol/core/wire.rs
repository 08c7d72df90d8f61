//! Values as core writes and reads them, in MessagePack.

use rmp::Marker;
use rmp::encode::{
    write_array_len, write_bin, write_bool, write_f64, write_map_len, write_nil, write_sint,
    write_str,
};
use serde_json::{Map, Number, Value as Json, json};
use terraform_proto::tfplugin6::DynamicValue;

/// Stands for a value that is not known yet.
pub(crate) const UNKNOWN: &str = "(known after apply)";

/// An unknown value on the wire.
const UNKNOWN_BYTES: [u8; 3] = [0xd4, 0x00, 0x00];

/// Bytes of MessagePack as a message.
pub(crate) fn dynamic_value(msgpack: Vec<u8>) -> DynamicValue {
    DynamicValue {
        msgpack: msgpack.into(),
        ..Default::default()
    }
}

/// Writes a value of any type but `dynamic`.
pub(super) fn encode(value: &Json, out: &mut Vec<u8>) {
    match value {
        Json::Null => write_nil(out).unwrap(),
        Json::Bool(value) => write_bool(out, *value).unwrap(),
        Json::Number(number) => encode_number(number, out),
        Json::String(text) if text == UNKNOWN => out.extend(UNKNOWN_BYTES),
        Json::String(text) => write_str(out, text).unwrap(),
        Json::Array(elements) => {
            encode_array_header(elements.len(), out);
            elements.iter().for_each(|element| encode(element, out));
        }
        Json::Object(members) => {
            encode_map_header(members.len(), out);
            for (name, member) in members {
                write_str(out, name).unwrap();
                encode(member, out);
            }
        }
    }
}

/// Integers as such, halves and quarters as floats, everything else as decimal text.
fn encode_number(number: &Number, out: &mut Vec<u8>) {
    match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) => {
            write_sint(out, integer).unwrap();
        }
        (None, Some(float)) if (float * 4.0).fract() == 0.0 && float.abs() < 1e9 => {
            write_f64(out, float).unwrap();
        }
        _ => write_str(out, &number.to_string()).unwrap(),
    }
}

pub(super) fn encode_array_header(length: usize, out: &mut Vec<u8>) {
    write_array_len(out, length.try_into().unwrap()).unwrap();
}

pub(super) fn encode_map_header(length: usize, out: &mut Vec<u8>) {
    write_map_len(out, length.try_into().unwrap()).unwrap();
}

/// Writes a value of type `dynamic`: a literal's own type, then the value.
pub(super) fn encode_dynamic(value: &Json, out: &mut Vec<u8>) {
    if value.is_null() || value == UNKNOWN {
        return encode(value, out);
    }
    write_array_len(out, 2).unwrap();
    write_bin(out, literal_type(value).to_string().as_bytes()).unwrap();
    encode(value, out);
}

/// The type of a literal in a configuration: lists are tuples, maps are objects.
fn literal_type(value: &Json) -> Json {
    match value {
        Json::Null => json!("dynamic"),
        Json::Bool(_) => json!("bool"),
        Json::Number(_) => json!("number"),
        Json::String(_) => json!("string"),
        Json::Array(elements) => {
            let types: Vec<_> = elements.iter().map(literal_type).collect();
            json!(["tuple", types])
        }
        Json::Object(members) => {
            let types: Map<_, _> = members
                .iter()
                .map(|(name, member)| (name.clone(), literal_type(member)))
                .collect();
            json!(["object", types])
        }
    }
}

/// Reads what the provider sent; fails if there is more than one value.
pub(crate) fn decode(value: Option<&DynamicValue>) -> Json {
    let Some(value) = value else {
        return Json::Null;
    };
    assert!(value.json.is_empty(), "providers answer in MessagePack");
    let mut bytes: &[u8] = &value.msgpack;
    if bytes.is_empty() {
        return Json::Null;
    }
    let decoded = decode_one(&mut bytes);
    assert!(bytes.is_empty(), "more than one value");
    decoded
}

fn decode_one(bytes: &mut &[u8]) -> Json {
    match Marker::from_u8(bytes[0]) {
        Marker::Null => {
            rmp::decode::read_nil(bytes).unwrap();
            Json::Null
        }
        Marker::True | Marker::False => rmp::decode::read_bool(bytes).unwrap().into(),
        Marker::F32 => rmp::decode::read_f32(bytes).unwrap().into(),
        Marker::F64 => rmp::decode::read_f64(bytes).unwrap().into(),
        Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
            let length = rmp::decode::read_str_len(bytes).unwrap();
            let text = take(bytes, length);
            String::from_utf8(text.to_vec()).unwrap().into()
        }
        Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => {
            let length = rmp::decode::read_array_len(bytes).unwrap();
            if length == 2 && matches!(bytes[0], 0xc4..=0xc6) {
                // A dynamic value: its type is the only binary on the wire.
                let length = rmp::decode::read_bin_len(bytes).unwrap();
                take(bytes, length);
                return decode_one(bytes);
            }
            (0..length).map(|_| decode_one(bytes)).collect()
        }
        Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => {
            let length = rmp::decode::read_map_len(bytes).unwrap();
            let members: Map<_, _> = (0..length)
                .map(|_| {
                    let name = decode_one(bytes).as_str().unwrap().to_owned();
                    (name, decode_one(bytes))
                })
                .collect();
            assert_eq!(members.len(), length as usize, "no name comes twice");
            Json::Object(members)
        }
        Marker::FixExt1
        | Marker::FixExt2
        | Marker::FixExt4
        | Marker::FixExt8
        | Marker::FixExt16
        | Marker::Ext8
        | Marker::Ext16
        | Marker::Ext32 => {
            let meta = rmp::decode::read_ext_meta(bytes).unwrap();
            take(bytes, meta.size);
            UNKNOWN.into()
        }
        _ => rmp::decode::read_int::<i64, _>(bytes).unwrap().into(),
    }
}

fn take<'a>(bytes: &mut &'a [u8], length: u32) -> &'a [u8] {
    let (taken, rest) = bytes.split_at(length as usize);
    *bytes = rest;
    taken
}
