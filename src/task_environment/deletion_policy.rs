//! What a destroy does, by the attribute `deletion_policy`.

use terraform_framework::{Diagnostic, Diagnostics, Path, Value};

/// Deploys one more revision, which marks the environment as deprecated.
pub(super) const DEPRECATE: &str = "deprecate";
/// Forgets the environment.
pub(super) const ABANDON: &str = "abandon";

/// The rule of the attribute `deletion_policy`.
pub(super) fn rule(value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    if let Some(policy) = value.as_str()
        && policy != DEPRECATE
        && policy != ABANDON
    {
        diagnostics.push(
            Diagnostic::error(
                format!("deletion_policy must be \"{DEPRECATE}\" or \"{ABANDON}\""),
                format!("Got `{policy}`.\nFlyte cannot delete tasks; choose what happens instead."),
            )
            .at(path.clone()),
        );
    }
}
