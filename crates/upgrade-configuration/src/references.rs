//! References to an environment that use a name which no longer exists. They are reported, not
//! changed: what a local value, an output or an `each.value` refers to is unknown here.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::Body;
use hcl_edit::visit::{self, Visit};

use crate::by_hand::ByHand;
use crate::forms::environments;

const NAMES: [(&str, &str); 3] = [
    ("secret", "secrets"),
    ("task", "tasks"),
    ("trigger", "triggers"),
];

pub(crate) fn of(text: &str, body: &Body) -> Vec<ByHand> {
    let mut found = References {
        text,
        is_lifecycle: false,
        found: Vec::new(),
    };
    found.visit_body(body);
    found.is_lifecycle = true;
    for block in environments(body) {
        for lifecycle in block.body.get_blocks("lifecycle") {
            found.visit_body(&lifecycle.body);
        }
    }
    found.found.sort();
    found.found.dedup();
    found.found
}

struct References<'a> {
    text: &'a str,
    /// Whether bare names are attributes of the environment itself.
    is_lifecycle: bool,
    found: Vec<ByHand>,
}

impl References<'_> {
    fn tell(&mut self, at: Option<std::ops::Range<usize>>, name: &str) {
        let Some((old, new)) = NAMES.iter().find(|(old, _)| *old == name) else {
            return;
        };
        let before = &self.text[..at.unwrap_or_default().start];
        self.found.push(ByHand {
            line: 1 + before.matches('\n').count(),
            what: format!("`{old}` is called `{new}` now"),
        });
    }
}

impl Visit for References<'_> {
    fn visit_expr(&mut self, node: &Expression) {
        if let (true, Expression::Variable(name)) = (self.is_lifecycle, node) {
            self.tell(node.span(), name.as_str());
        }
        visit::visit_expr(self, node);
    }

    fn visit_traversal(&mut self, node: &Traversal) {
        let root = node.expr.as_variable().map_or("", |name| name.as_str());
        let mut operators = node.operators.iter().map(|operator| operator.value());
        let attribute = if self.is_lifecycle {
            Some(root)
        } else if root == "flyte_task_environment" {
            // The first operator is the resource's name.
            operators.by_ref().skip(1).find_map(name)
        } else {
            None
        };
        self.tell(node.span(), attribute.unwrap_or_default());
        if matches!(attribute, Some("task" | "tasks")) {
            // The next operator is the task's name.
            let inside = operators.nth(1).and_then(name);
            if inside == Some("trigger") {
                self.tell(node.span(), "trigger");
            }
        }
        visit::visit_traversal(self, node);
    }
}

fn name(operator: &TraversalOperator) -> Option<&str> {
    match operator {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    }
}
