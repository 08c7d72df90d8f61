//! The rewriting itself: edits to the text, derived from what the parser found.

use std::collections::BTreeSet;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::structure::{Block, BlockLabel, Body};

use crate::by_hand::ByHand;
use crate::check;
use crate::forms::{Form, Place, Row, environments};
use crate::source::{Edit, INSIDE, Source};

/// Words with a special meaning at the beginning of an object.
const WORDS: [&str; 8] = [
    "else", "endfor", "endif", "false", "for", "if", "null", "true",
];

pub(crate) fn rewrite(text: &str, body: &Body) -> Result<String, Vec<ByHand>> {
    let source = Source::new(text, body)?;
    let mut work = Work {
        source: &source,
        refused: Vec::new(),
    };
    let mut edits = Vec::new();
    for block in environments(body) {
        edits.extend(work.body(&block.body, Place::Environment));
    }
    if !work.refused.is_empty() {
        return Err(work.refused);
    }
    if edits.is_empty() {
        return Ok(text.to_owned());
    }
    let done = source.with(0..source.text.len(), edits);
    let done = done.replace(INSIDE, "\n");
    check::same(text, body, &done)?;
    Ok(done)
}

struct Work<'a> {
    source: &'a Source,
    refused: Vec<ByHand>,
}

impl Work<'_> {
    fn refuse(&mut self, at: Option<Range<usize>>, what: String) {
        let line = at.map_or(1, |range| self.source.line(range.start));
        self.refused.push(ByHand { line, what });
    }

    /// The edits inside a body.
    fn body(&mut self, body: &Body, place: Place) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (name, form, inside) in place.rows() {
            let blocks: Vec<_> = body.get_blocks(name).collect();
            let attribute = form.attribute(name);
            let Some(first) = blocks.first() else {
                continue;
            };
            if body.has_attribute(attribute) {
                let what =
                    format!("`{attribute} =` and a block `{name}` stand side by side: merge them");
                self.refuse(first.span(), what);
            } else if *form == Form::Object {
                edits.extend(self.object(&blocks, name, *inside));
            } else {
                edits.extend(self.collection(&blocks, (name, *form, *inside)));
            }
        }
        for block in body.get_blocks("dynamic") {
            let label = block.labels.first().map_or("", BlockLabel::as_str);
            if let Some((name, form, _)) = place.rows().iter().find(|row| row.0 == label) {
                let attribute = form.attribute(name);
                let what = match form {
                    Form::Object => format!("write `{attribute} = … ? {{ … }} : null`"),
                    Form::List(_) => format!("write `{attribute} = [for … : {{ … }}]`"),
                    Form::Map(_) => format!("write `{attribute} = {{ for … : NAME => {{ … }} }}`"),
                };
                self.refuse(
                    block.span(),
                    format!("`dynamic \"{label}\"` has no new form: {what}"),
                );
            }
        }
        edits
    }

    /// Turns a block into an object of the same name.
    fn object(&mut self, blocks: &[&Block], name: &str, inside: Place) -> Vec<Edit> {
        if let Some(second) = blocks.get(1) {
            self.refuse(second.span(), format!("a second block `{name}`: keep one"));
            return Vec::new();
        }
        let Some(brace) = blocks[0]
            .labels
            .is_empty()
            .then(|| self.source.brace(blocks[0]))
            .flatten()
        else {
            self.refuse(
                blocks[0].span(),
                format!("block `{name}` does not open as `{name} {{`"),
            );
            return Vec::new();
        };
        let mut edits = self.body(&blocks[0].body, inside);
        edits.push(Edit {
            range: brace..brace,
            text: "= ".to_owned(),
        });
        edits
    }

    /// Turns blocks into the entries of one map, or the elements of one list, in place of the
    /// first.
    fn collection(&mut self, blocks: &[&Block], row: Row) -> Vec<Edit> {
        let (name, form, _) = row;
        let mut keys = BTreeSet::new();
        let mut pieces = Vec::new();
        for block in blocks {
            let key = match form {
                Form::Map(_) => self.key(block),
                _ if block.labels.is_empty() => Some(String::new()),
                _ => None,
            };
            let piece = key.and_then(|key| {
                let is_new = matches!(form, Form::List(_)) || keys.insert(key.clone());
                is_new.then(|| self.piece(block, &key, row)).flatten()
            });
            if let Some(piece) = piece {
                pieces.push(piece);
            } else {
                let what = format!(
                    "block `{name}`: its name is taken or unusual, or something else is on its lines; rewrite it by hand"
                );
                self.refuse(block.span(), what);
            }
        }
        let (open, close) = match form {
            Form::List(_) => ("[", "]"),
            _ => ("{", "}"),
        };
        let Some(first) = pieces.first() else {
            return Vec::new();
        };
        let (indent, end) = (first.indent.clone(), self.source.end);
        let mut text = format!("{indent}{} = {open}{end}", form.attribute(name));
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 && piece.is_apart {
                text.push_str(end);
            }
            for line in piece.text.split('\n') {
                let line = line.trim_end_matches('\r');
                if !line.trim().is_empty() {
                    text.push_str("  ");
                    text.push_str(line);
                }
                text.push_str(end);
            }
        }
        text.push_str(&format!("{indent}{close}"));
        let mut edits = vec![Edit {
            range: first.range.clone(),
            text,
        }];
        edits.extend(pieces[1..].iter().map(|piece| self.removal(piece)));
        edits
    }

    /// One block with its comments: those right above it, and the one behind it.
    fn piece(&mut self, block: &Block, key: &str, (_, form, inside): Row) -> Option<Piece> {
        let span = block.span()?;
        let brace = self.source.brace(block)?;
        let source = self.source;
        let line = source.line_start(span.start);
        let indent = &source.text[line..span.start];
        let end = source.line_end(span.end);
        let behind = &source.text[span.end..end];
        let is_comment = |text: &str| text.starts_with('#') || text.starts_with("//");
        let stands_alone =
            indent.trim().is_empty() && (behind.trim().is_empty() || is_comment(behind.trim()));
        if !stands_alone {
            return None;
        }
        let mut start = line;
        while start > 0 {
            let above = source.line_start(start - 1);
            if !is_comment(source.text[above..start].trim()) {
                break;
            }
            start = above;
        }
        let above = start
            .checked_sub(1)
            .map(|at| &source.text[source.line_start(at)..start]);
        let (head, tail) = match form {
            Form::List(_) => (String::new(), ","),
            _ => (format!("{key} = "), ""),
        };
        let edits = self.body(&block.body, inside);
        let body = source.with(brace..span.end, edits);
        let comments = &source.text[start..line];
        Some(Piece {
            text: format!("{comments}{indent}{head}{body}{tail}{behind}"),
            indent: indent.to_owned(),
            is_apart: above.is_some_and(|line| line.trim().is_empty()),
            range: start..end,
        })
    }

    /// Takes a piece away, with the empty lines above it.
    fn removal(&self, piece: &Piece) -> Edit {
        let text = &self.source.text;
        let mut start = piece.range.start;
        while start > 0 {
            let above = self.source.line_start(start - 1);
            if !text[above..start].trim().is_empty() {
                break;
            }
            start = above;
        }
        let end = text[piece.range.end..].find('\n');
        Edit {
            range: start..end.map_or(text.len(), |found| piece.range.end + found + 1),
            text: String::new(),
        }
    }

    /// The key of an entry: the block's only label.
    fn key(&self, block: &Block) -> Option<String> {
        let [label] = &block.labels[..] else {
            return None;
        };
        let text = label.as_str();
        let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && text
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || "_-".contains(it));
        if is_plain && !WORDS.contains(&text) {
            return Some(text.to_owned());
        }
        let written = &self.source.text[label.span()?];
        let is_template =
            written.contains("${") || written.contains("%{") || written.contains(INSIDE);
        (written.starts_with('"') && !is_template).then(|| written.to_owned())
    }
}

/// A block as an entry or element.
struct Piece {
    text: String,
    indent: String,
    is_apart: bool,
    range: Range<usize>,
}
