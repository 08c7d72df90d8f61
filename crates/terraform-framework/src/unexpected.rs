//! Attributes that a value has and its type does not.
//!
//! Terraform drops such names where it converts an object to an attribute with objects inside, and
//! says nothing (hashicorp/terraform#33570). Whoever gets the value before that, as a function of
//! dynamic type does, can tell.

use strsim::osa_distance;

use crate::name::Name;
use crate::path::{Path, Step};
use crate::types::Type;
use crate::value::Value;

/// A name where the type of its object has no such attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnexpectedAttribute {
    /// The place in the value, with the name at its end.
    pub path: Path,
    /// The name.
    pub name: String,
    /// The names that there are at this place, in order.
    pub known: Vec<String>,
}

impl Value {
    /// The first name for which the type has no place, if there is one. What does not fit the type
    /// otherwise, or is unknown, has none.
    #[must_use]
    pub fn unexpected_attribute(&self, r#type: &Type) -> Option<UnexpectedAttribute> {
        match (self.inner(), r#type) {
            (Value::Map(entries), Type::Object(object)) => {
                let strange = entries
                    .keys()
                    .find(|name| !object.attributes.contains_key(*name));
                if let Some(name) = strange {
                    return Some(UnexpectedAttribute {
                        path: Path::root().attribute(name.clone()),
                        name: name.to_string(),
                        known: object.attributes.keys().map(Name::to_string).collect(),
                    });
                }
                entries.iter().find_map(|(name, value)| {
                    let unexpected_attribute =
                        value.unexpected_attribute(object.attributes.get(name)?)?;
                    Some(unexpected_attribute.within(Step::Attribute(name.clone())))
                })
            }
            (Value::Map(entries), Type::Map(element)) => entries.iter().find_map(|(key, value)| {
                let unexpected_attribute = value.unexpected_attribute(element)?;
                Some(unexpected_attribute.within(Step::Key(key.clone())))
            }),
            (Value::List(elements), Type::List(element) | Type::Set(element)) => {
                first(elements.iter().map(|value| (value, &**element)))
            }
            (Value::List(elements), Type::Tuple(types)) => first(elements.iter().zip(types)),
            _ => None,
        }
    }
}

fn first<'a>(elements: impl Iterator<Item = (&'a Value, &'a Type)>) -> Option<UnexpectedAttribute> {
    (0_i64..)
        .zip(elements)
        .find_map(|(index, (value, r#type))| {
            Some(
                value
                    .unexpected_attribute(r#type)?
                    .within(Step::Index(index)),
            )
        })
}

impl UnexpectedAttribute {
    fn within(self, step: Step) -> Self {
        Self {
            path: self.path.within(step),
            ..self
        }
    }

    /// The known name that was probably meant, if one is near: a third of the letters of the longer
    /// name may differ. Capitals, and `-` for `_`, make no difference.
    #[must_use]
    pub fn meant(&self) -> Option<&str> {
        let written = letters(&self.name);
        let near = self.known.iter().filter_map(|name| {
            let known = letters(name);
            let distance = osa_distance(&written, &known);
            let longer = written.chars().count().max(known.chars().count());
            (distance <= longer / 3).then_some((distance, name.as_str()))
        });
        near.min().map(|(_, name)| name)
    }
}

fn letters(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{Unknowns, typed_values};

    fn tasks() -> Type {
        let trigger = Type::object([("cron", Type::String), ("timezone", Type::String)]);
        Type::map(Type::object([
            ("command", Type::list(Type::String)),
            ("input_dir", Type::String),
            ("triggers", Type::list(trigger)),
        ]))
    }

    fn task(name: &str, value: impl Into<Value>) -> Value {
        Value::map([("main", Value::map([(name, value.into())]))]).into_dynamic()
    }

    #[test]
    fn a_name_without_a_place_is_told_with_what_there_is() {
        let unexpected_attribute = task("comand", "x").unexpected_attribute(&tasks()).unwrap();
        assert_eq!(unexpected_attribute.path.to_string(), "[\"main\"].comand");
        assert_eq!(
            unexpected_attribute.known,
            ["command", "input_dir", "triggers"]
        );
        assert_eq!(unexpected_attribute.meant(), Some("command"));

        let triggers = Value::List(vec![
            Value::map([("cron", "@daily".into())]),
            Value::map([("crom", Value::Null)]),
        ]);
        let unexpected_attribute = task("triggers", triggers)
            .unexpected_attribute(&tasks())
            .unwrap();
        assert_eq!(
            unexpected_attribute.path.to_string(),
            "[\"main\"].triggers[1].crom"
        );
        assert_eq!(unexpected_attribute.meant(), Some("cron"));
    }

    #[test]
    fn what_was_meant_is_near() {
        let meant = |name: &str| {
            let unexpected_attribute = task(name, true).unexpected_attribute(&tasks()).unwrap();
            unexpected_attribute.meant().map(str::to_owned)
        };
        for (name, known) in [
            ("trigger", "triggers"),
            ("tirggers", "triggers"),
            ("inputDir", "input_dir"),
            ("Input-Dir", "input_dir"),
            ("cmmnd", "command"),
        ] {
            assert_eq!(meant(name).as_deref(), Some(known), "{name}");
        }
        for name in ["x", "image", "directory_of_inputs", ""] {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    #[test]
    fn what_is_unknown_or_of_another_kind_has_no_names() {
        for value in [
            Value::unknown(),
            Value::Null,
            "x".into(),
            Value::map([("main", Value::unknown())]),
            task("command", Value::map([("x", Value::Null)])),
        ] {
            assert_eq!(value.unexpected_attribute(&tasks()), None, "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn a_value_of_the_type_has_none((r#type, value) in typed_values(Unknowns::Allowed)) {
            prop_assert_eq!(value.unexpected_attribute(&r#type), None);
        }
    }
}
