//! Write-only attributes: known to check, plan and apply, and never stored.
//!
//! Terraform gives their values with the configuration, and with its proposal for a plan; plan and
//! state must have null there. A value may be ephemeral, so that plan and apply see different ones:
//! nothing is derived from it, and a change is signalled by another attribute beside it.
//!
//! Source: Terraform 1.11, which has them first. An older one takes them for ordinary attributes,
//! and would store them: it is refused.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::path::Path;
use crate::schema::{Block, Member, Nesting};
use crate::value::Value;

/// An object without its write-only values.
pub(super) fn removed(block: &Block, object: Value) -> Value {
    let Value::Map(mut members) = object else {
        return object;
    };
    for (_, member, value) in block.zip(&mut members) {
        match member {
            Member::Attribute(attribute) if attribute.write_only => *value = Value::Null,
            member => {
                if let Some((nesting, object)) = member.objects() {
                    *value = removed_inside(nesting, object, std::mem::take(value));
                }
            }
        }
    }
    Value::Map(members)
}

fn removed_inside(nesting: Nesting, object: &Block, value: Value) -> Value {
    match (nesting, value) {
        (Nesting::Single, value) => removed(object, value),
        (Nesting::List, Value::List(elements)) => {
            let elements = elements.into_iter();
            Value::List(elements.map(|it| removed(object, it)).collect())
        }
        (Nesting::Map, Value::Map(elements)) => {
            let elements = elements.into_iter();
            Value::Map(
                elements
                    .map(|(key, it)| (key, removed(object, it)))
                    .collect(),
            )
        }
        (_, value) => value,
    }
}

/// Refuses a configuration with write-only values, for a Terraform that would store them.
pub(super) fn refused(block: &Block, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    refuse(block, config, &Path::root(), &mut diagnostics);
    diagnostics
}

fn refuse(block: &Block, config: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    for (name, member) in block.members() {
        let value = config.get(name).unwrap_or(&Value::Null);
        if value.is_null() {
            continue;
        }
        match member {
            Member::Attribute(attribute) if attribute.write_only => {
                diagnostics.push(too_old(&path.clone().attribute(name)));
            }
            member => {
                if let Some((nesting, object)) = member.objects() {
                    let path = path.clone().attribute(name);
                    for element in nesting.elements(value, &path) {
                        refuse(object, element.value, &element.path, diagnostics);
                    }
                }
            }
        }
    }
}

fn too_old(path: &Path) -> Diagnostic {
    Diagnostic::error(
        format!("This Terraform cannot keep `{path}` out of its state"),
        format!(
            "`{path}` is write-only: its value is sent and never stored. Terraform 1.11 and \
             OpenTofu 1.11 are the first that can do that; this one would write the value into its \
             plan and its state. Use a newer version, or leave `{path}` out."
        ),
    )
    .at(path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Attribute, NestedBlock, Usage};
    use crate::types::Type;

    fn block() -> Block {
        let inner = || {
            Block::default()
                .attribute("name", Attribute::optional(Type::String))
                .attribute("secret", Attribute::optional(Type::String).write_only())
        };
        inner()
            .attribute(
                "object",
                Attribute::nested(Nesting::Single, inner(), Usage::Optional),
            )
            .block("one", NestedBlock::new(Nesting::Single, inner()))
            .block("many", NestedBlock::new(Nesting::List, inner()))
            .block("keyed", NestedBlock::new(Nesting::Map, inner()))
    }

    fn object(secret: &Value) -> Value {
        let inner = || Value::map([("name", "n".into()), ("secret", secret.clone())]);
        Value::map([
            ("name", "n".into()),
            ("secret", secret.clone()),
            ("object", inner()),
            ("one", inner()),
            ("many", Value::List(vec![inner(), Value::unknown()])),
            ("keyed", Value::map([("k", inner())])),
        ])
    }

    #[test]
    fn no_depth_keeps_a_value() {
        for secret in [Value::from("s3cret"), Value::unknown(), Value::Null] {
            assert_eq!(removed(&block(), object(&secret)), object(&Value::Null));
        }
        for whole in [Value::Null, Value::unknown()] {
            assert_eq!(removed(&block(), whole.clone()), whole);
        }
    }

    #[test]
    fn every_value_is_refused_where_it_is() {
        let paths = |secret: &Value| -> Vec<String> {
            let refused = refused(&block(), &object(secret)).into_iter();
            let paths = refused.map(|it| it.attribute.map(|path| path.to_string()));
            paths.map(Option::unwrap_or_default).collect()
        };
        let everywhere = [
            "object.secret",
            "secret",
            "keyed[\"k\"].secret",
            "many[0].secret",
            "one.secret",
        ];
        assert_eq!(paths(&"s3cret".into()), everywhere);
        // It will have a value.
        assert_eq!(paths(&Value::unknown()), everywhere);
        assert_eq!(paths(&Value::Null), [""; 0]);
    }
}
