//! How a trigger is identified, and how it is imported: by id or by identity.
//!
//! What an import leaves out follows the provider's defaults, as it does in a configuration.

use flyte_domain::TriggerId;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest, ImportTarget, Path,
    Type,
};

use crate::backend::Backend;
use crate::findings;
use crate::scope::{self, placed};
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

placed!(TriggerIdentity);

const KIND: scope::Kind = scope::Kind {
    noun: "trigger",
    id: (
        "project/domain/task/name",
        "flytesnacks/development/etl.main/nightly",
    ),
};

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
        task: named.task.clone(),
        name: named.name.clone(),
        ..empty
    };
    let mut diagnostics = scope::imported(&data, KIND, &named, &mut model);
    findings::check(
        &model.task,
        &Path::root().attribute("task"),
        &mut diagnostics,
        |text| TriggerId::check_task(text),
    );
    findings::check(
        &model.name,
        &Path::root().attribute("name"),
        &mut diagnostics,
        |text| TriggerId::check_name(text),
    );
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
