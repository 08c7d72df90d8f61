//! Which parts of a file are compiled with tests only: those under `#[cfg(test)]`, or under any
//! other condition that cannot hold without `test`.

use proc_macro2::{LineColumn, Span};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Meta, Token};

/// Whether something with these attributes is compiled with tests only.
pub(super) fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .filter_map(|attribute| attribute.parse_args::<Meta>().ok())
        .any(|condition| without_tests(&condition) == Some(false))
}

/// What a condition is when no test is compiled, if that is all one has to know.
fn without_tests(condition: &Meta) -> Option<bool> {
    let Meta::List(list) = condition else {
        return condition.path().is_ident("test").then_some(false);
    };
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let parts: Vec<_> = parts.ok()?.iter().map(without_tests).collect();
    if list.path.is_ident("not") {
        return parts.first().copied().flatten().map(|value| !value);
    }
    let decisive = list.path.is_ident("any");
    if parts.contains(&Some(decisive)) {
        Some(decisive)
    } else if parts.contains(&None) {
        None
    } else {
        Some(!decisive)
    }
}

/// The parts of an item that are compiled with tests only.
#[derive(Debug, Default)]
pub(super) struct Regions(Vec<(LineColumn, LineColumn)>);

impl Regions {
    pub(super) fn of(item: &syn::Item) -> Self {
        let mut regions = Self::default();
        regions.visit_item(item);
        regions
    }

    pub(super) fn contain(&self, place: LineColumn) -> bool {
        self.0
            .iter()
            .any(|(start, end)| *start <= place && place < *end)
    }

    fn note(&mut self, attributes: &[Attribute], node: &impl ToTokens) {
        if is_test_only(attributes) {
            let span: Span = node.span();
            self.0.push((span.start(), span.end()));
        }
    }
}

impl<'ast> Visit<'ast> for Regions {
    fn visit_impl_item(&mut self, node: &'ast syn::ImplItem) {
        let attributes = match node {
            syn::ImplItem::Const(item) => &item.attrs,
            syn::ImplItem::Fn(item) => &item.attrs,
            syn::ImplItem::Type(item) => &item.attrs,
            syn::ImplItem::Macro(item) => &item.attrs,
            _ => return,
        };
        self.note(attributes, node);
        visit::visit_impl_item(self, node);
    }

    fn visit_trait_item(&mut self, node: &'ast syn::TraitItem) {
        let attributes = match node {
            syn::TraitItem::Const(item) => &item.attrs,
            syn::TraitItem::Fn(item) => &item.attrs,
            syn::TraitItem::Type(item) => &item.attrs,
            syn::TraitItem::Macro(item) => &item.attrs,
            _ => return,
        };
        self.note(attributes, node);
        visit::visit_trait_item(self, node);
    }

    fn visit_field(&mut self, node: &'ast syn::Field) {
        self.note(&node.attrs, node);
        visit::visit_field(self, node);
    }

    fn visit_field_value(&mut self, node: &'ast syn::FieldValue) {
        self.note(&node.attrs, node);
        visit::visit_field_value(self, node);
    }

    fn visit_variant(&mut self, node: &'ast syn::Variant) {
        self.note(&node.attrs, node);
        visit::visit_variant(self, node);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        self.note(&node.attrs, node);
        visit::visit_arm(self, node);
    }

    fn visit_local(&mut self, node: &'ast syn::Local) {
        self.note(&node.attrs, node);
        visit::visit_local(self, node);
    }
}
