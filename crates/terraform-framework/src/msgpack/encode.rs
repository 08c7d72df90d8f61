//! From values to MessagePack.

use rmp::encode::{self as write, ByteBuf};

use crate::msgpack::{EncodeError, REFINED_UNKNOWN, refinement};
use crate::number::Number;
use crate::types::Type;
use crate::value::{Bound, Refinements, Unknown, Value};

/// The longest refinements that Terraform reads.
const MAX_REFINEMENTS: usize = 1024;

/// Writes the value as one of the type, byte for byte as Terraform does, but that fractions of
/// more than 15 digits are text even if a float can hold them.
///
/// # Errors
/// If the value is not one of the type ([`Value::conforms_to`]), with the place. A value in a
/// place of dynamic type must be [`Value::Dynamic`], null or unknown.
pub(crate) fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, EncodeError> {
    value.conforms_to(ty)?;
    let mut out = ByteBuf::new();
    write_value(&mut out, value, ty)?;
    Ok(out.into_vec())
}

/// The only way in which writing to memory fails.
fn too_long<E>(_: E) -> EncodeError {
    EncodeError::new("the value is too long")
}

fn length(length: usize) -> Result<u32, EncodeError> {
    u32::try_from(length).map_err(too_long)
}

/// Writes a value that conforms to the type.
fn write_value(out: &mut ByteBuf, value: &Value, ty: &Type) -> Result<(), EncodeError> {
    match (value, ty) {
        (Value::Null, _) => write::write_nil(out).map_err(too_long),
        (Value::Unknown(unknown), ty) => write_unknown(out, unknown, ty),
        (Value::Bool(truth), _) => write::write_bool(out, *truth).map_err(too_long),
        (Value::Number(number), _) => write_number(out, number),
        (Value::String(text), _) => write_text(out, text),
        (Value::Dynamic(dynamic), _) => {
            write::write_array_len(out, 2).map_err(too_long)?;
            write::write_bin(out, &dynamic.r#type.to_json()).map_err(too_long)?;
            write_value(out, &dynamic.value, &dynamic.r#type)
        }
        (Value::List(elements), Type::Tuple(types)) => {
            write::write_array_len(out, length(elements.len())?).map_err(too_long)?;
            let mut elements = elements.iter().zip(types);
            elements.try_for_each(|(element, ty)| write_value(out, element, ty))
        }
        (Value::List(elements), Type::List(ty) | Type::Set(ty)) => {
            write::write_array_len(out, length(elements.len())?).map_err(too_long)?;
            let mut elements = elements.iter();
            elements.try_for_each(|element| write_value(out, element, ty))
        }
        (Value::Map(entries), Type::Object(object)) => {
            write::write_map_len(out, length(entries.len())?).map_err(too_long)?;
            // Both maps are sorted and have the same keys.
            let mut attributes = entries.iter().zip(object.attributes.values());
            attributes.try_for_each(|((name, value), ty)| {
                write_text(out, name)?;
                write_value(out, value, ty)
            })
        }
        (Value::Map(entries), Type::Map(ty)) => {
            write::write_map_len(out, length(entries.len())?).map_err(too_long)?;
            let mut entries = entries.iter();
            entries.try_for_each(|(key, value)| {
                write_text(out, key)?;
                write_value(out, value, ty)
            })
        }
        (value, ty) => Err(EncodeError::new(format!(
            "must be {ty}, found {}",
            value.kind()
        ))),
    }
}

fn write_text(out: &mut ByteBuf, text: &str) -> Result<(), EncodeError> {
    length(text.len())?;
    write::write_str(out, text).map_err(too_long)
}

fn write_number(out: &mut ByteBuf, number: &Number) -> Result<(), EncodeError> {
    if let Some(integer) = number.as_i64() {
        write::write_sint(out, integer).map_err(too_long)?;
    } else if let Some(fraction) = number.as_exact_fraction() {
        write::write_f64(out, fraction).map_err(too_long)?;
    } else {
        write_text(out, &number.to_string())?;
    }
    Ok(())
}

fn write_unknown(out: &mut ByteBuf, unknown: &Unknown, ty: &Type) -> Result<(), EncodeError> {
    let payload = match &unknown.refinements {
        Some(refinements) => refinement_payload(refinements, ty)?,
        None => None,
    };
    let (code, payload) = match payload {
        Some(payload) if payload.len() <= MAX_REFINEMENTS => (REFINED_UNKNOWN, payload),
        _ => (0, vec![0]),
    };
    write::write_ext_meta(out, length(payload.len())?, code).map_err(too_long)?;
    out.as_mut_vec().extend_from_slice(&payload);
    Ok(())
}

/// The refinements that values of the type can have; Terraform refuses others.
fn refinement_payload(
    refinements: &Refinements,
    ty: &Type,
) -> Result<Option<Vec<u8>>, EncodeError> {
    let collection = matches!(ty, Type::List(_) | Type::Set(_) | Type::Map(_));
    let mut entries = 0;
    let mut out = ByteBuf::new();
    let mut key = |out: &mut ByteBuf, key| {
        entries += 1;
        write::write_sint(out, key).map_err(too_long)
    };
    if refinements.not_null && *ty != Type::Dynamic {
        key(&mut out, refinement::NULLNESS)?;
        write::write_bool(&mut out, false).map_err(too_long)?;
    }
    if let (Some(prefix), Type::String) = (&refinements.string_prefix, ty) {
        key(&mut out, refinement::STRING_PREFIX)?;
        write_text(&mut out, prefix)?;
    }
    if let (Some(bound), Type::Number) = (&refinements.lower, ty) {
        key(&mut out, refinement::NUMBER_LOWER)?;
        write_bound(&mut out, bound)?;
    }
    if let (Some(bound), Type::Number) = (&refinements.upper, ty) {
        key(&mut out, refinement::NUMBER_UPPER)?;
        write_bound(&mut out, bound)?;
    }
    if let (Some(length), true) = (refinements.min_length, collection) {
        key(&mut out, refinement::LENGTH_LOWER)?;
        write::write_uint(&mut out, length).map_err(too_long)?;
    }
    if let (Some(length), true) = (refinements.max_length, collection) {
        key(&mut out, refinement::LENGTH_UPPER)?;
        write::write_uint(&mut out, length).map_err(too_long)?;
    }
    if entries == 0 {
        return Ok(None);
    }
    let mut payload = ByteBuf::new();
    write::write_map_len(&mut payload, entries).map_err(too_long)?;
    payload.as_mut_vec().extend_from_slice(out.as_slice());
    Ok(Some(payload.into_vec()))
}

fn write_bound(out: &mut ByteBuf, bound: &Bound) -> Result<(), EncodeError> {
    write::write_array_len(out, 2).map_err(too_long)?;
    write_number(out, &bound.number)?;
    write::write_bool(out, bound.inclusive).map_err(too_long)
}
