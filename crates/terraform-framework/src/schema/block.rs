//! What a schema consists of: blocks, and the attributes and nested blocks inside, each of which may
//! hold objects again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::diagnostics::Diagnostics;
use crate::name::Name;
use crate::path::Path;
use crate::schema::{Nesting, Stability, Usage};
use crate::types::Type;
use crate::value::{Entries, Value};

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

/// One attribute of a block or of a nested object.
#[derive(Clone)]
pub struct Attribute {
    /// What it holds.
    pub shape: Shape,
    /// Who sets it.
    pub usage: Usage,
    /// Markdown, for documentation.
    pub description: Cow<'static, str>,
    /// Hidden from Terraform's output.
    pub sensitive: bool,
    /// Known to plan and apply, never stored.
    pub write_only: bool,
    /// Why it should no longer be used.
    pub deprecation: Option<&'static str>,
    /// The value where the configuration has none.
    pub default: Option<Value>,
    /// Whether a new value means a new object.
    pub requires_replace: bool,
    /// When a computed value changes.
    pub stability: Stability,
    pub(super) rules: Vec<Rule>,
    pub(super) equality: Option<Equality>,
}

/// What an attribute holds.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A value of a plain type.
    Plain(Type),
    /// An object, or a collection of objects.
    Nested(Nesting, Block),
}

type Rule = Arc<dyn Fn(&Value, &Path, &mut Diagnostics) + Send + Sync>;
type Equality = Arc<dyn Fn(&Value, &Value) -> bool + Send + Sync>;

/// Where an object has a member. Other objects of its type have it there, too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    index: usize,
    pub(crate) name: &'static str,
}

impl Place {
    /// The value that another object has there; null if it has none.
    pub(crate) fn of(self, object: &Value) -> &Value {
        const NONE: &Value = &Value::Null;
        let Some(entries) = object.as_map() else {
            return NONE;
        };
        match entries.get_indexed(self.index) {
            Some((name, value)) if name == self.name => value,
            _ => entries.get(self.name).unwrap_or(NONE),
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
            Self::Block(block) => block.nesting.value_type(block.block.value_type()),
        }
    }
}

impl Block {
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

    /// The members that an object has values for, each with its place in the object and its value.
    /// Both are in the order of names, so that one walk finds all.
    pub(crate) fn zip<'a>(
        &'a self,
        object: &'a mut Entries,
    ) -> impl Iterator<Item = (Place, Member<'a>, &'a mut Value)> {
        let mut attributes = self.attributes.iter().peekable();
        let mut blocks = self.blocks.iter().peekable();
        let values = object.iter_mut().enumerate();
        values.filter_map(move |(index, (found, value))| {
            let found = found.as_str();
            while attributes.next_if(|(name, _)| **name < found).is_some() {}
            while blocks.next_if(|(name, _)| **name < found).is_some() {}
            let attribute = attributes.next_if(|(name, _)| **name == found);
            let attribute = attribute.map(|(name, it)| (*name, Member::Attribute(it)));
            let mut block = || blocks.next_if(|(name, _)| **name == found);
            let (name, member) =
                attribute.or_else(|| block().map(|(name, it)| (*name, Member::Block(it))))?;
            Some((Place { index, name }, member, value))
        })
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
                    Nesting::Map => Value::Map(Entries::new()),
                },
            };
            (Name::new_static(name), value)
        });
        Value::Map(members.collect())
    }

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

impl Attribute {
    /// The type of its values.
    #[must_use]
    pub fn value_type(&self) -> Type {
        match &self.shape {
            Shape::Plain(r#type) => r#type.clone(),
            Shape::Nested(nesting, object) => nesting.value_type(object.value_type()),
        }
    }

    /// Holds a known value against the rules.
    pub(crate) fn apply_rules(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        for rule in &self.rules {
            rule(value, path, diagnostics);
        }
    }

    /// Whether two known values are spellings of one meaning.
    pub(crate) fn means_the_same(&self, one: &Value, other: &Value) -> bool {
        self.equality
            .as_ref()
            .is_some_and(|equality| equality(one, other))
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("shape", &self.shape)
            .field("usage", &self.usage)
            .field("default", &self.default)
            .field("requires_replace", &self.requires_replace)
            .field("stability", &self.stability)
            .field("rules", &self.rules.len())
            .finish_non_exhaustive()
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
            ("keyed", Value::Map(Entries::new())),
        ]);
        assert_eq!(block.with_empty_collections(stored), expected);
    }
}
