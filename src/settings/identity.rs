//! How settings are identified, and how they are imported: by id or by identity.

use flyte_domain::SettingsScope;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::backend::Backend;
use crate::findings;
use crate::settings::model::Model;
use crate::settings::scope;

/// The identity of the settings of a scope; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SettingsIdentity {
    pub org: Field<String>,
    pub domain: Field<String>,
    pub project: Field<String>,
}

impl Identity<Model> for SettingsIdentity {
    fn schema() -> Option<IdentitySchema> {
        let schema = IdentitySchema::default()
            .optional(
                "org",
                Type::String,
                "Organisation. Default: the provider's, else the one that the Flyte SDK takes from \
                 the name of the host.",
            )
            .optional(
                "domain",
                Type::String,
                "Domain; without it these are the settings of the organisation.",
            )
            .optional(
                "project",
                Type::String,
                "Project; without it these are the settings of the domain, for all projects.",
            );
        Some(schema)
    }

    fn of(model: &Model) -> Self {
        Self {
            org: model.org.clone(),
            domain: model.domain.clone(),
            project: model.project.clone(),
        }
    }
}

/// A state that says whose settings these are and nothing else; reading fills in the rest.
pub(super) fn import(
    request: ImportRequest<Model, Backend, SettingsIdentity>,
) -> Result<Model, Diagnostics> {
    let ImportRequest {
        data,
        target,
        empty,
    } = request;
    let named = match target {
        ImportTarget::Id(id) => by_id(&id)?,
        ImportTarget::Identity(identity) => identity,
    };
    let org = match named.org {
        Field::Null => data.key_org(),
        named => named,
    };
    if org.is_unknown() {
        return Err(scope::unknown_org().into());
    }
    let mut diagnostics = Diagnostics::new();
    let scope = scope::parts(&org, &named.domain, &named.project, &mut diagnostics);
    diagnostics.extend(
        scope
            .as_ref()
            .and_then(|scope| data.permit(scope.org_text()).err()),
    );
    match scope {
        Some(scope) if !diagnostics.has_errors() => Ok(Model {
            id: Field::Known(scope.to_string()),
            org,
            domain: named.domain,
            project: named.project,
            ..empty
        }),
        _ => Err(diagnostics),
    }
}

fn by_id(id: &str) -> Result<SettingsIdentity, Diagnostic> {
    let path = Path::root().attribute("id");
    let scope: SettingsScope = id
        .parse()
        .map_err(|violation| findings::violation(&violation, path))?;
    let text = |part: Option<&flyte_domain::ScopeName>| part.map(ToString::to_string).into();
    Ok(SettingsIdentity {
        org: text(scope.org()),
        domain: text(scope.domain()),
        project: text(scope.project()),
    })
}
