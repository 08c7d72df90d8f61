//! Takes a `use` statement apart.

use quote::ToTokens;
use syn::spanned::Spanned;

use crate::syntax::parts::{Import, Use};

/// Reads a statement.
pub(super) fn read(item: &syn::ItemUse, test: bool, in_body: bool) -> Use {
    let mut imports = Vec::new();
    flatten(&item.tree, &mut Vec::new(), &mut imports);
    let (module, last) = module(&item.tree);
    let attributes = item.attrs.iter().map(ToTokens::to_token_stream);
    Use {
        lines: item.span().start().line..=item.semi_token.span.end().line,
        attributes: attributes.map(|attribute| attribute.to_string()).collect(),
        visibility: item.vis.to_token_stream().to_string().replace(' ', ""),
        nested: is_nested(last),
        module,
        in_body,
        test,
        imports,
    }
}

/// The path at the front of a tree, and what is behind it.
fn module(tree: &syn::UseTree) -> (Vec<String>, &syn::UseTree) {
    let mut module = Vec::new();
    let mut tree = tree;
    while let syn::UseTree::Path(path) = tree {
        module.push(path.ident.to_string());
        tree = &path.tree;
    }
    (module, tree)
}

fn is_nested(tree: &syn::UseTree) -> bool {
    let syn::UseTree::Group(group) = tree else {
        return false;
    };
    let more = |tree| matches!(tree, &syn::UseTree::Path(_) | &syn::UseTree::Group(_));
    group.items.iter().any(more)
}

fn flatten(tree: &syn::UseTree, before: &mut Vec<String>, imports: &mut Vec<Import>) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, imports);
            before.pop();
        }
        syn::UseTree::Name(name) => {
            imports.push(import(before, &name.ident, &name.ident));
        }
        syn::UseTree::Rename(rename) => {
            imports.push(import(before, &rename.ident, &rename.rename));
        }
        syn::UseTree::Glob(glob) => imports.push(Import {
            path: before.clone(),
            name: None,
            line: glob.star_token.span.start().line,
        }),
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, imports);
            }
        }
    }
}

/// `a::{self}` brings in `a`.
fn import(before: &[String], ident: &syn::Ident, name: &syn::Ident) -> Import {
    let line = ident.span().start().line;
    let mut path = before.to_vec();
    let mut name = name.to_string();
    if ident != "self" {
        path.push(ident.to_string());
    } else if name == "self" {
        name = path.last().cloned().unwrap_or_default();
    }
    Import {
        path,
        name: Some(name),
        line,
    }
}
