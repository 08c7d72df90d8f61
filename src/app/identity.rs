//! By what an app is found again, and how it is imported: by id or by identity.
//!
//! What an import leaves out follows the provider's defaults, as it does in a configuration.

use flyte_domain::{AppId, ScopeName};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::app::model::Model;
use crate::backend::Backend;
use crate::findings;
use crate::scope::or_default;

/// The identity of an app; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AppIdentity {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
}

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

/// A state that says which trigger it is and nothing else; reading fills in the rest.
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
        org: or_default(named.org, &data.org),
        project: or_default(named.project, &data.project),
        domain: or_default(named.domain, &data.domain),
        name: named.name,
        ..empty
    };
    let mut diagnostics = checked(&model);
    if !model.org.is_unknown() {
        let org = model.org.as_known().map_or("", String::as_str);
        diagnostics.extend(data.permit(org).err());
    }
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

/// What keeps the parts from being those of an app.
fn checked(model: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for (name, part) in [
        ("org", &model.org),
        ("project", &model.project),
        ("domain", &model.domain),
    ] {
        let path = Path::root().attribute(name);
        findings::check(part, &path, &mut diagnostics, |part| {
            ScopeName::new(name, part)
        });
        if part.is_unknown() || (part.is_null() && name != "org") {
            diagnostics.push(undetermined(name, part.is_unknown()));
        }
    }
    let path = Path::root().attribute("name");
    findings::check(&model.name, &path, &mut diagnostics, |text| {
        AppId::check_name(text)
    });
    diagnostics
}

/// The import does not say a part of the identity, and neither does the provider.
fn undetermined(name: &str, is_unknown: bool) -> Diagnostic {
    let reason = if is_unknown {
        format!("The provider's `{name}` is not known yet.")
    } else {
        "Neither the import nor the provider names one.".to_owned()
    };
    Diagnostic::error(
        format!("No {name} for the app to import"),
        format!(
            "{reason}\nAdd `{name}` to the identity, or import by id: `project/domain/name`, such \
             as `flytesnacks/development/my-app`."
        ),
    )
    .at(Path::root().attribute(name))
}
