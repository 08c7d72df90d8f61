//! Where Terraform can show a message: it finds the line of an attribute, also in nested blocks, and
//! that of one element of a value that is written out there, but not of one that comes from a
//! variable. It does not look deeper into values: for such a path it shows the head of the block,
//! or an attribute of the same name outside.
//!
//! So a message about a place inside a value points at the element at most, and says the place in
//! its text.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::path::{Path, Step};
use crate::schema::Block;

/// The messages, each at a place that Terraform can show.
pub(crate) fn located(block: &Block, diagnostics: Diagnostics) -> Diagnostics {
    let mut located = Diagnostics::new();
    located.extend(diagnostics.into_iter().map(|it| locate(block, it)));
    located
}

fn locate(block: &Block, diagnostic: Diagnostic) -> Diagnostic {
    let Some(path) = &diagnostic.attribute else {
        return diagnostic;
    };
    let attribute = attribute(block, path.steps());
    if attribute == path.steps().len() {
        return diagnostic;
    }
    let detail = format!("{}\n\nIn `{path}`.", diagnostic.detail.trim_end());
    let is_element = |step: &&Step| !matches!(step, Step::Attribute(_));
    let element = path.steps().get(attribute).filter(is_element);
    let steps = path.steps().iter().take(attribute).chain(element).cloned();
    Diagnostic {
        detail,
        attribute: Some(steps.fold(Path::root(), Path::step)),
        ..diagnostic
    }
}

/// How many of the steps lead to an attribute; all of them where they lead to a block.
fn attribute(mut block: &Block, steps: &[Step]) -> usize {
    for (position, step) in steps.iter().enumerate() {
        let Step::Attribute(name) = step else {
            // The label or the number of a block.
            continue;
        };
        match block.blocks.get(name.as_str()) {
            Some(nested) => block = &nested.block,
            None => return position + 1,
        }
    }
    steps.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Attribute, NestedBlock, Nesting, Usage};
    use crate::types::Type;

    fn message(path: Path) -> Diagnostic {
        let block = Block::default()
            .attribute(
                "tasks",
                Attribute::nested(Nesting::Map, Block::default(), Usage::Optional),
            )
            .block(
                "keyed",
                NestedBlock::new(
                    Nesting::Map,
                    Block::default().attribute("x", Attribute::optional(Type::String)),
                ),
            );
        let diagnostics = Diagnostics::from(Diagnostic::error("wrong", "Got it.").at(path));
        located(&block, diagnostics).into_iter().next().unwrap()
    }

    #[test]
    fn a_place_inside_a_value_is_told_in_words() {
        let element = Path::root().attribute("tasks").key("main");
        let deep = message(element.clone().attribute("retries").attribute("count"));
        assert_eq!(deep.attribute, Some(element.clone()));
        assert_eq!(
            deep.detail,
            "Got it.\n\nIn `tasks[\"main\"].retries.count`."
        );
        let whole = message(element.clone());
        assert_eq!(whole.attribute, Some(element));
        assert_eq!(whole.detail, "Got it.\n\nIn `tasks[\"main\"]`.");
        let within = Path::root().attribute("resources").attribute("cpu");
        let within = message(within);
        assert_eq!(within.attribute, Some(Path::root().attribute("resources")));
        assert_eq!(within.detail, "Got it.\n\nIn `resources.cpu`.");
    }

    #[test]
    fn blocks_and_the_whole_are_shown_as_they_are() {
        let inside = Path::root().attribute("keyed").key("a").attribute("x");
        for path in [inside, Path::root()] {
            let shown = message(path.clone());
            assert_eq!(shown.attribute, (!path.is_root()).then_some(path));
            assert_eq!(shown.detail, "Got it.");
        }
    }
}
