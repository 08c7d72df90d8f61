//! A schema as Terraform core knows it: the type of its values, what core proposes, and which plans
//! core takes.
//!
//! Source: Terraform, `internal/plans/objchange`: `ProposedNew`, `AssertPlanValid`,
//! `AssertObjectCompatible`.

use terraform_framework::{Type, Value};
use terraform_proto::tfplugin6::schema::nested_block::NestingMode as BlockNesting;
use terraform_proto::tfplugin6::schema::object::NestingMode as ObjectNesting;
use terraform_proto::tfplugin6::schema::{self, Attribute};

/// The members of a block or of an object in an attribute.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its attributes and blocks.
    pub members: Vec<Member>,
}

/// An attribute or a block.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub shape: Shape,
    /// Who gives it its value.
    pub usage: Usage,
}

/// What a member holds.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A value of a type.
    Plain(Type),
    /// An object.
    Single(Object),
    /// Objects in a row.
    List(Object),
    /// Objects by names.
    Map(Object),
}

/// Who gives a member its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The user, always.
    Required,
    /// The user, or nobody.
    Optional,
    /// The same, for the configuration alone: no plan and no state has it.
    WriteOnly,
    /// The user, or else the provider.
    OptionalComputed,
    /// The provider.
    Computed,
    /// The user, as a block.
    Block,
}

impl Usage {
    fn is_computed(self) -> bool {
        matches!(self, Self::OptionalComputed | Self::Computed)
    }
}

impl Object {
    /// That of a block.
    ///
    /// # Panics
    /// For a kind of nesting that the provider does not have.
    #[must_use]
    pub fn of_block(block: schema::Block) -> Self {
        let attributes = block.attributes.into_iter().map(Member::of_attribute);
        let blocks = block.block_types.into_iter().map(|nested| Member {
            shape: match nested.nesting() {
                BlockNesting::Single => Shape::Single,
                BlockNesting::List => Shape::List,
                BlockNesting::Map => Shape::Map,
                other => panic!("{}: {other:?}", nested.type_name),
            }(Self::of_block(nested.block.unwrap_or_default())),
            name: nested.type_name,
            usage: Usage::Block,
        });
        Self {
            members: attributes.chain(blocks).collect(),
        }
    }

    /// The type of its values.
    #[must_use]
    pub fn to_type(&self) -> Type {
        let members = self.members.iter();
        Type::object(members.map(|member| (&*member.name, member.shape.to_type())))
    }

    /// The state that core proposes: what is configured, and for what the provider computes, what was
    /// there before.
    #[must_use]
    pub fn propose(&self, prior: &Value, config: &Value) -> Value {
        let Value::Map(_) = config else {
            return config.clone();
        };
        Value::map(self.members.iter().map(|member| {
            let (before, value) = (of(prior, &member.name), of(config, &member.name));
            let proposed = match member.usage {
                Usage::WriteOnly => Value::Null,
                usage if usage.is_computed() && value.is_null() => before.clone(),
                _ => member.shape.propose(before, value),
            };
            (member.name.clone(), proposed)
        }))
    }

    /// Fails if core refuses the plan of a known configuration, after one in which parts were unknown.
    ///
    /// Not for a setting that keeps the prior spelling of a whole object or list: while parts of that are
    /// unknown, nobody can tell that it means the same.
    ///
    /// # Panics
    /// With the place.
    pub fn assert_settles(&self, prior: &Value, config: &Value, plan: &Value, known: &Value) {
        for member in &self.members {
            let name = &member.name;
            let known = of(known, name);
            if member.usage == Usage::WriteOnly {
                continue;
            }
            if of(config, name).is_null() || known != of(prior, name) {
                assert_compatible(of(plan, name), known, name);
            }
        }
    }

    /// Fails for a plan that core refuses.
    ///
    /// # Panics
    /// With the place.
    pub fn assert_valid(&self, prior: &Value, config: &Value, plan: &Value, path: &str) {
        for member in &self.members {
            let name = &member.name;
            member.assert_valid(
                of(prior, name),
                of(config, name),
                of(plan, name),
                &format!("{path}.{name}"),
            );
        }
    }
}

impl Member {
    fn of_attribute(attribute: Attribute) -> Self {
        let usage = match (attribute.required, attribute.optional, attribute.computed) {
            _ if attribute.write_only => Usage::WriteOnly,
            (true, ..) => Usage::Required,
            (_, true, false) => Usage::Optional,
            (_, true, true) => Usage::OptionalComputed,
            _ => Usage::Computed,
        };
        let shape = match attribute.nested_type {
            None => Shape::Plain(Type::from_json(&attribute.r#type).expect("it is a type")),
            Some(nested) => {
                let nesting = nested.nesting();
                let attributes = nested.attributes.into_iter();
                let object = Object {
                    members: attributes.map(Self::of_attribute).collect(),
                };
                match nesting {
                    ObjectNesting::Single => Shape::Single(object),
                    ObjectNesting::List => Shape::List(object),
                    ObjectNesting::Map => Shape::Map(object),
                    other => panic!("{}: {other:?}", attribute.name),
                }
            }
        };
        Self {
            name: attribute.name,
            shape,
            usage,
        }
    }

    fn assert_valid(&self, prior: &Value, config: &Value, plan: &Value, path: &str) {
        if self.usage == Usage::WriteOnly {
            assert!(plan.is_null(), "{path} is planned as {plan:?}");
            return;
        }
        let keeps_spelling = plan == prior && !prior.is_null() && !config.is_null();
        if plan == config || keeps_spelling || (config.is_null() && self.usage.is_computed()) {
            return;
        }
        let object = match &self.shape {
            Shape::Plain(_) => panic!("{path}: {config:?} is planned as {plan:?}"),
            Shape::Single(object) | Shape::List(object) | Shape::Map(object) => object,
        };
        let (configured, planned) = (self.shape.places(config), self.shape.places(plan));
        assert_eq!(
            configured, planned,
            "{path}: {config:?} is planned as {plan:?}"
        );
        assert!(
            !configured.is_empty(),
            "{path}: {config:?} is planned as {plan:?}"
        );
        for place in &configured {
            let path = format!("{path}[{place:?}]");
            object.assert_valid(at(prior, place), at(config, place), at(plan, place), &path);
        }
    }
}

impl Shape {
    fn to_type(&self) -> Type {
        match self {
            Self::Plain(r#type) => r#type.clone(),
            Self::Single(object) => object.to_type(),
            Self::List(object) => Type::list(object.to_type()),
            Self::Map(object) => Type::map(object.to_type()),
        }
    }

    fn propose(&self, prior: &Value, config: &Value) -> Value {
        match (self, config) {
            (Self::Single(object), config) => object.propose(prior, config),
            (Self::List(object), Value::List(elements)) => {
                let elements = elements.iter().enumerate();
                let prior = |index| at(prior, &Place::Index(index));
                Value::List(
                    elements
                        .map(|(index, it)| object.propose(prior(index), it))
                        .collect(),
                )
            }
            (Self::Map(object), Value::Map(entries)) => Value::map(
                entries
                    .iter()
                    .map(|(key, it)| (key.clone(), object.propose(of(prior, key), it))),
            ),
            (_, config) => config.clone(),
        }
    }

    /// The places of the objects in a value.
    fn places(&self, value: &Value) -> Vec<Place> {
        match (self, value) {
            (Self::Single(_), Value::Map(_)) => vec![Place::Itself],
            (Self::List(_), Value::List(elements)) => {
                (0..elements.len()).map(Place::Index).collect()
            }
            (Self::Map(_), Value::Map(entries)) => {
                (entries.keys().map(|key| Place::Key(key.to_string()))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Fails if a value that is known later is not one that the plan allows.
fn assert_compatible(plan: &Value, later: &Value, path: &str) {
    match (plan, later) {
        (Value::Unknown(unknown), later) => {
            let not_null = unknown.refinements.as_ref().is_some_and(|it| it.not_null);
            assert!(!not_null || *later != Value::Null, "{path} is null");
        }
        (Value::Dynamic(plan), Value::Dynamic(later)) => {
            assert_compatible(&plan.value, &later.value, path);
        }
        (Value::List(plan), Value::List(later)) => {
            assert_eq!(plan.len(), later.len(), "{path}");
            for (index, (plan, later)) in plan.iter().zip(later).enumerate() {
                assert_compatible(plan, later, &format!("{path}[{index}]"));
            }
        }
        (Value::Map(plan), Value::Map(later)) => {
            assert!(
                plan.keys().eq(later.keys()),
                "{path}: {plan:?} and {later:?}"
            );
            for (name, plan) in plan {
                assert_compatible(plan, &later[name], &format!("{path}.{name}"));
            }
        }
        (plan, later) => assert_eq!(plan, later, "{path}"),
    }
}

/// A place in a nested value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Itself,
    Index(usize),
    Key(String),
}

const NONE: &Value = &Value::Null;

/// A member of an object, or null where there is none.
#[must_use]
pub fn of<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(NONE)
}

fn at<'a>(value: &'a Value, place: &Place) -> &'a Value {
    match place {
        Place::Itself => value,
        Place::Index(index) => value
            .as_list()
            .and_then(|it| it.get(*index))
            .unwrap_or(NONE),
        Place::Key(key) => of(value, key),
    }
}
