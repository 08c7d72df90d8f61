//! What a destroy does to the record of a scope.

use flyte_domain::SettingsScope;
use terraform_framework::Diagnostic;

use crate::deletion_policy::{self, Policy};
use crate::settings::model::Model;

/// The policies; the default empties the record.
pub(super) static POLICY: Policy = Policy {
    what: "The record of settings",
    default: "clear",
    reason: "Flyte keeps the record of a scope forever; choose what happens to its content.",
    replaced_for: "another organisation, domain or project",
};

/// Returns whether a state has this policy.
pub(super) fn is(state: &Model, policy: &str) -> bool {
    deletion_policy::is(&state.deletion_policy, policy)
}

/// The error for a destroy or a replacement that the state forbids.
pub(super) fn prevented(state: &Model, scope: &SettingsScope) -> Option<Diagnostic> {
    POLICY.prevented(&state.deletion_policy, &scope.to_string())
}
