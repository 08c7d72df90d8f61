//! What a destroy does, by the attribute `deletion_policy`.

use flyte_domain::{Got, Violation};
use terraform_framework::{Diagnostic, Diagnostics, Path, Value};

use crate::findings;

/// Deploys one more revision, which marks the environment as deprecated.
pub(super) const DEPRECATE: &str = "deprecate";
/// Forgets the environment.
pub(super) const ABANDON: &str = "abandon";
/// Fails.
pub(super) const PREVENT: &str = "prevent";

const ALL: [&str; 3] = [DEPRECATE, ABANDON, PREVENT];

/// The rule of the attribute `deletion_policy`.
pub(super) fn rule(value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    if let Some(policy) = value.as_str()
        && !ALL.contains(&policy)
    {
        let violation = Violation::new(
            format!("deletion_policy must be \"{DEPRECATE}\", \"{ABANDON}\" or \"{PREVENT}\""),
            Got::word(policy, ALL),
            "Flyte cannot delete tasks; choose what happens instead.",
        );
        diagnostics.push(findings::violation(&violation, path.clone()));
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
