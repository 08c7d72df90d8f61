//! Takes a `use` statement apart.

use quote::ToTokens;

use crate::syntax::parts::{Import, Use};

/// What a statement brings in.
pub(super) fn read(item: &syn::ItemUse, test: bool, in_body: bool) -> Use {
    let mut imports = Vec::new();
    flatten(&item.tree, &mut Vec::new(), &mut imports);
    Use {
        line: item.use_token.span.start().line,
        visibility: item.vis.to_token_stream().to_string().replace(' ', ""),
        in_body,
        test,
        imports,
    }
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
