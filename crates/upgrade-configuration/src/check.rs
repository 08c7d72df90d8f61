//! Checks that the rewritten text says what the old one said, by parsing and comparing it.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{BlockLabel, Body};

use crate::by_hand::ByHand;
use crate::forms::{Form, Place, environments};

/// Refuses a new text that does not say the same as the old one.
pub(crate) fn same(old_text: &str, old: &Body, new_text: &str) -> Result<(), Vec<ByHand>> {
    let new: Option<Body> = new_text.parse().ok();
    let is_same = new.is_some_and(|new| {
        let olds: Vec<_> = environments(old).collect();
        let news: Vec<_> = environments(&new).collect();
        let others = |body: &Body, text: &str| -> Vec<String> {
            let kept = body.iter().filter(|structure| {
                let block = structure.as_block();
                !block.is_some_and(|block| environments_has(body, block))
            });
            kept.map(|structure| words(text, structure.span()))
                .collect()
        };
        olds.len() == news.len()
            && others(old, old_text) == others(&new, new_text)
            && olds.iter().zip(news).all(|(old, new)| {
                is_body(
                    (old_text, &old.body),
                    (new_text, &Said::Body(&new.body)),
                    Place::Environment,
                )
            })
    });
    let refusal = || {
        vec![ByHand {
            line: 1,
            what: "the new form would not say the same; rewrite this file by hand".to_owned(),
        }]
    };
    is_same.then_some(()).ok_or_else(refusal)
}

fn environments_has(body: &Body, block: &hcl_edit::structure::Block) -> bool {
    environments(body).any(|found| std::ptr::eq(found, block))
}

/// What the new text has in place of a body of the old one.
enum Said<'a> {
    Body(&'a Body),
    Object(&'a Expression),
}

impl<'a> Said<'a> {
    /// The value of an attribute or an entry.
    fn value(&self, name: &str) -> Option<&'a Expression> {
        match self {
            Self::Body(body) => body.get_attribute(name).map(|it| &it.value),
            Self::Object(object) => {
                let mut found = object
                    .as_object()?
                    .iter()
                    .filter(|(key, _)| is_key(key, name));
                let value = found.next()?.1.expr();
                found.next().is_none().then_some(value)
            }
        }
    }

    /// The number of attributes and entries.
    fn len(&self) -> Option<usize> {
        match self {
            Self::Body(body) => Some(body.attributes().count()),
            Self::Object(object) => object.as_object().map(hcl_edit::expr::Object::len),
        }
    }
}

fn is_key(key: &ObjectKey, name: &str) -> bool {
    match key {
        ObjectKey::Ident(ident) => ident.as_str() == name,
        ObjectKey::Expression(Expression::Variable(ident)) => ident.as_str() == name,
        ObjectKey::Expression(Expression::String(text)) => text.as_str() == name,
        ObjectKey::Expression(_) => false,
    }
}

/// Returns whether `new` says every attribute and block of `old`, and nothing else.
fn is_body(
    (old_text, old): (&str, &Body),
    (new_text, new): (&str, &Said<'_>),
    place: Place,
) -> bool {
    let mut expected = 0;
    for attribute in old.attributes() {
        let value = new.value(attribute.key.as_str());
        let is_same = value.is_some_and(|value| {
            words(old_text, attribute.value.span()) == words(new_text, value.span())
        });
        if !is_same {
            return false;
        }
        expected += 1;
    }
    for (name, form, inside) in place.rows() {
        let blocks: Vec<_> = old.get_blocks(name).collect();
        if blocks.is_empty() {
            continue;
        }
        expected += 1;
        let Some(value) = new.value(form.attribute(name)) else {
            return false;
        };
        let is_entry = |block: &hcl_edit::structure::Block, value: &Expression| {
            is_body(
                (old_text, &block.body),
                (new_text, &Said::Object(value)),
                *inside,
            )
        };
        let is_same = match form {
            Form::Object => blocks.len() == 1 && is_entry(blocks[0], value),
            Form::List(_) => value.as_array().is_some_and(|values| {
                let mut pairs = blocks.iter().zip(values.iter());
                values.len() == blocks.len() && pairs.all(|(block, value)| is_entry(block, value))
            }),
            Form::Map(_) => {
                let entries = Said::Object(value);
                let label = |block: &hcl_edit::structure::Block| {
                    block
                        .labels
                        .first()
                        .map_or("", BlockLabel::as_str)
                        .to_owned()
                };
                entries.len() == Some(blocks.len())
                    && blocks.iter().all(|block| {
                        let value = entries.value(&label(block));
                        value.is_some_and(|value| is_entry(block, value))
                    })
            }
        };
        if !is_same {
            return false;
        }
    }
    let old_blocks = blocks_that_stay(old_text, old, place);
    let new_blocks = match new {
        Said::Body(body) => blocks_that_stay(new_text, body, Place::Leaf),
        Said::Object(_) => Vec::new(),
    };
    new.len() == Some(expected) && old_blocks == new_blocks
}

fn blocks_that_stay(text: &str, body: &Body, place: Place) -> Vec<String> {
    let stays = |name: &str| !place.rows().iter().any(|row| row.0 == name);
    let blocks = body.blocks().filter(|block| stays(block.ident.as_str()));
    blocks.map(|block| words(text, block.span())).collect()
}

/// A part of a text, without the indentation of its lines.
fn words(text: &str, span: Option<std::ops::Range<usize>>) -> String {
    let part = &text[span.unwrap_or_default()];
    let lines: Vec<_> = part.lines().map(str::trim).collect();
    lines.join("\n")
}
