//! Sorts the items of a file, or of a module in it, by what the rules ask of them.

use syn::visit::{self, Visit};

use crate::syntax::parts::{Declared, Item, Scope, Use};
use crate::syntax::test_only::{Regions, is_test_only};
use crate::syntax::{mentions, uses};

/// What a module consists of.
pub(super) fn scope(name: String, line: usize, test: bool, items: &[syn::Item]) -> Scope {
    let mut scope = Scope {
        name,
        line,
        test,
        ..Scope::default()
    };
    for item in items {
        add(&mut scope, item);
    }
    scope
}

fn add(scope: &mut Scope, item: &syn::Item) {
    let test = scope.test || is_test_only(attributes(item));
    match item {
        syn::Item::Use(item) => scope.uses.push(uses::read(item, test, false)),
        syn::Item::Mod(item) => {
            let name = item.ident.to_string();
            let line = item.ident.span().start().line;
            match &item.content {
                Some((_, items)) => scope.inline.push(self::scope(name, line, test, items)),
                None => scope.declared.push(Declared {
                    path: path_attribute(&item.attrs),
                    line,
                    name,
                    test,
                }),
            }
        }
        item => {
            scope.items.extend(name(item).map(|name| Item {
                name: name.to_string(),
                test,
            }));
            let regions = Regions::of(item);
            let mut bodies = Bodies {
                uses: &mut scope.uses,
                regions: &regions,
                test,
            };
            bodies.visit_item(item);
            scope.mentions.extend(mentions::of(item, test, &regions));
        }
    }
}

/// What an item defines; nothing for an `impl`, a call of a macro and the like.
fn name(item: &syn::Item) -> Option<&syn::Ident> {
    match item {
        syn::Item::Const(item) => Some(&item.ident),
        syn::Item::Enum(item) => Some(&item.ident),
        syn::Item::Fn(item) => Some(&item.sig.ident),
        syn::Item::Macro(item) => item.ident.as_ref(),
        syn::Item::Static(item) => Some(&item.ident),
        syn::Item::Struct(item) => Some(&item.ident),
        syn::Item::Trait(item) => Some(&item.ident),
        syn::Item::TraitAlias(item) => Some(&item.ident),
        syn::Item::Type(item) => Some(&item.ident),
        syn::Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}

/// The attributes of an item of any kind.
pub(super) fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::ExternCrate(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::ForeignMod(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::TraitAlias(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Union(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The file that `#[path = "…"]` names.
fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    let attribute = attributes
        .iter()
        .find(|found| found.path().is_ident("path"))?;
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(path),
            ..
        }) => Some(path.value()),
        _ => None,
    }
}

/// Finds the imports in the bodies of functions.
struct Bodies<'a> {
    uses: &'a mut Vec<Use>,
    regions: &'a Regions,
    test: bool,
}

impl<'ast> Visit<'ast> for Bodies<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let test = self.test
            || is_test_only(&item.attrs)
            || self.regions.contain(item.use_token.span.start());
        self.uses.push(uses::read(item, test, true));
        visit::visit_item_use(self, item);
    }
}
