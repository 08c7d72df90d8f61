//! A YAML document as a tree in which every value knows its line and column.
//!
//! Types are not guessed here: a scalar is its text, and whether it was written plainly, so that
//! `org: 007` stays `007` and a reader that wants a boolean can tell `yes` from `"yes"`. Aliases
//! share the value that they name, and count as deep as that is. As with PyYAML, which the SDK uses,
//! the last of two equal keys counts, and `<<` merges mappings whose keys give way to those written.
//! Depth is bounded, of what is written and of what aliases make of it, and so is the number of
//! values: those that are written, and the entries that merges copy, which could double with every
//! line.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput};

use crate::quote::quote;

/// How deep values may be nested. A configuration file needs three levels.
const DEEPEST: usize = 32;
/// How many values there may be. A configuration file has some twenty.
const MOST: usize = 10_000;
/// The key that merges other mappings into its own.
const MERGE: &str = "<<";

/// A place in the text, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Position {
    fn of(marker: &Marker) -> Self {
        Self {
            line: marker.line(),
            column: marker.col() + 1,
        }
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) position: Position,
    pub(super) node: Rc<Node>,
    /// How many levels of values it has, itself included.
    levels: usize,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Node {
    Null,
    Scalar { text: String, plain: bool },
    List(Vec<Value>),
    Mapping(Vec<(String, Value)>),
}

impl Node {
    /// How many levels the values in it have.
    fn levels_below(&self) -> usize {
        let deepest = match self {
            Self::Null | Self::Scalar { .. } => None,
            Self::List(items) => items.iter().map(|item| item.levels).max(),
            Self::Mapping(entries) => entries.iter().map(|(_, value)| value.levels).max(),
        };
        deepest.unwrap_or_default()
    }
}

impl Value {
    /// The value of a key of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        match &*self.node {
            Node::Mapping(entries) => entries
                .iter()
                .rev()
                .find_map(|(name, value)| (name == key).then_some(value)),
            _ => None,
        }
    }

    /// What it is, for a message. Its text is not shown: it may be secret.
    pub(super) fn kind(&self) -> &'static str {
        match &*self.node {
            Node::Null => "nothing",
            Node::Scalar { .. } => "a single value",
            Node::List(_) => "a list",
            Node::Mapping(_) => "a mapping",
        }
    }
}

/// Text that is not YAML, or not of the kind that a configuration file needs.
#[derive(Debug)]
pub(super) struct InvalidYaml {
    pub(super) position: Position,
    pub(super) problem: String,
}

/// What a text has.
#[derive(Debug)]
pub(super) enum Document {
    /// Nothing but comments.
    None,
    /// One document.
    One(Value),
    /// More than one, and where the second begins. No more is read.
    Several(Position),
}

/// Reads the one document of a text.
pub(super) fn parse(text: &str) -> Result<Document, InvalidYaml> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        anchors: BTreeMap::new(),
        left: MOST,
    };
    let mut document = Document::None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(document),
            Event::DocumentStart(_) if matches!(document, Document::One(_)) => {
                return Ok(Document::Several(Position::of(&span.start)));
            }
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            event => document = Document::One(reader.value(event, span, 0)?),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    anchors: BTreeMap<usize, Value>,
    /// How many more values there may be.
    left: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), InvalidYaml> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(error.into()),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Value, InvalidYaml> {
        if depth > DEEPEST {
            return Err(invalid(&span, "it is nested too deeply"));
        }
        let position = Position::of(&span.start);
        self.count(1, position)?;
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let is_null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let text = text.into_owned();
                let node = if is_null {
                    Node::Null
                } else {
                    Node::Scalar { text, plain }
                };
                (node, anchor)
            }
            Event::SequenceStart(anchor, _) => (self.list(depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.mapping(depth)?, anchor),
            Event::Alias(anchor) => {
                let Some(named) = self.anchors.get(&anchor).cloned() else {
                    return Err(invalid(
                        &span,
                        "an alias stands inside the value that it refers to",
                    ));
                };
                if depth + named.levels > DEEPEST + 1 {
                    return Err(invalid(&span, "it is nested too deeply"));
                }
                return Ok(Value { position, ..named });
            }
            _ => return Err(invalid(&span, "a value is missing")),
        };
        let value = Value {
            position,
            levels: node.levels_below() + 1,
            node: Rc::new(node),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn list(&mut self, depth: usize) -> Result<Node, InvalidYaml> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Node::List(items)),
                (event, span) => items.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Node, InvalidYaml> {
        let (mut merged, mut entries) = (Vec::new(), Vec::new());
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => break,
                (event, span) => self.value(event, span, depth + 1)?,
            };
            let (event, span) = self.next()?;
            let value = self.value(event, span, depth + 1)?;
            match &*key.node {
                Node::Scalar { text, plain: true } if text == MERGE => {
                    self.merge(&mut merged, &value)?;
                }
                Node::Scalar { text, .. } => entries.push((text.clone(), value)),
                // No key that we know; whatever it means to others, it is theirs.
                _ => {}
            }
        }
        merged.append(&mut entries);
        Ok(Node::Mapping(merged))
    }

    /// Adds what `<<` names in front of what is there, so that the first of several mappings counts.
    fn merge(
        &mut self,
        merged: &mut Vec<(String, Value)>,
        value: &Value,
    ) -> Result<(), InvalidYaml> {
        match &*value.node {
            Node::Mapping(entries) => {
                self.count(entries.len(), value.position)?;
                merged.splice(0..0, entries.iter().cloned());
                Ok(())
            }
            Node::List(items) => items.iter().try_for_each(|item| match &*item.node {
                Node::Mapping(_) => self.merge(merged, item),
                _ => Err(no_mapping(item)),
            }),
            _ => Err(no_mapping(value)),
        }
    }

    fn count(&mut self, values: usize, position: Position) -> Result<(), InvalidYaml> {
        match self.left.checked_sub(values) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(InvalidYaml {
                position,
                problem: "it has more entries than a configuration file can have".to_owned(),
            }),
        }
    }
}

fn no_mapping(value: &Value) -> InvalidYaml {
    InvalidYaml {
        position: value.position,
        problem: format!("`<<` needs a mapping, and this is {}", value.kind()),
    }
}

fn invalid(span: &Span, problem: &str) -> InvalidYaml {
    InvalidYaml {
        position: Position::of(&span.start),
        problem: problem.to_owned(),
    }
}

impl From<ScanError> for InvalidYaml {
    fn from(error: ScanError) -> Self {
        Self {
            position: Position::of(error.marker()),
            problem: quote(error.info()),
        }
    }
}
