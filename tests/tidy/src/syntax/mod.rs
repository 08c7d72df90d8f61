//! What a file in Rust consists of, as far as the rules ask: its modules, the items that it
//! defines, its imports, and the paths that its code names.
//!
//! A path is a row of identifiers in the tokens, so those inside macros count too. Comments and
//! documentation do not.

mod mentions;
mod parts;
mod reader;
mod test_only;
mod uses;

pub(crate) use crate::syntax::parts::{Declared, Mention, Scope, Use};

/// Reads a file.
pub(crate) fn read(path: &str, text: &str) -> Scope {
    let file = syn::parse_file(text).unwrap_or_else(|error| {
        let place = error.span().start();
        panic!("{path}:{}:{}: {error}", place.line, place.column + 1)
    });
    reader::scope(String::new(), 1, false, &file.items)
}
