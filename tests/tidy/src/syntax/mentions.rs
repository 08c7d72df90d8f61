//! Finds the paths that code names, in the tokens of an item.
//!
//! A single identifier is a path too, unless it stands where something is defined, is a field, a
//! method, a label or a local variable.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, Ident, LineColumn, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};

use crate::syntax::parts::Mention;
use crate::syntax::test_only::Regions;

/// What the code of an item names.
pub(super) fn of(item: &syn::Item, test: bool, regions: &Regions) -> Vec<Mention> {
    let mut locals = Locals::default();
    locals.visit_item(item);
    let mut walk = Walk {
        locals,
        regions,
        test,
        mentions: Vec::new(),
    };
    walk.tokens(item.to_token_stream());
    walk.mentions
}

/// The names that patterns bind, and where the variants of enums are defined.
#[derive(Default)]
struct Locals {
    names: BTreeSet<String>,
    variants: BTreeSet<LineColumn>,
}

impl<'ast> Visit<'ast> for Locals {
    fn visit_pat_ident(&mut self, node: &'ast syn::PatIdent) {
        self.names.insert(node.ident.to_string());
        visit::visit_pat_ident(self, node);
    }

    fn visit_variant(&mut self, node: &'ast syn::Variant) {
        self.variants.insert(node.ident.span().start());
        visit::visit_variant(self, node);
    }
}

struct Walk<'a> {
    locals: Locals,
    regions: &'a Regions,
    test: bool,
    mentions: Vec<Mention>,
}

impl Walk<'_> {
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                TokenTree::Ident(word) if is_import(word, &tokens[at..]) => {
                    end_of_statement(&tokens, at)
                }
                TokenTree::Ident(_) => self.path(&tokens, at),
                TokenTree::Group(group) if is_attribute(&tokens[..at], group) => {
                    self.attribute(group);
                    at + 1
                }
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    at + 1
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => at + 1,
            };
        }
    }

    /// Reads the path that begins here, and returns where it ends.
    fn path(&mut self, tokens: &[TokenTree], start: usize) -> usize {
        let mut path = Vec::new();
        let mut at = start;
        while let Some(TokenTree::Ident(word)) = tokens.get(at) {
            path.push(word.to_string());
            at += 1;
            let goes_on = is_punct(tokens.get(at), ':')
                && is_punct(tokens.get(at + 1), ':')
                && matches!(tokens.get(at + 2), Some(TokenTree::Ident(_)));
            if !goes_on {
                break;
            }
            at += 2;
        }
        if let Some(first) = self.start(&path, tokens, start, at) {
            path[0] = first;
            let place = tokens[start].span().start();
            self.mentions.push(Mention {
                path,
                line: place.line,
                test: self.test || self.regions.contain(place),
            });
        }
        at
    }

    /// What a path begins with, if it is one that this crate can resolve.
    fn start(
        &self,
        path: &[String],
        tokens: &[TokenTree],
        start: usize,
        end: usize,
    ) -> Option<String> {
        let before = |back: usize| start.checked_sub(back).map(|at| &tokens[at]);
        let first = &path[0];
        if is_punct(before(1), '$') {
            return (first == "crate").then(|| first.clone());
        }
        let continued = is_punct(before(1), ':') && is_punct(before(2), ':');
        let member = is_punct(before(1), '.') && !is_punct(before(2), '.');
        if continued || member || is_punct(before(1), '\'') {
            return None;
        }
        if path.len() > 1 {
            return (first != "Self").then(|| first.clone());
        }
        let defined = matches!(before(1), Some(TokenTree::Ident(word)) if defines(word))
            || self.locals.variants.contains(&tokens[start].span().start());
        let labels = is_punct(tokens.get(end), ':') && !is_punct(tokens.get(end + 1), ':');
        let assigned = is_punct(tokens.get(end), '=')
            && !is_punct(tokens.get(end + 1), '=')
            && !is_punct(tokens.get(end + 1), '>');
        let local = self.locals.names.contains(first);
        (!defined && !labels && !assigned && !local).then(|| first.clone())
    }

    /// Serde takes paths as texts; what else is in an attribute is code, except for its name.
    fn attribute(&mut self, group: &Group) {
        let mut tokens = group.stream().into_iter();
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            return;
        };
        if name == "doc" {
            return;
        }
        for token in tokens {
            let TokenTree::Group(group) = token else {
                continue;
            };
            if name == "serde" {
                self.texts(group.stream());
            }
            self.tokens(group.stream());
        }
    }

    fn texts(&mut self, tokens: TokenStream) {
        let mut key = String::new();
        for token in tokens {
            let literal = match token {
                TokenTree::Ident(word) => {
                    key = word.to_string();
                    continue;
                }
                TokenTree::Literal(literal) if PATHS_OF_SERDE.contains(&key.as_str()) => literal,
                _ => continue,
            };
            let place = literal.span().start();
            let Ok(text) = syn::parse2::<syn::LitStr>(TokenTree::Literal(literal).into()) else {
                continue;
            };
            self.mentions.push(Mention {
                path: text.value().split("::").map(str::to_owned).collect(),
                line: place.line,
                test: self.test || self.regions.contain(place),
            });
        }
    }
}

/// The settings of Serde whose text is a path.
const PATHS_OF_SERDE: [&str; 8] = [
    "default",
    "deserialize_with",
    "from",
    "into",
    "remote",
    "serialize_with",
    "try_from",
    "with",
];

/// Whether a `use` statement begins here, and not the `use<'a>` of a type.
fn is_import(word: &Ident, rest: &[TokenTree]) -> bool {
    word == "use" && !is_punct(rest.get(1), '<')
}

fn end_of_statement(tokens: &[TokenTree], start: usize) -> usize {
    let rest = tokens[start..].iter();
    let length = rest.take_while(|token| !is_punct(Some(token), ';')).count();
    start + length
}

fn is_attribute(before: &[TokenTree], group: &Group) -> bool {
    let last = before.last();
    let inner = is_punct(last, '!') && is_punct(before.iter().rev().nth(1), '#');
    group.delimiter() == Delimiter::Bracket && (is_punct(last, '#') || inner)
}

fn is_punct(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// Whether the identifier after this word is being defined.
fn defines(word: &Ident) -> bool {
    [
        "const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union",
    ]
    .iter()
    .any(|keyword| word == keyword)
}
