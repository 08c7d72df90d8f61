//! A text with positions in it, and edits to it.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::{HeredocTemplate, StringTemplate};
use hcl_edit::visit::{self, Visit};

use crate::by_hand::ByHand;

/// Replaces a line break that belongs to a value; it has the same length.
pub(crate) const INSIDE: char = '\u{1}';

/// A text in which values have no line breaks, so that its lines can be moved.
pub(crate) struct Source {
    pub(crate) text: String,
    /// Its line ending.
    pub(crate) end: &'static str,
}

/// What to put in place of a part of the text.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn new(text: &str, body: &Body) -> Result<Self, Vec<ByHand>> {
        if text.contains(INSIDE) {
            return Err(vec![ByHand {
                line: 1,
                what: "a control character (U+0001) is in this file".to_owned(),
            }]);
        }
        let mut templates = Templates(Vec::new());
        templates.visit_body(body);
        let mut bytes = text.as_bytes().to_vec();
        for range in templates.0 {
            for byte in &mut bytes[range] {
                if *byte == b'\n' {
                    *byte = INSIDE as u8;
                }
            }
        }
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Ok(Self {
            text: String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()),
            end,
        })
    }

    /// The number of the line that a position is in, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        let before = self.text[..at].chars();
        1 + before
            .filter(|found| ['\n', INSIDE].contains(found))
            .count()
    }

    /// Where the line that a position is in begins.
    pub(crate) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |found| found + 1)
    }

    /// Where that line ends, before its line ending.
    pub(crate) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line = rest.split('\n').next().unwrap_or_default();
        at + line.trim_end_matches('\r').len()
    }

    /// The position of a block's opening brace.
    pub(crate) fn brace(&self, block: &Block) -> Option<usize> {
        let last = block
            .labels
            .last()
            .map_or_else(|| block.ident.span(), Span::span)?;
        let rest = &self.text[last.end..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest[blank..].starts_with('{').then_some(last.end + blank)
    }

    /// A part of the text, with edits applied.
    pub(crate) fn with(&self, range: Range<usize>, mut edits: Vec<Edit>) -> String {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut done = String::new();
        let mut at = range.start;
        for edit in edits {
            done.push_str(&self.text[at..edit.range.start]);
            done.push_str(&edit.text);
            at = edit.range.end;
        }
        done.push_str(&self.text[at..range.end]);
        done
    }
}

/// The ranges of the values that may contain line breaks.
struct Templates(Vec<Range<usize>>);

impl Visit for Templates {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::HeredocTemplate(_) | Expression::StringTemplate(_) => {
                self.0.extend(node.span());
            }
            _ => visit::visit_expr(self, node),
        }
    }

    fn visit_string_template(&mut self, node: &StringTemplate) {
        self.0.extend(node.span());
    }

    fn visit_heredoc_template(&mut self, node: &HeredocTemplate) {
        self.0.extend(node.span());
    }
}
