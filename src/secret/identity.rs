//! How a secret is identified, and how it is imported: by id or by identity.
//!
//! Project and domain never follow the provider's defaults: what an import leaves out means wider, as
//! it does in a configuration. The organisation does.

use flyte_domain::{ScopeName, SecretId, SecretName};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::backend::Backend;
use crate::findings;
use crate::secret::model::Model;
use crate::secret::place;

/// The identity of a secret; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SecretIdentity {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
}

impl Identity<Model> for SecretIdentity {
    fn schema() -> Option<IdentitySchema> {
        let schema = IdentitySchema::default()
            .optional(
                "org",
                Type::String,
                "Organisation, on backends that have organisations. Default: the provider's.",
            )
            .optional(
                "project",
                Type::String,
                "Project; none for a secret of a domain or of the organisation.",
            )
            .optional(
                "domain",
                Type::String,
                "Domain; none for a secret of the organisation.",
            )
            .required("name", Type::String, "Name of the secret.");
        Some(schema)
    }

    fn of(model: &Model) -> Self {
        Self {
            org: model.org.clone(),
            project: model.project.clone(),
            domain: model.domain.clone(),
            name: model.name.clone(),
        }
    }
}

/// A state that says which secret it is and nothing else; reading fills in the rest.
pub(super) fn import(
    request: ImportRequest<Model, Backend, SecretIdentity>,
) -> Result<Model, Diagnostics> {
    let ImportRequest {
        data,
        target,
        empty,
    } = request;
    let named = match target {
        ImportTarget::Id(id) => by_id(&id)?,
        ImportTarget::Identity(identity) => checked(identity)?,
    };
    let mut model = Model {
        org: match named.org {
            Field::Null => data.org.clone(),
            named => named,
        },
        project: named.project,
        domain: named.domain,
        name: named.name,
        ..empty
    };
    if model.org.is_unknown() {
        return Err(undetermined().into());
    }
    data.permit(place::org_of(&model))?;
    model.id = place::id_of(&model).map(|id| id.to_string()).into();
    Ok(model)
}

fn by_id(id: &str) -> Result<SecretIdentity, Diagnostic> {
    let id: SecretId = id
        .parse()
        .map_err(|violation| findings::violation(&violation, Path::root().attribute("id")))?;
    let part = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(SecretIdentity {
        org: Field::Null,
        project: part(id.scope.project()).into(),
        domain: part(id.scope.domain()).into(),
        name: Field::Known(id.name.to_string()),
    })
}

/// The identity, if its parts are valid names.
fn checked(identity: SecretIdentity) -> Result<SecretIdentity, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    for (name, part) in [
        ("org", &identity.org),
        ("project", &identity.project),
        ("domain", &identity.domain),
    ] {
        findings::check(
            part,
            &Path::root().attribute(name),
            &mut diagnostics,
            |part| ScopeName::new(name, part),
        );
    }
    findings::check(
        &identity.name,
        &Path::root().attribute("name"),
        &mut diagnostics,
        |name| SecretName::new(name),
    );
    if !identity.project.is_null()
        && identity.domain.is_null()
        && let Err(broken) = place::scope_of(&identity.project, &identity.domain)
    {
        diagnostics.push(findings::violation(
            &broken,
            Path::root().attribute("domain"),
        ));
    }
    if diagnostics.has_errors() {
        Err(diagnostics)
    } else {
        Ok(identity)
    }
}

/// The import names no organisation, and the provider's is not known yet.
fn undetermined() -> Diagnostic {
    Diagnostic::error(
        "No organisation for the secret to import",
        "The provider's `org` is not known yet. Add `org` to the identity, or apply what it depends on \
         first, with `terraform apply -target=...`.",
    )
    .at(Path::root().attribute("org"))
}
