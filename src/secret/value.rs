//! What goes into a secret, and when.

use flyte_domain::{Received, SecretKind, Violation};
use secrecy::SecretString;
use terraform_framework::{Diagnostic, Diagnostics, Path};

use crate::findings;
use crate::secret::model::Model;

/// Checks the attributes that have a value against each other, as far as they are known.
pub(super) fn check(config: &Model, diagnostics: &mut Diagnostics) {
    if config.value.is_known() && config.value_wo.is_known() {
        broken(
            "value",
            "value and value_wo exclude each other",
            "Keep `value_wo`, which is not stored, or `value`, for Terraforms older than 1.11.",
            diagnostics,
        );
    } else if !config.value_wo.is_null() && config.value_wo_version.is_null() {
        broken(
            "value_wo_version",
            "value_wo needs value_wo_version as well",
            "Terraform does not see when a write-only value changes. Set `value_wo_version = 1`, and \
             another number whenever the value is another.",
            diagnostics,
        );
    } else if config.value_wo.is_null() && !config.value_wo_version.is_null() {
        diagnostics.push(missing());
    }
}

/// A version without a value.
fn missing() -> Diagnostic {
    let violation = Violation::new(
        "value_wo_version needs value_wo as well",
        Received::nothing(),
        "`value_wo` is null, and there is nothing to write. Give it a value, or leave \
         `value_wo_version` out.",
    );
    findings::violation(&violation, Path::root().attribute("value_wo"))
}

fn broken(name: &str, rule: &str, hint: &str, diagnostics: &mut Diagnostics) {
    let violation = Violation::new(rule, Received::nothing(), hint);
    let path = Path::root().attribute(name);
    diagnostics.push(findings::violation(&violation, path));
}

/// A secret that is planned to be created without a value.
pub(super) fn none() -> Diagnostic {
    let violation = Violation::new(
        "A new secret needs a value",
        Received::nothing(),
        "Set `value_wo` and `value_wo_version`, or `value` for Terraforms older than 1.11. Only a \
         secret that was imported may do without: its value then stays what it is.",
    );
    findings::violation(&violation, Path::root().attribute("value_wo"))
}

/// Returns whether a configuration has a value, or will have.
pub(super) fn is_given(config: &Model) -> bool {
    !config.value.is_null() || !config.value_wo.is_null() || !config.value_wo_version.is_null()
}

/// The value of a configuration that is wholly known.
///
/// # Errors
/// A diagnostic if there is none.
pub(super) fn given(config: &Model) -> Result<&SecretString, Diagnostic> {
    let value = config.value_wo.as_known().or(config.value.as_known());
    value.map(|value| value.secret()).ok_or_else(|| {
        if config.value_wo_version.is_null() {
            none()
        } else {
            missing()
        }
    })
}

/// Returns whether the change of a state into a plan writes the value: it is another one, or was
/// never written by this object.
pub(super) fn is_written(prior: &Model, plan: &Model) -> bool {
    let has_new_version =
        !plan.value_wo_version.is_null() && plan.value_wo_version != prior.value_wo_version;
    let has_new_value = !plan.value.is_null() && plan.value != prior.value;
    has_new_version || has_new_value
}

/// Forgets what was written, so that the next plan writes it again. Returns whether anything was.
pub(super) fn forget(state: &mut Model) -> bool {
    let was_given = !state.value_wo_version.is_null() || !state.value.is_null();
    (state.value_wo_version, state.value) = Default::default();
    was_given
}

/// The kind in a plan or state; generic if it is not known.
pub(super) fn kind(model: &Model) -> SecretKind {
    let kind = model.r#type.as_known();
    kind.and_then(|kind| SecretKind::parse(kind).ok())
        .unwrap_or_default()
}
