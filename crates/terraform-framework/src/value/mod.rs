//! A Terraform value without its type, with null and unknown as states of their own.
//!
//! The type comes from the schema. Lists, sets and tuples are all [`Value::List`], maps and
//! objects are both [`Value::Map`]; the elements of a set keep the order they came in. Where the
//! schema's type is dynamic, the value carries its type: [`Value::Dynamic`]. There, too, a null
//! or unknown of no particular type is plain [`Value::Null`] or [`Value::Unknown`].

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::number::Number;
use crate::path::{Path, PathError, Step};
use crate::types::{ObjectType, Type};

/// The name under which [`Value`] announces itself to the serializers of `model`.
pub(crate) const SERDE_NAME: &str = "$terraform::Value";

/// The entries of a map, or the attributes of an object, in the order of their names.
pub type Entries = LiteMap<Name, Value>;

/// A value of any type. Equality and order are structural: of the elements of a set, too, in
/// the order they came in. The serde form is for fields of models; the wire forms are those of
/// `msgpack` and `json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename = "$terraform::Value")]
pub enum Value {
    /// Absent.
    #[default]
    Null,
    /// Not known before apply.
    Unknown(Unknown),
    /// A `bool`.
    Bool(bool),
    /// A `number`.
    Number(Number),
    /// A `string`.
    String(String),
    /// The elements of a list, set or tuple.
    List(Vec<Value>),
    /// The entries of a map, or the attributes of an object.
    Map(#[serde(with = "crate::entries")] Entries),
    /// A value where the schema's type is dynamic, with the type it has.
    Dynamic(Box<Dynamic>),
}

/// A value that is not known before apply, with what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Unknown {
    /// What Terraform already knows; `None` if nothing.
    pub refinements: Option<Box<Refinements>>,
}

/// What is known of an unknown value. A value planned with refinements must keep them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Refinements {
    /// It will not be null.
    pub not_null: bool,
    /// A string will begin like this.
    pub string_prefix: Option<String>,
    /// The smallest number that it can be.
    pub lower: Option<Bound>,
    /// The largest number that it can be.
    pub upper: Option<Bound>,
    /// The fewest elements that a collection will have.
    pub min_length: Option<u64>,
    /// The most elements that a collection will have.
    pub max_length: Option<u64>,
}

/// A limit of an unknown number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bound {
    /// The limit.
    pub number: Number,
    /// Whether the number may be the limit itself.
    pub inclusive: bool,
}

/// A value together with its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dynamic {
    /// The concrete type of the value.
    pub r#type: Type,
    /// The value, never itself [`Value::Dynamic`] unless the type says so.
    pub value: Value,
}

impl Value {
    /// An unknown of which nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self::Unknown(Unknown::default())
    }

    /// The value for a place of dynamic type, with the type that HCL gives to its literal: a list
    /// is a tuple, a map an object. Null and unknown need no type there and stay as they are.
    #[must_use]
    pub fn into_dynamic(self) -> Self {
        match self {
            Self::Null | Self::Unknown(_) | Self::Dynamic(_) => self,
            value => Self::Dynamic(Box::new(Dynamic {
                r#type: value.literal_type(),
                value,
            })),
        }
    }

    /// The type that HCL gives to the value when written as a literal. Null and unknown say
    /// nothing.
    fn literal_type(&self) -> Type {
        match self {
            Self::Null | Self::Unknown(_) | Self::Dynamic(_) => Type::Dynamic,
            Self::Bool(_) => Type::Bool,
            Self::Number(_) => Type::Number,
            Self::String(_) => Type::String,
            Self::List(elements) => Type::tuple(elements.iter().map(Self::literal_type)),
            Self::Map(entries) => {
                let entries = entries.iter();
                Type::object(entries.map(|(name, value)| (name.clone(), value.literal_type())))
            }
        }
    }

    /// An object or map of these entries.
    pub fn map<K: Into<Name>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Map(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }

    /// A list, set or tuple of these elements.
    pub fn list<V: Into<Value>>(elements: impl IntoIterator<Item = V>) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }

    /// The value without its dynamic wrapping.
    #[must_use]
    pub fn inner(&self) -> &Self {
        match self {
            Self::Dynamic(dynamic) => dynamic.value.inner(),
            value => value,
        }
    }

    /// Whether the value is absent.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.inner(), Self::Null)
    }

    /// Whether the value as a whole is unknown.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.inner(), Self::Unknown(_))
    }

    /// Whether the value is neither null nor unknown; its elements may be either.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.is_null() && !self.is_unknown()
    }

    /// Whether the value or anything inside it is unknown.
    pub fn contains_unknown(&self) -> bool {
        match self.inner() {
            Self::Unknown(_) => true,
            Self::List(elements) => elements.iter().any(Self::contains_unknown),
            Self::Map(entries) => entries.values().any(Self::contains_unknown),
            _ => false,
        }
    }

    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self.inner() {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is a bool.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.inner() {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self.inner() {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The elements, if this is a list, set or tuple.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        match self.inner() {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// The entries, if this is a map or object.
    #[must_use]
    pub fn as_map(&self) -> Option<&Entries> {
        match self.inner() {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entry of a map or attribute of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_map()?.get(name)
    }

    /// The part at the path; `None` if the value has no such place.
    #[must_use]
    pub fn at(&self, path: &Path) -> Option<&Value> {
        path.steps()
            .iter()
            .try_fold(self, |value, step| match step {
                Step::Attribute(name) | Step::Key(name) => value.get(name),
                Step::Index(index) => value.as_list()?.get(usize::try_from(*index).ok()?),
            })
    }

    /// In words, what kind of value this is; for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown(_) => "an unknown value",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map or object",
            Self::Dynamic(_) => "a value with a type of its own",
        }
    }

    /// Whether the value can be one of the type: same structure, exactly the type's attributes.
    /// Null and unknown conform to every type.
    ///
    /// # Errors
    /// The first place that does not conform, and why.
    pub fn conforms_to(&self, ty: &Type) -> Result<(), PathError> {
        match (self, ty) {
            (Self::Null | Self::Unknown(_), _)
            | (Self::Bool(_), Type::Bool)
            | (Self::Number(_), Type::Number)
            | (Self::String(_), Type::String) => Ok(()),
            (Self::Dynamic(dynamic), Type::Dynamic) => dynamic.value.conforms_to(&dynamic.r#type),
            (Self::List(elements), Type::List(ty) | Type::Set(ty)) => {
                each_conforms(elements.iter().map(|element| (element, &**ty)))
            }
            (Self::List(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                each_conforms(elements.iter().zip(types))
            }
            (Self::List(elements), Type::Tuple(types)) => Err(PathError::new(format!(
                "must have {} elements, found {}",
                types.len(),
                elements.len()
            ))),
            (Self::Map(entries), Type::Map(ty)) => entries.iter().try_for_each(|(key, value)| {
                let conforms = value.conforms_to(ty);
                conforms.map_err(|error| error.within(Step::Key(key.clone())))
            }),
            (Self::Map(entries), Type::Object(object)) => object.accepts(entries),
            (value, Type::Dynamic) => Err(PathError::new(format!(
                "can be of any type and must say which, found {} without a type",
                value.kind()
            ))),
            (value, ty) => Err(PathError::new(format!(
                "must be {ty}, found {}",
                value.kind()
            ))),
        }
    }
}

fn each_conforms<'a>(
    elements: impl Iterator<Item = (&'a Value, &'a Type)>,
) -> Result<(), PathError> {
    (0..).zip(elements).try_for_each(|(index, (element, ty))| {
        let conforms = element.conforms_to(ty);
        conforms.map_err(|error| error.within(Step::Index(index)))
    })
}

impl ObjectType {
    fn accepts(&self, entries: &Entries) -> Result<(), PathError> {
        let mut entries = entries.iter().peekable();
        for (name, ty) in &self.attributes {
            let value = match entries.next_if(|(found, _)| *found <= name) {
                Some((found, value)) if found == name => value,
                Some((found, _)) => return Err(self.unsupported(found)),
                None => return Err(self.missing(name)),
            };
            let conforms = value.conforms_to(ty);
            conforms.map_err(|error| error.within(Step::Attribute(name.clone())))?;
        }
        match entries.next() {
            Some((found, _)) => Err(self.unsupported(found)),
            None => Ok(()),
        }
    }

    pub(super) fn unsupported(&self, name: &str) -> PathError {
        PathError::new("the object has no attribute of this name")
            .within(Step::Attribute(name.into()))
    }

    pub(super) fn missing(&self, name: &str) -> PathError {
        PathError::new("the attribute is missing").within(Step::Attribute(name.into()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Number(integer.into())
    }
}

#[cfg(test)]
mod tests;
