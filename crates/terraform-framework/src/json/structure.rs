//! Lists, maps and objects, read in one pass, each by its type.

use std::cell::RefCell;
use std::fmt;

use litemap::LiteMap;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess,
};
use serde_json::value::RawValue;

use crate::json::scalar::{self, Kind};
use crate::name::Name;
use crate::path::{PathError, Step};
use crate::types::{ObjectType, Type};
use crate::value::{Dynamic, Entries, Value};

/// What to do with attributes that the type does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsupported {
    /// They are an error.
    Refuse,
    /// They are dropped: state written by a version of the schema that had them.
    Ignore,
}

/// Reads the value of a type.
///
/// # Errors
/// If it is not JSON, or not that of a value of the type, with the place where it fails.
pub(crate) fn decode(
    bytes: &[u8],
    ty: &Type,
    unsupported: Unsupported,
) -> Result<Value, PathError> {
    let reader = Reader::new(unsupported);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = reader.of(ty).deserialize(&mut json);
    value
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| reader.fault(&error))
}

/// Reads values, and holds what was wrong with one: errors of `serde_json` have no place for a path.
pub(super) struct Reader {
    unsupported: Unsupported,
    fault: RefCell<Option<PathError>>,
}

impl Reader {
    pub(super) fn new(unsupported: Unsupported) -> Self {
        Self {
            unsupported,
            fault: RefCell::default(),
        }
    }

    /// Reads the value of a type.
    pub(super) fn of<'a>(&'a self, ty: &'a Type) -> Typed<'a> {
        Typed { reader: self, ty }
    }

    /// What was wrong, when it ended in this error.
    pub(super) fn fault(self, error: &serde_json::Error) -> PathError {
        let fault = self.fault.into_inner();
        fault.unwrap_or_else(|| scalar::invalid(error))
    }

    fn fail<E: de::Error>(&self, fault: PathError) -> E {
        let error = E::custom(&fault.message);
        self.fault.replace(Some(fault));
        error
    }

    /// The error of what is inside, one step further out.
    fn within<E>(&self, step: impl FnOnce() -> Step, error: E) -> E {
        let mut fault = self.fault.borrow_mut();
        *fault = fault.take().map(|fault| fault.within(step()));
        error
    }

    /// A value with its type beside it, or a text alone.
    fn dynamic(&self, raw: &RawValue) -> Result<Value, PathError> {
        match Kind::of(raw) {
            Kind::Null => return Ok(Value::Null),
            Kind::String => return Ok(Value::from(scalar::text(raw.get())?).into_dynamic()),
            Kind::Object => {}
            kind => return Err(kind.instead_of(&Type::Dynamic)),
        }
        let Parts(mut parts) =
            serde_json::from_str(raw.get()).map_err(|error| scalar::invalid(&error))?;
        let (Some(value), Some(ty), true) = (
            parts.remove("value"),
            parts.remove("type"),
            parts.is_empty(),
        ) else {
            return Err(PathError::new(
                "must be an object of exactly `value` and `type`",
            ));
        };
        let ty = Type::from_json(ty.get().as_bytes());
        let r#type = ty.map_err(|error| PathError::new(error.to_string()))?;
        let value = decode(value.get().as_bytes(), &r#type, self.unsupported)?;
        Ok(match r#type {
            Type::Dynamic => value,
            r#type => Value::Dynamic(Box::new(Dynamic { r#type, value })),
        })
    }
}

/// The parts of a dynamic value.
#[derive(serde::Deserialize)]
struct Parts<'a>(
    #[serde(borrow, deserialize_with = "crate::entries::deserialize")] LiteMap<Name, &'a RawValue>,
);

/// Reads the value of a type.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    reader: &'a Reader,
    ty: &'a Type,
}

impl<'de> DeserializeSeed<'de> for Typed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let read = match self.ty {
            Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Tuple(_) | Type::Object(_) => {
                return deserializer.deserialize_any(self);
            }
            Type::Dynamic => self.reader.dynamic(<&RawValue>::deserialize(deserializer)?),
            ty => scalar::value(<&RawValue>::deserialize(deserializer)?, ty),
        };
        read.map_err(|fault| self.reader.fail(fault))
    }
}

impl Typed<'_> {
    fn mismatch<E: de::Error>(self, kind: Kind) -> E {
        self.reader.fail(kind.instead_of(self.ty))
    }

    fn attributes<'de, A: MapAccess<'de>>(
        self,
        mut map: A,
        object: &ObjectType,
    ) -> Result<Value, A::Error> {
        let Reader { unsupported, .. } = self.reader;
        let mut attributes = Entries::with_capacity(object.attributes.len());
        // Terraform stores them in the order of their names, which is that of the type.
        let mut expected = object.attributes.iter();
        while let Some(name) = map.next_key::<Name>()? {
            let known = expected.next().filter(|(expected, _)| **expected == name);
            let known = known.or_else(|| object.attributes.get_key_value(&name));
            match known {
                Some((_, ty)) => {
                    let value = map.next_value_seed(self.reader.of(ty));
                    let step = || Step::Attribute(name.clone());
                    let value = value.map_err(|error| self.reader.within(step, error))?;
                    attributes.insert(name, value);
                }
                None if *unsupported == Unsupported::Refuse => {
                    return Err(self.reader.fail(object.unsupported(&name)));
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if attributes.len() < object.attributes.len() {
            for name in object.attributes.keys() {
                if !attributes.contains_key(name) {
                    attributes.insert(name.clone(), Value::Null);
                }
            }
        }
        Ok(Value::Map(attributes))
    }
}

impl<'de> de::Visitor<'de> for Typed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of the type")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Value, E> {
        Err(self.mismatch(Kind::Bool))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Value, E> {
        Err(self.mismatch(Kind::Number))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Value, E> {
        Err(self.mismatch(Kind::Number))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Value, E> {
        Err(self.mismatch(Kind::Number))
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Value, E> {
        Err(self.mismatch(Kind::String))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        loop {
            let ty = match self.ty {
                Type::List(ty) | Type::Set(ty) => ty,
                Type::Tuple(types) => match types.get(elements.len()) {
                    Some(ty) => ty,
                    None => break,
                },
                _ => return Err(self.mismatch(Kind::Array)),
            };
            let index = i64::try_from(elements.len()).map_err(de::Error::custom)?;
            let element = seq.next_element_seed(self.reader.of(ty));
            let step = || Step::Index(index);
            match element.map_err(|error| self.reader.within(step, error))? {
                Some(element) => elements.push(element),
                None => break,
            }
        }
        if let Type::Tuple(types) = self.ty {
            let mut found = elements.len();
            while seq.next_element::<IgnoredAny>()?.is_some() {
                found += 1;
            }
            if found != types.len() {
                let wanted = types.len();
                return Err(self.reader.fail(PathError::new(format!(
                    "must have {wanted} elements, found {found}"
                ))));
            }
        }
        Ok(Value::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let ty = match self.ty {
            Type::Object(object) => return self.attributes(map, object),
            Type::Map(ty) => ty,
            _ => return Err(self.mismatch(Kind::Object)),
        };
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Name>()? {
            let value = map.next_value_seed(self.reader.of(ty));
            let step = || Step::Key(key.clone());
            let value = value.map_err(|error| self.reader.within(step, error))?;
            entries.push((key, value));
        }
        Ok(Value::map(entries))
    }
}
