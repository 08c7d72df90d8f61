//! How objects are nested in others, and the objects inside a nested value.

use crate::path::Path;
use crate::types::Type;
use crate::value::Value;

/// How often an object occurs inside its parent, and how it is addressed there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// At most once; null when absent.
    Single,
    /// Any number, addressed by position.
    List,
    /// Any number, addressed by key, which is a block's label.
    Map,
}

impl Nesting {
    /// The type of a value that holds objects of this type this way.
    pub(super) fn value_type(self, object: Type) -> Type {
        match self {
            Self::Single => object,
            Self::List => Type::list(object),
            Self::Map => Type::map(object),
        }
    }

    /// The objects inside a known value.
    pub(crate) fn elements<'a>(self, value: &'a Value, path: &Path) -> Vec<Element<'a>> {
        match (self, value) {
            (Self::Single, Value::Map(_)) => vec![Element {
                path: path.clone(),
                value,
            }],
            (Self::List, Value::List(elements)) => (0_i64..)
                .zip(elements)
                .map(|(index, value)| Element {
                    path: path.clone().index(index),
                    value,
                })
                .collect(),
            (Self::Map, Value::Map(elements)) => elements
                .iter()
                .map(|(key, value)| Element {
                    path: path.clone().key(key.clone()),
                    value,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// One object inside a nested value: where it is, and its own value.
pub(crate) struct Element<'a> {
    pub(crate) path: Path,
    pub(crate) value: &'a Value,
}
