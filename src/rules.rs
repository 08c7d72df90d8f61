//! The domain's rules as rules of attributes.

use flyte_domain::Violation;
use terraform_framework::{Diagnostics, Path, Value};

use crate::findings;

/// A rule of the domain about a string.
pub(crate) fn text_rule(
    check: impl Fn(&str) -> Result<(), Violation> + Send + Sync + 'static,
) -> impl Fn(&Value, &Path, &mut Diagnostics) + Send + Sync + 'static {
    move |value, path, diagnostics| {
        if let Some(text) = value.as_str()
            && let Err(violation) = check(text)
        {
            diagnostics.push(findings::violation(&violation, path.clone()));
        }
    }
}

/// A rule of the domain about each entry of a map of strings. A string that is not known yet is
/// checked as an empty one, which breaks no rule.
pub(crate) fn texts_rule(
    check: impl Fn(String, String) -> Result<(), Vec<(String, Violation)>> + Send + Sync + 'static,
) -> impl Fn(&Value, &Path, &mut Diagnostics) + Send + Sync + 'static {
    move |value, path, diagnostics| {
        for (name, text) in value.as_map().into_iter().flatten() {
            let text = text.as_str().unwrap_or_default().to_owned();
            for (name, violation) in check(name.to_string(), text).err().into_iter().flatten() {
                diagnostics.push(findings::violation(&violation, path.clone().key(name)));
            }
        }
    }
}
