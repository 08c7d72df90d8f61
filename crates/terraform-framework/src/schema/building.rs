//! How a provider writes a schema down: attributes and blocks, and what is said about each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::Diagnostics;
use crate::path::Path;
use crate::schema::{Attribute, Block, NestedBlock, Nesting, Shape, Stability, Usage};
use crate::types::Type;
use crate::value::Value;

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
    /// are nested attributes, and what is write-only, which nobody can read, is left out.
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
                .filter(|(_, attribute)| !attribute.write_only)
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

impl Attribute {
    fn new(shape: Shape, usage: Usage) -> Self {
        Self {
            shape,
            usage,
            description: Cow::Borrowed(""),
            sensitive: false,
            write_only: false,
            deprecation: None,
            default: None,
            requires_replace: false,
            stability: Stability::Volatile,
            rules: Vec::new(),
            equality: None,
        }
    }

    /// An attribute that the user must set.
    #[must_use]
    pub fn required(r#type: Type) -> Self {
        Self::new(Shape::Plain(r#type), Usage::Required)
    }

    /// An attribute that the user may set.
    #[must_use]
    pub fn optional(r#type: Type) -> Self {
        Self::new(Shape::Plain(r#type), Usage::Optional)
    }

    /// An attribute that the provider sets.
    #[must_use]
    pub fn computed(r#type: Type) -> Self {
        Self::new(Shape::Plain(r#type), Usage::Computed)
    }

    /// An attribute that the user may set, and the provider sets otherwise.
    #[must_use]
    pub fn optional_computed(r#type: Type) -> Self {
        Self::new(Shape::Plain(r#type), Usage::OptionalComputed)
    }

    /// An optional attribute with a value for configurations that leave it out.
    #[must_use]
    pub fn with_default(r#type: Type, default: impl Into<Value>) -> Self {
        Self {
            default: Some(default.into()),
            ..Self::optional_computed(r#type)
        }
    }

    /// An attribute that holds objects.
    #[must_use]
    pub fn nested(nesting: Nesting, object: Block, usage: Usage) -> Self {
        Self::new(Shape::Nested(nesting, object), usage)
    }

    /// Sets the documentation, in Markdown.
    #[must_use]
    pub fn description(mut self, description: impl Into<Cow<'static, str>>) -> Self {
        self.description = description.into();
        self
    }

    /// Hides the value from Terraform's output.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Keeps the value out of plan and state: it is given with the configuration alone, and may be
    /// another one for the apply than for the plan. Terraforms that cannot do that are refused when
    /// the configuration has a value. Only a managed resource can have such attributes, and since
    /// nobody sees the value change, another one beside it has to say so.
    #[must_use]
    pub fn write_only(mut self) -> Self {
        self.write_only = true;
        self
    }

    /// Discourages its use, saying what to use instead.
    #[must_use]
    pub fn deprecated(mut self, instead: &'static str) -> Self {
        self.deprecation = Some(instead);
        self
    }

    /// Makes a new value mean a new object.
    #[must_use]
    pub fn requires_replace(mut self) -> Self {
        self.requires_replace = true;
        self
    }

    /// Declares when a computed value changes.
    #[must_use]
    pub fn stability(mut self, stability: Stability) -> Self {
        self.stability = stability;
        self
    }

    /// Adds a rule. It sees values that are known and not null; what is inside them may be
    /// unknown, about which it must stay silent.
    #[must_use]
    pub fn rule(
        mut self,
        rule: impl Fn(&Value, &Path, &mut Diagnostics) + Send + Sync + 'static,
    ) -> Self {
        self.rules.push(Arc::new(rule));
        self
    }

    /// Declares when two known values mean the same: the prior spelling then stays.
    #[must_use]
    pub fn equal_when(
        mut self,
        equality: impl Fn(&Value, &Value) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.equality = Some(Arc::new(equality));
        self
    }

    /// The same attribute where the provider sets it.
    fn read_only(self) -> Self {
        let shape = match self.shape {
            Shape::Nested(nesting, object) => Shape::Nested(nesting, object.read_only()),
            plain => plain,
        };
        Self {
            description: self.description,
            sensitive: self.sensitive,
            deprecation: self.deprecation,
            ..Self::new(shape, Usage::Computed)
        }
    }
}
