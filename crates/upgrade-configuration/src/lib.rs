//! Rewrites configurations for version 0.1, in which attributes of `flyte_task_environment` were
//! blocks.
//!
//! * The text is changed only where it has to be: comments, spaces and the order of everything
//!   stay. Lines inside a heredoc or a template are never touched.
//! * A file is rewritten as a whole or not at all. What cannot be rewritten safely is reported,
//!   with its line and what to do.
//! * Before the result is returned, it is parsed and compared with the old text.
//! * What is already in the new form is left alone.
//!
//! It knows neither Flyte nor the provider, and the provider must not depend on it: a release
//! should not grow by something that is needed once.

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
    /// All of it; identical if there was nothing to rewrite.
    pub text: String,
    /// References in the file that use an old name.
    pub references: Vec<ByHand>,
}

/// Rewrites one file.
///
/// # Errors
/// When it cannot be read, or something in it cannot be rewritten safely; then nothing is
/// rewritten.
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
