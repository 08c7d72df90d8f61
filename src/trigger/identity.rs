//! By what a trigger is found again, and how it is imported: by id or by identity.
//!
//! What an import leaves out follows the provider's defaults, as it does in a configuration.

use flyte_domain::{ScopeName, TriggerId};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::backend::Backend;
use crate::findings;
use crate::scope::or_default;
use crate::trigger::model::Model;

/// The identity of a trigger; the schema describes each attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TriggerIdentity {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub task: Field<String>,
    pub name: Field<String>,
}

impl Identity<Model> for TriggerIdentity {
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
            .required("task", Type::String, "Full name of the task.")
            .required("name", Type::String, "Name of the trigger.");
        Some(schema)
    }

    fn of(model: &Model) -> Self {
        Self {
            org: model.org.clone(),
            project: model.project.clone(),
            domain: model.domain.clone(),
            task: model.task.clone(),
            name: model.name.clone(),
        }
    }
}

/// A state that says which trigger it is and nothing else; reading fills in the rest.
pub(super) fn import(
    request: ImportRequest<Model, Backend, TriggerIdentity>,
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
        task: named.task,
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
    model.id = model.trigger_id().map(|id| id.to_string()).into();
    Ok(model)
}

fn by_id(id: &str) -> Result<TriggerIdentity, Diagnostic> {
    let path = Path::root().attribute("id");
    let TriggerId { task, name } = id
        .parse()
        .map_err(|violation| findings::violation(&violation, path))?;
    Ok(TriggerIdentity {
        org: task.org.as_ref().map(ToString::to_string).into(),
        project: Field::Known(task.project.to_string()),
        domain: Field::Known(task.domain.to_string()),
        task: Field::Known(task.name),
        name: Field::Known(name),
    })
}

/// What keeps the parts from being those of a trigger.
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
    let path = |name| Path::root().attribute(name);
    findings::check(&model.task, &path("task"), &mut diagnostics, |text| {
        TriggerId::check_task(text)
    });
    findings::check(&model.name, &path("name"), &mut diagnostics, |text| {
        TriggerId::check_name(text)
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
        format!("No {name} for the trigger to import"),
        format!(
            "{reason}\nAdd `{name}` to the identity, or import by id: `project/domain/task/name`, \
             such as `flytesnacks/development/etl.main/nightly`."
        ),
    )
    .at(Path::root().attribute(name))
}
