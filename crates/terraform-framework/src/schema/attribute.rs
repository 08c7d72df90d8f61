//! One attribute: its shape, who sets it, its rules, and when its value changes.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::diagnostics::Diagnostics;
use crate::path::Path;
use crate::schema::{Block, Nesting};
use crate::types::Type;
use crate::value::Value;

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The user, always.
    Required,
    /// The user, or nobody.
    Optional,
    /// The provider.
    Computed,
    /// The user, else the provider.
    OptionalComputed,
}

impl Usage {
    /// Whether the provider may set it.
    #[must_use]
    pub fn is_computed(self) -> bool {
        matches!(self, Self::Computed | Self::OptionalComputed)
    }
}

/// What an attribute holds.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A value of a plain type.
    Plain(Type),
    /// An object, or a collection of objects.
    Nested(Nesting, Block),
}

/// When the value of a computed attribute changes, from which "known after apply" is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// Never, once it has a value.
    Fixed,
    /// When one of these attributes or blocks of the same object changes.
    ChangesWith(&'static [&'static str]),
    /// With every change of the resource.
    Volatile,
}

type Rule = Arc<dyn Fn(&Value, &Path, &mut Diagnostics) + Send + Sync>;
type Equality = Arc<dyn Fn(&Value, &Value) -> bool + Send + Sync>;

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
    rules: Vec<Rule>,
    equality: Option<Equality>,
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

    /// Keeps the value out of plan and state.
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
    pub(super) fn read_only(self) -> Self {
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

    /// The type of its values.
    #[must_use]
    pub fn value_type(&self) -> Type {
        match &self.shape {
            Shape::Plain(r#type) => r#type.clone(),
            Shape::Nested(nesting, object) => nesting.value_type(object),
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
