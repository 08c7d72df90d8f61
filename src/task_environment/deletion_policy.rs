//! What a destroy does, by the attribute `deletion_policy`.

use terraform_framework::{Diagnostic, Diagnostics, Path, Value};

/// Deploys one more revision, which marks the environment as deprecated.
pub(super) const DEPRECATE: &str = "deprecate";
/// Forgets the environment.
pub(super) const ABANDON: &str = "abandon";
/// Fails.
pub(super) const PREVENT: &str = "prevent";

/// The rule of the attribute `deletion_policy`.
pub(super) fn rule(value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    if let Some(policy) = value.as_str()
        && ![DEPRECATE, ABANDON, PREVENT].contains(&policy)
    {
        diagnostics.push(
            Diagnostic::error(
                format!("deletion_policy must be \"{DEPRECATE}\", \"{ABANDON}\" or \"{PREVENT}\""),
                format!("Got `{policy}`.\nFlyte cannot delete tasks; choose what happens instead."),
            )
            .at(path.clone()),
        );
    }
}

/// A destroy, or a replacement, against the policy in the state.
pub(super) fn prevented(id: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Task environment `{id}` must not be destroyed"),
        format!(
            "Its `deletion_policy` in the Terraform state is `{PREVENT}`. If it is to go, or to \
             get another name, project, domain or organisation, set the policy to `{DEPRECATE}` or \
             `{ABANDON}` first, and apply that alone. To forget it and leave it as it is, use a \
             `removed` block with `destroy = false`."
        ),
    )
    .at(Path::root().attribute("deletion_policy"))
}
