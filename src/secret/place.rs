//! The secret that a model means.

use flyte_domain::{ScopeName, SecretId, SecretName, SecretScope, Violation};
use terraform_framework::{Diagnostic, Field};

use crate::creations::{Kind, Object};
use crate::preflight::Place;
use crate::scope;
use crate::secret::model::Model;

/// The place that attributes name; an unknown attribute counts as absent.
///
/// # Errors
/// The rule that it breaks.
pub(crate) fn scope_of(
    project: &Field<String>,
    domain: &Field<String>,
) -> Result<SecretScope, Violation> {
    let part = |name, field: &Field<String>| {
        let text = field.as_known();
        text.map(|text| ScopeName::new(name, text)).transpose()
    };
    SecretScope::new(part("project", project)?, part("domain", domain)?)
}

/// The id in a model, once all of it is known and valid.
pub(super) fn id_of(model: &Model) -> Option<SecretId> {
    let Model {
        project,
        domain,
        name,
        ..
    } = model;
    if project.is_unknown() || domain.is_unknown() {
        return None;
    }
    let scope = scope_of(project, domain).ok()?;
    SecretId::new(scope, SecretName::new(name.as_known()?).ok()?).ok()
}

/// The organisation in a model; empty where there is none.
pub(super) fn org_of(model: &Model) -> &str {
    scope::organisation(&model.org).unwrap_or_default()
}

/// The place for the check whether Flyte can be used, once known.
pub(super) fn of(model: &Model) -> Option<Place<'_>> {
    if model.project.is_unknown() || model.domain.is_unknown() {
        return None;
    }
    Some(Place {
        org: scope::organisation(&model.org)?,
        project: model.project.as_known().map_or("", String::as_str),
        domain: model.domain.as_known().map_or("", String::as_str),
    })
}

/// The secret, as `creations` tracks it.
pub(super) fn object(org: &str, id: &SecretId) -> Object {
    Object::new(Kind::Secret, id.to_string()).in_org(org)
}

/// The id in a state, which this provider wrote, or in a plan that is about to be applied.
///
/// # Errors
/// A diagnostic where there is none.
pub(super) fn identify(state: &Model) -> Result<SecretId, Diagnostic> {
    id_of(state).ok_or_else(|| {
        Diagnostic::error(
            "The state names no secret",
            "`project`, `domain` and `name` in the state do not make a secret's id. Remove the \
             resource from the state with `terraform state rm` and import it again.",
        )
    })
}
