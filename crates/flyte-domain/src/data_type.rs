//! Types of inputs and outputs, in Python's notation: `int`, `list[str]`, `dict[str, float]`.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use flyte_proto::flyteidl2::core::blob_type::BlobDimensionality;
use flyte_proto::flyteidl2::core::literal_type::Type;
use flyte_proto::flyteidl2::core::{BlobType, LiteralType, SimpleType};

use crate::received::Received;
use crate::violation::Violation;

/// How deep lists and dicts may be nested. No use is known beyond three.
const MAX_DEPTH: usize = 16;

/// The type of an input or output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataType {
    /// `int`
    Int,
    /// `float`
    Float,
    /// `str`
    Str,
    /// `bool`
    Bool,
    /// `datetime`
    Datetime,
    /// `timedelta`
    Timedelta,
    /// `file`, in Python `flyte.io.File`
    File,
    /// `dir`, in Python `flyte.io.Dir`
    Dir,
    /// `list[…]`
    List(Box<DataType>),
    /// `dict[str, …]`
    Dict(Box<DataType>),
}

const SIMPLE: [(&str, DataType); 8] = [
    ("int", DataType::Int),
    ("float", DataType::Float),
    ("str", DataType::Str),
    ("bool", DataType::Bool),
    ("datetime", DataType::Datetime),
    ("timedelta", DataType::Timedelta),
    ("file", DataType::File),
    ("dir", DataType::Dir),
];

impl Display for DataType {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(element) => write!(formatter, "list[{element}]"),
            Self::Dict(value) => write!(formatter, "dict[str, {value}]"),
            simple => {
                let name = SIMPLE.iter().find(|(_, known)| known == simple);
                formatter.write_str(name.map_or("", |(name, _)| name))
            }
        }
    }
}

impl FromStr for DataType {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text, MAX_DEPTH).ok_or_else(|| {
            Violation::new(
                "A type must be one that Flyte has",
                Received::word(text, SIMPLE.map(|(name, _)| name)),
                "Write `int`, `float`, `str`, `bool`, `datetime`, `timedelta`, `file`, `dir`, \
                 `list[...]` or `dict[str, ...]`.",
            )
        })
    }
}

fn parse(text: &str, depth: usize) -> Option<DataType> {
    let inner = |start: &str| text.strip_prefix(start)?.strip_suffix(']');
    let depth = depth.checked_sub(1)?;
    if let Some(element) = inner("list[") {
        return parse(element.trim(), depth).map(|element| DataType::List(Box::new(element)));
    }
    if let Some(arguments) = inner("dict[") {
        let value = arguments.trim_start().strip_prefix("str")?.trim_start();
        let value = value.strip_prefix(',')?.trim();
        return parse(value, depth).map(|value| DataType::Dict(Box::new(value)));
    }
    SIMPLE
        .into_iter()
        .find_map(|(name, known)| (name == text).then_some(known))
}

impl DataType {
    pub(crate) fn to_wire(&self) -> LiteralType {
        let simple = |simple: SimpleType| Type::Simple(simple.into());
        let blob = |dimensionality: BlobDimensionality| {
            Type::Blob(BlobType {
                dimensionality: dimensionality.into(),
                ..BlobType::default()
            })
        };
        let wire = match self {
            Self::Int => simple(SimpleType::Integer),
            Self::Float => simple(SimpleType::Float),
            Self::Str => simple(SimpleType::String),
            Self::Bool => simple(SimpleType::Boolean),
            Self::Datetime => simple(SimpleType::Datetime),
            Self::Timedelta => simple(SimpleType::Duration),
            Self::File => blob(BlobDimensionality::Single),
            Self::Dir => blob(BlobDimensionality::Multipart),
            Self::List(element) => Type::CollectionType(Box::new(element.to_wire())),
            Self::Dict(value) => Type::MapValueType(Box::new(value.to_wire())),
        };
        LiteralType {
            r#type: Some(wire),
            ..LiteralType::default()
        }
    }

    /// Nothing for types that have no notation here.
    pub(crate) fn from_wire(wire: &LiteralType) -> Option<Self> {
        Some(match wire.r#type.as_ref()? {
            Type::Simple(simple) => match SimpleType::try_from(*simple).ok()? {
                SimpleType::Integer => Self::Int,
                SimpleType::Float => Self::Float,
                SimpleType::String => Self::Str,
                SimpleType::Boolean => Self::Bool,
                SimpleType::Datetime => Self::Datetime,
                SimpleType::Duration => Self::Timedelta,
                _ => return None,
            },
            Type::Blob(blob) => match BlobDimensionality::try_from(blob.dimensionality).ok()? {
                BlobDimensionality::Single => Self::File,
                BlobDimensionality::Multipart => Self::Dir,
            },
            Type::CollectionType(element) => Self::List(Box::new(Self::from_wire(element)?)),
            Type::MapValueType(value) => Self::Dict(Box::new(Self::from_wire(value)?)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_is_read_written_and_sent() {
        for text in [
            "int",
            "float",
            "str",
            "bool",
            "datetime",
            "timedelta",
            "file",
            "dir",
            "list[int]",
            "dict[str, float]",
            "list[list[dict[str, file]]]",
        ] {
            let data_type: DataType = text.parse().unwrap();
            assert_eq!(data_type.to_string(), text);
            assert_eq!(DataType::from_wire(&data_type.to_wire()), Some(data_type));
        }
        assert_eq!(
            "dict[ str ,int ]".parse(),
            "dict[str, int]".parse::<DataType>()
        );
    }

    #[test]
    fn other_notations_are_refused() {
        let deep = format!("{}int{}", "list[".repeat(10_000), "]".repeat(10_000));
        for text in [
            "",
            "Int",
            "integer",
            "list",
            "list[]",
            "list[int",
            "dict[int, int]",
            "dict[str]",
            &deep,
        ] {
            assert!(text.parse::<DataType>().is_err(), "{text:?}");
        }
        assert_eq!(DataType::from_wire(&LiteralType::default()), None);
    }
}
