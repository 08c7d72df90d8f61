//! The section of a page that describes a schema, in the layout of the Terraform registry.
//!
//! An entry says the name, the type as a user writes it in a variable, what the schema's
//! description says (rules and default included), whether a change replaces the resource, and
//! when a computed value changes. Nested blocks follow under an anchor each.

use std::fmt::Write;

use terraform_framework::{
    Attribute, Block, Member, NestedBlock, Nesting, Shape, Stability, Usage,
};

/// What belongs under a heading.
type Belongs = fn(Member<'_>) -> bool;

/// The headings under which members are listed.
const LISTS: [(&str, Belongs); 3] = [
    ("Required", |member| usage(member) == Usage::Required),
    ("Optional", |member| {
        matches!(usage(member), Usage::Optional | Usage::OptionalComputed)
    }),
    ("Read-Only", |member| usage(member) == Usage::Computed),
];

/// The whole section.
pub(crate) fn section(block: &Block) -> String {
    let mut out = "## Schema\n".to_owned();
    lists(&mut out, block, "", |title| format!("### {title}"));
    nested(&mut out, block, "");
    out.truncate(out.trim_end().len());
    out
}

fn usage(member: Member<'_>) -> Usage {
    match member {
        Member::Attribute(attribute) => attribute.usage,
        Member::Block(block) if block.min_items > 0 => Usage::Required,
        Member::Block(_) => Usage::Optional,
    }
}

fn lists(out: &mut String, block: &Block, place: &str, heading: impl Fn(&str) -> String) {
    for (title, belongs) in LISTS {
        let entries: Vec<_> = block
            .members()
            .filter(|(_, member)| belongs(*member))
            .map(|(name, member)| entry(name, member, place))
            .collect();
        if !entries.is_empty() {
            write!(out, "\n{}\n\n{}\n", heading(title), entries.join("\n")).unwrap();
        }
    }
}

/// What is inside each member of a block that holds objects, and inside those in turn.
fn nested(out: &mut String, block: &Block, place: &str) {
    for (name, member) in block.members() {
        let Some((_, inside)) = member.objects() else {
            continue;
        };
        write!(
            out,
            "\n<a id=\"{}\"></a>\n### Nested Schema for `{}`\n",
            anchor(place, name),
            within(place, name, ".")
        )
        .unwrap();
        let place = within(place, name, "--");
        lists(out, inside, &place, |title| format!("{title}:"));
        nested(out, inside, &place);
    }
}

fn within(place: &str, name: &str, separator: &str) -> String {
    match place {
        "" => name.to_owned(),
        place => format!("{}{separator}{name}", place.replace("--", separator)),
    }
}

fn anchor(place: &str, name: &str) -> String {
    format!("nestedblock--{}", within(place, name, "--"))
}

fn entry(name: &str, member: Member<'_>, place: &str) -> String {
    let (kind, description, deprecation, notes) = match member {
        Member::Attribute(attribute) => (
            attribute_kind(attribute),
            &*attribute.description,
            attribute.deprecation,
            notes(attribute),
        ),
        Member::Block(block) => (
            block_kind(block),
            block.block.description,
            block.block.deprecation,
            Vec::new(),
        ),
    };
    let mut sentences = vec![format!("`{name}` ({kind})"), description.to_owned()];
    sentences.extend(deprecation.map(|instead| format!("**Deprecated:** {instead}")));
    sentences.extend(notes);
    if member.objects().is_some() {
        sentences.push(format!("See [below](#{}).", anchor(place, name)));
    }
    format!("- {}", sentences.join(" "))
}

fn attribute_kind(attribute: &Attribute) -> String {
    let mut kind = match &attribute.shape {
        Shape::Plain(r#type) => r#type.to_string(),
        Shape::Nested(nesting, _) => match nesting {
            Nesting::Single => "object".to_owned(),
            Nesting::List => "list of objects".to_owned(),
            Nesting::Map => "map of objects".to_owned(),
        },
    };
    if attribute.sensitive {
        kind.push_str(", sensitive");
    }
    if attribute.write_only {
        kind.push_str(", write-only");
    }
    kind
}

fn block_kind(block: &NestedBlock) -> String {
    let kind = match block.nesting {
        Nesting::Single if block.min_items > 0 => "block, exactly one",
        Nesting::Single => "block, at most one",
        Nesting::List => "blocks, in order",
        Nesting::Map => "blocks, each with a label",
    };
    match block.max_items {
        0 | 1 => kind.to_owned(),
        most => format!("{kind}, at most {most}"),
    }
}

/// What the schema says beside its description.
fn notes(attribute: &Attribute) -> Vec<String> {
    let mut notes = Vec::new();
    if attribute.requires_replace {
        notes.push("**A change replaces the resource.**".to_owned());
    }
    if attribute.usage == Usage::Computed
        && let Stability::ChangesWith(names) = attribute.stability
    {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        notes.push(format!("Changes only with {}.", enumeration(&names)));
    }
    notes
}

fn enumeration(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}
