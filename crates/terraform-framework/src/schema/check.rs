//! The rules that Terraform enforces when it loads a schema, and the limits of this framework.
//!
//! Source: Terraform 1.15.5, `InternalValidate`.

use crate::path::Path;
use crate::schema::{Block, Member, NestedBlock, Nesting, Shape, Usage};
use crate::types::Type;

/// Names that Terraform itself gives a meaning to inside a resource block.
const RESERVED: [&str; 7] = [
    "count",
    "for_each",
    "provider",
    "lifecycle",
    "depends_on",
    "connection",
    "provisioner",
];

pub(super) fn problems(block: &Block) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, _) in block.members() {
        if RESERVED.contains(&name) {
            problems.push(format!("{name}: the name is reserved by Terraform"));
        }
    }
    check_block(block, &Path::root(), &mut problems);
    problems
}

fn check_block(block: &Block, path: &Path, problems: &mut Vec<String>) {
    for (name, member) in block.members() {
        let path = path.clone().attribute(name);
        let mut problem = |text: &str| problems.push(format!("{path}: {text}"));
        if !is_identifier(name) {
            problem("a name consists of lower-case letters, digits and underscores");
        }
        match member {
            Member::Attribute(attribute) => {
                if attribute.write_only && attribute.usage.is_computed() {
                    problem("a write-only attribute is not computed");
                }
                if attribute.write_only && attribute.requires_replace {
                    problem("a write-only attribute is never compared, so no object is new for it");
                }
                if attribute.default.is_some() && attribute.usage != Usage::OptionalComputed {
                    problem("a default needs an attribute that is optional and computed");
                }
                if let Shape::Nested(_, object) = &attribute.shape
                    && !object.blocks.is_empty()
                {
                    problem("a nested attribute holds no blocks");
                }
            }
            Member::Block(nested) => {
                if block.attributes.contains_key(name) {
                    problem("an attribute has the same name");
                }
                if let Some(text) = item_limits(nested) {
                    problem(text);
                }
                let many = matches!(nested.nesting, Nesting::List | Nesting::Map);
                if many && has_dynamic(&nested.block.value_type()) {
                    problem("dynamic values are supported in single and top-level blocks");
                }
            }
        }
        if let Some((_, object)) = member.objects() {
            check_block(object, &path, problems);
        }
    }
}

fn item_limits(nested: &NestedBlock) -> Option<&'static str> {
    let (min, max) = (nested.min_items, nested.max_items);
    match nested.nesting {
        _ if min < 0 || max < 0 => Some("limits are not negative"),
        Nesting::Single if min != max || max > 1 => {
            Some("a single block has both limits 0 (optional) or both 1 (required)")
        }
        Nesting::Map if (min, max) != (0, 0) => Some("a map block has no limits"),
        Nesting::List if max != 0 && min > max => Some("the lower limit is above the upper one"),
        _ => None,
    }
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

fn has_dynamic(r#type: &Type) -> bool {
    match r#type {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => has_dynamic(element),
        Type::Tuple(elements) => elements.iter().any(has_dynamic),
        Type::Object(object) => object.attributes.values().any(has_dynamic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Attribute, Schema};

    fn problems_of(block: Block) -> Vec<String> {
        Schema::new(block).problems()
    }

    #[test]
    fn a_dynamic_attribute_is_fine_in_a_single_block_only() {
        let inner = || Block::default().attribute("x", Attribute::optional(Type::Dynamic));
        for (nesting, allowed) in [
            (Nesting::Single, true),
            (Nesting::List, false),
            (Nesting::Map, false),
        ] {
            let block = Block::default().block("b", NestedBlock::new(nesting, inner()));
            assert_eq!(problems_of(block).is_empty(), allowed, "{nesting:?}");
        }
    }

    #[test]
    fn names_limits_and_defaults_are_checked() {
        let single = NestedBlock {
            max_items: 1,
            ..NestedBlock::new(Nesting::Single, Block::default())
        };
        let mut default = Attribute::optional(Type::String);
        default.default = Some("x".into());
        let block = Block::default()
            .attribute("Name", Attribute::optional(Type::String))
            .attribute("count", Attribute::optional(Type::String))
            .attribute("value", default)
            .attribute("twice", Attribute::optional(Type::String))
            .block("twice", NestedBlock::new(Nesting::List, Block::default()))
            .block("single", single);
        let problems = problems_of(block).join("\n");
        for expected in [
            "count: the name is reserved",
            "Name: a name consists of",
            "value: a default needs",
            "twice: an attribute has the same name",
            "single: a single block has both limits",
        ] {
            assert!(problems.contains(expected), "{expected} in {problems}");
        }
    }
}
