//! Configuration from a state, for `-generate-config-out`: what the user would have written.
//!
//! What need not be written is left out, that is null: what only the provider sets, what is
//! deprecated, what is never stored, and what the schema's own default gives. A resource leaves
//! out further what it knows to be superfluous ([`Resource::generate`]).
//!
//! Invariant: what is required stays, since Terraform checks the result like any configuration.
//!
//! [`Resource::generate`]: super::resource::Resource::generate

use crate::schema::{Attribute, Block, Member, Nesting, Usage};
use crate::value::Value;

/// The configuration of the object `state`.
pub(super) fn configuration(block: &Block, state: Value) -> Value {
    let Value::Map(mut members) = state else {
        return state;
    };
    for (name, member) in block.members() {
        let Some(value) = members.get_mut(name) else {
            continue;
        };
        match member {
            Member::Attribute(attribute) if is_superfluous(attribute, value) => {
                *value = Value::Null;
            }
            member => {
                if let Some((nesting, object)) = member.objects() {
                    *value = inside(nesting, object, std::mem::take(value));
                }
            }
        }
    }
    Value::Map(members)
}

fn inside(nesting: Nesting, object: &Block, value: Value) -> Value {
    match (nesting, value) {
        (Nesting::Single, value) => configuration(object, value),
        (Nesting::List, Value::List(elements)) => {
            let elements = elements.into_iter();
            Value::List(elements.map(|it| configuration(object, it)).collect())
        }
        (Nesting::Map, Value::Map(elements)) => {
            let elements = elements.into_iter();
            Value::Map(
                elements
                    .map(|(key, it)| (key, configuration(object, it)))
                    .collect(),
            )
        }
        (_, value) => value,
    }
}

fn is_superfluous(attribute: &Attribute, value: &Value) -> bool {
    let is_default = attribute
        .default
        .as_ref()
        .is_some_and(|default| default == value || attribute.means_the_same(default, value));
    match attribute.usage {
        Usage::Required => attribute.write_only,
        Usage::Computed => true,
        Usage::Optional | Usage::OptionalComputed => {
            attribute.write_only || attribute.deprecation.is_some() || is_default
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::NestedBlock;
    use crate::types::Type;

    #[test]
    fn what_need_not_be_written_is_left_out_at_every_depth() {
        let object = || {
            Block::default()
                .attribute("name", Attribute::required(Type::String))
                .attribute("set", Attribute::optional(Type::String))
                .attribute("id", Attribute::computed(Type::String))
                .attribute("old", Attribute::optional(Type::String).deprecated("`set`"))
                .attribute("secret", Attribute::optional(Type::String).write_only())
                .attribute("size", Attribute::with_default(Type::Number, 1))
                .attribute(
                    "ttl",
                    Attribute::with_default(Type::String, "60s")
                        .equal_when(|one, _| one.as_str() == Some("60s")),
                )
        };
        let state = |size: i64| {
            Value::map([
                ("name", "n".into()),
                ("set", "s".into()),
                ("id", "i".into()),
                ("old", "o".into()),
                ("secret", "w".into()),
                ("size", size.into()),
                ("ttl", "1m".into()),
            ])
        };
        let configuration_of = |size: Value| {
            Value::map([
                ("name", "n".into()),
                ("set", "s".into()),
                ("id", Value::Null),
                ("old", Value::Null),
                ("secret", Value::Null),
                ("size", size),
                ("ttl", Value::Null),
            ])
        };
        let block = object()
            .block("one", NestedBlock::new(Nesting::Single, object()))
            .block("none", NestedBlock::new(Nesting::Single, object()))
            .block("many", NestedBlock::new(Nesting::List, object()))
            .block("keyed", NestedBlock::new(Nesting::Map, object()));
        let with = |value: Value, inside: Value| {
            let Value::Map(mut members) = value else {
                return value;
            };
            members.insert("one".into(), inside.clone());
            members.insert("none".into(), Value::Null);
            members.insert("many".into(), Value::list([inside.clone()]));
            members.insert("keyed".into(), Value::map([("k", inside)]));
            Value::Map(members)
        };
        assert_eq!(
            configuration(&block, with(state(1), state(2))),
            with(configuration_of(Value::Null), configuration_of(2.into()))
        );
        assert_eq!(configuration(&block, Value::Null), Value::Null);
    }
}
