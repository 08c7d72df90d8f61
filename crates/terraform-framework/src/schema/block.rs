//! Blocks, how they nest, and the pairing of the objects inside two versions of one value.

use std::collections::BTreeMap;

use crate::path::Path;
use crate::schema::{Attribute, Shape, Usage};
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
    /// The type of a value that holds `object` this way.
    #[must_use]
    pub fn value_type(self, object: &Block) -> Type {
        let object = Box::new(object.value_type());
        match self {
            Self::Single => *object,
            Self::List => Type::List(object),
            Self::Map => Type::Map(object),
        }
    }
}

/// An object of attributes and nested blocks.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Its attributes by name.
    pub attributes: BTreeMap<&'static str, Attribute>,
    /// Its nested blocks by name.
    pub blocks: BTreeMap<&'static str, NestedBlock>,
    /// Markdown, for documentation.
    pub description: &'static str,
    /// Why it should no longer be used.
    pub deprecation: Option<&'static str>,
}

/// A block inside a block.
#[derive(Clone, Debug)]
pub struct NestedBlock {
    /// How often it occurs.
    pub nesting: Nesting,
    /// What is inside.
    pub block: Block,
    /// The fewest that must be there; for a single block, 1 makes it required.
    pub min_items: i64,
    /// The most that may be there; 0 is without limit.
    pub max_items: i64,
}

impl NestedBlock {
    /// An optional block, any number of times where the nesting allows it.
    #[must_use]
    pub fn new(nesting: Nesting, block: Block) -> Self {
        Self {
            nesting,
            block,
            min_items: 0,
            max_items: 0,
        }
    }
}

/// A named part of a block.
#[derive(Clone, Copy, Debug)]
pub enum Member<'a> {
    /// An attribute.
    Attribute(&'a Attribute),
    /// A nested block.
    Block(&'a NestedBlock),
}

impl<'a> Member<'a> {
    /// The objects inside, if it holds any.
    #[must_use]
    pub fn objects(self) -> Option<(Nesting, &'a Block)> {
        match self {
            Self::Attribute(attribute) => match &attribute.shape {
                Shape::Plain(_) => None,
                Shape::Nested(nesting, object) => Some((*nesting, object)),
            },
            Self::Block(block) => Some((block.nesting, &block.block)),
        }
    }

    /// The type of its values.
    #[must_use]
    pub fn value_type(self) -> Type {
        match self {
            Self::Attribute(attribute) => attribute.value_type(),
            Self::Block(block) => block.nesting.value_type(&block.block),
        }
    }
}

impl Block {
    /// A block without anything inside.
    #[must_use]
    pub fn new(description: &'static str) -> Self {
        Self {
            description,
            ..Self::default()
        }
    }

    /// The same object where the provider sets all of it, as in a data source: what were blocks
    /// are nested attributes.
    #[must_use]
    pub fn read_only(self) -> Self {
        let blocks = self.blocks.into_iter().map(|(name, nested)| {
            let description = nested.block.description;
            let object = nested.block.read_only();
            let attribute = Attribute::nested(nested.nesting, object, Usage::Computed);
            (name, attribute.description(description))
        });
        let attributes = self.attributes.into_iter();
        Self {
            attributes: attributes
                .map(|(name, attribute)| (name, attribute.read_only()))
                .chain(blocks)
                .collect(),
            blocks: BTreeMap::new(),
            ..self
        }
    }

    /// Leaves an attribute or block out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.attributes.remove(name);
        self.blocks.remove(name);
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, name: &'static str, attribute: Attribute) -> Self {
        self.attributes.insert(name, attribute);
        self
    }

    /// Adds a nested block.
    #[must_use]
    pub fn block(mut self, name: &'static str, block: NestedBlock) -> Self {
        self.blocks.insert(name, block);
        self
    }

    /// Attributes, then blocks, each sorted by name.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, Member<'_>)> {
        let attributes = self
            .attributes
            .iter()
            .map(|(name, attribute)| (*name, Member::Attribute(attribute)));
        let blocks = self
            .blocks
            .iter()
            .map(|(name, block)| (*name, Member::Block(block)));
        attributes.chain(blocks)
    }

    /// The type of the object.
    #[must_use]
    pub fn value_type(&self) -> Type {
        Type::object(
            self.members()
                .map(|(name, member)| (name, member.value_type())),
        )
    }

    /// The object that an absent configuration stands for: nulls, and empty collections of
    /// blocks.
    #[must_use]
    pub fn empty_value(&self) -> Value {
        let members = self.members().map(|(name, member)| {
            let value = match member {
                Member::Attribute(_) => Value::Null,
                Member::Block(block) => match block.nesting {
                    Nesting::Single => Value::Null,
                    Nesting::List => Value::List(Vec::new()),
                    Nesting::Map => Value::Map(BTreeMap::new()),
                },
            };
            (name.to_owned(), value)
        });
        Value::Map(members.collect())
    }
}

impl Block {
    /// The object with empty collections of blocks where it has null: a state that was stored
    /// before the block existed has nothing there, and Terraform wants an empty collection.
    pub(crate) fn with_empty_collections(&self, object: Value) -> Value {
        let Value::Map(mut members) = object else {
            return object;
        };
        let Value::Map(empty) = self.empty_value() else {
            return Value::Map(members);
        };
        for (name, empty) in empty {
            let value = members.entry(name).or_default();
            if value.is_null() {
                *value = empty;
            }
        }
        Value::Map(members)
    }
}

/// One object inside a nested value: where it is, and its own value.
pub(crate) struct Element<'a> {
    pub(crate) path: Path,
    pub(crate) value: &'a Value,
}

impl Nesting {
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
                    path: path.clone().key(key),
                    value,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_older_than_a_block_has_none_of_it() {
        let inner = || Block::default().attribute("x", Attribute::optional(Type::String));
        let block = Block::default()
            .attribute("name", Attribute::optional(Type::String))
            .block("one", NestedBlock::new(Nesting::Single, inner()))
            .block("many", NestedBlock::new(Nesting::List, inner()))
            .block("keyed", NestedBlock::new(Nesting::Map, inner()));
        let stored = Value::map([("name", "n".into()), ("many", Value::Null)]);
        let expected = Value::map([
            ("name", "n".into()),
            ("one", Value::Null),
            ("many", Value::List(Vec::new())),
            ("keyed", Value::Map(BTreeMap::new())),
        ]);
        assert_eq!(block.with_empty_collections(stored), expected);
    }
}
