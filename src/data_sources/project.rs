//! `flyte_project`: a project and its domains.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostics, Field, Nesting, ReadDataRequest, ReadDataResponse,
    Schema, Type, Usage,
};

use crate::backend::Backend;
use crate::data_sources::call;
use crate::{scope, timeouts};

/// One project of the backend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Project;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub org: Field<String>,
    pub name: Field<String>,
    pub description: Field<String>,
    pub state: Field<String>,
    pub labels: Field<BTreeMap<String, String>>,
    pub domains: Field<Vec<Domain>>,
}

/// A domain of the project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Domain {
    pub id: String,
    pub name: String,
}

impl DataSource for Project {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_project"
    }

    fn schema(&self) -> Schema {
        Schema::new(block())
    }

    async fn read(
        &self,
        request: ReadDataRequest<Model, Backend>,
    ) -> Result<ReadDataResponse<Model>, Diagnostics> {
        let ReadDataRequest {
            data,
            config,
            cancellation,
        } = request;
        let id = scope::required("id", "project", &config.id, &data.project)?;
        let org = scope::optional("org", "org", &config.org, &data.org)?;
        let org_text = org.as_ref().map_or("", |org| org.as_str());
        let project = call(
            &format!("read project `{id}`"),
            &cancellation,
            data.client(org_text)?
                .get_project(org_text, id.as_str(), &timeouts::default_options()),
        )
        .await?;
        Ok(ReadDataResponse {
            state: Model {
                id: Field::Known(id.to_string()),
                org: org.map(|org| org.to_string()).into(),
                ..Model::from(flyte_domain::Project::from_wire(project))
            },
            diagnostics: Diagnostics::new(),
        })
    }
}

/// The attributes of a project.
pub(super) fn block() -> Block {
    let text = |description| Attribute::computed(Type::String).description(description);
    let domain = Block::new("A domain.")
        .attribute(
            "id",
            text("Id of the domain, as `domain` of a task environment names it."),
        )
        .attribute("name", text("Name of the domain, for people."));
    Block::new(
        "Reads a project of the Flyte backend, archived or not, with its domains. A \
                 project that does not exist is an error.",
    )
    .attribute(
        "id",
        scope::attribute(
            "id",
            "Id of the project. Default: the provider's `project`.",
        ),
    )
    .attribute(
        "org",
        scope::attribute(
            "org",
            "Organisation, on backends that have organisations. Default: the provider's.",
        ),
    )
    .attribute("name", text("Name of the project, for people."))
    .attribute(
        "description",
        text("What the project is for; may be empty."),
    )
    .attribute(
        "state",
        text(
            "`active`, `archived`, `system_generated` or `system_archived`; `unknown` \
                     for a state that this provider does not know.",
        ),
    )
    .attribute(
        "labels",
        Attribute::computed(Type::map(Type::String)).description("Labels of the project."),
    )
    .attribute(
        "domains",
        Attribute::nested(Nesting::List, domain, Usage::Computed).description(
            "The domains of the project, in the backend's order: they are configured for \
                     the whole backend.",
        ),
    )
}

impl From<flyte_domain::Project> for Model {
    fn from(project: flyte_domain::Project) -> Self {
        let domains = project.domains.into_iter();
        let domains = domains.map(|(id, name)| Domain { id, name });
        Self {
            id: Field::Known(project.id),
            org: Field::Null,
            name: Field::Known(project.name),
            description: Field::Known(project.description),
            state: Field::Known(project.state.name().to_owned()),
            labels: Field::Known(project.labels),
            domains: Field::Known(domains.collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(Project.schema().problems(), [""; 0]);
    }
}
