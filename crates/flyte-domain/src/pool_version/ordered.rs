//! Maps in bytes, as Python's protobuf writes them when asked to be deterministic: by name, but of
//! two names of which one starts with the other, the longer one first (upb, which sorts the other
//! way round and writes from the end). So `imagePullPolicy` comes before `image`.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use flyte_proto::structure::{Kind, Struct, Value};
use prost::{Message, encoding};

/// A map of texts as a field. Not by prost, which leaves empty texts out of maps.
pub(super) fn texts<'a>(
    tag: u32,
    map: impl IntoIterator<Item = (&'a String, &'a String)>,
    bytes: &mut Vec<u8>,
) {
    entries(tag, map, bytes, |value, entry| {
        encoding::string::encode(2, value, entry);
    });
}

/// A structure as the bytes of its message.
pub(super) fn structure(structure: &Struct) -> Vec<u8> {
    let mut bytes = Vec::new();
    let fields: &BTreeMap<String, Value> = &structure.fields;
    entries(1, fields, &mut bytes, |it, entry| {
        encoding::bytes::encode(2, &value(it), entry);
    });
    bytes
}

fn value(it: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    match &it.kind {
        Some(Kind::Struct(members)) => {
            encoding::bytes::encode(5, &structure(members), &mut bytes);
        }
        Some(Kind::List(list)) => {
            let mut elements = Vec::new();
            for element in &list.values {
                encoding::bytes::encode(1, &value(element), &mut elements);
            }
            encoding::bytes::encode(6, &elements, &mut bytes);
        }
        _ => bytes = it.encode_to_vec(),
    }
    bytes
}

fn entries<'a, V: 'a>(
    tag: u32,
    map: impl IntoIterator<Item = (&'a String, &'a V)>,
    bytes: &mut Vec<u8>,
    encode: impl Fn(&'a V, &mut Vec<u8>),
) {
    let mut sorted: Vec<_> = map.into_iter().collect();
    sorted.sort_by(|(one, _), (other, _)| order(one, other));
    for (name, value) in sorted {
        let mut entry = Vec::new();
        encoding::string::encode(1, name, &mut entry);
        encode(value, &mut entry);
        encoding::bytes::encode(tag, &entry, bytes);
    }
}

fn order(one: &str, other: &str) -> Ordering {
    let letters = one.bytes().zip(other.bytes());
    let first = letters.map(|(one, other)| one.cmp(&other));
    let first = first.into_iter().find(|it| it.is_ne());
    first.unwrap_or_else(|| other.len().cmp(&one.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of Python's `Struct.SerializeToString(deterministic=True)`, protobuf of flyte 2.12.1.
    #[test]
    fn the_longer_of_two_names_that_start_alike_comes_first() {
        let json = r#"{"image":"a","imagePullPolicy":"b","im":"c","z":"d","a":"e"}"#;
        let python = b"\n\x08\n\x01a\x12\x03\x1a\x01e\n\x16\n\x0fimagePullPolicy\x12\x03\x1a\x01b\
            \n\x0c\n\x05image\x12\x03\x1a\x01a\n\t\n\x02im\x12\x03\x1a\x01c\
            \n\x08\n\x01z\x12\x03\x1a\x01d";
        let read: Struct = serde_json::from_str(json).unwrap();
        assert_eq!(structure(&read), python);
    }
}
