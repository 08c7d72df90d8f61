//! Rewrites configurations of 0.1: blocks of `flyte_task_environment` that became attributes.
//!
//! * The text is changed where it has to be, and nowhere else: comments, spaces and the order of
//!   everything stay. Lines inside a heredoc or a template are never touched.
//! * A file is rewritten as a whole or not at all. What cannot be rewritten safely is named, with its
//!   line and what to do.
//! * The result is parsed and compared with what the old text says before anybody gets it.
//! * What is in the new form already is left alone.
//!
//! It knows neither Flyte nor the provider, which must not depend on it: a release does not grow by
//! what is needed once.

mod by_hand;
mod check;
mod difference;
mod forms;
mod references;
mod rewrite;
mod source;

use hcl_edit::structure::Body;

pub use crate::by_hand::ByHand;
pub use crate::difference::difference;

/// A file in the new form.
#[derive(Debug)]
pub struct Upgraded {
    /// All of it; the same bytes if there was nothing to rewrite.
    pub text: String,
    /// What the file refers to by an old name.
    pub references: Vec<ByHand>,
}

/// Rewrites one file.
///
/// # Errors
/// When it cannot be read, or something in it cannot be rewritten safely: then nothing is.
pub fn upgrade(text: &str) -> Result<Upgraded, Vec<ByHand>> {
    let body = parse(text)?;
    let text = rewrite::rewrite(text, &body)?;
    let new = parse(&text)?;
    Ok(Upgraded {
        references: references::of(&text, &new),
        text,
    })
}

fn parse(text: &str) -> Result<Body, Vec<ByHand>> {
    text.parse().map_err(|error: hcl_edit::parser::Error| {
        vec![ByHand {
            line: error.location().line(),
            what: format!("this is no HCL: {}", error.message()),
        }]
    })
}
