//! How a project is identified, and how it is imported: by id or by identity.

use flyte_domain::{Project, ScopeName};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::backend::Backend;
use crate::findings;
use crate::project::model::Model;

/// The identity of a project; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ProjectIdentity {
    pub org: Field<String>,
    pub project_id: Field<String>,
}

impl Identity<Model> for ProjectIdentity {
    fn schema() -> Option<IdentitySchema> {
        let schema = IdentitySchema::default()
            .optional(
                "org",
                Type::String,
                "Organisation, on backends that have organisations. Default: the provider's.",
            )
            .required("project_id", Type::String, "Id of the project.");
        Some(schema)
    }

    fn of(model: &Model) -> Self {
        Self {
            org: model.org.clone(),
            project_id: model.project_id.clone(),
        }
    }
}

/// A state that says which project it is and nothing else; reading fills in the rest.
pub(super) fn import(
    request: ImportRequest<Model, Backend, ProjectIdentity>,
) -> Result<Model, Diagnostics> {
    let ImportRequest {
        data,
        target,
        empty,
    } = request;
    let ProjectIdentity { org, project_id } = match target {
        ImportTarget::Id(id) => by_id(&id),
        ImportTarget::Identity(identity) => identity,
    };
    let path = |name| Path::root().attribute(name);
    let mut diagnostics = Diagnostics::new();
    let org = if org.is_null() { data.org.clone() } else { org };
    findings::check(&org, &path("org"), &mut diagnostics, |org| {
        ScopeName::new("org", org)
    });
    findings::check(&project_id, &path("project_id"), &mut diagnostics, |id| {
        Project::check_known_id(id)
    });
    match &org {
        Field::Unknown => diagnostics.push(
            Diagnostic::error(
                "No org for the project to import",
                "The provider's `org` is not known yet.\nAdd `org` to the identity, or import by \
                 id: `org/project_id`.",
            )
            .at(path("org")),
        ),
        Field::Null => diagnostics.extend(data.permit("").err()),
        Field::Known(org) => diagnostics.extend(data.permit(org).err()),
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(Model {
        org,
        project_id,
        ..empty
    })
}

fn by_id(id: &str) -> ProjectIdentity {
    let (org, project) = match id.split_once('/') {
        Some((org, project)) => (Field::Known(org.to_owned()), project),
        None => (Field::Null, id),
    };
    ProjectIdentity {
        org,
        project_id: Field::Known(project.to_owned()),
    }
}
