//! Whose settings a model describes.
//!
//! The organisation is part of the key of settings, so it is always named: by default, it is the
//! one that the Flyte SDK would use. Domain and project never come from the provider: without them,
//! the settings are those of the organisation, or of a domain.

use flyte_domain::{ScopeName, SettingsScope};
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::creations::{Kind, Object};
use crate::findings;
use crate::preflight::Place;
use crate::settings::model::Model;

/// The errors in the scope of a configuration, as far as it is known.
pub(super) fn check(model: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    parts(&model.org, &model.domain, &model.project, &mut diagnostics);
    diagnostics
}

/// The scope of a plan or state, once it is known.
pub(super) fn of(model: &Model) -> Option<SettingsScope> {
    let told = &mut Diagnostics::new();
    parts(&model.org, &model.domain, &model.project, told)
}

/// The scope that these make, once they are known; broken rules go to the diagnostics.
pub(crate) fn parts(
    org: &Field<String>,
    domain: &Field<String>,
    project: &Field<String>,
    diagnostics: &mut Diagnostics,
) -> Option<SettingsScope> {
    let mut part = |name: &str, part: &Field<String>| {
        let path = Path::root().attribute(name);
        findings::check(part, &path, diagnostics, |text| {
            SettingsScope::part(name, text)
        })
    };
    let (org, domain, project) = (
        part("org", org),
        part("domain", domain),
        part("project", project),
    );
    let is_misplaced = project.is_known() && domain.is_null();
    let scope = match (known(org), known(domain), known(project)) {
        (Some(org), Some(domain), Some(project)) => SettingsScope::new(org, domain, project),
        // This is an error for any organisation.
        (None, _, Some(project)) if is_misplaced => SettingsScope::new(None, None, project),
        _ => return None,
    };
    match scope {
        Ok(scope) => Some(scope),
        Err(violation) => {
            let path = Path::root().attribute("project");
            diagnostics.push(findings::violation(&violation, path));
            None
        }
    }
}

fn known(part: Field<ScopeName>) -> Option<Option<ScopeName>> {
    match part {
        Field::Null => Some(None),
        Field::Unknown => None,
        Field::Known(name) => Some(Some(name)),
    }
}

/// The scope in a state, which this provider wrote.
pub(super) fn identify(state: &Model) -> Result<SettingsScope, Diagnostic> {
    of(state).ok_or_else(|| {
        Diagnostic::error(
            "The state does not say whose settings these are",
            "`org`, `domain` and `project` in the state do not make a scope. Remove the resource \
             from the state with `terraform state rm` and import it again.",
        )
    })
}

/// The place for the check whether Flyte can be used. Only a project can be asked for.
pub(crate) fn place(scope: &SettingsScope) -> Place<'_> {
    Place {
        org: scope.org_text(),
        project: scope.project().map_or("", |project| project.as_str()),
        domain: scope.domain().map_or("", |domain| domain.as_str()),
    }
}

/// The settings, as `creations` tracks them.
pub(super) fn object(scope: &SettingsScope) -> Object {
    Object::new(Kind::Settings, scope.to_string())
}

/// The user asked to stop before the operation had begun to change anything.
pub(crate) fn interrupted(doing: &str, scope: &SettingsScope) -> Diagnostic {
    Diagnostic::error(
        format!(
            "Interrupted before it could {doing} the settings of {}",
            scope.in_words()
        ),
        "Nothing was changed. Run the command again to go on.",
    )
}

/// The settings to read or import belong to an organisation that is not named, and the provider's
/// is not known yet.
pub(crate) fn unknown_org() -> Diagnostic {
    Diagnostic::error(
        "The organisation of the settings is not known yet",
        "None is named here, and the provider's `org` or `endpoint` will be known only after other \
         resources have been applied.\n\nSet `org` here (an import by id can begin with it: \
         `org/domain/project`), or apply those other resources first, with `terraform apply \
         -target=...`.",
    )
    .at(Path::root().attribute("org"))
}
