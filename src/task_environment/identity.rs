//! How an environment is identified, and how it is imported: by id or by identity.
//!
//! What an import leaves out follows the provider's defaults, as it does in a configuration: an
//! imported environment is the one that the same block would create.

use flyte_domain::{EnvironmentId, EnvironmentName};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::backend::Backend;
use crate::findings;
use crate::scope::{self, placed};
use crate::task_environment::model::Model;

/// The identity of an environment; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EnvironmentIdentity {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
}

placed!(EnvironmentIdentity);

const KIND: scope::Kind = scope::Kind {
    noun: "environment",
    id: ("project/domain/name", "flytesnacks/development/fast_env"),
};

impl Identity<Model> for EnvironmentIdentity {
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
            .required("name", Type::String, "Name of the environment.");
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

/// A state that says which environment it is and nothing else; reading fills in the rest.
pub(super) fn import(
    request: ImportRequest<Model, Backend, EnvironmentIdentity>,
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
        |name| EnvironmentName::new(name),
    );
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    model.id = model.environment_id().map(|id| id.to_string()).into();
    Ok(model)
}

fn by_id(id: &str) -> Result<EnvironmentIdentity, Diagnostic> {
    let path = Path::root().attribute("id");
    let id: EnvironmentId = id
        .parse()
        .map_err(|violation| findings::violation(&violation, path))?;
    Ok(EnvironmentIdentity {
        org: id.org.as_ref().map(ToString::to_string).into(),
        project: Field::Known(id.project.to_string()),
        domain: Field::Known(id.domain.to_string()),
        name: Field::Known(id.name.to_string()),
    })
}
