//! Terraform's types, and their two spellings: the JSON that the protocol carries and the HCL
//! expression that a user reads.
//!
//! A type gives a value its meaning and is known from the schema, except for the places whose
//! type is [`Type::Dynamic`]: there the value brings its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Value as Json, json};

use crate::name::Name;

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `any`: decided by each value.
    Dynamic,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `tuple([T, …])`
    Tuple(Vec<Type>),
    /// `object({ name = T, … })`
    Object(ObjectType),
}

/// The attributes of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectType {
    /// Every attribute with its type.
    pub attributes: BTreeMap<Name, Type>,
    /// Those that may be left out when a value is converted to the type. Values of the type
    /// have them nevertheless, as null.
    pub optional: BTreeSet<Name>,
}

/// What is wrong with the JSON of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidType(String);

impl fmt::Display for InvalidType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidType {}

impl Type {
    /// `list(element)`
    #[must_use]
    pub fn list(element: Type) -> Self {
        Self::List(Box::new(element))
    }

    /// `set(element)`
    #[must_use]
    pub fn set(element: Type) -> Self {
        Self::Set(Box::new(element))
    }

    /// `map(element)`
    #[must_use]
    pub fn map(element: Type) -> Self {
        Self::Map(Box::new(element))
    }

    /// `tuple([elements])`
    pub fn tuple(elements: impl IntoIterator<Item = Type>) -> Self {
        Self::Tuple(elements.into_iter().collect())
    }

    /// An object without optional attributes.
    pub fn object<N: Into<Name>>(attributes: impl IntoIterator<Item = (N, Type)>) -> Self {
        let attributes = attributes.into_iter().map(|(n, t)| (n.into(), t)).collect();
        Self::Object(ObjectType {
            attributes,
            optional: BTreeSet::new(),
        })
    }

    /// The protocol's JSON for the type, byte for byte as Terraform writes it.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        self.to_json_value().to_string().into_bytes()
    }

    /// Reads the protocol's JSON.
    ///
    /// # Errors
    /// If it is not JSON, or not that of a type. Nesting is limited to that of `serde_json`.
    pub fn from_json(json: &[u8]) -> Result<Self, InvalidType> {
        let json = serde_json::from_slice(json)
            .map_err(|error| InvalidType(format!("the type is not valid JSON: {error}")))?;
        Self::from_json_value(&json)
    }

    /// The type in a few words, without what is in an object; for messages.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::List(element) => format!("list of {}", element.in_words()),
            Self::Set(element) => format!("set of {}", element.in_words()),
            Self::Map(element) => format!("map of {}", element.in_words()),
            Self::Tuple(elements) => format!("tuple of {}", elements.len()),
            Self::Object(_) => "object".to_owned(),
            Self::Bool | Self::Number | Self::String | Self::Dynamic => self.to_string(),
        }
    }

    pub(super) fn to_json_value(&self) -> Json {
        match self {
            Self::Bool => json!("bool"),
            Self::Number => json!("number"),
            Self::String => json!("string"),
            Self::Dynamic => json!("dynamic"),
            Self::List(element) => json!(["list", element.to_json_value()]),
            Self::Set(element) => json!(["set", element.to_json_value()]),
            Self::Map(element) => json!(["map", element.to_json_value()]),
            Self::Tuple(elements) => {
                let elements: Vec<_> = elements.iter().map(Self::to_json_value).collect();
                json!(["tuple", elements])
            }
            Self::Object(object) => {
                let attributes = object.attributes.iter();
                let attributes: BTreeMap<_, _> =
                    attributes.map(|(n, t)| (n, t.to_json_value())).collect();
                match object.optional.is_empty() {
                    true => json!(["object", attributes]),
                    false => json!(["object", attributes, object.optional]),
                }
            }
        }
    }

    pub(super) fn from_json_value(json: &Json) -> Result<Self, InvalidType> {
        let element = |json: &Json| Self::from_json_value(json).map(Box::new);
        match json {
            Json::String(name) => match name.as_str() {
                "bool" => Ok(Self::Bool),
                "number" => Ok(Self::Number),
                "string" => Ok(Self::String),
                "dynamic" => Ok(Self::Dynamic),
                name => Err(InvalidType(format!("there is no type `{name}`"))),
            },
            Json::Array(parts) => match parts.as_slice() {
                [Json::String(kind), inner] if kind == "list" => Ok(Self::List(element(inner)?)),
                [Json::String(kind), inner] if kind == "set" => Ok(Self::Set(element(inner)?)),
                [Json::String(kind), inner] if kind == "map" => Ok(Self::Map(element(inner)?)),
                [Json::String(kind), Json::Array(elements)] if kind == "tuple" => {
                    let elements = elements.iter().map(Self::from_json_value);
                    elements.collect::<Result<_, _>>().map(Self::Tuple)
                }
                [Json::String(kind), Json::Object(attributes), rest @ ..] if kind == "object" => {
                    ObjectType::from_json_parts(attributes, rest).map(Self::Object)
                }
                _ => Err(InvalidType("the type has an unknown form".to_owned())),
            },
            _ => Err(InvalidType(
                "a type is a JSON string or a JSON array".to_owned(),
            )),
        }
    }
}

impl ObjectType {
    fn from_json_parts(
        attributes: &serde_json::Map<String, Json>,
        rest: &[Json],
    ) -> Result<Self, InvalidType> {
        let attributes: BTreeMap<_, _> = attributes
            .iter()
            .map(|(name, json)| Ok((Name::from(name), Type::from_json_value(json)?)))
            .collect::<Result<_, InvalidType>>()?;
        let optional = match rest {
            [] => BTreeSet::new(),
            [Json::Array(names)] => names
                .iter()
                .map(|name| match name.as_str() {
                    Some(name) if attributes.contains_key(name) => Ok(name.into()),
                    _ => Err(InvalidType(
                        "an optional attribute is not an attribute of its object".to_owned(),
                    )),
                })
                .collect::<Result<_, _>>()?,
            _ => {
                return Err(InvalidType(
                    "an object type has at most three parts".to_owned(),
                ));
            }
        };
        Ok(Self {
            attributes,
            optional,
        })
    }
}

impl fmt::Display for Type {
    /// The type as an HCL type expression.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::Dynamic => f.write_str("any"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Tuple(elements) => {
                let elements: Vec<_> = elements.iter().map(Self::to_string).collect();
                write!(f, "tuple([{}])", elements.join(", "))
            }
            Self::Object(object) => {
                let attributes = object.attributes.iter();
                let attributes: Vec<_> = attributes
                    .map(|(name, ty)| match object.optional.contains(name) {
                        true => format!("{name} = optional({ty})"),
                        false => format!("{name} = {ty}"),
                    })
                    .collect();
                write!(f, "object({{{}}})", attributes.join(", "))
            }
        }
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = String::from_utf8(self.to_json()).map_err(ser::Error::custom)?;
        serializer.serialize_str(&json)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = String::deserialize(deserializer)?;
        Self::from_json(json.as_bytes()).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::strategies::types;
    use crate::types::Type;

    #[test]
    fn both_spellings_are_terraforms() {
        for (json, hcl) in [
            (r#""bool""#, "bool"),
            (r#""dynamic""#, "any"),
            (r#"["list","number"]"#, "list(number)"),
            (r#"["map",["set","string"]]"#, "map(set(string))"),
            (r#"["tuple",[]]"#, "tuple([])"),
            (r#"["tuple",["number","bool"]]"#, "tuple([number, bool])"),
            (
                r#"["object",{"a":"bool","b":"string"}]"#,
                "object({a = bool, b = string})",
            ),
            (
                r#"["object",{"a":"bool","b":"string"},["b"]]"#,
                "object({a = bool, b = optional(string)})",
            ),
        ] {
            let ty = Type::from_json(json.as_bytes()).unwrap();
            assert_eq!(ty.to_string(), hcl);
            assert_eq!(String::from_utf8(ty.to_json()).unwrap(), json);
        }
    }

    #[test]
    fn what_is_not_a_type_is_refused() {
        for json in [
            "",
            "null",
            "1",
            r#""int""#,
            "[]",
            r#"["list"]"#,
            r#"["list","bool","bool"]"#,
            r#"["tuple","bool"]"#,
            r#"["object",[]]"#,
            r#"["object",{},["a"]]"#,
            r#"["object",{},[],[]]"#,
            r#""bool" "bool""#,
        ] {
            assert!(Type::from_json(json.as_bytes()).is_err(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn json_leads_back_to_the_type(ty in types(4)) {
            prop_assert_eq!(Type::from_json(&ty.to_json()), Ok(ty));
        }
    }
}
