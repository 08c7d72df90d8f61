//! By what an environment is found again, and how it is imported: by id or by identity.
//!
//! What an import leaves out follows the provider's defaults, as it does in a configuration: an
//! imported environment is the one that the same block would create.

use flyte_domain::{EnvironmentId, EnvironmentName, ScopeName};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::backend::Backend;
use crate::findings;
use crate::scope::or_default;
use crate::task_environment::model::Model;

/// The identity of an environment; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EnvironmentIdentity {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
}

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
        ImportTarget::Identity(identity) => checked(identity)?,
    };
    let mut model = Model {
        org: or_default(named.org, &data.org),
        project: or_default(named.project, &data.project),
        domain: or_default(named.domain, &data.domain),
        name: named.name,
        ..empty
    };
    let mut diagnostics = Diagnostics::new();
    for (name, part) in [
        ("org", &model.org),
        ("project", &model.project),
        ("domain", &model.domain),
    ] {
        if part.is_unknown() || (part.is_null() && name != "org") {
            diagnostics.push(undetermined(name, part.is_unknown()));
        }
    }
    if !model.org.is_unknown() {
        let org = model.org.as_known().map_or("", String::as_str);
        diagnostics.extend(data.permit(org).err());
    }
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

/// The identity, if its parts are names that can exist.
fn checked(identity: EnvironmentIdentity) -> Result<EnvironmentIdentity, Diagnostics> {
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
        |name| EnvironmentName::new(name),
    );
    if diagnostics.has_errors() {
        Err(diagnostics)
    } else {
        Ok(identity)
    }
}

/// The import does not say a part of the identity, and neither does the provider.
fn undetermined(name: &str, is_unknown: bool) -> Diagnostic {
    let reason = if is_unknown {
        format!("The provider's `{name}` is not known yet.")
    } else {
        "Neither the import nor the provider names one.".to_owned()
    };
    Diagnostic::error(
        format!("No {name} for the environment to import"),
        format!(
            "{reason}\nAdd `{name}` to the identity, or import by id: `project/domain/name`, such \
             as `flytesnacks/development/fast_env`."
        ),
    )
    .at(Path::root().attribute(name))
}
