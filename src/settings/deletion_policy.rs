//! What a destroy does, by the attribute `deletion_policy`.

use flyte_domain::{Got, SettingsScope, Violation};
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::findings;
use crate::settings::model::Model;

/// Removes every setting of the scope.
pub(super) const CLEAR: &str = "clear";
/// Forgets the settings.
pub(super) const ABANDON: &str = "abandon";
/// Fails.
pub(super) const PREVENT: &str = "prevent";

const ALL: [&str; 3] = [CLEAR, ABANDON, PREVENT];

/// The rule of the attribute `deletion_policy`.
pub(super) fn check(policy: &Field<String>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    if let Some(policy) = policy.as_known()
        && !ALL.contains(&policy.as_str())
    {
        let violation = Violation::new(
            format!("deletion_policy must be \"{CLEAR}\", \"{ABANDON}\" or \"{PREVENT}\""),
            Got::word(policy, ALL),
            "Flyte keeps the record of a scope for ever; choose what becomes of what is in it.",
        );
        diagnostics.push(findings::violation(&violation, path()));
    }
    diagnostics
}

/// Whether the policy of a state is this one.
pub(super) fn is(state: &Model, policy: &str) -> bool {
    state.deletion_policy.as_known().map(String::as_str) == Some(policy)
}

/// A destroy, or a replacement, against the policy in the state.
pub(super) fn prevented(scope: &SettingsScope) -> Diagnostic {
    Diagnostic::error(
        format!("The settings of {} must not be destroyed", scope.in_words()),
        format!(
            "Their `deletion_policy` in the Terraform state is `{PREVENT}`. If they are to go, or the \
             resource is to be for another organisation, domain or project, set the policy to \
             `{CLEAR}` or `{ABANDON}` first, and apply that alone. To forget them and leave them as \
             they are, use a `removed` block with `destroy = false`."
        ),
    )
    .at(path())
}

fn path() -> Path {
    Path::root().attribute("deletion_policy")
}
