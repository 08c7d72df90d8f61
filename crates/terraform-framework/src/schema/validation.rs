//! A configuration held against its schema: what Terraform itself does not check.
//!
//! Unknown values are never wrong: a rule that would need them waits for a later phase.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::path::Path;
use crate::schema::{Block, Member, Usage};
use crate::value::Value;

/// Checks one object of a configuration and everything inside it.
pub(crate) fn validate(block: &Block, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    validate_object(block, config, &Path::root(), &mut diagnostics);
    diagnostics
}

fn validate_object(block: &Block, config: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    for (name, member) in block.members() {
        let value = config.get(name).unwrap_or(&Value::Null);
        let is_required =
            matches!(member, Member::Attribute(attribute) if attribute.usage == Usage::Required);
        if value.is_unknown() || (value.is_null() && !is_required) {
            continue;
        }
        let path = path.clone().attribute(name);
        if value.is_null() {
            diagnostics.push(missing(path));
            continue;
        }
        if let Member::Attribute(attribute) = member {
            attribute.apply_rules(value, &path, diagnostics);
        }
        if let Some((nesting, object)) = member.objects() {
            for element in nesting.elements(value, &path) {
                // One that is null is as if it were not there.
                if element.value.as_map().is_some() {
                    validate_object(object, element.value, &element.path, diagnostics);
                }
            }
        }
    }
}

fn missing(path: Path) -> Diagnostic {
    Diagnostic::error(
        format!("Missing value for `{path}`"),
        format!("`{path}` is required, and its value is null. Set a value."),
    )
    .at(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Attribute, NestedBlock, Nesting};
    use crate::types::Type;

    fn short(value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        if value.as_str().is_some_and(|text| text.len() > 3) {
            diagnostics.push(Diagnostic::error("too long", "at most 3").at(path.clone()));
        }
    }

    fn block() -> Block {
        let inner = Block::default().attribute("x", Attribute::required(Type::String).rule(short));
        Block::default()
            .attribute("name", Attribute::required(Type::String).rule(short))
            .block("one", NestedBlock::new(Nesting::Single, inner.clone()))
            .block("many", NestedBlock::new(Nesting::List, inner.clone()))
            .block("keyed", NestedBlock::new(Nesting::Map, inner))
    }

    fn object(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
        Value::map(members)
    }

    fn paths(config: &Value) -> Vec<String> {
        validate(&block(), config)
            .iter()
            .map(|diagnostic| {
                diagnostic
                    .attribute
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string)
            })
            .collect()
    }

    #[test]
    fn every_rule_names_the_place_it_was_broken() {
        let config = object([
            ("name", Value::Null),
            ("one", object([("x", "long one".into())])),
            (
                "many",
                Value::List(vec![
                    object([("x", "ok".into())]),
                    object([("x", "far too long".into())]),
                ]),
            ),
            (
                "keyed",
                object([("k", object([("x", Value::Null)])), ("none", Value::Null)]),
            ),
        ]);
        assert_eq!(
            paths(&config),
            ["name", "keyed[\"k\"].x", "many[1].x", "one.x"]
        );
    }

    #[test]
    fn what_is_unknown_is_not_wrong() {
        let config = object([
            ("name", Value::unknown()),
            ("one", Value::unknown()),
            ("many", Value::List(vec![Value::unknown()])),
            ("keyed", Value::unknown()),
        ]);
        assert_eq!(paths(&config), Vec::<String>::new());
    }
}
