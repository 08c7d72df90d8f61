//! How an app is identified, and how it is imported: by id or by identity.
//!
//! What an import leaves out follows the provider's defaults, as it does in a configuration.

use flyte_domain::AppId;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::app::model::Model;
use crate::backend::Backend;
use crate::findings;
use crate::scope::{self, placed};

/// The identity of an app; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AppIdentity {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
}

placed!(AppIdentity);

const KIND: scope::Kind = scope::Kind {
    noun: "app",
    id: ("project/domain/name", "flytesnacks/development/my-app"),
};

impl Identity<Model> for AppIdentity {
    fn schema() -> Option<IdentitySchema> {
        let schema = IdentitySchema::default()
            .optional(
                "org",
                Type::String,
                "Organisation, on backends that have organisations. Default: the provider's.",
            )
            .optional("project", Type::String, "Project. Default: the provider's.")
            .optional(
                "domain",
                Type::String,
                "Domain, such as `development`. Default: the provider's.",
            )
            .required("name", Type::String, "Name of the app.");
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

/// A state that says which app it is and nothing else; reading fills in the rest.
pub(super) fn import(
    request: ImportRequest<Model, Backend, AppIdentity>,
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
    let mut model = Model {
        name: named.name.clone(),
        ..empty
    };
    let mut diagnostics = scope::imported(&data, KIND, &named, &mut model);
    findings::check(
        &model.name,
        &Path::root().attribute("name"),
        &mut diagnostics,
        |text| AppId::check_name(text),
    );
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    model.id = model.app_id().map(|id| id.to_string()).into();
    Ok(model)
}

fn by_id(id: &str) -> Result<AppIdentity, Diagnostic> {
    let path = Path::root().attribute("id");
    let AppId {
        org,
        project,
        domain,
        name,
    } = id
        .parse()
        .map_err(|violation| findings::violation(&violation, path))?;
    Ok(AppIdentity {
        org: org.map(|org| org.to_string()).into(),
        project: Field::Known(project.to_string()),
        domain: Field::Known(domain.to_string()),
        name: Field::Known(name),
    })
}
